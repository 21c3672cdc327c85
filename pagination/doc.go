// Package pagination reads where in a list a client wants to be: pages and
// their sizes, total counts, and the cursors of keyset paging.
//
// A [Cursor] is a position in a list: the values of the order's keys at one
// row. A [Codec] turns it into an opaque token and back, strictly: a token that
// was cut, altered, or made for another list is refused.
package pagination

// Package schemas holds what a resource looks like and what crosses the wire.
//
// The first half is the vocabulary that every other package shares: a
// [Resource] with its fields, their kinds and the operators that they allow,
// and the relations that lead to them. The second half is what a client
// receives: the offset and cursor envelopes, the problem document of RFC 9457,
// and the typed values inside cursors.
//
// The package knows neither gin nor gorm.
package schemas

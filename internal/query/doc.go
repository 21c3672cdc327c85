// Package query turns checked plans into SQL. It is the only place where SQL is
// written.
//
// Each statement is a clause expression ([Rows], [Count], [Exists], [Values])
// that is built as the last of gorm's query chain. By then the chain holds what
// the user's scopes, soft delete and plugins have added; a statement takes it
// from there into every part that reads the table. Names come from the
// declaration, values become placeholders, parentheses are ours.
package query

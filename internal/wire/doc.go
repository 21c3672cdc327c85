// Package wire turns values as PostgreSQL sends them into values of Go, or
// straight into JSON: just as database/sql and then encoding/json would, but
// without a place for each in between. It knows the formats of PostgreSQL's
// manual, chapter 55, and nothing of tables or rows.
package wire

// Package store runs the statements of package query on the user's *gorm.DB and
// reads their rows.
//
// Statements run inside gorm's own query chain, as its last clause, so that
// scopes, soft delete, plugins, the choice of a replica, the logger and traces
// see the real statement with its time, rows and error (docs/adr/0001).
package store

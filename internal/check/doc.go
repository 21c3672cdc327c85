// Package check compares what a resource was declared to be with the database that
// it stands on: columns.go the model with the table's columns, relations.go its
// relations with constraints, indexes.go what the statements of package query want
// with the indexes that there are (match.go). What it reads, package catalog reads;
// it changes nothing (docs/adr/0020).
package check

// Package model reads a GORM model into the vocabulary of package schemas:
// which columns it has, of what kind, which of them can be NULL, and how its
// relations are joined. It also matches read schemas with a model's columns.
package model

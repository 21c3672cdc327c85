// Package catalog reads what a database knows of tables: their columns, their
// indexes, their constraints, and its own settings. It runs SELECTs on the catalog
// and nothing else, and gives out plain values.
//
// Of PostgreSQL these are the system catalogs (manual, chapters 53 and 54), of
// SQLite its table-valued pragmas (https://sqlite.org/pragma.html#pragfunc).
package catalog

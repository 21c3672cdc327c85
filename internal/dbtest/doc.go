// Package dbtest opens the databases that tests run on, PostgreSQL and SQLite, through GORM.
//
// Each call makes a database of its own, with the tables of the given models,
// that is gone at the end of the test. Errors arrive untranslated and nothing
// is logged; Recorder shows the statements that ran.
package dbtest

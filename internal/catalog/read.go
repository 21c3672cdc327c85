package catalog

import (
	"errors"
	"fmt"

	"gorm.io/gorm"
)

// Catalog is what a database knows of some tables.
type Catalog struct {
	tables map[string]Table
	// Trigrams is the operator class of pg_trgm for GIN, qualified where it has to
	// be; empty without the extension.
	Trigrams string
}

// New makes a catalog of tables, for tests.
func New(tables ...Table) Catalog {
	c := Catalog{tables: map[string]Table{}, Trigrams: "gin_trgm_ops"}
	for _, t := range tables {
		c.tables[t.Name] = t
	}
	return c
}

// Table is one of the tables that were asked for.
func (c Catalog) Table(name string) Table { return c.tables[name] }

// errDryRun is answered where nothing can be read.
var errDryRun = errors.New("the handle runs nothing (DryRun), so that the catalog cannot be read")

// Read looks tables up, by names that may be schema-qualified; others are looked
// for in the search_path. A missing table is no error.
func Read(db *gorm.DB, names ...string) (Catalog, error) {
	if db.DryRun {
		return Catalog{}, errDryRun
	}
	read := readPostgres
	if db.Name() == sqlite {
		read = readSQLite
	}
	c, err := read(db, names)
	if err != nil {
		return Catalog{}, fmt.Errorf("read the catalog: %w", err)
	}
	return c, nil
}

// sqlite is the name of SQLite's dialectors; any other is PostgreSQL's.
const sqlite = "sqlite"

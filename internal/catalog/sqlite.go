package catalog

import (
	"regexp"
	"strings"

	"gorm.io/gorm"
)

// sqliteColumns asks for the columns of a table; hidden ones are generated.
const sqliteColumns = `SELECT name, type, "notnull" <> 0 AS not_null, dflt_value IS NOT NULL OR hidden > 0 AS filled, pk
	FROM pragma_table_xinfo(?, ?) WHERE hidden <> 1 ORDER BY cid`

// sqliteIndexes asks for the indexes of a table, key by key. What stands behind
// the keys is the row's own key, in whose order equal keys are.
const sqliteIndexes = `SELECT l.name, l."unique" <> 0 AS "unique", l.origin = 'pk' AS "primary", l.partial <> 0 AS partial,
	k.seqno = 0 AS first, k.cid, COALESCE(k.name, '') AS column, k."desc" <> 0 AS desc, k."key" = 0 AS behind
	FROM pragma_index_list(?, ?) AS l, pragma_index_xinfo(l.name, ?) AS k ORDER BY l.seq, k.seqno`

// sqliteTable asks what a table is, sqliteIndex how an index was made.
const (
	sqliteTable = `SELECT type FROM pragma_table_list WHERE schema = ? AND lower(name) = lower(?)`
	sqliteIndex = `SELECT sql FROM sqlite_master WHERE type = 'index' AND name = ?`
)

func readSQLite(db *gorm.DB, names []string) (Catalog, error) {
	var tables []Table
	for _, name := range names {
		t, err := readSQLiteTable(db, name)
		if err != nil {
			return Catalog{}, err
		}
		tables = append(tables, t)
	}
	return New(tables...), nil
}

func readSQLiteTable(db *gorm.DB, name string) (Table, error) {
	t := Table{Name: name}
	schema, table, qualified := strings.Cut(name, ".")
	if !qualified {
		schema, table = "main", name
	}
	var kind string
	if err := db.Raw(sqliteTable, schema, table).Scan(&kind).Error; err != nil || kind == "" {
		return t, err
	}
	t.Kind = Ordinary
	switch kind {
	case "view":
		t.Kind = View
	case "virtual":
		t.Kind = Foreign
	}
	var columns []struct {
		Column

		PK int
	}
	if err := db.Raw(sqliteColumns, table, schema).Scan(&columns).Error; err != nil {
		return t, err
	}
	var key []string
	for _, c := range columns {
		if c.PK > 0 {
			// SQLite lets NULL into most primary keys, by a mistake of its youth that
			// nobody means: https://sqlite.org/lang_createtable.html#the_primary_key
			key, c.NotNull = append(key, c.Name), true
		}
		t.Columns = append(t.Columns, c.Column)
	}
	var err error
	t.Indexes, err = readSQLiteIndexes(db, schema, table)
	addRow(&t, key)
	return t, err
}

// addRow adds the key that is the row's own, which no index is listed for: an
// INTEGER PRIMARY KEY, whose column can neither be NULL nor miss.
func addRow(t *Table, key []string) {
	own := rowColumn(t, key)
	for i := range t.Indexes {
		nameRow(&t.Indexes[i], own)
	}
	if own != "" {
		t.Indexes = append(t.Indexes, Index{
			Method: "btree", Unique: true, Primary: true, Valid: true, Keys: []Key{{Column: own, Default: true}},
		})
	}
}

// rowColumn finds the column that is the row's own key; empty for none.
func rowColumn(t *Table, key []string) string {
	for i := range t.Columns {
		c := &t.Columns[i]
		if len(key) == 1 && c.Name == key[0] && t.Kind == Ordinary && strings.EqualFold(c.Type, "integer") {
			c.Filled = true
			return c.Name
		}
	}
	return ""
}

// row stands for the row's own key until it is known which column that is.
const row = "\x00row"

// nameRow names the row's own key, or leaves it out.
func nameRow(i *Index, column string) {
	last := len(i.Keys) - 1
	if last < 0 || i.Keys[last].Column != row {
		return
	}
	if i.Keys[last].Column = column; column == "" {
		i.Keys = i.Keys[:last]
	}
}

// predicate is the condition of a partial index, behind the list of its keys.
var predicate = regexp.MustCompile(`(?is)\)\s*WHERE\s(.*)$`)

func readSQLiteIndexes(db *gorm.DB, schema, table string) (indexes []Index, err error) {
	var rows []struct {
		Name                            string
		Unique, Primary, Partial, First bool
		Cid                             int
		Column                          string
		Desc, Behind                    bool
	}
	if err := db.Raw(sqliteIndexes, table, schema, schema).Scan(&rows).Error; err != nil {
		return nil, err
	}
	for _, r := range rows {
		if r.First {
			index := Index{Name: r.Name, Method: "btree", Unique: r.Unique, Primary: r.Primary, Valid: true}
			if r.Partial {
				if index.Predicate, err = readPredicate(db, r.Name); err != nil {
					return nil, err
				}
			}
			indexes = append(indexes, index)
		}
		index := &indexes[len(indexes)-1]
		key := Key{Column: r.Column, Default: true, Desc: r.Desc, NullsFirst: r.Desc}
		switch r.Cid {
		case -1:
			key.Column = row
		case -2:
			key.Expression = "?" // which pragmas do not tell
		}
		if r.Behind && index.Unique {
			continue // a unique index orders its rows without
		}
		index.Keys = append(index.Keys, key)
	}
	return indexes, nil
}

func readPredicate(db *gorm.DB, index string) (string, error) {
	var made string
	if err := db.Raw(sqliteIndex, index).Scan(&made).Error; err != nil {
		return "", err
	}
	if found := predicate.FindStringSubmatch(made); found != nil {
		return found[1], nil
	}
	return "unknown", nil
}

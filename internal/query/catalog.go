package query

import (
	"encoding/json"
	"slices"
	"strings"

	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/schemas"
)

// enforced asks whether a foreign key makes sure that the related row exists
// and can be seen: valid, not deferred, and no row security on its table. Its columns
// are pairs, sorted by the owner's.
const enforced = `SELECT EXISTS (
	SELECT 1 FROM pg_constraint c
	JOIN pg_class related ON related.oid = c.confrelid AND NOT related.relrowsecurity
	WHERE c.contype = 'f' AND c.convalidated AND NOT c.condeferrable
	AND c.conrelid = to_regclass(?) AND c.confrelid = to_regclass(?)
	AND CAST(? AS text)::jsonb = (SELECT jsonb_agg(jsonb_build_array(owner.attname, target.attname) ORDER BY owner.attname)
		FROM unnest(c.conkey, c.confkey) AS pair (own, far)
		JOIN pg_attribute owner ON owner.attrelid = c.conrelid AND owner.attnum = pair.own
		JOIN pg_attribute target ON target.attrelid = c.confrelid AND target.attnum = pair.far))`

// ranged asks by which column's ranges a table is partitioned: PostgreSQL's manual,
// 5.11.
const ranged = `SELECT a.attname FROM pg_partitioned_table p
	JOIN pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = p.partattrs[0]
	WHERE p.partrelid = to_regclass(?) AND p.partstrat = 'r' AND p.partnatts = 1`

// Ranged is the column by whose ranges a table is partitioned; empty where it is not, or
// by more. An empty answer costs speed only.
func Ranged(db *gorm.DB, table string) (column string) {
	if db.Name() != Postgres || db.DryRun || db.Raw(ranged, db.Statement.Quote(table)).Scan(&column).Error != nil {
		return ""
	}
	return column
}

// KnowsLanguage asks whether there is a text search configuration, in whatever
// schema.
func KnowsLanguage(db *gorm.DB, name string) bool {
	if db.Name() != Postgres || db.DryRun {
		return true
	}
	var yes bool
	name = name[strings.LastIndexByte(name, '.')+1:]
	err := db.Raw("SELECT EXISTS (SELECT 1 FROM pg_ts_config WHERE cfgname = ?)", name).Scan(&yes).Error
	return err != nil || yes
}

// Enforced reports whether the database guarantees the related row of every row
// whose foreign key is not null; shard is a key that it may have beside, which never is,
// or nil. A false answer costs speed only.
func Enforced(db *gorm.DB, table string, r *schemas.Relation, shard *schemas.Field) bool {
	_, alone := r.Alone(ColumnOf(shard))
	if db.Name() != Postgres || db.DryRun || r.Parent != nil || !r.BelongsTo || !alone || len(r.Where)+len(r.Live) > 0 {
		return false
	}
	pairs := make([][2]string, len(r.Link))
	for i, link := range r.Link {
		pairs[i] = [2]string{link.Owner, link.Related}
	}
	slices.SortFunc(pairs, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	text, err := json.Marshal(pairs)
	if err != nil {
		return false
	}
	var yes bool
	err = db.Raw(enforced, db.Statement.Quote(table), db.Statement.Quote(r.Table), string(text)).Scan(&yes).Error
	return err == nil && yes
}

// types asks for the types of a table's columns that are PostgreSQL's own, and
// labels. Nothing where another type has the table's name, which a cast would take.
const types = `SELECT a.attname AS name, CASE t.typtype WHEN 'e' THEN 'enum' ELSE t.typname END AS type
	FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid
	WHERE c.oid = to_regclass(?) AND c.reltype = to_regtype(?) AND a.attnum > 0 AND NOT a.attisdropped
	AND (t.typtype = 'e' OR t.typnamespace = 'pg_catalog'::regnamespace)`

// ColumnTypes are the types of a table's columns, as PostgreSQL names its own inside
// (int8, timestamptz), or enum. A column of any other type is not among them.
func ColumnTypes(db *gorm.DB, table string) map[string]string {
	if db.Name() != Postgres || db.DryRun {
		return nil
	}
	var all []struct{ Name, Type string }
	table = db.Statement.Quote(table)
	if db.Raw(types, table, table).Scan(&all).Error != nil {
		return nil
	}
	found := make(map[string]string, len(all))
	for _, one := range all {
		found[one.Name] = one.Type
	}
	return found
}

// catalog is what PostgreSQL knew of a table when it was asked. The zero value
// knows nothing.
type catalog struct {
	columns map[string]column
	// covering are the columns of each index that has several.
	covering [][]string
}

// column is what the catalog knows of one column.
type column struct {
	Name string
	// Distinct is about how many values there are; zero where nobody has looked.
	Distinct float64
	// Index leads with the column, or with the key of the shard and then the column, in
	// the column's own order; empty for none.
	Index string
}

// columns asks for statistics and indexes. PostgreSQL's manual, 54.27, says what
// n_distinct is; of a partitioned table it is that of all partitions. A table with row
// security has no index here: any number of rows could be hidden from a walk along it.
const columns = `SELECT a.attname AS name,
	CASE WHEN s.n_distinct < 0 THEN -s.n_distinct * GREATEST(c.reltuples, 0) ELSE COALESCE(s.n_distinct, 0) END AS distinct,
	COALESCE((SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_opclass o ON o.oid = i.indclass[key.place]
		JOIN pg_am am ON am.oid = o.opcmethod AND am.amname = 'btree'
		WHERE i.indrelid = c.oid AND i.indkey[key.place] = a.attnum AND i.indcollation[key.place] = a.attcollation AND o.opcdefault
		AND (key.place = 0 OR i.indkey[0] = (SELECT attnum FROM pg_attribute WHERE attrelid = c.oid AND attname = key.shard))
		AND i.indisvalid AND i.indpred IS NULL AND NOT c.relrowsecurity
		ORDER BY i.indnatts, i.indexrelid LIMIT 1), '') AS index
	FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
	CROSS JOIN (SELECT shard, CASE shard WHEN '' THEN 0 ELSE 1 END AS place FROM (SELECT CAST(? AS text) AS shard) AS asked) AS key
	LEFT JOIN pg_stats s ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname
		AND s.inherited = (c.relkind = 'p')
	WHERE c.oid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped`

// covering asks for the indexes of several columns.
const covering = `SELECT json_agg(a.attname)::text FROM pg_index i
	JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am am ON am.oid = c.relam AND am.amname = 'btree'
	JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
	WHERE i.indrelid = to_regclass(?) AND i.indisvalid AND i.indpred IS NULL
	GROUP BY i.indexrelid HAVING count(*) > 1`

// newCatalog reads the catalog; shard is the column of the key of a shard, empty for
// none. What it does not answer costs speed only.
func newCatalog(db *gorm.DB, table, shard string) (c catalog) {
	if db.Name() != Postgres || db.DryRun {
		return c
	}
	var all []column
	if db.Raw(columns, shard, db.Statement.Quote(table)).Scan(&all).Error != nil {
		return c
	}
	c.columns = map[string]column{}
	for _, one := range all {
		c.columns[one.Name] = one
	}
	var texts []string
	if db.Raw(covering, db.Statement.Quote(table)).Scan(&texts).Error != nil {
		return c
	}
	for _, text := range texts {
		var names []string
		if json.Unmarshal([]byte(text), &names) == nil {
			c.covering = append(c.covering, names)
		}
	}
	return c
}

// covers reports an index with all of some columns.
func (c catalog) covers(names []string) bool {
	return slices.ContainsFunc(c.covering, func(index []string) bool {
		return !slices.ContainsFunc(names, func(name string) bool { return !slices.Contains(index, name) })
	})
}

// fewerRows reports a table that is known to have few rows beside another's, or
// whose rows nobody has counted.
func fewerRows(db *gorm.DB, table, other string) bool {
	if db.Name() != Postgres || db.DryRun {
		return false
	}
	var yes bool
	err := db.Raw("SELECT a.reltuples < 0 OR b.reltuples < 0 OR a.reltuples * 10 <= b.reltuples + 1000 FROM pg_class a, pg_class b "+
		"WHERE a.oid = to_regclass(?) AND b.oid = to_regclass(?)", db.Statement.Quote(table), db.Statement.Quote(other)).Scan(&yes).Error
	return err == nil && yes
}

package catalog

import (
	"encoding/json"

	"gorm.io/gorm"
)

// asked gives each name that was asked for as gorm quotes it. The list is one
// parameter, whatever the mode of the driver.
const asked = `WITH asked AS MATERIALIZED (SELECT (n - 1)::int AS place, to_regclass(quoted) AS id
	FROM jsonb_array_elements_text(CAST(? AS text)::jsonb) WITH ORDINALITY AS names (quoted, n)) `

// postgresColumns asks for tables and their columns: PostgreSQL's manual, 53.7 and
// 53.11. A table without columns has one row, with an empty name. Of a partitioned table
// the partitions have the rows.
const postgresColumns = asked + `SELECT asked.place, COALESCE(c.relkind::text, '') AS kind,
	COALESCE(CASE WHEN c.relkind IN ('r', 'm') THEN pg_relation_size(c.oid) > 0 WHEN c.relkind = 'p' THEN EXISTS (
		SELECT 1 FROM pg_partition_tree(c.oid) AS leaf WHERE leaf.isleaf AND pg_relation_size(leaf.relid) > 0) END
		AND NOT EXISTS (SELECT 1 FROM pg_stats s WHERE s.schemaname = n.nspname AND s.tablename = c.relname), false) AS unanalyzed,
	COALESCE(CASE parted.partstrat WHEN 'h' THEN 'hash' WHEN 'l' THEN 'list' WHEN 'r' THEN 'range' END, '') AS strategy,
	COALESCE((SELECT jsonb_agg(COALESCE(own.attname, '') ORDER BY k.n)::text
		FROM unnest(parted.partattrs::int2[]) WITH ORDINALITY AS k (attnum, n)
		LEFT JOIN pg_attribute own ON own.attrelid = c.oid AND own.attnum = k.attnum), '[]') AS partitioned_by,
	COALESCE(parted.partstrat = 'l' AND NOT EXISTS (SELECT 1 FROM pg_inherits i JOIN pg_class part ON part.oid = i.inhrelid
		CROSS JOIN LATERAL pg_get_expr(part.relpartbound, part.oid) AS bound WHERE i.inhparent = c.oid
		AND (bound = 'DEFAULT' OR regexp_replace(bound, '''([^'']|'''')*''', '', 'g') LIKE '%,%')), false) AS alone,
	COALESCE(a.attname, '') AS name,
	COALESCE(CASE COALESCE(base.typtype, t.typtype) WHEN 'e' THEN 'enum' ELSE COALESCE(base.typname, t.typname) END, '') AS type,
	COALESCE(a.attnotnull OR t.typnotnull, false) AS not_null,
	COALESCE(a.atthasdef OR a.attidentity <> '' OR t.typdefault IS NOT NULL, false) AS filled
	FROM asked LEFT JOIN pg_class c ON c.oid = asked.id LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
	LEFT JOIN pg_partitioned_table parted ON parted.partrelid = c.oid
	LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
	LEFT JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type base ON t.typtype = 'd' AND base.oid = t.typbasetype
	ORDER BY asked.place, a.attnum`

// postgresIndexes asks for indexes, key by key: PostgreSQL's manual, 53.26.
// Collations C and POSIX compare bytes, the default one does as the database's, unless
// that is ICU's, which PostgreSQL 15 brought.
const postgresIndexes = asked + `SELECT asked.place, quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name,
	am.amname AS method, i.indisunique AS "unique", i.indisprimary AS "primary", i.indisvalid AND i.indisready AS valid,
	COALESCE(pg_get_expr(i.indpred, i.indrelid), '') AS predicate, k.n AS key, COALESCE(a.attname, '') AS column,
	CASE WHEN a.attname IS NULL THEN pg_get_indexdef(i.indexrelid, k.n, true) ELSE '' END AS expression,
	o.opcname AS class, o.opcdefault OR o.opcname = 'varchar_ops' AS default,
	a.attname IS NOT NULL AND i.indcollation[k.n - 1] <> a.attcollation AS foreign,
	COALESCE(CASE WHEN l.collname <> 'default' THEN l.collcollate
		WHEN COALESCE(to_jsonb(d) ->> 'datlocprovider', 'c') = 'c' THEN d.datcollate END IN ('C', 'POSIX'), false) AS bytewise,
	i.indoption[k.n - 1] & 1 <> 0 AS desc, i.indoption[k.n - 1] & 2 <> 0 AS nulls_first
	FROM asked JOIN pg_index i ON i.indrelid = asked.id JOIN pg_class c ON c.oid = i.indexrelid
	JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_am am ON am.oid = c.relam
	JOIN pg_database d ON d.datname = current_database()
	CROSS JOIN LATERAL generate_series(1, i.indnkeyatts::int) AS k (n)
	JOIN pg_opclass o ON o.oid = i.indclass[k.n - 1]
	LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k.n - 1] AND a.attnum > 0
	LEFT JOIN pg_collation l ON l.oid = i.indcollation[k.n - 1]
	ORDER BY asked.place, c.relname, i.indexrelid, k.n`

// postgresForeignKeys asks for constraints: PostgreSQL's manual, 53.13.
const postgresForeignKeys = asked + `SELECT asked.place, quote_ident(c.conname) AS name, c.convalidated AS valid,
	COALESCE((SELECT min(other.place) FROM asked other WHERE other.id = c.confrelid), -1) AS refers,
	(SELECT jsonb_agg(a.attname ORDER BY k.n)::text FROM unnest(c.conkey) WITH ORDINALITY AS k (attnum, n)
		JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum) AS columns
	FROM asked JOIN pg_constraint c ON c.conrelid = asked.id AND c.contype = 'f' ORDER BY asked.place, c.conname`

// trigrams asks for pg_trgm's operator class.
const trigrams = `SELECT CASE WHEN pg_opclass_is_visible(o.oid) THEN '' ELSE quote_ident(n.nspname) || '.' END || o.opcname
	FROM pg_opclass o JOIN pg_namespace n ON n.oid = o.opcnamespace JOIN pg_am am ON am.oid = o.opcmethod AND am.amname = 'gin'
	WHERE o.opcname = 'gin_trgm_ops' ORDER BY 1 LIMIT 1`

// relkinds are the kinds of tables, as pg_class has them.
var relkinds = map[string]TableKind{
	"r": Ordinary, "p": Partitioned, "v": View, "m": MaterializedView, "f": Foreign,
}

// postgres collects what the statements answer.
type postgres struct {
	db     *gorm.DB
	list   string
	tables []Table
}

func readPostgres(db *gorm.DB, names []string) (c Catalog, err error) {
	quoted := make([]string, len(names))
	p := postgres{db: db, tables: make([]Table, len(names))}
	for i, name := range names {
		quoted[i], p.tables[i].Name = db.Statement.Quote(name), name
	}
	list, err := json.Marshal(quoted)
	if err != nil {
		return c, err
	}
	p.list = string(list)
	for _, read := range []func() error{p.columns, p.indexes, p.foreignKeys} {
		if err := read(); err != nil {
			return c, err
		}
	}
	c = New(p.tables...)
	c.Trigrams = ""
	return c, db.Raw(trigrams).Scan(&c.Trigrams).Error
}

func (p *postgres) columns() error {
	var rows []struct {
		Column

		Place         int
		Kind          string
		Unanalyzed    bool
		Strategy      string
		Alone         bool
		PartitionedBy string
	}
	if err := p.db.Raw(postgresColumns, p.list).Scan(&rows).Error; err != nil {
		return err
	}
	for _, row := range rows {
		t := &p.tables[row.Place]
		t.Kind, t.Unanalyzed, t.Strategy = relkinds[row.Kind], row.Unanalyzed, row.Strategy
		t.Alone = row.Alone
		if row.Strategy != "" {
			if err := json.Unmarshal([]byte(row.PartitionedBy), &t.PartitionedBy); err != nil {
				return err
			}
		}
		if row.Name != "" {
			t.Columns = append(t.Columns, row.Column)
		}
	}
	return nil
}

func (p *postgres) indexes() error {
	var rows []struct {
		Place      int
		Name       string
		Method     string
		Unique     bool
		Primary    bool
		Valid      bool
		Predicate  string
		Key        int
		Column     string
		Expression string
		Class      string
		Default    bool
		Foreign    bool
		Bytewise   bool
		Desc       bool
		NullsFirst bool
	}
	if err := p.db.Raw(postgresIndexes, p.list).Scan(&rows).Error; err != nil {
		return err
	}
	for _, r := range rows {
		t := &p.tables[r.Place]
		if r.Key == 1 {
			t.Indexes = append(t.Indexes, Index{
				Name: r.Name, Method: r.Method, Unique: r.Unique, Primary: r.Primary, Valid: r.Valid, Predicate: r.Predicate,
			})
		}
		index := &t.Indexes[len(t.Indexes)-1]
		index.Keys = append(index.Keys, Key{
			r.Column, r.Expression, r.Class, r.Default, r.Foreign, r.Bytewise, r.Desc, r.NullsFirst,
		})
	}
	return nil
}

func (p *postgres) foreignKeys() error {
	var rows []struct {
		Place, Refers int
		Name, Columns string
		Valid         bool
	}
	if err := p.db.Raw(postgresForeignKeys, p.list).Scan(&rows).Error; err != nil {
		return err
	}
	for _, r := range rows {
		fk := ForeignKey{Name: r.Name, Valid: r.Valid}
		if r.Refers >= 0 {
			fk.Refers = p.tables[r.Refers].Name
		}
		if err := json.Unmarshal([]byte(r.Columns), &fk.Columns); err != nil {
			return err
		}
		t := &p.tables[r.Place]
		t.ForeignKeys = append(t.ForeignKeys, fk)
	}
	return nil
}

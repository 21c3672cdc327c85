package query

import (
	"strings"

	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/schemas"
)

// enforced asks whether a foreign key makes sure that the related row exists
// and can be seen: valid, not deferred, and no row security on its table.
const enforced = `SELECT EXISTS (
	SELECT 1 FROM pg_constraint c
	JOIN pg_class related ON related.oid = c.confrelid AND NOT related.relrowsecurity
	JOIN pg_attribute owner ON owner.attrelid = c.conrelid AND owner.attnum = c.conkey[1]
	JOIN pg_attribute target ON target.attrelid = c.confrelid AND target.attnum = c.confkey[1]
	WHERE c.contype = 'f' AND c.convalidated AND NOT c.condeferrable AND cardinality(c.conkey) = 1
	AND c.conrelid = to_regclass(?) AND c.confrelid = to_regclass(?) AND owner.attname = ? AND target.attname = ?)`

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
// whose foreign key is not null. A false answer costs speed only.
func Enforced(db *gorm.DB, table string, r *schemas.Relation) bool {
	if db.Name() != Postgres || db.DryRun || r.Parent != nil || !r.BelongsTo || len(r.Link) != 1 || len(r.Where)+len(r.Live) > 0 {
		return false
	}
	var yes bool
	err := db.Raw(enforced, db.Statement.Quote(table), db.Statement.Quote(r.Table), r.Link[0].Owner, r.Link[0].Related).
		Scan(&yes).Error
	return err == nil && yes
}

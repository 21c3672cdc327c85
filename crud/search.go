package crud

import (
	"cmp"
	"regexp"

	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/ordering"
	"github.com/crudfactory/crudfactory/schemas"
)

// SearchIndex is the SQL that makes the index for the resource's search, for a
// migration; empty for a search without one. A trigram search needs the extension
// pg_trgm as well.
func (f *CrudFactory[M]) SearchIndex() string { return query.SearchIndex(f.db, f.resource) }

// language is the name of a text search configuration.
var language = regexp.MustCompile(`^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$`)

// rankKey is what order_by can name.
var rankKey = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// search checks how a search finds rows.
func (d *declarer) search(r *schemas.Resource, s Search) {
	r.TextSearch = schemas.TextSearch{Mode: s.Mode, Vector: s.Column, Language: cmp.Or(s.Language, "simple")}
	fullText := s.Mode == schemas.SearchFullText
	switch s.Mode {
	case schemas.SearchContains:
	case schemas.SearchTrigram, schemas.SearchFullText:
		if d.db.Name() != query.Postgres {
			d.failf("search: the mode %q needs PostgreSQL", s.Mode)
		}
		d.ownFields(r, s.Column)
	default:
		d.failf("search: there is no mode %q", s.Mode)
	}
	if !fullText && (s.Column != "" || s.Language != "" || s.RankKey != "") {
		d.failf("search: a column, a language and a rank key are for the mode %q", schemas.SearchFullText)
	}
	if !language.MatchString(r.TextSearch.Language) {
		d.failf("search: %q cannot be a language", s.Language)
	} else if fullText && !query.KnowsLanguage(d.db, r.TextSearch.Language) {
		d.failf("search: the database has no text search configuration %q", s.Language)
	}
	if s.RankKey != "" && !rankKey.MatchString(s.RankKey) {
		d.failf("search: %q cannot be a key of order_by", s.RankKey)
	}
	if fullText && s.Column != "" {
		column, err := d.model.Vector(s.Column)
		if err != nil {
			d.failf("search column %w", err)
		}
		r.TextSearch.Vector = column
	}
	if fullText && s.RankKey != "" {
		d.rank(r, s.RankKey)
	}
}

// ownFields refuses what no index of the table can be on.
func (d *declarer) ownFields(r *schemas.Resource, column string) {
	if len(r.Search) == 0 && column == "" {
		d.failf("search: there is no search field")
	}
	if len(r.Search) > 0 && column != "" {
		d.failf("search: name search fields or the column %q, not both", column)
	}
	for _, field := range r.Search {
		if field.Relation != nil {
			d.failf("search field %q is of another table, which no index can span", field.Path)
		}
		if !d.model.IsText(field) {
			d.failf("search field %q is no text in the database, which an index could be on", field.Path)
		}
	}
}

// rank adds the key that is computed.
func (d *declarer) rank(r *schemas.Resource, key string) {
	for _, field := range r.Orders {
		if field.Key == key {
			d.failf("search: there is an order field %q already", key)
		}
	}
	r.Orders = append(r.Orders, &schemas.Field{Path: key, Key: key, Kind: schemas.Float, Bits: 32, NotNull: true, Rank: true})
}

// ranked refuses an order by rank where nothing is searched for.
func ranked(order ordering.Order, words []string) schemas.InputErrors {
	for _, field := range order.Fields() {
		if field.Rank && len(words) == 0 {
			return schemas.InputErrors{schemas.Invalid("order_by", schemas.ConflictingParameter,
				"%s is how well a row matches a search: give search as well", field.Key)}
		}
	}
	return nil
}

package query

import (
	"strconv"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/schemas"
)

// word writes that a row has a word of the search.
func (w *writer) word(word string) {
	switch search := w.plan.Resource.TextSearch; search.Mode {
	case schemas.SearchContains:
		w.sql("(")
		each(w, clause.OrWithSpace, w.plan.Resource.Search, func(f *schemas.Field) {
			w.condition(filters.Condition{Field: f, Operator: schemas.IContains, Values: []any{word}})
		})
		w.sql(")")
	case schemas.SearchTrigram:
		w.match(schemas.IContains, func() { w.searched() }, word)
	case schemas.SearchFullText:
		w.searched()
		w.sql(" @@ ")
		w.tsquery(word)
	}
}

// searched writes what an index for the search is on.
func (w *writer) searched() {
	switch search := w.plan.Resource.TextSearch; {
	case search.Mode == schemas.SearchTrigram:
		w.concatenated(" || chr(31) || ") // no word reaches from one field into the next
	case search.Vector != "":
		w.name(clause.CurrentTable, search.Vector)
	default:
		w.sql("to_tsvector(", literal(search.Language), ", ")
		w.concatenated(" || ' ' || ")
		w.sql(")")
	}
}

func (w *writer) concatenated(separator string) {
	w.sql("(")
	each(w, separator, w.plan.Resource.Search, func(f *schemas.Field) {
		w.sql("coalesce(")
		w.textOf(f, func() { w.field(f) })()
		w.sql(", '')")
	})
	w.sql(")")
}

// tsquery reads the search as web search engines do: PostgreSQL's manual, 12.3.2.
func (w *writer) tsquery(text string) {
	w.sql("websearch_to_tsquery(", literal(w.plan.Resource.TextSearch.Language), ", ")
	w.value(text)
	w.sql(")")
}

// rank writes how well a row matches the search: PostgreSQL's manual, 12.3.3.
func (w *writer) rank() {
	w.sql("ts_rank(")
	w.searched()
	w.sql(", ")
	w.tsquery(w.plan.Filter.Words[0])
	w.sql(")")
}

// SearchIndex is the statement that makes the index for a resource's search; ""
// where the search has none.
func SearchIndex(db *gorm.DB, r *schemas.Resource) string {
	method := map[schemas.SearchMode]string{schemas.SearchTrigram: " gin_trgm_ops", schemas.SearchFullText: ""}
	class, ok := method[r.TextSearch.Mode]
	if !ok {
		return ""
	}
	return "CREATE INDEX ON " + db.Statement.Quote(r.Name) + " USING gin ((" + searchedBy(db, r) + ")" + class + ")"
}

// fewMatches is up to how many rows a search finds before the page is looked for
// among them. More are found soon enough on a walk in the page's order; of fewer
// such a walk could read the whole table, which the planner does not foresee
// (docs/adr/0008).
const fewMatches = 5000

// matched is the common table of the rows that a search finds.
const matched = "crud_m"

// matchesFirst reports a page whose search has an index, so that there are two
// ways to find it.
func (w *writer) matchesFirst() bool {
	return w.plan.Resource.TextSearch.Mode != schemas.SearchContains && len(w.plan.Filter.Words) > 0 &&
		w.plan.Limit > 0 && len(w.plan.Resource.PrimaryKey) == 1
}

// bothWays makes two branches of each: one for few matches, by their keys, one
// for many. Only one of the two is ever executed, since the other's condition on
// the number of matches is a constant for it.
func (w *writer) bothWays(branches []branch) []branch {
	both := make([]branch, 0, 2*len(branches))
	for _, b := range branches {
		few, many := b, b
		few.conditions = append([]condition{{write: w.fewByKey}}, b.conditions...)
		many.conditions = append([]condition{{write: func() { w.matches(" > ") }}}, b.conditions...)
		both = append(both, few, many)
	}
	return both
}

func (w *writer) fewByKey() {
	w.matches(" <= ")
	w.sql(" AND ")
	w.field(w.plan.Resource.PrimaryKey[0])
	w.sql(" = ANY(ARRAY(SELECT ")
	w.WriteQuoted(alias("k", 0))
	w.sql(" FROM ", matched, "))")
}

// matches compares the number of matches with what are few.
func (w *writer) matches(operator string) {
	w.sql("(SELECT count(*) FROM ", matched, ")", operator, strconv.Itoa(fewMatches))
}

// matchedTable writes the common table: keys, one more than are few.
func (w *writer) matchedTable() {
	w.sql(matched, " AS MATERIALIZED (SELECT ")
	w.field(w.plan.Resource.PrimaryKey[0])
	w.sql(" AS ")
	w.WriteQuoted(alias("k", 0))
	w.sql(" FROM ")
	w.WriteQuoted(clause.Table{Name: clause.CurrentTable})
	w.sql(" WHERE ")
	if w.plan.sharded() {
		w.shard()
		w.sql(clause.AndWithSpace)
	}
	each(w, clause.AndWithSpace, w.plan.Filter.Words, w.word)
	w.sql(" LIMIT ", strconv.Itoa(fewMatches+1), ")")
}

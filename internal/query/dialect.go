package query

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/ordering"
	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// dialect holds all that differs between the databases.
type dialect struct {
	// nullsLow is set where NULL sorts before every value.
	nullsLow bool
	// distinct and same compare with NULL as a value.
	distinct, same string
	// wide casts a placeholder to a 64-bit integer.
	wide string
	// chained is set where a common table is read once, however many parts of
	// the statement name it; SQLite copies its text into each, and into those
	// that name them, twice as much with every branch.
	chained bool
	// lateral is set where a subquery can see the tables before it.
	lateral bool
	// locks is set where a row can be locked.
	locks bool
	// arrays is set where a list can be one parameter.
	arrays bool
	// typed is set where a list of rows has columns of one type each, which
	// placeholders do not tell.
	typed bool
	// defaults is set where a row among others can ask for a column's default.
	defaults bool
	// trigrams is set where an index can find parts of texts, concurrently where one
	// can be made beside writes.
	trigrams, concurrently bool
	// unjoined stands before EXISTS in a statement with OFFSET. SQLite makes a
	// join of EXISTS, and then (3.53.0) OFFSET counts a row as often as it has
	// related rows; a unary plus keeps it from that.
	unjoined string
	// like and ilike match a pattern, case-sensitively and not.
	like, ilike pattern
}

// pattern is a matching operator.
type pattern struct {
	operator, suffix string
	many             string // the wildcard for any characters
	escape           *strings.Replacer
}

var backslashed = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

var postgres = dialect{
	wide:     "::bigint",
	chained:  true,
	lateral:  true,
	locks:    true,
	arrays:   true,
	typed:    true,
	defaults: true,
	trigrams: true, concurrently: true,
	distinct: " IS DISTINCT FROM ", same: " IS NOT DISTINCT FROM ",
	like:  pattern{" LIKE ", "", "%", backslashed},
	ilike: pattern{" ILIKE ", "", "%", backslashed},
}

// sqlite compares LIKE without case (its ext/unicode: of every script) and GLOB
// with it.
var sqlite = dialect{
	nullsLow: true,
	distinct: " IS NOT ", same: " IS ",
	unjoined: "+",
	like:     pattern{" GLOB ", "", "*", strings.NewReplacer(`*`, `[*]`, `?`, `[?]`, `[`, `[[]`)},
	ilike:    pattern{" LIKE ", ` ESCAPE '\'`, "%", backslashed},
}

// Postgres is the name of PostgreSQL's dialector.
const Postgres = "postgres"

// SQLite is the name of both SQLite dialectors.
const SQLite = "sqlite"

// Supported reports a database that statements are not written for.
func Supported(db *gorm.DB) error {
	if name := db.Name(); name != Postgres && name != SQLite {
		return fmt.Errorf("database %q is not supported: use %s or %s", name, Postgres, SQLite)
	}
	return nil
}

func dialectOf(db *gorm.DB) *dialect {
	if db.Name() == SQLite {
		return &sqlite
	}
	return &postgres
}

// Defaults reports whether a row that is inserted among others can ask for the
// default of a column; SQLite has no word for it.
func Defaults(db *gorm.DB) bool { return dialectOf(db).defaults }

// nulls spells the placement of NULLs where it is not the database's own, so
// that an index in the usual order serves the usual list.
func (d *dialect) nulls(key ordering.Key) string {
	switch own := key.Desc != d.nullsLow; {
	case key.NullsFirst == own:
		return ""
	case key.NullsFirst:
		return " NULLS FIRST"
	default:
		return " NULLS LAST"
	}
}

// Isolates reports a database whose transactions have to be told to see one moment
// all along; SQLite's do by themselves.
func Isolates(db *gorm.DB) bool { return db.Name() == Postgres }

// Unfilterable reports fields that the database has no conditions for.
func Unfilterable(db *gorm.DB, field *schemas.Field) error {
	switch {
	case db.Name() != SQLite:
	case field.Kind == schemas.Array:
		return fmt.Errorf("%q: SQLite has no arrays", field.Path)
	case field.JSON != nil:
		return fmt.Errorf("%q: SQLite has no jsonb", field.Path)
	}
	return nil
}

// Unorderable reports fields that the database cannot order by.
func Unorderable(db *gorm.DB, field *schemas.Field) error {
	if db.Name() == SQLite && field.JSON != nil {
		return Unfilterable(db, field)
	}
	if db.Name() == SQLite && field.Kind == schemas.Decimal {
		return fmt.Errorf("%q: SQLite keeps decimals as floats or text, which have no exact order", field.Path)
	}
	return nil
}

// instants sort differently as text when their zones or fractions differ.
var instants = [...]time.Time{
	time.Date(2000, 1, 1, 1, 0, 0, 0, time.FixedZone("", 2*3600)),
	time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC),
	time.Date(2000, 1, 1, 0, 0, 0, 500_000_000, time.UTC),
	time.Date(2000, 1, 1, 0, 0, 1, 0, time.FixedZone("", -3*3600)).Add(-3 * time.Hour),
}

// TimesSort reports a connection on which times do not sort: SQLite compares
// what its driver wrote, which by default is text with a zone.
func TimesSort(db *gorm.DB) error {
	if db.Name() != SQLite || db.DryRun {
		return nil
	}
	var sorted bool
	err := db.Raw("SELECT ? < ? AND ? < ? AND ? < ?", instants[0], instants[1],
		instants[1], instants[2], instants[2], instants[3]).Scan(&sorted).Error
	if err != nil {
		return fmt.Errorf("ask whether times sort: %w", err)
	}
	if !sorted {
		return fmt.Errorf("times do not sort as this SQLite connection writes them: add %q to its DSN", "_timefmt=unixepoch_micro")
	}
	return nil
}

// Counts lists the ways to count that the database has; SQLite's planner tells
// no number of rows.
func Counts(db *gorm.DB) []pagination.Count {
	counts := []pagination.Count{pagination.CountExact, pagination.CountNone, pagination.CountCapped}
	if db.Name() == Postgres {
		counts = append(counts, pagination.CountEstimated)
	}
	return counts
}

// Operators lists what the database serves of a field's operators.
func Operators(db *gorm.DB, field *schemas.Field) []schemas.Operator {
	all := field.Kind.Operators()
	if db.Name() == SQLite && field.Kind == schemas.Decimal {
		return slices.DeleteFunc(all, func(o schemas.Operator) bool { return o.Ranges() })
	}
	return all
}

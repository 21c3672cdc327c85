package store

import (
	"errors"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
)

// ConstraintKind is what a write has broken.
type ConstraintKind string

// The kinds, as codes of problems.
const (
	UniqueViolation     ConstraintKind = "unique_violation"
	ExclusionViolation  ConstraintKind = "exclusion_violation"
	ForeignKeyViolation ConstraintKind = "foreign_key_violation"
	CheckViolation      ConstraintKind = "check_violation"
	NotNullViolation    ConstraintKind = "not_null_violation"
	TooLongViolation    ConstraintKind = "too_long"
)

// ConstraintError is a write that the database refused. It holds no values.
type ConstraintError struct {
	Kind ConstraintKind
	// Constraint is its name, where the database tells; SQLite does for checks.
	Constraint string
	// Columns are those of the constraint, where the database tells.
	Columns []string
	// Referred is set where other rows refer to the one that was to go.
	Referred bool
	cause    error
}

// Error names the constraint.
func (e *ConstraintError) Error() string {
	text := strings.ReplaceAll(string(e.Kind), "_", " ")
	if e.Constraint != "" {
		text += " of " + e.Constraint
	}
	return text
}

// Unwrap is the database's own error.
func (e *ConstraintError) Unwrap() error { return e.cause }

// constraintOf reads a constraint error of either database; nil for another.
func constraintOf(err error) *ConstraintError {
	if pgErr, ok := errors.AsType[*pgconn.PgError](err); ok {
		return constraintOfState(pgErr)
	}
	return constraintOfText(err)
}

// restricted is what PostgreSQL 18 and later answer where ON DELETE RESTRICT
// keeps a row that others refer to; earlier ones answer 23503.
const restricted = "23001"

// violations are SQLSTATEs of class 23, and one of class 22 (PostgreSQL's manual,
// appendix A).
var violations = map[string]ConstraintKind{
	"23505": UniqueViolation, "23P01": ExclusionViolation, "23503": ForeignKeyViolation, restricted: ForeignKeyViolation,
	"23514": CheckViolation, "23502": NotNullViolation, "22001": TooLongViolation,
}

// keyed is how PostgreSQL's details name columns: Key (a, b)=(1, 2) already exists.
var keyed = regexp.MustCompile(`^Key \(([^)]*)\)=`)

func constraintOfState(pgErr *pgconn.PgError) *ConstraintError {
	kind, ok := violations[pgErr.Code]
	if !ok {
		return nil
	}
	e := &ConstraintError{
		Kind: kind, Constraint: pgErr.ConstraintName, cause: pgErr,
		Referred: pgErr.Code == restricted || kind == ForeignKeyViolation && strings.Contains(pgErr.Detail, "is still referenced"),
	}
	if found := keyed.FindStringSubmatch(pgErr.Detail); found != nil {
		for column := range strings.SplitSeq(found[1], ", ") {
			e.Columns = append(e.Columns, strings.Trim(column, `"`))
		}
	}
	if pgErr.ColumnName != "" {
		e.Columns = []string{pgErr.ColumnName}
	}
	return e
}

// failed is how SQLite names what failed: "UNIQUE constraint failed: tags.name".
var failed = regexp.MustCompile(`(UNIQUE|FOREIGN KEY|CHECK|NOT NULL) constraint failed(?:: (.*))?`)

// translated are the errors that gorm.Config's TranslateError makes of SQLite's,
// without their details.
var translated = map[error]ConstraintKind{
	gorm.ErrDuplicatedKey: UniqueViolation, gorm.ErrForeignKeyViolated: ForeignKeyViolation,
	gorm.ErrCheckConstraintViolated: CheckViolation,
}

func constraintOfText(err error) *ConstraintError {
	for sentinel, kind := range translated {
		if errors.Is(err, sentinel) {
			return &ConstraintError{Kind: kind, cause: err}
		}
	}
	found := failed.FindStringSubmatch(err.Error())
	if found == nil {
		return nil
	}
	e := &ConstraintError{cause: err}
	switch found[1] {
	case "UNIQUE":
		e.Kind = UniqueViolation
	case "FOREIGN KEY":
		e.Kind = ForeignKeyViolation
	case "NOT NULL":
		e.Kind = NotNullViolation
	case "CHECK":
		e.Kind, e.Constraint = CheckViolation, found[2]
		return e
	}
	for column := range strings.SplitSeq(found[2], ", ") {
		if _, name, ok := strings.Cut(column, "."); ok {
			e.Columns = append(e.Columns, name)
		}
	}
	return e
}

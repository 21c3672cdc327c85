package store

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5/pgconn"
)

// secret stands for the values of rows.
const secret = "hunter2"

var nothingOfTheCause = cmpopts.IgnoreUnexported(ConstraintError{})

// checkConstraint compares what was read, and looks for values in its text.
func checkConstraint(t *testing.T, err error, want ConstraintError, text string) {
	t.Helper()
	got := constraintOf(fmt.Errorf("write: %w", err))
	if got == nil {
		t.Fatal("is no constraint's error")
	}
	if diff := cmp.Diff(want, *got, nothingOfTheCause); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(text, got.Error()); diff != "" {
		t.Errorf("text (-want +got)\n%s", diff)
	}
	if strings.Contains(got.Error(), secret) || strings.Contains(strings.Join(got.Columns, ""), secret) {
		t.Errorf("tells a value: %v %v", got, got.Columns)
	}
	if !errors.Is(got, err) {
		t.Error("does not wrap its cause")
	}
}

func TestConstraintsOfPostgreSQL(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err  pgconn.PgError
		want ConstraintError
		text string
	}{
		"unique": {
			pgconn.PgError{Code: "23505", ConstraintName: "tags_name_key", Detail: "Key (name)=(hunter2) already exists."},
			ConstraintError{Kind: UniqueViolation, Constraint: "tags_name_key", Columns: []string{"name"}},
			"unique violation of tags_name_key",
		},
		"unique over columns, one of them quoted": {
			pgconn.PgError{Code: "23505", ConstraintName: "uq", Detail: `Key (tenant_id, "userName")=(1, hunter2) already exists.`},
			ConstraintError{Kind: UniqueViolation, Constraint: "uq", Columns: []string{"tenant_id", "userName"}},
			"unique violation of uq",
		},
		"unique with brackets in the value": {
			pgconn.PgError{Code: "23505", ConstraintName: "uq", Detail: "Key (a)=(hunter2)=(x), Key (hunter2)=(y)) already exists."},
			ConstraintError{Kind: UniqueViolation, Constraint: "uq", Columns: []string{"a"}},
			"unique violation of uq",
		},
		"unique over an expression": {
			pgconn.PgError{Code: "23505", ConstraintName: "users_email", Detail: "Key (lower(email))=(hunter2) already exists."},
			ConstraintError{Kind: UniqueViolation, Constraint: "users_email"},
			"unique violation of users_email",
		},
		"unique without a detail": {
			pgconn.PgError{Code: "23505", ConstraintName: "uq"},
			ConstraintError{Kind: UniqueViolation, Constraint: "uq"},
			"unique violation of uq",
		},
		"exclusion": {
			pgconn.PgError{
				Code: "23P01", ConstraintName: "no_overlap",
				Detail: "Key (room, during)=(hunter2, [1,3)) conflicts with existing key (room, during)=(hunter2, [2,4)).",
			},
			ConstraintError{Kind: ExclusionViolation, Constraint: "no_overlap", Columns: []string{"room", "during"}},
			"exclusion violation of no_overlap",
		},
		"foreign key to no row": {
			pgconn.PgError{Code: "23503", ConstraintName: "fk", Detail: `Key (category_id)=(hunter2) is not present in table "categories".`},
			ConstraintError{Kind: ForeignKeyViolation, Constraint: "fk", Columns: []string{"category_id"}},
			"foreign key violation of fk",
		},
		"foreign key of other rows": {
			pgconn.PgError{Code: "23503", ConstraintName: "fk", Detail: `Key (id)=(hunter2) is still referenced from table "articles".`},
			ConstraintError{Kind: ForeignKeyViolation, Constraint: "fk", Columns: []string{"id"}, Referred: true},
			"foreign key violation of fk",
		},
		"foreign key that restricts": { // since PostgreSQL 18
			pgconn.PgError{Code: "23001", ConstraintName: "fk", Detail: `Key (id)=(hunter2) is referenced from table "articles".`},
			ConstraintError{Kind: ForeignKeyViolation, Constraint: "fk", Columns: []string{"id"}, Referred: true},
			"foreign key violation of fk",
		},
		"check": {
			pgconn.PgError{Code: "23514", ConstraintName: "views_positive", Detail: "Failing row contains (1, hunter2)."},
			ConstraintError{Kind: CheckViolation, Constraint: "views_positive"},
			"check violation of views_positive",
		},
		"not null": {
			pgconn.PgError{Code: "23502", ColumnName: "title", Detail: "Failing row contains (1, null, hunter2)."},
			ConstraintError{Kind: NotNullViolation, Columns: []string{"title"}},
			"not null violation",
		},
		"too long": {
			pgconn.PgError{Code: "22001", Message: "value too long for type character varying(3)"},
			ConstraintError{Kind: TooLongViolation},
			"too long",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkConstraint(t, &c.err, c.want, c.text)
		})
	}
}

func TestConstraintsOfSQLite(t *testing.T) {
	t.Parallel()
	for message, c := range map[string]struct {
		want ConstraintError
		text string
	}{
		"UNIQUE constraint failed: tags.name":              {ConstraintError{Kind: UniqueViolation, Columns: []string{"name"}}, "unique violation"},
		"UNIQUE constraint failed: tags.tenant, tags.name": {ConstraintError{Kind: UniqueViolation, Columns: []string{"tenant", "name"}}, "unique violation"},
		"UNIQUE constraint failed: index 'lower_email'":    {ConstraintError{Kind: UniqueViolation}, "unique violation"},
		"NOT NULL constraint failed: tags.name":            {ConstraintError{Kind: NotNullViolation, Columns: []string{"name"}}, "not null violation"},
		"FOREIGN KEY constraint failed":                    {ConstraintError{Kind: ForeignKeyViolation}, "foreign key violation"},
		"CHECK constraint failed: views_positive":          {ConstraintError{Kind: CheckViolation, Constraint: "views_positive"}, "check violation of views_positive"},
		"CHECK constraint failed: a.b, c.d > 0":            {ConstraintError{Kind: CheckViolation, Constraint: "a.b, c.d > 0"}, "check violation of a.b, c.d > 0"},
	} {
		t.Run(message, func(t *testing.T) {
			t.Parallel()
			checkConstraint(t, errors.New("sqlite3: constraint failed: "+message), c.want, c.text)
		})
	}
}

func TestOtherErrorsAreNoConstraints(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		&pgconn.PgError{Code: "22P02", Detail: "Key (a)=(1)"}, // an invalid text
		&pgconn.PgError{Code: "40001", Message: "UNIQUE constraint failed: a.b"},
		&pgconn.PgError{Code: "42P01"},
		errors.New("sqlite3: constraint failed"),
		errors.New("sqlite3: no such table: tags"),
		ErrNotFound,
	} {
		t.Run(err.Error(), func(t *testing.T) {
			t.Parallel()
			if got := constraintOf(err); got != nil {
				t.Errorf("got %v", got)
			}
		})
	}
}

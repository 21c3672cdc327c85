package crud

import (
	"errors"
	"net/http"
	"slices"

	"github.com/crudfactory/crudfactory/internal/store"
	"github.com/crudfactory/crudfactory/schemas"
)

// explain tells which keys of a body a broken constraint is about, or that the
// database could not take a value of it. rows are how many stand in it if it is an
// array, else zero: of several the database does not say which, and the keys stand
// for themselves.
func (in *input) explain(err error, rows int) error {
	broken, ok := errors.AsType[*ConstraintError](err)
	if !ok {
		return refusedBody(err)
	}
	if _, told := errors.AsType[schemas.InputErrors](err); told {
		return err
	}
	prefix := ""
	if rows == 1 {
		prefix = at(0)
	}
	shown := *broken
	shown.Columns = withoutShard(broken.Columns, in.shard)
	return errors.Join(violation(&shown, in.pointer(prefix)), err)
}

// withoutShard leaves the key of a shard out of the columns of a constraint, unless it is
// all there is: a client that never sends it cannot mend it.
func withoutShard(columns []string, shard string) []string {
	others := slices.DeleteFunc(slices.Clone(columns), func(column string) bool { return column == shard })
	if len(others) == 0 {
		return columns
	}
	return others
}

// refusedBody makes a value that the database refused one of the body, where no
// other meaning of the error is known. Which one, it does not tell.
func refusedBody(err error) error {
	_, problem := errors.AsType[*schemas.Problem](err)
	_, mistakes := errors.AsType[schemas.InputErrors](err)
	_, mistake := errors.AsType[*schemas.InputError](err)
	if problem || mistakes || mistake || errors.Is(err, ErrNotFound) || !errors.Is(err, store.ErrValue) {
		return err
	}
	return errors.Join(schemas.NewProblem(http.StatusUnprocessableEntity, "invalid_body", "Invalid request body",
		"the database refused a value of the body"), err)
}

// violation is the problem of a broken constraint: which, and of which fields,
// but no values.
func violation(e *ConstraintError, pointer func(column string) string) *schemas.Problem {
	code, status, detail := schemas.Code(e.Kind), http.StatusUnprocessableEntity, ""
	switch e.Kind {
	case store.UniqueViolation:
		status, detail = http.StatusConflict, "another row has the same"
	case store.ExclusionViolation:
		status, detail = http.StatusConflict, "another row is in the way"
	case store.ForeignKeyViolation:
		if e.Referred {
			status, detail = http.StatusConflict, "other rows refer to this one"
			break
		}
		code, detail = schemas.UnknownReference, "there is no such row"
	case store.CheckViolation:
		detail = "is not allowed"
	case store.NotNullViolation:
		code, detail = schemas.NullValue, "cannot be null"
	case store.TooLongViolation:
		code, detail = schemas.TooLong, "is too long"
	}
	p := schemas.NewProblem(status, string(code), "Constraint violation", e.Error())
	p.Constraint = e.Constraint
	for _, column := range e.Columns {
		p.Errors = append(p.Errors, schemas.InvalidAt(pointer(column), code, "%s", detail))
	}
	return p
}

package crud

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/internal/model"
	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/store"
	"github.com/crudfactory/crudfactory/schemas"
)

// versionOf makes a token of what a row's version is: what belongs to it, and a
// declared column, or all columns as the database has them.
func (c core) versionOf(belongings, raw []any) string {
	for i, field := range c.version {
		v := raw[i]
		if sameFromGo(field) { // however the driver has it
			if typed, err := field.FromDriver(v); err == nil {
				v = typed
			}
		}
		belongings = append(belongings, v)
	}
	return hashedValues(belongings)
}

// versionIn is versionOf for a row of the model that a statement has given back;
// not ok where the columns do not tell it by themselves.
func (c core) versionIn(ctx context.Context, row reflect.Value) (version string, ok bool) {
	if len(c.sets) > 0 {
		return "", false
	}
	values := make([]any, len(c.version))
	for i, field := range c.version {
		if !sameFromGo(field) {
			return "", false
		}
		v, err := field.FromGo(c.model.Value(ctx, row, field.Column))
		if err != nil {
			return "", false
		}
		values[i] = v
	}
	return hashedValues(values), true
}

// sameFromGo reports kinds whose values are the same whether the driver or a model
// has them: not numbers with a point, which a column may keep more exactly.
func sameFromGo(f *schemas.Field) bool {
	switch f.Kind { //nolint:exhaustive // the others are not
	case schemas.Bool, schemas.Int, schemas.Time, schemas.UUID, schemas.Text, schemas.Enum, schemas.Bytes:
		return f.JSON == nil
	}
	return false
}

func hashedValues(values []any) string {
	var b []byte
	for _, v := range values {
		b = schemas.AppendValue(b, v)
	}
	return hashed(b)
}

// belongings are the keys of related rows that are part of a row's version: sets
// that updates write, where no column tells of their changes.
func (c core) belongings(ctx context.Context, s store.Source, conditions []filters.Condition) (keys []any, err error) {
	for _, field := range c.sets {
		plan := c.rows()
		plan.Filter.Conditions = conditions
		values, err := store.Values(ctx, s, query.Values{Field: field, Plan: plan})
		if err != nil {
			return nil, err
		}
		keys = append(append(keys, int64(len(values))), values...)
	}
	return keys, nil
}

// setFields are the keys of many-to-many relations as fields of the model.
func (c core) setFields(sets []model.KeySet) (fields []*schemas.Field, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, set := range sets {
		field, err := c.model.Field(set.Relation.Path + "." + set.Key.Path)
		if err != nil {
			return nil, err
		}
		fields = append(fields, field)
	}
	return fields, nil
}

// hashed are 96 bits of a SHA-256.
func hashed(b []byte) string {
	sum := sha256.Sum256(b)
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

// etag is a strong entity tag (RFC 9110, section 8.8.3) of two parts: the row's
// version, and that of its representation.
func etag(version string, body []byte) string { return `"` + version + "." + hashed(body) + `"` }

// tags are the entity tags of If-Match or If-None-Match; all is set for "*".
func tags(headers []string) (list []string, all bool) {
	for tag := range strings.SplitSeq(strings.Join(headers, ","), ",") {
		switch tag = strings.TrimSpace(tag); tag {
		case "":
		case "*":
			all = true
		default:
			list = append(list, tag)
		}
	}
	return list, all
}

// notModified reports whether the client has the representation already.
func notModified(c *gin.Context, tag string) bool {
	list, all := tags(c.Request.Header.Values("If-None-Match"))
	for _, one := range list {
		if strings.TrimPrefix(one, "W/") == tag { // compared weakly: RFC 9110, section 13.1.2
			return true
		}
	}
	return all
}

// precondition checks If-Match and If-None-Match against the version of a row
// that is locked.
type precondition func(version string) error

// ifMatch are the preconditions of a request; only the version of the row counts,
// whatever representation the client has seen. With If-None-Match: * no row may
// be there.
func ifMatch(c *gin.Context, required bool) (precondition, error) {
	headers := c.Request.Header.Values("If-Match")
	list, all := tags(headers)
	not, none := tags(c.Request.Header.Values("If-None-Match"))
	if required && len(headers) == 0 && !none {
		return nil, schemas.NewProblem(http.StatusPreconditionRequired, "precondition_required", "Precondition required",
			"send If-Match with the ETag of the row that you have read")
	}
	return func(version string) error {
		current := func(tag string) bool { return isOf(tag, version) }
		switch {
		case none:
			return errThere
		case len(headers) > 0 && !all && !slices.ContainsFunc(list, current):
			return errChanged
		case slices.ContainsFunc(not, func(tag string) bool { return current(strings.TrimPrefix(tag, "W/")) }):
			return errUnchanged
		}
		return nil
	}, nil
}

// isOf reports whether an entity tag is a strong one of a version.
func isOf(tag, version string) bool {
	v, _, ok := strings.Cut(strings.Trim(tag, `"`), ".")
	return ok && v == version
}

// errChanged is answered where the row is not the one that the client has seen,
// errUnchanged where it is and should not be, errThere where it should not exist.
var (
	errChanged   = failed("the row has changed since: read it again")
	errUnchanged = failed("the row is still the one of If-None-Match")
	errThere     = failed("there is such a row")
)

func failed(detail string) *schemas.Problem {
	return schemas.NewProblem(http.StatusPreconditionFailed, "precondition_failed", "Precondition failed", detail)
}

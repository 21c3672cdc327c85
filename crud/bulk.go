package crud

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/rawjson"
	"github.com/crudfactory/crudfactory/schemas"
)

// at is where element i of an array stands.
func at(i int) string { return "/" + strconv.Itoa(i) }

// elements reads a body that is an array, neither empty nor too long.
func (w *writer) elements(c *gin.Context) ([]json.RawMessage, error) {
	body, _, err := w.readBody(c, jsonBody)
	if err != nil {
		return nil, err
	}
	list, ok := rawjson.Array(body)
	if !ok {
		return nil, schemas.InputErrors{schemas.InvalidAt("", schemas.InvalidValue, "is not an array")}
	}
	return list, w.size("", len(list))
}

// size holds the rows of a bulk request against the limit.
func (w *writer) size(pointer string, n int) error {
	switch most := w.limits.BulkRows; {
	case n == 0:
		return schemas.InputErrors{schemas.InvalidAt(pointer, schemas.TooShort, "has no element")}
	case n > most:
		return schemas.InputErrors{schemas.InvalidAt(pointer, schemas.TooMany, "has %d elements; at most %d are allowed", n, most)}
	}
	return nil
}

// bulkCreate answers POST /articles/bulk.
func (w *writer) bulkCreate(c *gin.Context, scopes []Scope) error {
	list, err := w.elements(c)
	if err != nil {
		return err
	}
	values := make([]reflect.Value, len(list))
	var errs schemas.InputErrors
	for i, element := range list {
		value, mistakes, err := w.create.decode(element, at(i))
		if err != nil {
			return err
		}
		values[i] = value
		errs = append(errs, mistakes...)
	}
	if errs != nil {
		return errs
	}
	return w.bulk(c, scopes, len(list), http.StatusCreated, w.create, func(t *writing) ([]reflect.Value, error) {
		rows := make([]reflect.Value, len(values)) // anew for each attempt
		for i := range rows {
			rows[i] = w.newRow()
		}
		return rows, w.insert(t, values, rows, at)
	})
}

// bulk writes n rows in one transaction and answers them.
func (w *writer) bulk(
	c *gin.Context, scopes []Scope, n, status int, in *input, write func(*writing) ([]reflect.Value, error),
) error {
	minimal := prefers(c, "return", "minimal")
	var items []json.RawMessage
	err := w.commit(c, scopes, func(t *writing) error {
		rows, err := write(t)
		if err != nil {
			return err
		}
		var missing []int
		if minimal {
			missing, err = t.outside(rows)
		} else {
			items, missing, err = w.allWritten(t, rows)
		}
		if err == nil && len(missing) > 0 {
			err = outsideScope(missing)
		}
		return err
	})
	if err != nil {
		return in.explain(err, n)
	}
	if minimal {
		sendBody(c, status, nil)
		return nil
	}
	body := takeBuffer()
	defer body.giveBack()
	body.b = append(body.b, `{"items":[`...)
	for i, item := range items {
		if i > 0 {
			body.b = append(body.b, ',')
		}
		body.b = append(body.b, item...)
	}
	body.b = append(body.b, "]}"...)
	sendBody(c, status, body.b)
	return nil
}

// allWritten answers rows after they were written, by one statement, and the
// places of those that are not shown.
func (w *writer) allWritten(t *writing, rows []reflect.Value) (bodies []json.RawMessage, missing []int, err error) {
	if t.asWritten() {
		if bodies, ok, err := w.answers.ofRows(t.ctx, rows); ok || err != nil {
			return bodies, nil, err
		}
	}
	keys, err := t.keys(rows)
	if err != nil {
		return nil, nil, err
	}
	if bodies, err = w.answers.readAll(t.ctx, t.source, keys); err != nil {
		return nil, nil, err
	}
	for i, body := range bodies {
		if body == nil {
			missing = append(missing, i)
		}
	}
	return bodies, missing, nil
}

// outsideScope is the error of a bulk request some rows of which would be outside
// the scopes.
func outsideScope(places []int) error {
	p := schemas.NewProblem(http.StatusForbidden, "outside_scope", "Outside the scope", ErrOutsideScope.Error())
	for _, i := range places[:min(len(places), schemas.MaxMistakes)] {
		p.Errors = append(p.Errors, schemas.InvalidAt(at(i), "outside_scope", "would be outside the scope"))
	}
	return errors.Join(p, ErrOutsideScope)
}

// bulkPatch answers PATCH /articles/bulk: merge patches that carry the primary
// key.
func (w *writer) bulkPatch(c *gin.Context, scopes []Scope) error {
	list, err := w.elements(c)
	if err != nil {
		return err
	}
	ids, patches, errs := w.identified(list)
	if errs != nil {
		return errs
	}
	return w.bulk(c, scopes, len(list), http.StatusOK, w.update, func(t *writing) ([]reflect.Value, error) {
		found, err := w.lockAll(t, ids, func(i int) string { return at(i) + w.keyPointer() })
		if err != nil {
			return nil, err
		}
		aims := make([]aim, len(patches))
		for i, patch := range patches {
			aims[i] = func(ctx context.Context, sets map[string][]any, row reflect.Value) (reflect.Value, error) {
				return w.update.patched(ctx, sets, row, patch, mergePatch, at(i))
			}
		}
		return w.amend(t, found, aims, at)
	})
}

// identified takes the primary key out of each element.
func (w *writer) identified(list []json.RawMessage) (ids [][]any, patches []json.RawMessage, errs schemas.InputErrors) {
	for i, element := range list {
		members, ok := rawjson.Object(element)
		if !ok {
			errs = append(errs, schemas.InvalidAt(at(i), schemas.InvalidValue, "is not an object"))
			ids, patches = append(ids, []any{nil}), append(patches, nil)
			continue
		}
		id := make([]any, len(w.resource.PrimaryKey))
		for k, field := range w.resource.PrimaryKey {
			pointer := at(i) + "/" + schemas.PointerToken(field.Key)
			raw, ok := members[field.Key]
			if !ok {
				errs = append(errs, schemas.InvalidAt(pointer, schemas.Required, "is required"))
				continue
			}
			delete(members, field.Key)
			v, err := keyValue(field, raw)
			if err != nil {
				errs = append(errs, schemas.InvalidAt(pointer, schemas.InvalidValue, "%s", err))
			}
			id[k] = v
		}
		patch, err := json.Marshal(members)
		if err != nil {
			errs = append(errs, schemas.InvalidAt(at(i), schemas.InvalidValue, "cannot be read"))
		}
		ids, patches = append(ids, id), append(patches, patch)
	}
	return ids, patches, append(errs, repeated(ids, func(i int) string { return at(i) + w.keyPointer() })...)
}

// keyPointer is where the (first) key of an element stands.
func (w *writer) keyPointer() string {
	return "/" + schemas.PointerToken(w.resource.PrimaryKey[0].Key)
}

// What is answered where a key is null, or of a type of JSON that no key has.
var (
	errNullKey = errors.New("cannot be null")
	errNoKey   = errors.New("is neither a text nor a number")
)

// keyValue reads a value of a primary key from JSON: a text, or a number; for a
// column of booleans also one of these.
func keyValue(field *schemas.Field, raw json.RawMessage) (any, error) {
	switch raw[0] {
	case '"':
		var text string
		if err := json.Unmarshal(raw, &text); err != nil {
			return nil, err
		}
		return field.ParseValue(text)
	case 'n':
		return nil, errNullKey
	case 't', 'f':
		if field.Kind != schemas.Bool {
			return nil, errNoKey
		}
	case '{', '[':
		return nil, errNoKey
	}
	return field.ParseValue(string(raw))
}

// repeated reports keys that are given twice.
func repeated(ids [][]any, pointer func(i int) string) (errs schemas.InputErrors) {
	seen := map[string]bool{}
	for i, id := range ids {
		if len(id) == 0 || slices.Contains(id, nil) {
			continue // it is wrong already
		}
		if seen[ownerKey(id)] {
			errs = append(errs, schemas.InvalidAt(pointer(i), schemas.DuplicateKey, "is given twice"))
		}
		seen[ownerKey(id)] = true
	}
	return errs
}

// lockAll locks the rows of some keys by one statement, and answers them in the
// order of the keys. One that is not there is reported at its place.
func (w *writer) lockAll(t *writing, ids [][]any, pointer func(i int) string) ([]reflect.Value, error) {
	rows, _, err := t.lock(query.Plan{Keys: ids}, nil)
	if err != nil {
		return nil, err
	}
	keys, err := t.keys(rows)
	if err != nil {
		return nil, err
	}
	byKey := map[string]reflect.Value{}
	for i, key := range keys {
		if byKey[ownerKey(key)].IsValid() {
			return nil, w.severalRows()
		}
		byKey[ownerKey(key)] = rows[i]
	}
	found := make([]reflect.Value, len(ids))
	var missing schemas.InputErrors
	for i, id := range ids {
		if found[i] = byKey[ownerKey(id)]; !found[i].IsValid() {
			missing = append(missing, schemas.InvalidAt(pointer(i), "not_found", "no such row"))
		}
	}
	if missing != nil {
		p := schemas.NewProblem(http.StatusNotFound, "not_found", "Not found", ErrNotFound.Error())
		p.Errors = missing[:min(len(missing), schemas.MaxMistakes)]
		return nil, p
	}
	return found, nil
}

// bulkDelete answers POST /articles/bulk/delete.
func (w *writer) bulkDelete(c *gin.Context, scopes []Scope) error {
	ids, err := w.idsOf(c)
	if err != nil {
		return err
	}
	err = w.commit(c, scopes, func(t *writing) error {
		rows, err := w.lockAll(t, ids, func(i int) string { return "/ids" + at(i) })
		if err != nil {
			return err
		}
		return t.delete(rows)
	})
	if err != nil {
		return refusedBody(err)
	}
	c.Status(http.StatusNoContent)
	c.Writer.WriteHeaderNow()
	return nil
}

// idsOf reads {"ids": […]}: values, or for a composite key arrays of values.
func (w *writer) idsOf(c *gin.Context) ([][]any, error) {
	list, errs, err := w.idList(c)
	if err != nil {
		return nil, err
	}
	key := w.resource.PrimaryKey
	ids := make([][]any, len(list))
	for i, raw := range list {
		parts := []json.RawMessage{raw}
		if len(key) > 1 {
			parts = nil
			if json.Unmarshal(raw, &parts) != nil || len(parts) != len(key) {
				errs = append(errs, schemas.InvalidAt("/ids"+at(i), schemas.InvalidValue, "is not an array of %d values", len(key)))
				continue
			}
		}
		for k, part := range parts {
			v, err := keyValue(key[k], part)
			if err != nil {
				errs = append(errs, schemas.InvalidAt("/ids"+at(i), schemas.InvalidValue, "%s", err))
			}
			ids[i] = append(ids[i], v)
		}
	}
	return ids, join(append(errs, repeated(ids, func(i int) string { return "/ids" + at(i) })...), nil)
}

// idList reads the elements of ids, and reports every other key.
func (w *writer) idList(c *gin.Context) (list []json.RawMessage, errs schemas.InputErrors, err error) {
	body, _, err := w.readBody(c, jsonBody)
	if err != nil {
		return nil, nil, err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(body, &members); err != nil || json.Unmarshal(members["ids"], &list) != nil {
		return nil, nil, schemas.InputErrors{schemas.InvalidAt("/ids", schemas.Required, `send {"ids": […]}`)}
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if name != "ids" {
			unknown := schemas.InvalidAt("/"+schemas.PointerToken(name), schemas.UnknownField, "there is no such key")
			unknown.Allowed = []string{"ids"}
			errs = append(errs, unknown)
		}
	}
	return list, errs, w.size("/ids", len(list))
}

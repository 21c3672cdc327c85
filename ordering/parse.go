package ordering

import (
	"net/url"
	"strings"

	"github.com/crudfactory/crudfactory/schemas"
)

// Owns reports whether a parameter of that name belongs to this package.
func Owns(name string) bool { return name == "order_by" || name == "order_dir" }

// Raw is a parsed and still unchecked order.
type Raw struct {
	Keys []RawKey
	// Direction is "asc", "desc" or "", as order_dir says.
	Direction string
}

// RawKey is one item of order_by: KEY, -KEY, KEY.nullsfirst, -KEY.nullslast.
type RawKey struct {
	Key  string
	Desc bool
	// Nulls is "nullsfirst", "nullslast" or "".
	Nulls string
}

// Suffixes say where a key has its NULLs, behind a dot.
func Suffixes() []string { return []string{nullsFirst, nullsLast} }

const nullsFirst, nullsLast = "nullsfirst", "nullslast"

// Parse picks the parameters of this package out of a query string.
func Parse(values url.Values) (Raw, schemas.InputErrors) {
	var raw Raw
	var errs schemas.InputErrors
	for _, name := range []string{"order_by", "order_dir"} {
		if len(values[name]) > 1 {
			errs = append(errs, schemas.Repeated(name))
		}
	}
	if values.Has("order_by") {
		keys, err := ParseKeys(values.Get("order_by"))
		if err != nil {
			errs = append(errs, err)
		}
		raw.Keys = keys
	}
	if values.Has("order_dir") {
		raw.Direction = values.Get("order_dir")
		if raw.Direction != "asc" && raw.Direction != "desc" {
			err := schemas.Invalid("order_dir", schemas.InvalidValue, "%q is not a direction", raw.Direction)
			err.Allowed = []string{"asc", "desc"}
			errs = append(errs, err)
		}
	}
	return raw, errs
}

// ParseKeys reads the value of order_by, a comma list of keys.
func ParseKeys(text string) ([]RawKey, *schemas.InputError) {
	var keys []RawKey
	for item := range strings.SplitSeq(text, ",") {
		var key RawKey
		item, key.Desc = strings.CutPrefix(item, "-")
		for _, nulls := range Suffixes() {
			if rest, found := strings.CutSuffix(item, "."+nulls); found {
				item, key.Nulls = rest, nulls
				break
			}
		}
		if key.Key = item; item == "" {
			return nil, schemas.Invalid("order_by", schemas.EmptyItem,
				"has an empty item: write keys with one comma between them")
		}
		keys = append(keys, key)
	}
	return keys, nil
}

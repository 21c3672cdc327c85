package explorer

import (
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/schemas"
)

// head is the head of a column.
type head struct {
	Key, Label string
	Numeric    bool
	// Sort is the value of aria-sort, Mark shows the direction, URL is the list
	// in the next order; all empty for a column without an order.
	Sort, Mark, URL, Next string
}

// columnForm chooses columns.
type columnForm struct {
	Hidden  []link
	Columns []choice
}

// choice is a box or an option.
type choice struct {
	Value, Text string
	Chosen      bool
}

// columnKeys are the members that the table shows: those that were asked for, or
// of the read schema; related rows behind. Rows of a type that writes itself
// have what they have.
func (v *visit) columnKeys(items []object) []string {
	var keys []string
	if fields := v.query.Get("fields"); fields != "" {
		keys = strings.Split(fields, ",")
	} else {
		for _, k := range v.at.Read.Keys {
			keys = append(keys, k.Name)
		}
	}
	known := len(keys) > 0
	included := v.query.Get("include") != ""
	for _, item := range items {
		for _, m := range item {
			if !slices.Contains(keys, m.name) && (!known || included && !v.isKey(m.name)) {
				keys = append(keys, m.name)
			}
		}
	}
	return keys
}

// isKey reports members of the read schema, as opposed to related rows.
func (v *visit) isKey(name string) bool {
	_, ok := v.readKey(name)
	return ok
}

func (v *visit) readKey(name string) (crud.KeyDescription, bool) {
	i := slices.IndexFunc(v.at.Read.Keys, func(k crud.KeyDescription) bool { return k.Name == name })
	if i < 0 {
		return crud.KeyDescription{}, false
	}
	return v.at.Read.Keys[i], true
}

// typeOf is the Go type of a column's values.
func (v *visit) typeOf(name string) reflect.Type {
	k, _ := v.readKey(name)
	return typeOf(k)
}

// idOf names a row as a path does: the values of its key, percent-encoded, joined
// by commas.
func (v *visit) idOf(item object) (id string, ok bool) {
	parts := make([]string, len(v.at.key))
	for i, key := range v.at.key {
		raw := item.get(key)
		if raw == nil || isNull(raw) || isNested(raw) {
			return "", false
		}
		parts[i] = url.PathEscape(textOf(raw))
	}
	return strings.Join(parts, ","), len(parts) > 0
}

// heads are those of the columns. A column whose field has an order leads to the
// list in it: ascending, then descending, then as it was.
func (v *visit) heads(keys []string) []head {
	order := v.order()
	heads := make([]head, len(keys))
	primary := true
	for i, name := range keys {
		k, _ := v.readKey(name)
		heads[i] = head{Key: name, Label: label(name), Numeric: isNumeric(typeOf(k))}
		key := fieldKey(k)
		if !slices.Contains(v.at.Order.Keys, key) || k.Name == "" {
			continue
		}
		h := &heads[i]
		next := key
		at := slices.IndexFunc(order, func(o ordered) bool { return o.key == key })
		h.Next = "ascending"
		if at >= 0 {
			h.Mark = order[at].direction()
			if at == 0 && primary {
				h.Sort, primary = h.Mark, false
			}
			if next, h.Next = "-"+key, "descending"; order[at].descends {
				next, h.Next = "", "in the usual order"
				if !v.query.Has("order_by") {
					next, h.Next = key, "ascending"
				}
			}
		}
		to := v.query.with("order_dir").with("order_by")
		if next != "" {
			to = to.with("order_by", next)
		}
		h.URL = to.url(v.listURL())
	}
	return heads
}

// ordered is a key of the order that the page is in.
type ordered struct {
	key      string
	descends bool
	// nulls is the suffix, with its dot.
	nulls string
}

func (o ordered) direction() string {
	if o.descends {
		return "descending"
	}
	return "ascending"
}

// order is that of the query, or the usual one.
func (v *visit) order() (all []ordered) {
	text, turned := v.query.Get("order_by"), v.query.Get("order_dir") == "desc"
	usual := text == ""
	if usual {
		text = v.at.Order.Default
	}
	for name := range strings.SplitSeq(text, ",") {
		key := name
		for _, suffix := range v.at.Order.Suffixes {
			key = strings.TrimSuffix(key, "."+suffix)
		}
		nulls := strings.TrimPrefix(name, key)
		plain, descends := strings.CutPrefix(key, "-")
		if turned && (usual || !descends) {
			descends = true
		} else if usual && v.query.Get("order_dir") == "asc" {
			descends = false
		}
		all = append(all, ordered{plain, descends, nulls})
	}
	return all
}

// orderBy is the order of the query as order_by says it alone, without order_dir;
// of the usual one as far as requests can name its keys.
func (v *visit) orderBy() string {
	given := v.query.Get("order_by")
	if v.query.Get("order_dir") == "" {
		return given
	}
	var names []string
	for _, o := range v.order() {
		if given == "" && !slices.Contains(v.at.Order.Keys, o.key) {
			break
		}
		name := o.key + o.nulls
		if o.descends {
			name = "-" + name
		}
		names = append(names, name)
	}
	return strings.Join(names, ",")
}

// columnForm offers the members of the read schema.
func (v *visit) columnForm() columnForm {
	form := columnForm{Hidden: v.query.hidden(func(name string) bool { return name == "fields" })}
	chosen := strings.Split(v.query.Get("fields"), ",")
	for _, k := range v.at.Read.Keys {
		form.Columns = append(form.Columns, choice{k.Name, label(k.Name), chosen[0] == "" || slices.Contains(chosen, k.Name)})
	}
	return form
}

// namesOf are the names of a query's parameters, sorted.
func namesOf(q query) []string { return schemas.Names(q.Values) }

package isolation_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"pgregory.net/rapid"
)

// drawn is a request with what it does to the tenant's rows when it succeeds.
type drawn struct {
	request

	then func(o *oracle)
	// touched are the rows that it changes.
	touched []string
}

// game draws requests from what tenants were answered before.
type game struct {
	t       *rapid.T
	oracles map[string]*oracle
	// lists are targets with cursors, of either tenant; etags are of any row.
	lists, etags []string
	made         int
}

func pick[T any](g *game, what string, from ...T) T { return rapid.SampledFrom(from).Draw(g.t, what) }

func (g *game) chance(what string, oneIn int) bool {
	return rapid.IntRange(1, oneIn).Draw(g.t, what) == 1
}

// paperID is the id of a paper of either tenant, or of none.
func (g *game) paperID() string {
	ids := []string{random(1)}
	for _, tenant := range tenants {
		for id := range g.oracles[tenant].rows {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return pick(g, "id", ids...)
}

// text is a value of either tenant, or one that both have.
func (g *game) text() string {
	of := pick(g, "whose", tenants...)
	return pick(g, "text", "s00 "+of, "s03 "+of, "Title 1 "+of, "Title 2 "+of, "one "+of, "two "+of, "red "+of, "blue "+of,
		"part "+of, of, "memo", "list", "a", "%", "_", "", "s0", "Title", "o")
}

func (g *game) number() string { return strconv.Itoa(rapid.IntRange(-1, 6).Draw(g.t, "number")) }

// filter is one condition, as a name of a parameter and its value.
func (g *game) filter() (name, value string) {
	key := pick(g, "key", "id", "slug", "title", "kind", "size", "rank", "folder_id", "folder__name", "labels__name", "parts__text")
	switch key {
	case "id":
		return "filter_by[id]" + pick(g, "op", "", "[eq]", "[ne]", "[in]", "[not_in]"), g.paperID()
	case "size", "rank":
		return "filter_by[" + key + "]" + pick(g, "op", "", "[ne]", "[gt]", "[gte]", "[lt]", "[lte]", "[in]"), g.number()
	case "folder_id":
		of := pick(g, "whose", tenants...)
		return "filter_by[folder_id]" + pick(g, "op", "", "[ne]"), idOf(of, "folder one "+of).String()
	}
	if g.chance("null", 8) {
		return "filter_by[" + key + "][is_null]", pick(g, "is", "true", "false")
	}
	return "filter_by[" + key + "]" + pick(g, "op", "", "[ne]", "[in]", "[not_in]", "[contains]", "[starts_with]", "[icontains]"), g.text()
}

// expression is a boolean one.
func (g *game) expression(depth int) string {
	quote := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `\"`) + `"` }
	if depth == 0 || g.chance("leaf", 2) {
		switch pick(g, "leaf", "text", "number", "null", "in") {
		case "text":
			return pick(g, "key", "slug", "title", "kind", "folder__name", "labels__name") + pick(g, "op", " = ", " != ") + quote(g.text())
		case "number":
			return pick(g, "key", "size", "rank") + pick(g, "op", " = ", " != ", " > ", " >= ", " < ", " <= ") + g.number()
		case "null":
			return pick(g, "key", "rank", "folder_id", "folder__name") + pick(g, "is", " IS NULL", " IS NOT NULL")
		}
		return pick(g, "key", "title", "labels__name") + pick(g, "op", " IN (", " NOT IN (") + quote(g.text()) + ", " + quote(g.text()) + ")"
	}
	switch pick(g, "node", "and", "or", "not") {
	case "and":
		return "(" + g.expression(depth-1) + " AND " + g.expression(depth-1) + ")"
	case "or":
		return g.expression(depth-1) + " OR " + g.expression(depth-1)
	}
	return "NOT (" + g.expression(depth-1) + ")"
}

// narrowing are the parameters that narrow a list.
func (g *game) narrowing() url.Values {
	values := url.Values{}
	for range rapid.IntRange(0, 2).Draw(g.t, "filters") {
		name, value := g.filter()
		values.Set(name, value)
	}
	if g.chance("expression", 3) {
		values.Set("filter", g.expression(2))
	}
	if g.chance("search", 4) {
		values.Set("search", strings.ReplaceAll(g.text(), "%", "o"))
	}
	if g.chance("order", 2) {
		values.Set("order_by", pick(g, "order", "slug", "-slug", "title", "-size", "rank", "-rank.nullslast,size", "folder__name,-title"))
	}
	return values
}

// list asks for rows in any way.
func (g *game) list(tenant string) drawn {
	if len(g.lists) > 0 && g.chance("replay", 3) {
		return drawn{request: request{tenant: tenant, method: http.MethodGet, target: pick(g, "list", g.lists...)}}
	}
	values := g.narrowing()
	r := request{tenant: tenant, method: http.MethodGet, target: "/papers" + pick(g, "mode", "", "/offset", "/cursor") + "?"}
	if g.chance("stream", 6) {
		r.target = "/papers?"
		r.header = []string{"Accept", pick(g, "stream", "application/x-ndjson", "text/csv")}
		r.target += values.Encode()
		return drawn{request: r}
	}
	values.Set("items_per_page", strconv.Itoa(rapid.IntRange(1, 4).Draw(g.t, "size")))
	for _, optional := range []struct {
		name    string
		choices []string
	}{
		{"count", []string{"exact", "none", "capped"}},
		{"facets", []string{"true", "false", "kind", "folder__name,labels__name"}},
		{"facet_counts", []string{"true", "false"}},
		{"fields", []string{"id,title", "slug,size"}},
		{"include", []string{"folder", "labels,parts", "folder,labels,parts"}},
	} {
		if g.chance(optional.name, 3) {
			values.Set(optional.name, pick(g, optional.name, optional.choices...))
		}
	}
	if g.chance("folders", 8) {
		r.target = "/folders?"
		values = url.Values{"search": {g.text()}, "facet_counts": {"true"}}
	}
	r.target += values.Encode()
	return drawn{request: r}
}

// one asks for one row.
func (g *game) one(tenant string) drawn {
	r := request{tenant: tenant, method: pick(g, "method", http.MethodGet, http.MethodHead), target: "/papers/" + g.paperID()}
	if g.chance("include", 3) {
		r.target += "?include=folder,labels,parts"
	}
	if len(g.etags) > 0 && g.chance("etag", 3) {
		r.header = []string{"If-None-Match", pick(g, "etag", g.etags...)}
	}
	return drawn{request: r}
}

// fields are those of a body; whole has all that is required.
func (g *game) fields(tenant string, whole bool) (f fields) {
	some := func(what string) bool { return whole || g.chance(what, 3) }
	if some("slug") {
		g.made++
		slug := "n" + strconv.Itoa(10+g.made) + " " + tenant
		if g.chance("taken", 5) {
			slug = pick(g, "taken", "s00 ", "s01 ") + tenant
		}
		f.slug = &slug
	}
	if some("title") {
		f.title = new("Title " + g.number() + " " + tenant)
	}
	if some("kind") {
		f.kind = new(pick(g, "kind", kinds...))
	}
	if g.chance("size", 2) {
		f.size = new(rapid.IntRange(0, 5).Draw(g.t, "size"))
	}
	// The other's folders and labels are tried now and then.
	of := func() string {
		if g.chance("foreign", 4) {
			return pick(g, "whose", tenants...)
		}
		return tenant
	}
	if g.chance("folder", 3) {
		whose := of()
		f.folder = new(pick(g, "folder", "", idOf(whose, "folder one "+whose).String(), idOf(whose, "folder two "+whose).String(), random(2)))
	}
	if g.chance("labels", 3) {
		whose := of()
		labels := []string{}
		for _, name := range labelNames[:rapid.IntRange(0, 2).Draw(g.t, "labels")] {
			labels = append(labels, labelID(whose, name).String())
		}
		f.labels = &labels
	}
	return f
}

func encoded(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// create makes rows, alone or in bulk.
func (g *game) create(tenant string) drawn {
	d := drawn{request: request{tenant: tenant, method: http.MethodPost, target: "/papers"}}
	all := []fields{g.fields(tenant, true)}
	d.body = encoded(all[0].body())
	if g.chance("bulk", 3) {
		all = append(all, g.fields(tenant, true))
		d.target, d.body = "/papers/bulk", encoded([]any{all[0].body(), all[1].body()})
	}
	d.then = func(o *oracle) {
		for _, f := range all {
			r := &row{id: o.idOfSlug(*f.slug)}
			f.write(r)
			o.rows[r.id] = r
		}
	}
	return d
}

// change changes a row, in one of the ways.
func (g *game) change(tenant string) drawn {
	id := g.paperID()
	d := drawn{request: request{tenant: tenant, method: http.MethodPatch, target: "/papers/" + id}, touched: []string{id}}
	f := g.fields(tenant, false)
	d.then = func(o *oracle) { f.write(o.rows[id]) }
	switch pick(g, "way", "merge", "json", "put", "bulk", "delete", "bulk delete", "restore") {
	case "merge":
		d.body = encoded(f.body())
	case "json":
		operations := []any{}
		members := f.body()
		for _, name := range slices.Sorted(maps.Keys(members)) {
			operations = append(operations, map[string]any{"op": "replace", "path": "/" + name, "value": members[name]})
		}
		if g.chance("test", 3) {
			operations = append(operations, map[string]any{"op": "test", "path": "/kind", "value": "memo"})
		}
		d.body, d.header = encoded(operations), []string{"Content-Type", "application/json-patch+json"}
	case "put":
		f = g.fields(tenant, true)
		d.method, d.body = http.MethodPut, encoded(f.body())
		d.then = func(o *oracle) {
			r := o.rows[id]
			r.size, r.rank, r.folder = 0, nil, ""
			f.write(r)
		}
	case "bulk":
		d.target = "/papers/bulk"
		members := f.body()
		members["id"] = id
		d.body = encoded([]any{members})
	case "delete":
		d.method = http.MethodDelete
		d.then = func(o *oracle) { o.rows[id].deleted = true }
	case "bulk delete":
		other := g.paperID()
		d.method, d.target, d.body = http.MethodPost, "/papers/bulk/delete", encoded(map[string]any{"ids": []string{id, other}})
		d.touched = append(d.touched, other)
		d.then = func(o *oracle) { o.rows[id].deleted, o.rows[other].deleted = true, true }
	case "restore":
		d.method, d.target = http.MethodPost, d.target+"/restore"
		d.then = func(o *oracle) { o.rows[id].deleted = false }
	}
	if len(g.etags) > 0 && len(d.header) == 0 && g.chance("etag", 4) {
		d.header = []string{"If-Match", pick(g, "etag", append(g.etags, "*")...)}
	}
	return d
}

// request draws one of any kind.
func (g *game) request() drawn {
	tenant := pick(g, "tenant", tenants...)
	switch pick(g, "kind of request", "list", "list", "list", "one", "create", "change", "change", "folder") {
	case "list":
		return g.list(tenant)
	case "one":
		return g.one(tenant)
	case "create":
		return g.create(tenant)
	case "folder":
		return g.folder(tenant)
	}
	return g.change(tenant)
}

// folder asks for a folder of either tenant, or tries to take one away: papers are in
// it.
func (g *game) folder(tenant string) drawn {
	of := pick(g, "whose", tenants...)
	return drawn{request: request{
		tenant: tenant, method: pick(g, "method", http.MethodGet, http.MethodHead, http.MethodPost),
		target: "/folders/" + idOf(of, "folder "+pick(g, "folder", "one ", "two ", "none ")+of).String(),
	}}
}

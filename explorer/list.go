package explorer

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/schemas"
)

// envelope is the answer of a list, as far as a page shows it.
type envelope struct {
	Items      []json.RawMessage `json:"items"`
	Pagination pagination        `json:"pagination"`
	Type       string            `json:"pagination_type"`
	Counts     object            `json:"filter_counts"`
	Truncated  []string          `json:"filter_attributes_truncated"`
}

// pagination is that of both modes.
type pagination struct {
	schemas.OffsetPagination

	PrevCursor *string `json:"prev_cursor"`
}

// listPage is the content of a list's page.
type listPage struct {
	Self, Path, Create, Reset string
	// ShowFacets is the page with its facets, where they have been put away.
	ShowFacets string
	Toolbar    toolbar
	Filters    filterForm
	Columns    columnForm
	Failure    *failure
	Heads      []head
	Rows       []row
	Empty      *empty
	Total      total
	Facets     *facetForm
	Pager      *pager
	Downloads  []link
	Curl       string
}

// row is a line of the table; ID names it to those who do not see the table.
type row struct {
	Cells []cell
	ID    string
	// URL is set where no cell leads to the row.
	URL string
}

// empty is what stands in place of a table without rows.
type empty struct {
	Title, Detail string
	Links         []link
}

// list shows a page of rows.
func (v *visit) list() {
	v.readQuery()
	if v.malformed == "" && v.elsewhere() {
		return
	}
	a := v.get(v.listQuery())
	if v.passOn(a) {
		return
	}
	v.showList(a)
}

// elsewhere answers addresses that are of no page: of a file, or in the words of
// a form. It reports whether this is one.
func (v *visit) elsewhere() bool {
	if format := v.c.Query("download"); format != "" {
		v.download(format)
		return true
	}
	next, changed := v.query.canonical()
	switch {
	case v.query.Get("field") == "" && isFilled(v.query.Get("value")):
		v.unfinished(next)
		return true
	case changed:
		v.redirect(next.url(v.listURL()))
	}
	return changed
}

// listQuery adds to the query what the page needs beside: counts of facets, and
// the key of rows where the client has left it out of its columns.
func (v *visit) listQuery() string {
	if v.malformed != "" {
		return v.malformed
	}
	q := v.query.clone()
	if facets := v.at.Facets; len(facets.Keys) > 0 && q.Get("facets") != "false" {
		q.Set("facet_counts", "true")
		if facets.OnRequest && !q.Has("facets") {
			q.Set("facets", "true")
		}
	}
	if fields := q.Values["fields"]; len(fields) == 1 && fields[0] != "" {
		names := strings.Split(fields[0], ",")
		for _, key := range v.at.key {
			if !slices.Contains(names, key) {
				names = append(names, key)
			}
		}
		q.Set("fields", strings.Join(names, ","))
	}
	return q.String()
}

// unfinished shows the form for a filter again, whose field has not been chosen.
func (v *visit) unfinished(next query) {
	value, operator, quantifier := v.query.Get("value"), v.query.Get("operator"), v.query.Get("quantifier")
	v.query = next
	content := v.frame()
	content.Filters.Value = value
	for i, o := range content.Filters.Operators {
		content.Filters.Operators[i].Chosen = o.Value == operator
	}
	for i, q := range content.Filters.Quantifiers {
		content.Filters.Quantifiers[i].Chosen = q.Value == quantifier
	}
	content.Failure = &failure{
		Status: http.StatusUnprocessableEntity, Title: "The filter has no field",
		Mistakes: []mistake{{Where: value, Detail: "is compared with nothing: choose a field for it."}},
	}
	v.showFrame(content.Failure.Status, content)
}

// frame is a list's page without rows.
func (v *visit) frame() listPage {
	self := v.listURL()
	content := listPage{
		Self: self, Path: v.at.path, Toolbar: v.toolbar(), Filters: v.filterForm(), Columns: v.columnForm(),
		Curl: v.curl(v.query.Values),
	}
	if len(v.query.Values) > 0 {
		content.Reset = self
	}
	if len(v.at.Facets.Keys) > 0 && v.query.Get("facets") == "false" {
		content.ShowFacets = v.query.here("facets").url(self)
	}
	if v.may(crud.OpCreate) && v.at.Create != nil {
		content.Create = v.formURL("new")
	}
	return content
}

func (v *visit) showFrame(status int, content listPage) {
	p := v.page(label(v.at.Name))
	p.Content = content
	v.show(status, "list", p)
}

func (v *visit) showList(a *answer) {
	content := v.frame()
	var e envelope
	switch err := json.Unmarshal(a.body, &e); {
	case !a.ok():
		content.Failure = v.listFailure(a)
	case err != nil:
		content.Failure = notJSON
	default:
		v.fillList(&content, e)
	}
	status := a.status
	if content.Failure != nil {
		status = content.Failure.Status
	}
	v.showFrame(status, content)
}

// notJSON is told where the application answers a success of another kind.
var notJSON = &failure{
	Status: http.StatusBadGateway, Title: "The answer cannot be shown",
	Detail: "The application has answered something else than JSON on the resource's path.",
}

func (v *visit) fillList(content *listPage, e envelope) {
	items := make([]object, len(e.Items))
	for i, raw := range e.Items {
		if json.Unmarshal(raw, &items[i]) != nil {
			items[i] = object{{"value", raw}} // rows that are no objects
		}
	}
	keys := v.columnKeys(items)
	content.Heads = v.heads(keys)
	for _, item := range items {
		content.Rows = append(content.Rows, v.tableRow(item, keys))
	}
	if len(items) == 0 {
		content.Empty = v.empty(e, content.Create)
	}
	content.Total = v.total(e, len(items))
	content.Facets = v.facetForm(e)
	content.Pager = v.pager(e)
	content.Downloads = v.downloads()
}

// tableRow shows a row's values in the order of the columns. The first of its key
// leads to its page; where none is shown, the row has a link of its own.
func (v *visit) tableRow(item object, keys []string) row {
	id, named := v.idOf(item)
	r := row{ID: plain(id)}
	linked := !named
	for _, key := range keys {
		c := cellOf(item.get(key), v.typeOf(key))
		if !linked && slices.Contains(v.at.key, key) {
			c.URL, linked = v.rowURL(id), true
		}
		r.Cells = append(r.Cells, c)
	}
	if !linked {
		r.URL = v.rowURL(id)
	}
	return r
}

// empty tells why there are no rows.
func (v *visit) empty(e envelope, create string) *empty {
	first := v.query.first()
	narrowed := func(name string) bool {
		return name == "search" || name == "filter" || strings.HasPrefix(name, "filter_by[")
	}
	switch {
	case v.query.hasPlace() && (e.Type == "cursor" || v.before(e.Pagination) > 0):
		return &empty{
			"There are no rows on this page", "The list has become shorter, or the address is of a page behind its end.",
			[]link{{"To the first page", first.url(v.listURL())}},
		}
	case slices.ContainsFunc(namesOf(v.query), narrowed):
		all := first
		for _, name := range namesOf(first) {
			if narrowed(name) {
				all = all.with(name)
			}
		}
		return &empty{
			"No row meets this search", "Take a filter away, or choose other words.",
			[]link{{"Clear search and filters", all.url(v.listURL())}},
		}
	}
	none := &empty{Title: "There are no rows yet", Detail: "What is created under " + v.at.path + " will be listed here."}
	if create != "" {
		none.Links = []link{{"Create the first one", create}}
	}
	return none
}

// listFailure adds ways on to what was wrong.
func (v *visit) listFailure(a *answer) *failure {
	f := failureOf(a)
	self := v.listURL()
	for i, m := range f.Mistakes {
		if v.query.Has(m.Where) {
			f.Mistakes[i].Remove = v.query.with(m.Where).url(self)
		}
	}
	switch a.status {
	case http.StatusServiceUnavailable:
		f.Links = append(f.Links, link{"Try again", v.query.url(self)})
	case http.StatusGatewayTimeout:
		f.Links = append(f.Links, link{"Try again", v.query.url(self)},
			link{"Without total and facets", v.query.here("count", "none").here("facets", "false").url(self)})
	}
	if v.query.Has("cursor") {
		f.Links = append(f.Links, link{"To the first page", v.query.first().url(self)})
	}
	if len(v.query.Values) > 0 {
		f.Links = append(f.Links, link{"Start over", self})
	}
	return f
}

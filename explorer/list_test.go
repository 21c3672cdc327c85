package explorer_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/crudfactory/crudfactory/internal/dbtest"
)

func TestIndex(t *testing.T) {
	t.Parallel()
	a := open(t)
	p := a.get("/explorer/").want(http.StatusOK).has("Books", "/books", "/shops/:shop/books", "3 facets", "3 orders")
	p.click("Books").want(http.StatusOK).has("Book 01", "1–20 of 25 rows")
	// A path with parameters is opened by a form.
	q := p.form("param.shop").set("param.shop", "south").send().follow().want(http.StatusOK)
	q.has("/shops/south/books", "1–7 of 7 rows", "Book 05").hasNot("Book 02")
	equal(t, "a link to a row", q.link("Open 5"), "/explorer/row/shops/south/books/5")
	equal(t, "no value", p.form("param.shop").send().header.Get("Location"), "/explorer/")
	equal(t, "without a slash", a.get("/explorer").status, http.StatusMovedPermanently)
}

func TestColumnHeadsSort(t *testing.T) {
	t.Parallel()
	a := open(t)
	p := a.get("/explorer/list/books")
	direction := func(p *page) string {
		for _, n := range p.all("th") {
			if sort, ok := attribute(n, "aria-sort"); ok {
				return textOf(n) + " " + sort
			}
		}
		return ""
	}
	equal(t, "the usual order", direction(p), "Title ascending")
	p = p.click("Pages")
	equal(t, "once", direction(p), "Pages ascending")
	p = p.click("Pages")
	equal(t, "twice", direction(p), "Pages descending")
	equal(t, "rows", p.column("Pages")[0], "124")
	p = p.click("Pages")
	equal(t, "three times", direction(p), "Title ascending")
	equal(t, "the address", p.path, "/explorer/list/books")
	equal(t, "a column without an order", p.link("Notes"), "")
	equal(t, "order_dir", direction(a.get("/explorer/list/books?order_dir=desc")), "Title descending")
	for address, want := range map[string]string{
		"order_by=pages&order_dir=desc": "-pages", "order_dir=desc": "-title", "order_by=-pages&order_dir=asc": "-pages",
		"order_by=pages.nullsfirst,-title&order_dir=desc": "-pages.nullsfirst,-title", "order_by=pages": "pages", "": "",
	} {
		f := a.get("/explorer/list/books?" + address).want(http.StatusOK).form("order_by")
		equal(t, address, f.values.Get("order_by"), want)
		equal(t, address, f.values.Has("order_dir"), false)
	}
	p = p.form("order_by").set("order_by", "-added").send().follow()
	equal(t, "by the form", direction(p), "Added descending")
	equal(t, "without blanks", p.path, "/explorer/list/books?order_by=-added")
}

func TestSearch(t *testing.T) {
	t.Parallel()
	a := open(t)
	p := a.get("/explorer/list/books?page=2").form("search").set("search", "book 2").send().follow().want(http.StatusOK)
	equal(t, "the address", p.path, "/explorer/list/books?search=book+2")
	p.has("Book 02", "Book 20").hasNot("Book 01")
	equal(t, "a search without rows", a.get("/explorer/list/books?search=zebra").has("No row meets this search").status, http.StatusOK)
	equal(t, "the box", attr(p.one("input", "name", "search"), "value"), "book 2")
	p = p.form("search").set("search", "nothing of this").send().follow()
	p.has("No row meets this search")
	equal(t, "cleared", p.click("Clear search and filters").path, "/explorer/list/books")
}

func TestFacets(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, openDB opener) {
		a := serve(t, shelf(t, openDB(t, &author{}, &book{})), nil)
		p := a.get("/explorer/list/books").has("Author › name", "Jane Austen 7 rows", "novel 7 rows", "null (no value) 5 rows", "true 13 rows")
		p = p.form("filter_by[genre]").check("filter_by[genre]", "novel").check("filter_by[in_print]", "true").send().want(http.StatusOK)
		p.has("Genre is novel", "1–4 of 4 rows", "poetry 3 rows")
		chosen := p.form("filter_by[genre]").values["filter_by[genre]"]
		equal(t, "boxes", strings.Join(chosen, " "), "novel")
		// The null bucket joins the choice.
		p = p.form("filter_by[genre]").check("filter_by[genre][is_null]", "true").uncheck("filter_by[in_print]", "true").send()
		p.has("1–12 of 12 rows", "Genre is null")
		p = p.click("Remove the filter Genre is novel").has("1–5 of 5 rows")
		p = p.form("filter_by[genre]").uncheck("filter_by[genre][is_null]", "true").send().has("1–20 of 25 rows")
		p.click("Without facets").hasNot("Jane Austen 7")
		// A list, as a client may write it, is taken over by the boxes.
		p = a.get("/explorer/list/books?filter_by[genre][in]=novel,essay&filter_by[pages][gte]=110")
		p = p.form("filter_by[genre]").uncheck("filter_by[genre]", "essay").send()
		q, err := url.Parse(p.path)
		must(t, err)
		equal(t, "the address", q.Query().Encode(), url.Values{"filter_by[genre]": {"novel"}, "filter_by[pages][gte]": {"110"}}.Encode())
		equal(t, "cleared", p.click("Clear Genre").path, "/explorer/list/books?filter_by[pages][gte]=110")
	})
}

func TestFilters(t *testing.T) {
	t.Parallel()
	a := open(t)
	p := a.get("/explorer/list/books?page=2&order_by=pages")
	p = p.form("field").set("field", "pages", "operator", "between", "value", "103,105").send().follow()
	equal(t, "the address", p.path, "/explorer/list/books?filter_by[pages][between]=103,105&order_by=pages")
	p.has("Pages is between 103,105", "1–3 of 3 rows")
	p = p.form("field").set("field", "genre", "operator", "is_null", "value", "").send().follow()
	p.has("Genre is null", "1–1 of 1 row").click("Remove the filter Genre is null ").has("1–3 of 3 rows")
	p = a.get("/explorer/list/books").form("field").set("field", "title", "operator", "eq", "value", "").send().follow()
	equal(t, "an empty text is a value", p.path, "/explorer/list/books?filter_by[title]=")
	p = a.get("/explorer/list/books").form("filter").set("filter", `pages < 103 AND NOT in_print`).send().follow()
	p.has("Expression pages < 103 AND NOT in_print", "1–1 of 1 row")
	p = a.get("/explorer/list/books?order_by=pages").form("field").set("operator", "gt", "value", "104").send()
	f := p.want(http.StatusUnprocessableEntity).has("The filter has no field", "104").form("field")
	equal(t, "the text is kept", f.values.Get("value"), "104")
	p = f.set("field", "pages").send().follow()
	equal(t, "with a field", p.path, "/explorer/list/books?filter_by[pages][gt]=104&order_by=pages")
	a.get("/explorer/list/books?filter_by[genre][is_null]=false").has("Genre is not null")
	a.get("/explorer/list/books?filter_by[title][starts_with]=Book+1").has("Title begins with Book 1")
}

func TestPageNumbers(t *testing.T) {
	t.Parallel()
	a := open(t)
	p := a.get("/explorer/list/books?items_per_page=3").has("1–3 of 25 rows")
	equal(t, "no page before", p.link("← Previous"), "")
	p = p.click("Next →").has("4–6 of 25 rows")
	p = p.click("Page 9").has("25–25 of 25 rows")
	equal(t, "no page behind", p.link("Next →"), "")
	equal(t, "this one", attr(p.one("a", "aria-current", "page"), "aria-label"), "Page 9")
	equal(t, "those between", p.link("Page 3"), "")
	p = p.click("← Previous").click("Page 1").has("1–3 of 25 rows")
	equal(t, "the first page", p.path, "/explorer/list/books?items_per_page=3")
	p = a.get("/explorer/list/books?page=99").has("There are no rows on this page").click("To the first page")
	p.has("1–20 of 25 rows")
}

func TestCursors(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, openDB opener) {
		a := serve(t, shelf(t, openDB(t, &author{}, &book{})), nil)
		p := a.get("/explorer/list/books?items_per_page=10&order_by=-pages").click("Page by cursor").has("10 rows on this page")
		seen := p.column("Title")
		for p.link("Next →") != "" {
			p = p.click("Next →")
			seen = append(seen, p.column("Title")...)
		}
		equal(t, "all rows", len(seen), 25)
		equal(t, "the last", seen[24], "Book 01")
		p = p.click("← Previous")
		equal(t, "back", p.column("Title")[0], "Book 15")
		p.click("Count all").has("25 rows")
		equal(t, "the first", p.click("First").column("Title")[0], "Book 25")
		p.click("Page by number").has("1–10 of 25 rows")
		a.get("/explorer/list/books?cursor=nonsense").want(http.StatusBadRequest).has("Invalid cursor").click("To the first page").want(http.StatusOK)
	})
}

func TestColumns(t *testing.T) {
	t.Parallel()
	a := open(t)
	p := a.get("/explorer/list/books?page=2").form("column").set("column", "title").check("column", "pages").send().follow()
	equal(t, "the address", p.path, "/explorer/list/books?fields=title,pages&page=2")
	var heads []string
	for _, n := range p.all("th") {
		heads = append(heads, textOf(n))
	}
	equal(t, "heads", strings.Join(heads, " "), "Title Pages Row")
	equal(t, "a row without its key", p.link("Open 23"), "/explorer/row/books/23")
	equal(t, "what was asked", a.lastAsked("/books").URL.Query().Get("fields"), "title,pages,id")
}

// What changes how a page is shown stays on it; what changes its rows does not.
func TestThePlaceIsKept(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, openDB opener) {
		a := serve(t, shelf(t, openDB(t, &author{}, &book{})), nil)
		numbered := a.get("/explorer/list/books?items_per_page=5&page=2")
		for name, p := range map[string]*page{
			"by number": numbered, "by cursor": a.get("/explorer/list/books?items_per_page=5&pagination_type=cursor").click("Next →"),
		} {
			for change, to := range map[string]*page{
				"columns":         p.form("column").uncheck("column", "notes").send().follow(),
				"count":           p.form("count").set("count", "none").send().follow(),
				"count and back":  p.form("count").set("count", "none").send().follow().form("count").set("count", "").send().follow(),
				"facets":          p.click("Without facets"),
				"facets and back": p.click("Without facets").click("Show facets"),
				"the same":        p.form("count").send().follow(),
			} {
				to.want(http.StatusOK).has("Book 06").hasNot("Book 05", "Book 11")
				equal(t, name+", "+change, strings.Contains(to.path, "seen="), false)
			}
			for change, to := range map[string]*page{
				"search": p.form("search").set("search", "book").send().follow(),
				"size":   p.form("count").set("items_per_page", "10", "count", "none").send().follow(),
				"order":  p.form("count").set("order_by", "title").send().follow(),
				"filter": p.form("field").set("field", "title", "operator", "starts_with", "value", "Book").send().follow(),
				"facet":  p.form("filter_by[in_print]").check("filter_by[in_print]", "true").send(),
			} {
				equal(t, name+", "+change, to.want(http.StatusOK).column("Title")[0], "Book 01")
			}
		}
		for query, title := range map[string]string{
			"items_per_page=20": "Book 21", "order_dir=asc": "Book 21", "order_dir=desc": "Book 05", "order_by=pages&order_dir=desc": "Book 05",
			"items_per_page=20&order_by=-pages&order_dir=asc": "Book 05", "count=none&order_by=title,pages&order_dir=desc": "Book 05",
		} {
			for mode, p := range map[string]*page{
				"by number": a.get("/explorer/list/books?page=2&" + query), "by cursor": a.get("/explorer/list/books?pagination_type=cursor&" + query).click("Next →"),
			} {
				equal(t, query+" "+mode, p.want(http.StatusOK).column("Title")[0], title)
				for _, count := range []string{"", "none", "exact"} {
					to := p.form("count").set("count", count).send().follow().want(http.StatusOK)
					equal(t, query+" "+mode+", count "+count, to.column("Title")[0], title)
				}
				to := p.form("count").set("items_per_page", "10", "count", "none").send().follow().want(http.StatusOK)
				equal(t, query+" "+mode+", size", to.column("Title")[0] == title, false)
			}
		}
		p := a.get("/explorer/list/books?items_per_page=10&pagination_type=cursor").click("Next →").click("Count all")
		equal(t, "all counted", p.has("25 rows").column("Title")[0], "Book 11")
		p = a.get("/explorer/list/books?page=2&seen=page%3D3%25zz").want(http.StatusSeeOther)
		equal(t, "what nobody has seen", p.header.Get("Location"), "/explorer/list/books?page=2")
	})
}

func TestMistakesOfAnAddress(t *testing.T) {
	t.Parallel()
	a := open(t)
	p := a.get("/explorer/list/books?filter_by[title][gt]=x&order_by=nothing").want(http.StatusUnprocessableEntity)
	p.has("2 parameters are invalid", "filter_by[title][gt]", "order_by", "Allowed: ")
	equal(t, "one taken away", p.link("Take it away"), "/explorer/list/books?order_by=nothing")
	p.click("Start over").want(http.StatusOK)
	a.get("/explorer/list/books?x=%zz").want(http.StatusBadRequest).has("Malformed query string")
	a.get("/explorer/list/nothing").want(http.StatusNotFound).has("There is no such page")
	a.get("/explorer/list/shops/closed/books").want(http.StatusForbidden).has("this shop is closed")
	a.get("/explorer/row/books/999").want(http.StatusNotFound).has("Not found")
	a.get("/explorer/row/books/..").want(http.StatusNotFound)
}

func TestEmptyTable(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t, &author{}, &book{})
	serve(t, db, nil).get("/explorer/list/books").want(http.StatusOK).has("There are no rows yet", "0 rows")
}

func TestRow(t *testing.T) {
	t.Parallel()
	a := open(t)
	p := a.get("/explorer/list/books").click("Open 2").want(http.StatusOK)
	p.has("Book 02", "2024-05-02 09:30:00Z", `"shelf": 1`, "null", "Version")
	equal(t, "related", a.get("/explorer/row/books/1").click("Show Author").path, "/explorer/row/books/1?include=author")
	p = a.get("/explorer/row/books/1?include=author").has(`"name": "Jane Austen"`)
	equal(t, "hidden again", p.link("Hide Author"), "/explorer/row/books/1")
	a.get("/explorer/list/books?include=author").has(`{"id":1,"name":"Jane Austen"}`)
}

func TestHeadHasNoBody(t *testing.T) {
	t.Parallel()
	p := open(t).do(http.MethodHead, "/explorer/list/books", nil).want(http.StatusOK)
	equal(t, "body", p.body, "")
}

// Speech and shaking hands type single keys (WCAG 2.1.4): no page listens for any.
func TestNoShortcutsOfOneKey(t *testing.T) {
	t.Parallel()
	a := open(t, writable)
	p := a.get("/explorer/list/books")
	for n := range p.root.Descendants() {
		for _, name := range []string{"accesskey", "aria-keyshortcuts"} {
			if value, ok := attribute(n, name); ok {
				t.Errorf("%s has %s=%q", n.Data, name, value)
			}
		}
	}
	script := a.get(attr(p.all("script")[0], "src")).want(http.StatusOK)
	for _, event := range []string{"keydown", "keyup", "keypress"} {
		equal(t, event, strings.Contains(script.body, event), false)
	}
}

// labels of all controls are what a reader of the screen hears.
func TestControlsHaveLabels(t *testing.T) {
	t.Parallel()
	a := open(t, writable)
	for _, path := range []string{"/explorer/list/books", "/explorer/new/books", "/explorer/edit/books/1", "/explorer/"} {
		p := a.get(path)
		var controls []*html.Node
		for _, tag := range []string{"input", "select", "textarea"} {
			controls = append(controls, p.all(tag)...)
		}
		for _, n := range controls {
			labelled := attr(n, "type") == "hidden" || p.one("label", "for", attr(n, "id")) != nil && attr(n, "id") != ""
			if !labelled && n.Parent.Data != "label" {
				t.Errorf("%s: %s %q has no label", path, n.Data, attr(n, "name"))
			}
		}
	}
}

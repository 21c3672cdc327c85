package main

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// tag is a tag as the contract spells it.
type tag struct {
	ID   uuid.UUID `json:"id"`
	Name string    `json:"name"`
}

// chosenArticle has the fields that these tests choose, and all relations.
type chosenArticle struct {
	ID       uuid.UUID `json:"id"`
	Title    string    `json:"title"`
	Category *category `json:"category"`
	Tags     []tag     `json:"tags"`
}

const articleKeys = "id, created_at, title, body, status, published, category_id, category_name, priority, views"

// chosen is a row as include=category,tags answers it.
func (r row) chosen() chosenArticle {
	c := chosenArticle{ID: r.ID, Title: r.Title, Tags: []tag{}}
	if r.CategoryID != nil {
		c.Category = &category{*r.CategoryID, *r.CategoryName}
	}
	for _, name := range slices.Sorted(slices.Values(r.tags)) {
		c.Tags = append(c.Tags, tag{seedID("tag", name), name})
	}
	return c
}

func chosenOf(rows []row) []chosenArticle {
	chosen := []chosenArticle{}
	for _, r := range rows {
		chosen = append(chosen, r.chosen())
	}
	return chosen
}

// TestChosenArticles walks every list from page to page, and compares it with
// the world.
func TestChosenArticles(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		for _, order := range []string{"", "-views", "category__name,title", "-priority"} {
			rows := sorted(theWorld.articles, order)
			for page := 1; page == 1 || (page-1)*25 < len(rows); page++ {
				target := fmt.Sprintf("/articles/offset?fields=title,id&include=tags,category&items_per_page=25&page=%d", page)
				if order != "" {
					target += "&order_by=" + order
				}
				got, _ := offset[chosenArticle](t, a, target)
				if diff := gocmp.Diff(chosenOf(cut(rows, page, 25)), got.Items); diff != "" {
					t.Errorf("GET %s (-want +got):\n%s", target, diff)
				}
			}
		}
	})
}

// TestChosenArticlesByCursor takes each cursor to another choice: it names a
// place in the list, not what is answered of its rows.
func TestChosenArticlesByCursor(t *testing.T) {
	t.Parallel()
	choices := []string{"fields=title", "fields=title&include=tags", "fields=title,views&include=category", "include=category,tags", ""}
	each(t, func(t *testing.T, a *app) {
		var want, got []string
		for _, r := range sorted(where(theWorld.articles, isPublic), "-views,title") {
			want = append(want, r.Title)
		}
		token := ""
		for i := 0; i == 0 || token != ""; i++ {
			target := "/public/articles/cursor?order_by=-views,title&items_per_page=7&" + choices[i%len(choices)]
			if token != "" {
				target += "&cursor=" + token
			}
			var page cursorPage[struct{ Title string }]
			answer := a.get(t, target)
			if err := json.Unmarshal(answer.body, &page); err != nil || answer.status != http.StatusOK {
				t.Fatalf("GET %s: %d, %v", target, answer.status, err)
			}
			for _, item := range page.Items {
				got = append(got, item.Title)
			}
			token = ""
			if next := page.Pagination.NextCursor; next != nil {
				token = *next
			}
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestOneChosenArticle(t *testing.T) {
	t.Parallel()
	hidden := where(theWorld.articles, not(isPublic))[0].ID.String()
	each(t, func(t *testing.T, a *app) {
		for _, r := range theWorld.articles[90:] {
			target := "/articles/" + r.ID.String() + "?fields=id,title&include=category,tags&page=3"
			if diff := gocmp.Diff(r.chosen(), decode[chosenArticle](t, a.get(t, target))); diff != "" {
				t.Errorf("GET %s (-want +got):\n%s", target, diff)
			}
		}
		c := theWorld.categories[0]
		got := decode[struct {
			Name string `json:"name"`
		}](t, a.get(t, "/categories/"+c.ID.String()+"?fields=name"))
		if got.Name != c.Name {
			t.Errorf("got %q, want %q", got.Name, c.Name)
		}
		a.problem(t, "/public/articles/"+hidden+"?fields=id&include=tags", 404, "not_found")
		a.problem(t, "/articles/x?fields=id", 404, "not_found")
		a.problem(t, "/articles/"+hidden+"?fields=%zz", 400, "malformed_query")
	})
}

// TestChosenColumnsOfAStream reads the whole list, with two of its columns.
func TestChosenColumnsOfAStream(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		rows := slices.SortedFunc(slices.Values(where(theWorld.articles, isPublic)), func(a, b row) int {
			return cmp.Or(strings.Compare(a.Title, b.Title), slices.Compare(a.ID[:], b.ID[:]))
		})
		want := [][]string{{"id", "status"}}
		var lines strings.Builder
		for _, r := range rows {
			want = append(want, []string{r.ID.String(), r.Status})
			fmt.Fprintf(&lines, "{\"id\":%q,\"status\":%q}\n", r.ID, r.Status)
		}
		const target = "/public/articles?fields=status,id&order_by=title"
		table, err := csv.NewReader(strings.NewReader(string(a.get(t, target, "Accept", "text/csv").body))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(want, table); diff != "" {
			t.Errorf("CSV (-want +got):\n%s", diff)
		}
		if diff := gocmp.Diff(lines.String(), string(a.get(t, target, "Accept", "application/x-ndjson").body)); diff != "" {
			t.Errorf("lines (-want +got):\n%s", diff)
		}
	})
}

func TestInvalidChoices(t *testing.T) {
	t.Parallel()
	const unknown, noRelation = "fields: unknown_field (" + articleKeys + ")", "include: unknown_field (category, tags)"
	each(t, func(t *testing.T, a *app) {
		for query, want := range map[string][]string{
			"fields=":                  {"fields: empty_item"},
			"fields=id,":               {"fields: empty_item"},
			"fields=nope":              {unknown},
			"fields=category":          {unknown}, // a relation, which include has
			"fields=category__name":    {unknown},
			"fields=id,id":             {"fields: duplicate_key"},
			"fields=id&fields=title":   {"fields: repeated_parameter"},
			"include=":                 {"include: empty_item"},
			"include=author":           {noRelation},
			"include=category__name":   {noRelation},
			"include=tags,tags":        {"include: duplicate_key"},
			"include=nope&fields=nope": {unknown, noRelation},
		} {
			for _, path := range []string{
				"/articles?", "/articles/cursor?", "/public/articles/offset?", "/articles/" + theWorld.articles[0].ID.String() + "?",
			} {
				if diff := gocmp.Diff(want, brief(a.problem(t, path+query, 422, "invalid_parameter"))); diff != "" {
					t.Errorf("%s%s (-want +got):\n%s", path, query, diff)
				}
			}
		}
		if diff := gocmp.Diff([]string{"include: unknown_field"}, brief(a.problem(t, "/categories?include=articles", 422, "invalid_parameter"))); diff != "" {
			t.Errorf("a resource without relations (-want +got):\n%s", diff)
		}
		for _, format := range []string{"text/csv", "application/x-ndjson"} {
			got := problemOf(t, a.get(t, "/articles?include=tags", "Accept", format), 422, "invalid_parameter")
			if diff := gocmp.Diff([]string{"include: conflicting_parameter"}, brief(got)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", format, diff)
			}
		}
	})
}

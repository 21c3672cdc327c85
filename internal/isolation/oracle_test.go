package isolation_test

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// row is a paper as a tenant knows it.
type row struct {
	id, slug, title, kind string
	size                  int
	rank                  *int
	folder                string   // its id; empty for none
	labels                []string // their ids
	deleted               bool
}

// oracle has the rows of one tenant and knows of nothing else.
type oracle struct {
	tenant string
	rows   map[string]*row
}

func newOracle(tenant string, papers []paper) *oracle {
	o := &oracle{tenant, map[string]*row{}}
	for _, p := range papers {
		r := &row{id: p.ID.String(), slug: p.Slug, title: p.Title, kind: p.Kind, size: p.Size, rank: p.Rank}
		if p.FolderID != nil {
			r.folder = p.FolderID.String()
		}
		for _, l := range p.Labels {
			r.labels = append(r.labels, l.ID.String())
		}
		o.rows[r.id] = r
	}
	return o
}

// live are the rows that are not deleted and that a test keeps, by slug.
func (o *oracle) live(keep func(*row) bool) []*row {
	rows := slices.Collect(maps.Values(o.rows))
	rows = slices.DeleteFunc(rows, func(r *row) bool { return r.deleted || !keep(r) })
	slices.SortFunc(rows, func(a, b *row) int { return cmp.Compare(a.slug, b.slug) })
	return rows
}

// matches reports whether a search for a word finds a row.
func (o *oracle) matches(r *row, word string) bool {
	texts := []string{r.slug, r.title}
	for _, name := range []string{"one", "two"} {
		if r.folder == idOf(o.tenant, "folder "+name+" "+o.tenant).String() {
			texts = append(texts, name+" "+o.tenant)
		}
	}
	for _, name := range labelNames {
		if slices.Contains(r.labels, labelID(o.tenant, name).String()) {
			texts = append(texts, name+" "+o.tenant)
		}
	}
	return slices.ContainsFunc(texts, func(text string) bool {
		return strings.Contains(strings.ToLower(text), strings.ToLower(word))
	})
}

// fields are the values that a write sets; nil leaves one as it is.
type fields struct {
	slug, title, kind *string
	size              *int
	folder            *string // empty is NULL
	labels            *[]string
}

// write changes a row.
func (f fields) write(r *row) {
	set(&r.slug, f.slug)
	set(&r.title, f.title)
	set(&r.kind, f.kind)
	set(&r.size, f.size)
	set(&r.folder, f.folder)
	if f.labels != nil {
		r.labels = slices.Clone(*f.labels)
	}
}

func set[T any](to, value *T) {
	if value != nil {
		*to = *value
	}
}

// body are the members of a body.
func (f fields) body() map[string]any {
	members := map[string]any{}
	member(members, "slug", f.slug)
	member(members, "title", f.title)
	member(members, "kind", f.kind)
	member(members, "size", f.size)
	member(members, "folder_id", f.folder)
	member(members, "label_ids", f.labels)
	if f.folder != nil && *f.folder == "" {
		members["folder_id"] = nil
	}
	return members
}

func member[T any](members map[string]any, key string, value *T) {
	if value != nil {
		members[key] = *value
	}
}

// idOfSlug is the id that a new paper of the tenant gets.
func (o *oracle) idOfSlug(slug string) string { return idOf(o.tenant, "paper "+slug).String() }

// random is an id of no row.
func random(n int) string { return uuid.NewSHA1(uuid.NameSpaceURL, []byte{byte(n)}).String() }

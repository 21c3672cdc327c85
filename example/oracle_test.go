package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// where keeps the rows that satisfy every predicate.
func where(rows []row, keep ...func(row) bool) []row {
	kept := []row{}
	for _, r := range rows {
		if !slices.ContainsFunc(keep, func(k func(row) bool) bool { return !k(r) }) {
			kept = append(kept, r)
		}
	}
	return kept
}

func all(row) bool                           { return true }
func none(row) bool                          { return false }
func isPublic(r row) bool                    { return r.Published }
func not(keep func(row) bool) func(row) bool { return func(r row) bool { return !keep(r) } }

func statusIn(labels ...string) func(row) bool {
	return func(r row) bool { return slices.Contains(labels, r.Status) }
}

// filedUnder keeps what is filed under one of the categories.
func filedUnder(names ...string) func(row) bool {
	return func(r row) bool { return r.CategoryName != nil && slices.Contains(names, *r.CategoryName) }
}

func unfiled(r row) bool { return r.CategoryName == nil }

// matching keeps what a search for the words finds.
func matching(words ...string) func(row) bool {
	return func(r row) bool {
		for _, word := range words {
			found := contains(r.Title, word) || contains(r.Body, word) || r.CategoryName != nil && contains(*r.CategoryName, word)
			if !found {
				return false
			}
		}
		return true
	}
}

// contains ignores case.
func contains(text, part string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(part))
}

// place is a key of an order.
type place struct {
	key              string
	desc, nullsFirst bool
}

// sorted puts rows in an order that is spelt as order_by; "" is the default.
func sorted(rows []row, orderBy string) []row {
	if orderBy == "" {
		orderBy = "-created_at"
	}
	var places []place
	for text := range strings.SplitSeq(orderBy, ",") {
		var p place
		text, p.desc = strings.CutPrefix(text, "-")
		p.nullsFirst = p.desc
		text, first := strings.CutSuffix(text, ".nullsfirst")
		text, last := strings.CutSuffix(text, ".nullslast")
		if first || last {
			p.nullsFirst = first
		}
		p.key = text
		places = append(places, p)
	}
	places = append(places, place{key: "id", desc: places[len(places)-1].desc})
	return slices.SortedFunc(slices.Values(rows), func(a, b row) int {
		for _, p := range places {
			if c := p.compare(a, b); c != 0 {
				return c
			}
		}
		return 0
	})
}

func (p place) compare(a, b row) int {
	x, y := valueOf(a, p.key), valueOf(b, p.key)
	switch {
	case x == nil && y == nil:
		return 0
	case x == nil || y == nil:
		if (x == nil) == p.nullsFirst {
			return -1
		}
		return 1
	case p.desc:
		return -compareTyped(x, y)
	}
	return compareTyped(x, y)
}

func compareTyped(x, y any) int {
	switch x := x.(type) {
	case int64:
		return cmp.Compare(x, y.(int64))
	case time.Time:
		return x.Compare(y.(time.Time))
	case []byte:
		return bytes.Compare(x, y.([]byte))
	}
	return strings.Compare(x.(string), y.(string))
}

// valueOf is the value that a row is ordered by; nil is NULL.
func valueOf(r row, key string) any {
	switch key {
	case "id":
		return r.ID[:]
	case "title":
		return r.Title
	case "created_at":
		return r.CreatedAt
	case "views":
		return r.Views
	case "priority":
		if r.Priority != nil {
			return *r.Priority
		}
	case "category__name":
		if r.CategoryName != nil {
			return *r.CategoryName
		}
	}
	return nil
}

// cut is a page of rows.
func cut(rows []row, page, size int) []row {
	start := min((page-1)*size, len(rows))
	return rows[start:min(start+size, len(rows))]
}

// articlesOf are the rows as they are answered.
func articlesOf(rows []row) []article {
	items := make([]article, len(rows))
	for i, r := range rows {
		items[i] = r.article
	}
	return items
}

// facetsOf spells filter_attributes: the statuses among some rows in declared
// order, the categories among others ascending.
func facetsOf(byStatus, byCategory []row, chosen ...string) string {
	var statuses, categories []string
	for _, r := range byStatus {
		statuses = append(statuses, r.Status)
	}
	for _, r := range byCategory {
		if r.CategoryName != nil {
			categories = append(categories, *r.CategoryName)
		}
	}
	declared := []string{statusDraft, statusPublished, statusArchived}
	for _, c := range chosen {
		if slices.Contains(declared, c) {
			statuses = append(statuses, c)
		} else {
			categories = append(categories, c)
		}
	}
	place := func(label string) int { return slices.Index(declared, label) }
	slices.SortFunc(statuses, func(a, b string) int { return cmp.Compare(place(a), place(b)) })
	slices.Sort(categories)
	return `{"status":` + list(slices.Compact(statuses)) + `,"category__name":` + list(slices.Compact(categories)) + `}`
}

func list(texts []string) string {
	if len(texts) == 0 {
		return "[]"
	}
	text, err := json.Marshal(texts)
	if err != nil {
		panic(err)
	}
	return string(text)
}

package explorer

import (
	"encoding/json"
	"slices"
	"strings"
)

// facetForm chooses among the values of facets.
type facetForm struct {
	Hidden []link
	Facets []facet
	// Chosen is how many values are.
	Chosen int
	// Off is the list without facets.
	Off string
}

// facet is a field with its values.
type facet struct {
	Key, Label string
	Values     []bucket
	// Truncated is set where there are more.
	Truncated bool
	// Clear is the list without a choice among them, where there is one.
	Clear string
}

// bucket is a value with its number of rows, and the parameter that chooses it.
type bucket struct {
	Name, Value, Text, Count string
	// Note is that of a cell.
	Note     string
	Selected bool
}

// facetForm is nil where no facets were answered.
func (v *visit) facetForm(e envelope) *facetForm {
	form := &facetForm{}
	for _, m := range e.Counts {
		var counts []struct {
			Value    json.RawMessage `json:"value"`
			Count    int64           `json:"count"`
			Selected bool            `json:"selected"`
		}
		if json.Unmarshal(m.value, &counts) != nil {
			continue
		}
		f := facet{Key: m.name, Label: label(m.name), Truncated: slices.Contains(e.Truncated, m.name)}
		for _, c := range counts {
			b := bucket{
				Name: "filter_by[" + m.name + "]", Value: textOf(c.Value), Text: textOf(c.Value),
				Count: grouped(c.Count), Selected: c.Selected,
			}
			if isNull(c.Value) {
				b.Name, b.Value, b.Text, b.Note = b.Name+"[is_null]", "true", "null", noValue
			} else if b.Text == "" {
				b.Text, b.Note = "empty", noText
			}
			if c.Selected {
				form.Chosen++
				f.Clear = v.query.withoutChoice(m.name).url(v.listURL())
			}
			f.Values = append(f.Values, b)
		}
		form.Facets = append(form.Facets, f)
	}
	if len(form.Facets) == 0 {
		return nil
	}
	form.Hidden = v.query.first().hidden(func(name string) bool {
		return slices.ContainsFunc(form.Facets, func(f facet) bool { return isChoice(name, f.Key) && f.chooses(name, v.query.Get(name)) })
	})
	form.Off = v.query.here("facets", "false").url(v.listURL())
	return form
}

// isChoice reports the parameters that choose among a facet's values.
func isChoice(name, key string) bool {
	rest, ok := strings.CutPrefix(name, "filter_by["+key+"]")
	return ok && slices.Contains([]string{"", "[eq]", "[in]", "[is_null]"}, rest)
}

// chooses reports a parameter that the facet's boxes stand for: not is_null=false,
// nor any is_null where there is no box for it.
func (f facet) chooses(name, value string) bool {
	boxed := func(b bucket) bool { return b.Name == name }
	return !strings.HasSuffix(name, "[is_null]") || (value == "true" || value == "1") && slices.ContainsFunc(f.Values, boxed)
}

// withoutChoice is the query with all values of a facet.
func (q query) withoutChoice(key string) query {
	next := q
	for _, name := range namesOf(q) {
		if isChoice(name, key) {
			next = next.with(name)
		}
	}
	return next
}

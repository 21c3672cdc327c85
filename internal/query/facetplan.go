package query

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/schemas"
)

// FacetPlan is how the facets of a resource are read, as far as it does not
// depend on the request: chosen once, from the declaration and from what the
// database knows of the table (docs/adr/0012).
type FacetPlan struct {
	forms   []facetForm
	catalog catalog
	// soft is set where rows can be deleted softly: no index tells which are.
	soft bool
	// shard is the column of the key of a shard, which indexes lead with then; empty for
	// none.
	shard string
}

// ColumnOf is the column of a field, empty for none.
func ColumnOf(f *schemas.Field) string {
	if f == nil {
		return ""
	}
	return f.Column
}

// facetForm is how one facet is read.
type facetForm struct {
	field *schemas.Field
	// key is the column by which a scan groups the rows; nil where the facet
	// cannot join a scan.
	key *schemas.Field
	// groups is about how many values the key has.
	groups float64
	// index leads with the key; empty for none.
	index string
	// walk finds the values of all rows by that index.
	walk bool
}

// maxGroups is how many groups one scan may be expected to have: more cost more
// than a scan for each facet.
const maxGroups = 10_000

// unknownGroups stands for a number of values that nobody knows.
const unknownGroups = 20

// PlanFacets asks the database about the facets of a resource. Rows of the
// resource may be deleted softly.
func PlanFacets(db *gorm.DB, r *schemas.Resource, soft bool) FacetPlan {
	p := FacetPlan{soft: soft}
	if len(r.Facets) > 0 {
		p.catalog = newCatalog(db, r.Name, ColumnOf(r.Shard))
		p.shard = ColumnOf(r.Shard)
	}
	for _, field := range r.Facets {
		f := facetForm{field: field, key: keyOf(field, r.Shard)}
		if f.key != nil {
			f.groups = p.expected(f.key)
		}
		if f.key != nil && f.key.JSON == nil {
			f.index = p.catalog.columns[f.key.Column].Index
		}
		f.walk = f.index != "" && walkable(field, r.Shard) &&
			(field.Relation == nil || r.Shard == nil && fewerRows(db, field.Relation.Table, r.Name))
		p.forms = append(p.forms, f)
	}
	return p
}

// expected is about how many values a key has, NULL included.
func (p FacetPlan) expected(key *schemas.Field) float64 {
	known := 0.0
	if key.JSON == nil {
		known = p.catalog.columns[key.Column].Distinct
	}
	switch {
	case key.Kind == schemas.Bool:
		return 3
	case known > 0:
		return known + 1
	case len(key.Labels) > 0:
		return float64(len(key.Labels) + 1)
	}
	return unknownGroups
}

// String tells how each facet is read, one a line.
func (p FacetPlan) String() string {
	var b strings.Builder
	for _, f := range p.forms {
		b.WriteString(f.field.Path + ": " + f.String() + "\n")
	}
	if columns := p.uncovered(); len(columns) > 0 {
		b.WriteString("counts of all rows: a statement for each of " + strings.Join(columns, ", ") +
			"; one index on all of them would serve one scan\n")
	}
	return b.String()
}

// String tells how the facet is read.
func (f facetForm) String() string {
	about := " (about " + strconv.FormatFloat(f.groups, 'f', 0, 64) + " values)"
	var text string
	switch {
	case f.key == nil:
		return "a statement of its own (no column decides its value)"
	case f.groups > maxGroups:
		text = "a statement of its own" + about
	default:
		text = "in one scan with others, grouped by " + f.key.Column + about
	}
	switch {
	case f.walk:
		text += "; of all rows, values by a walk along " + f.index
	case f.index != "":
		text += "; of all rows, counts by " + f.index
	}
	return text
}

// uncovered are the columns of facets that leave the scan for indexes of their
// own when all rows are counted.
func (p FacetPlan) uncovered() (columns []string) {
	var joined []facetForm
	for _, f := range p.forms {
		if p.joins(f, FacetRequest{}) {
			joined = append(joined, f)
		}
	}
	for _, f := range p.indexed(joined, FacetRequest{Counts: true}) {
		columns = append(columns, f.key.Column)
	}
	if len(columns) < 2 {
		return nil
	}
	return columns
}

// FacetRequest is what a request wants to know beside its page.
type FacetRequest struct {
	Filter filters.Filter
	Fields []*schemas.Field
	// Counts asks for the number of rows beside each value, Total for that of
	// all that satisfy the filter.
	Counts, Total bool
	// Narrowed is set where scopes or the handle hold conditions of their own.
	Narrowed bool
}

// FacetPart is one statement: a scan for several facets or the total with them,
// or one facet by itself.
type FacetPart struct {
	Fields []*schemas.Field
	Total  bool
	// Scan chooses the statement Facets; Walk lets Values walk.
	Scan, Walk bool
}

// Parts are the statements that answer a request. None has the total where it is
// better counted by itself.
func (p FacetPlan) Parts(r FacetRequest) []FacetPart {
	var joined, apart []facetForm
	for _, field := range r.Fields {
		f := p.form(field)
		if p.joins(f, r) {
			joined = append(joined, f)
		} else {
			apart = append(apart, f)
		}
	}
	for _, choose := range []func([]facetForm, FacetRequest) []facetForm{p.indexed, p.chosen, p.many} {
		leave := choose(joined, r)
		joined = slices.DeleteFunc(joined, func(f facetForm) bool {
			return slices.ContainsFunc(leave, func(other facetForm) bool { return other.field == f.field })
		})
		apart = append(apart, leave...)
	}
	var parts []FacetPart
	if len(joined) > 1 || len(joined) == 1 && (r.Total || joined[0].field.Relation != nil) {
		scan := FacetPart{Total: r.Total, Scan: true}
		for _, f := range joined {
			scan.Fields = append(scan.Fields, f.field)
		}
		parts, joined = append(parts, scan), nil
	}
	for _, f := range append(joined, apart...) {
		parts = append(parts, p.single(f, r, len(parts) == 0))
	}
	return parts
}

func (p FacetPlan) form(field *schemas.Field) facetForm {
	i := slices.IndexFunc(p.forms, func(f facetForm) bool { return f.field == field })
	if i < 0 {
		return facetForm{field: field}
	}
	return p.forms[i]
}

// joins reports a facet that can be in a scan with others. Of a pattern it
// cannot be told by a group's value whether its rows match: values that a
// collation takes for equal can differ in that.
func (p FacetPlan) joins(f facetForm, r FacetRequest) bool {
	own := filters.Filter{Conditions: r.Filter.On(f.field)}
	return f.key != nil && f.groups <= maxGroups && !own.MatchesText()
}

// single is the statement of one facet. The total comes with the first, where an
// index counts all rows.
func (p FacetPlan) single(f facetForm, r FacetRequest, first bool) FacetPart {
	part := FacetPart{Fields: []*schemas.Field{f.field}, Walk: f.walk}
	whole := p.whole(r.Filter.Without(f.field), r)
	switch {
	case f.key == nil || !r.Counts && f.walk && whole:
	case first && r.Total && r.Counts && p.whole(r.Filter, r) && f.groups <= maxGroups:
		part.Scan, part.Total = true, true
	default:
		part.Scan = f.field.Relation != nil
	}
	return part
}

// whole reports that nothing narrows the rows.
func (p FacetPlan) whole(filter filters.Filter, r FacetRequest) bool {
	return filter.Empty() && !r.Narrowed
}

// byIndex reports a facet of all rows that its own index answers sooner than a
// scan of the table.
func (p FacetPlan) byIndex(f facetForm, r FacetRequest) bool {
	if r.Counts {
		return f.index != "" && !p.soft
	}
	return f.walk
}

// indexed are the facets of all rows that leave the scan for their indexes, but
// for counts that one index has all of.
func (p FacetPlan) indexed(joined []facetForm, r FacetRequest) (leave []facetForm) {
	if !p.whole(r.Filter, r) || r.Counts && p.covered(joined) {
		return nil
	}
	for _, f := range joined {
		if p.byIndex(f, r) {
			leave = append(leave, f)
		}
	}
	return leave
}

func (p FacetPlan) covered(joined []facetForm) bool {
	var names []string
	if p.shard != "" {
		names = append(names, p.shard)
	}
	for _, f := range joined {
		if f.key.JSON != nil {
			return false
		}
		names = append(names, f.key.Column)
	}
	return p.catalog.covers(names)
}

// chosen are the facets whose own conditions are not lifted in the scan. One
// that alone narrows the rows leaves the scan small, and has an index itself; of
// several on related tables no index finds the rows that satisfy one of them.
func (p FacetPlan) chosen(joined []facetForm, r FacetRequest) (leave []facetForm) {
	var lifted []facetForm
	for _, f := range joined {
		if len(r.Filter.On(f.field)) > 0 {
			lifted = append(lifted, f)
		}
	}
	if len(lifted) > 1 {
		for _, f := range lifted {
			if f.field.Relation != nil {
				leave = append(leave, f)
			}
		}
		return leave
	}
	if len(lifted) == 1 && p.whole(r.Filter.Without(lifted[0].field), r) && p.byIndex(lifted[0], r) {
		return lifted
	}
	return nil
}

// many are the facets with the most values, as far as the scan would have too
// many groups with them.
func (p FacetPlan) many(joined []facetForm, _ FacetRequest) (leave []facetForm) {
	groups := 1.0
	for _, f := range joined {
		groups *= f.groups
	}
	order := slices.SortedStableFunc(slices.Values(joined), func(a, b facetForm) int { return cmp.Compare(b.groups, a.groups) })
	for _, f := range order {
		if groups <= maxGroups {
			break
		}
		groups /= f.groups
		leave = append(leave, f)
	}
	return leave
}

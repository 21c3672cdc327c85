package schemas

// Resource is a declared list: the table, and what a client may ask of it.
// It is immutable once built.
type Resource struct {
	// Name is how messages and cursors call the resource: its table.
	Name string
	// PrimaryKey holds the columns that name one row, in declared order.
	PrimaryKey []*Field
	// Shard is the column that has one value in all rows of a list, by which the table
	// is partitioned or distributed; nil where lists reach over all of it. The value
	// comes with each plan.
	Shard *Field
	// Ranged is the column by whose ranges the table is partitioned; empty where it is
	// not, or by more.
	Ranged string
	// Search, Facets and Orders are the fields in those roles, in declared order.
	Search, Facets, Orders []*Field
	// TextSearch is how search finds rows by the search fields.
	TextSearch TextSearch
	// Filters are the fields that filters may name, facets included.
	Filters []Filterable
	// Customs are the filters and operators of the resource's own.
	Customs []Custom
}

// SearchMode is how a search finds rows.
type SearchMode string

// The modes of a search.
const (
	// SearchContains looks for each word in each field, related ones too.
	SearchContains SearchMode = ""
	// SearchTrigram looks for each word in all fields as one text, which an index
	// of PostgreSQL's pg_trgm can be on.
	SearchTrigram SearchMode = "trigram"
	// SearchFullText looks for the words' stems, with the operators of web search
	// engines: PostgreSQL's manual, chapter 12.
	SearchFullText SearchMode = "fulltext"
)

// TextSearch is a checked search.
type TextSearch struct {
	Mode SearchMode
	// Vector is a tsvector column of the resource's table; empty means one that
	// is computed from the search fields.
	Vector string
	// Language is the name of PostgreSQL's text search configuration.
	Language string
}

// Searches reports whether the resource has a search.
func (r *Resource) Searches() bool { return len(r.Search) > 0 || r.TextSearch.Vector != "" }

// CustomIndex is the place of one of the resource's own filters.
func (r *Resource) CustomIndex(c *Custom) int {
	for i := range r.Customs {
		if &r.Customs[i] == c {
			return i
		}
	}
	return -1
}

// Filterable is a field with the operators that it allows.
type Filterable struct {
	*Field

	Operators []Operator
}

// Field is one column of the resource's table, or of a table related to it.
type Field struct {
	// Path is the name in Go declarations: "category.name".
	Path string
	// Key is the name on the wire: "category__name".
	Key string
	// Column is the name in its table.
	Column string
	// Relation leads to the table; nil for a column of the resource's own.
	Relation *Relation
	// Rank is set for the one key that is computed: how well a row matches the
	// search.
	Rank bool
	// JSON holds the keys that lead to the value inside a jsonb column; nil for
	// the column itself.
	JSON []string
	// Kind is what its values are.
	Kind Kind
	// Element is what an Array's elements are, and ElementType their SQL type;
	// nil and empty for the other kinds.
	Element     *Field
	ElementType string
	// Bits and Unsigned bound an Int, Bits a Float.
	Bits     int
	Unsigned bool
	// Labels are the values of an Enum, in declared order.
	Labels []string
	// NotNull is set where the column itself is declared so.
	NotNull bool
	// AnyText is set where the database keeps whatever it is given in a column of
	// texts, be it no UTF-8, no uuid in a column of those, or bytes: SQLite.
	AnyText bool
}

// Nullable reports whether the field can be NULL in a row of the list: the
// column is, or the related row may be missing.
func (f *Field) Nullable() bool { return !f.NotNull || f.Relation != nil }

// ToMany reports whether one row of the list can have several values.
func (f *Field) ToMany() bool { return f.Relation.ToMany() }

// Relation is a step from one table to a related one.
type Relation struct {
	// Path is the name in Go declarations: "category", "category.parent".
	Path string
	// Parent is the step before; nil where the step starts at the resource.
	Parent *Relation
	// Alias names the joined table in SQL. It is unique in the resource and
	// cannot be mistaken for a column or a table of the user's.
	Alias string
	// Table is the related table.
	Table string
	// Link pairs columns of the owner with columns of the related table or,
	// for a many-to-many relation, with columns of the join table.
	Link []Link
	// Through is the join table of a many-to-many relation.
	Through *Through
	// BelongsTo is set where the owner holds the foreign key.
	BelongsTo bool
	// Enforced is set where the database guarantees that a row whose foreign
	// key is not null has its related row.
	Enforced bool
	// Many is set where one owner can have several related rows.
	Many bool
	// Where holds what every related row must satisfy: the type of a polymorphic
	// owner. Live holds what makes a row of the related table a living one: the
	// absence of a soft delete.
	Where, Live []Constant
}

// Link is an equality of two columns.
type Link struct{ Owner, Related string }

// Through is a join table and its links to the related table.
type Through struct {
	Table string
	Link  []Link
	Where []Constant
}

// Constant is a column with the value that it must have; nil means NULL.
type Constant struct {
	Column string
	Value  any
}

// Chain lists the steps from the resource to r, first step first.
func (r *Relation) Chain() []*Relation {
	if r == nil {
		return nil
	}
	return append(r.Parent.Chain(), r)
}

// Carries is the column of the related table that equals a column of the resource's
// own, by the links of each step; empty where none does.
func (r *Relation) Carries(column string) string {
	if r.Parent != nil {
		column = r.Parent.Carries(column)
	}
	column = across(r.Link, column)
	if r.Through != nil {
		column = across(r.Through.Link, column)
	}
	return column
}

// Alone is the one link of a relation, less that by the key of a shard, which is the same
// in all rows; false where there are more. An empty text is no key.
func (r *Relation) Alone(shard string) (link Link, ok bool) {
	for _, l := range r.Link {
		if l.Owner == shard {
			continue
		}
		if ok {
			return link, false
		}
		link, ok = l, true
	}
	return link, ok
}

// across is the column on the other side of a link.
func across(links []Link, column string) string {
	for _, link := range links {
		if link.Owner == column {
			return link.Related
		}
	}
	return ""
}

// ToMany reports whether any step on the way multiplies rows.
func (r *Relation) ToMany() bool {
	return r != nil && (r.Many || r.Parent.ToMany())
}

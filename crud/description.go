package crud

import (
	"reflect"

	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// Description is what a mounted resource takes and answers, as its declaration
// and the options of Mount have it: values to make documents and pages of, and
// no handles. As JSON it is the answer to OPTIONS.
type Description struct {
	// Name is the resource's table.
	Name string `json:"name"`
	// Path is where the resource is mounted, as gin spells it: "/shops/:shop/articles".
	Path string `json:"path"`
	// Routes are those that were registered, in that order.
	Routes []Route `json:"routes"`
	// PrimaryKey are the columns that name a row, in the order of a path; Param is
	// the name of the path's parameter for them.
	PrimaryKey []FieldDescription `json:"primary_key"`
	Param      string             `json:"-"`
	// Fields are those that a request can name: in a filter, an order, a facet.
	Fields []FieldDescription `json:"fields"`
	// CustomFilters are the filters and operators of the resource's own.
	CustomFilters []CustomFilterDescription `json:"custom_filters,omitempty"`
	Order         OrderDescription          `json:"order"`
	// Search is nil for a resource without one.
	Search   *SearchDescription   `json:"search,omitempty"`
	Facets   FacetsDescription    `json:"facets"`
	Pages    PagesDescription     `json:"pages"`
	Includes []IncludeDescription `json:"includes,omitempty"`
	// Formats are the media types of a list, the first one in pages, others whole.
	Formats []Format `json:"formats"`
	// Model is the type of the model, Read that of answered rows. Create and Update
	// are nil without such writes.
	Model  reflect.Type       `json:"-"`
	Read   SchemaDescription  `json:"read"`
	Create *SchemaDescription `json:"create,omitempty"`
	Update *SchemaDescription `json:"update,omitempty"`
	// RequiresIfMatch and PutCreates are the options of these names.
	RequiresIfMatch bool `json:"requires_if_match,omitempty"`
	PutCreates      bool `json:"put_creates,omitempty"`
	// BodyLinks is Config's.
	BodyLinks bool               `json:"body_links,omitempty"`
	Limits    RequestDescription `json:"limits"`
	// ReadYourWrites is Config's.
	ReadYourWrites bool `json:"read_your_writes,omitempty"`
	// ServerTiming is set where answers have the header of that name.
	ServerTiming bool `json:"-"`
	// ScopedByRequest is set where a ScopeBy or a ShardBy can refuse a request, and Hooked where
	// hooks can refuse a write, each by a problem of its own.
	ScopedByRequest bool `json:"-"`
	Hooked          bool `json:"-"`
}

// Route is a registered route.
type Route struct {
	Method string `json:"method"`
	// Path is whole, as gin spells it: "/articles/:id".
	Path string `json:"path"`
	// Op is what it does; of a bulk request both OpBulk and what it does with rows.
	Op Op `json:"-"`
	// Params are the groups of parameters that its query string may have.
	Params Params `json:"-"`
	// Guarded is set where handlers of the application's own stand before (Use),
	// which may answer a request themselves.
	Guarded bool `json:"-"`
}

// ValueDescription is what the values of a field are.
type ValueDescription struct {
	Kind schemas.Kind `json:"kind"`
	// Labels are the values of an Enum, in declared order.
	Labels []string `json:"labels,omitempty"`
	// Min and Max bound an Int.
	Min *int64 `json:"min,omitempty"`
	Max *int64 `json:"max,omitempty"`
	// Element is what the elements of an Array are.
	Element *ValueDescription `json:"element,omitempty"`
}

// FieldDescription is a field that a request can name by its key.
type FieldDescription struct {
	ValueDescription

	Key      string `json:"key"`
	Nullable bool   `json:"nullable"`
	// ToMany is set where one row can have several values: a filter then takes a
	// quantifier.
	ToMany bool `json:"to_many,omitempty"`
	// Operators are what filters may compare by; none for a field without filters.
	Operators []schemas.Operator `json:"operators,omitempty"`
	// Orderable, Searched and Facet are the field's other roles.
	Orderable bool `json:"orderable,omitempty"`
	Searched  bool `json:"searched,omitempty"`
	Facet     bool `json:"facet,omitempty"`
}

// CustomFilterDescription is filter_by[KEY][NAME]=VALUE for each parameter.
type CustomFilterDescription struct {
	Key    string             `json:"key"`
	Params []ParamDescription `json:"parameters"`
}

// ParamDescription is a parameter of a custom filter.
type ParamDescription struct {
	ValueDescription

	// Name may be left out where it is "eq".
	Name string `json:"name"`
	// List is set where the value is a comma list, Optional where it may be absent.
	List     bool `json:"list,omitempty"`
	Optional bool `json:"optional,omitempty"`
}

// OrderDescription is what order_by takes.
type OrderDescription struct {
	// Keys can each have a dash before and one of the suffixes behind.
	Keys     []string `json:"keys"`
	Suffixes []string `json:"suffixes"`
	// Most is how many keys one request may name.
	Most int `json:"most"`
	// Default is the order of requests that name none, spelt the same way. It may
	// have keys that requests cannot name.
	Default string `json:"default"`
	// Rank is the key that needs a search; empty for none.
	Rank string `json:"rank,omitempty"`
}

// SearchDescription is what search looks into.
type SearchDescription struct {
	// Mode is "contains", "trigram" or "fulltext".
	Mode   string   `json:"mode"`
	Fields []string `json:"fields"`
	// Length counts characters.
	Length int `json:"length"`
	Words  int `json:"words"`
}

// FacetsDescription is what facets takes.
type FacetsDescription struct {
	Keys []string `json:"keys"`
	// OnRequest is set where facets are answered only if a request names them.
	OnRequest bool `json:"on_request,omitempty"`
	// Values is the most values of one facet.
	Values int `json:"values"`
}

// PagesDescription is how a list is paged.
type PagesDescription struct {
	// Modes are the values of pagination_type, the usual one first.
	Modes []ModeDescription `json:"modes"`
	// Place and Size are the names of the parameters for where an offset page
	// begins and for its size. FirstPlace is 1 where pages are counted, 0 where rows
	// are.
	Place      string `json:"place"`
	FirstPlace int    `json:"first_place"`
	Size       string `json:"size"`
	// Usual and Most are sizes; Clamp is set where a larger one is answered with the
	// most, instead of being refused.
	Usual int  `json:"usual"`
	Most  int  `json:"most"`
	Clamp bool `json:"clamp,omitempty"`
	// MaxOffset is how many rows a page may skip; negative for any number.
	MaxOffset int `json:"max_offset"`
	// Counts are the values of count; CountCap is how far "capped" counts.
	Counts   []pagination.Count `json:"counts"`
	CountCap int                `json:"count_cap"`
	// Positions are the names of parameters that can take the place of a cursor, by
	// the key of the order; empty without KeysetParams.
	Positions []PositionDescription `json:"positions,omitempty"`
}

// ModeDescription is a way to page, with the count of requests that name none.
type ModeDescription struct {
	Mode  pagination.Mode  `json:"mode"`
	Count pagination.Count `json:"count"`
}

// PositionDescription are two parameters that spell a position by a key of the
// order.
type PositionDescription struct {
	ValueDescription

	After  string `json:"after"`
	Before string `json:"before"`
}

// IncludeDescription is a relation that include may name by its key.
type IncludeDescription struct {
	Key string `json:"key"`
	// Name is the member of the row that it is answered as.
	Name string `json:"name"`
	// Many is set where that is an array, of at most Limit rows.
	Many  bool `json:"many,omitempty"`
	Limit int  `json:"limit"`
	// Read is what related rows are answered as.
	Read SchemaDescription `json:"read"`
	// Includes are the relations beyond.
	Includes []IncludeDescription `json:"includes,omitempty"`
}

// SchemaDescription is what rows or bodies look like.
type SchemaDescription struct {
	// Type is the Go type.
	Type reflect.Type `json:"-"`
	// Keys are the members of its object, in order; none for a type that writes
	// itself.
	Keys []KeyDescription `json:"keys"`
	// ReadOnly are keys of answers that a body cannot have.
	ReadOnly []string `json:"read_only,omitempty"`
}

// KeyDescription is a member of an object.
type KeyDescription struct {
	Name string `json:"name"`
	// Field is the struct's field, with its type and its tags.
	Field reflect.StructField `json:"-"`
	// Nullable is set where a body may have null.
	Nullable bool `json:"nullable"`
	// Optional is set where an answer may lack the member.
	Optional bool `json:"optional,omitempty"`
	// Set is set for the keys of related rows of a many-to-many relation.
	Set bool `json:"set,omitempty"`
}

// RequestDescription bounds what one request may ask.
type RequestDescription struct {
	// Conditions, ListValues and Values bound filters, ValueLength one value of
	// them in characters.
	Conditions  int `json:"conditions"`
	ListValues  int `json:"list_values"`
	Values      int `json:"values"`
	ValueLength int `json:"value_length"`
	// ExpressionBytes bounds filter=.
	ExpressionBytes int `json:"expression_bytes"`
	// BodyBytes and BulkRows bound writes, IncludedRows related rows.
	BodyBytes    int64 `json:"body_bytes"`
	BulkRows     int   `json:"bulk_rows"`
	IncludedRows int   `json:"included_rows"`
}

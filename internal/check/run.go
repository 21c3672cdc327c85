package check

import (
	"slices"

	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/internal/catalog"
	"github.com/crudfactory/crudfactory/internal/model"
	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/ordering"
	"github.com/crudfactory/crudfactory/schemas"
)

// Subject is what is compared.
type Subject struct {
	// DB has no conditions of its own.
	DB *gorm.DB
	// Resource has a Shard where the declaration has a ShardKey: what is looked at then
	// is what statements within one shard want.
	Resource *schemas.Resource
	// Key is the whole primary key of the model.
	Key []*schemas.Field
	// Order is the one of requests that name none.
	Order     ordering.Order
	Columns   []model.Column
	Relations []*schemas.Relation
	// Live is what holds for each row that is not deleted.
	Live []schemas.Constant
}

// run collects findings.
type run struct {
	Subject

	catalog  catalog.Catalog
	findings []Finding
	// planned are unique indexes that were proposed, by table: no other is for what
	// they serve.
	planned map[string][]catalog.Index
	// named are the definitions of proposed indexes, by name.
	named map[string]string
}

// Run reads the catalog and compares.
func Run(s Subject) ([]Finding, error) {
	c, err := catalog.Read(s.DB, s.tables()...)
	if err != nil {
		return nil, err
	}
	return Compare(s, c), nil
}

// Compare finds the differences, the worst first.
func Compare(s Subject, c catalog.Catalog) []Finding {
	r := &run{Subject: s, catalog: c, planned: map[string][]catalog.Index{}, named: map[string]string{}}
	if missing := r.missingTables(); missing {
		return sorted(r.findings)
	}
	r.columns()
	r.relatedColumns()
	r.keys()
	r.relations()
	r.shard()
	r.indexes()
	r.statistics()
	return sorted(r.findings)
}

func (r *run) add(s Severity, code, field, detail, fix string) {
	r.findings = append(r.findings, Finding{s, code, field, detail, fix})
}

// own is the resource's table.
func (r *run) own() catalog.Table { return r.catalog.Table(r.Resource.Name) }

// tables are the resource's and those of its relations.
func (s Subject) tables() []string {
	names := []string{s.Resource.Name}
	for _, relation := range s.Relations {
		names = append(names, relation.Table)
		if relation.Through != nil {
			names = append(names, relation.Through.Table)
		}
	}
	slices.Sort(names[1:])
	rest := slices.Compact(names[1:])
	return append(names[:1], slices.DeleteFunc(rest, func(name string) bool { return name == s.Resource.Name })...)
}

func (r *run) missingTables() (missing bool) {
	for _, name := range r.tables() {
		if r.catalog.Table(name).Kind == catalog.Missing {
			r.add(Error, MissingTable, "", "there is no table "+name+", nor one in the search_path", "")
			missing = true
		}
	}
	return missing
}

// statistics notes tables that the planner knows nothing of.
func (r *run) statistics() {
	for _, name := range r.tables() {
		if r.catalog.Table(name).Unanalyzed {
			r.add(Note, NotAnalyzed, "", "the planner has no statistics of "+name+
				": plans, estimated totals and the plan of facets are guesses", query.Analyze(r.DB, name))
		}
	}
}

package schemas_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crudfactory/crudfactory/schemas"
)

func TestRelationsChain(t *testing.T) {
	t.Parallel()
	category := &schemas.Relation{Path: "category", BelongsTo: true}
	tags := &schemas.Relation{Path: "category.tags", Parent: category, Many: true}
	owner := &schemas.Relation{Path: "category.tags.owner", Parent: tags, BelongsTo: true}
	cases := []struct {
		name     string
		relation *schemas.Relation
		chain    []*schemas.Relation
		toMany   bool
	}{
		{"no relation", nil, nil, false},
		{"one step", category, []*schemas.Relation{category}, false},
		{"a step to many", tags, []*schemas.Relation{category, tags}, true},
		{"a step behind one to many", owner, []*schemas.Relation{category, tags, owner}, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.chain, c.relation.Chain()); diff != "" {
				t.Errorf("chain (-want +got)\n%s", diff)
			}
			field := &schemas.Field{Relation: c.relation, NotNull: true}
			if field.ToMany() != c.toMany {
				t.Errorf("to many: %v", field.ToMany())
			}
			if field.Nullable() != (c.relation != nil) {
				t.Errorf("nullable: %v", field.Nullable())
			}
		})
	}
}

func TestAColumnIsNullableUnlessDeclaredOtherwise(t *testing.T) {
	t.Parallel()
	if !new(schemas.Field).Nullable() {
		t.Error("a column of which nothing is known is taken for not null")
	}
}

func TestRelationsCarryColumns(t *testing.T) {
	t.Parallel()
	author := &schemas.Relation{Link: []schemas.Link{{Owner: "tenant_id", Related: "tenant"}, {Owner: "author_id", Related: "id"}}}
	city := &schemas.Relation{Parent: author, Link: []schemas.Link{{Owner: "city_id", Related: "id"}, {Owner: "tenant", Related: "of"}}}
	tags := &schemas.Relation{
		Link:    []schemas.Link{{Owner: "tenant_id", Related: "own_tenant"}, {Owner: "id", Related: "article_id"}},
		Through: &schemas.Through{Link: []schemas.Link{{Owner: "tag_tenant", Related: "tenant_id"}, {Owner: "tag_id", Related: "id"}}},
	}
	shared := &schemas.Relation{Link: tags.Link, Through: &schemas.Through{Link: []schemas.Link{{Owner: "own_tenant", Related: "tenant_id"}}}}
	for name, tt := range map[string]struct {
		relation *schemas.Relation
		column   string
		want     string
	}{
		"a link":                         {author, "tenant_id", "tenant"},
		"another column":                 {author, "created_at", ""},
		"two steps":                      {city, "tenant_id", "of"},
		"lost at the second step":        {city, "author_id", ""},
		"a join table with two of them":  {tags, "tenant_id", ""},
		"a join table with one for both": {shared, "tenant_id", "tenant_id"},
	} {
		if got := tt.relation.Carries(tt.column); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

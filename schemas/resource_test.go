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

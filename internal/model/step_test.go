package model_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crudfactory/crudfactory/internal/model"
	"github.com/crudfactory/crudfactory/schemas"
)

// TestStepLeadsToTheRelatedModel spells where each relation leads, whatever its
// name: what links it, then the table and the key of the related model.
func TestStepLeadsToTheRelatedModel(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		"mentor":   {"one employees, belongs to, mentor_id = id", "employees", "id"},
		"Mentor":   {"one employees, belongs to, mentor_id = id", "employees", "id"},
		"badge":    {"one badges, belongs to, badge_code = code", "badges", "id"},
		"home":     {"one sites, belongs to, home_id = id", "sites", "id"},
		"office":   {"one sites, belongs to, office_id = id", "sites", "id"},
		"desk":     {"one desks, belongs to, desk_floor = floor, desk_number = number", "desks", "floor", "number"},
		"kin":      {"one sites, belongs to, contact_kin_id = id", "sites", "id"},
		"contract": {"one contracts, id = employee_id", "contracts", "id"},
		"avatar":   {`one images, id = owner_id, owner_type is "employees"`, "images", "id"},
		"pupils":   {"many employees, id = mentor_id", "employees", "id"},
		"laptops":  {"many laptops, name = user_name", "laptops", "id"},
		"notes":    {`many notes, id = subject, kind is "staff"`, "notes", "id"},
		"friends":  {"many employees, id = employee_id; through friendships, friend_id = id", "employees", "id"},
		"courses":  {"many courses, name = student; through enrolments, course = code", "courses", "id"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			relation, related := step(t, read(t, &employee{}), name)
			got := []string{relationText(relation), related.Table}
			for _, key := range related.PrimaryKey() {
				got = append(got, key.Path)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func step(t *testing.T, m *model.Model, name string) (*schemas.Relation, *model.Model) {
	t.Helper()
	relation, related, err := m.Step(name)
	if err != nil {
		t.Fatal(err)
	}
	return relation, related
}

// TestStepsStartAnew has paths that begin at the model which was stepped to, and
// none behind another relation, so that aliases of one statement stay apart.
func TestStepsStartAnew(t *testing.T) {
	t.Parallel()
	m := read(t, &employee{})
	mentor, mentors := step(t, m, "mentor")
	department, departments := step(t, mentors, "department")
	company, companies := step(t, departments, "company")
	got := []string{mentor.Path, department.Path, company.Path, companies.Table}
	if diff := cmp.Diff([]string{"mentor", "department", "company", "legal.entities"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, relation := range []*schemas.Relation{mentor, department, company} {
		if relation.Parent != nil {
			t.Errorf("%s stands behind %s", relation.Path, relation.Parent.Path)
		}
	}
	for path, of := range map[string]*model.Model{"name": mentors, "department.company.name": mentors, "company.name": departments} {
		if f := field(t, of, path); f.Path != path {
			t.Errorf("%s is called %s", path, f.Path)
		}
	}
}

// TestStepsToOneTableShareNothing has fields of the related model that belong to
// it alone, since each statement has aliases of its own.
func TestStepsToOneTableShareNothing(t *testing.T) {
	t.Parallel()
	m := read(t, &employee{})
	home, homes := step(t, m, "home")
	office, offices := step(t, m, "office")
	if home.Alias == office.Alias {
		t.Errorf("both have the alias %s", home.Alias)
	}
	if homes == offices || field(t, homes, "city") == field(t, offices, "city") {
		t.Error("two relations lead to one model")
	}
	if f := field(t, homes, "city"); f.Relation != nil || f.ToMany() {
		t.Errorf("a column of the related model's own table stands in %v", f.Relation)
	}
}

func TestStepToNowhere(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"mentr":       `"mentr": no such relation (did you mean "mentor"?)`,
		"Departments": `"Departments": no such relation (did you mean "department"?)`,
		"name":        `"name": no such relation (did you mean "home"?)`,
		"":            `"": no such relation`,
		"home.city":   `"home.city": no such relation`,
		"xyzzy":       `"xyzzy": no such relation`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			relation, related, err := read(t, &employee{}).Step(name)
			if diff := cmp.Diff([]string{want}, lines(err)); diff != "" || relation != nil || related != nil {
				t.Errorf("%v, %v (-want +got):\n%s", relation, related, diff)
			}
		})
	}
}

// TestStepToAModelWithoutAKey has rows that no order can tell apart.
func TestStepToAModelWithoutAKey(t *testing.T) {
	t.Parallel()
	type entry struct {
		BookRef int
		Text    string
	}
	type book struct {
		ID      int
		Entries []entry `gorm:"foreignKey:BookRef"`
	}
	_, _, err := read(t, &book{}).Step("entries")
	want := []string{`entries has no primary key: mark it with gorm:"primaryKey"`}
	if diff := cmp.Diff(want, lines(err)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestOnlySomeColumns keeps one in any case: a row has to have one.
func TestOnlySomeColumns(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		keep func(index []int) bool
		want []string
	}{
		"all":    {func([]int) bool { return true }, []string{"floor", "number", "lamp"}},
		"some":   {func(index []int) bool { return index[0] != 1 }, []string{"floor", "lamp"}},
		"one":    {func(index []int) bool { return index[0] == 2 }, []string{"lamp"}},
		"nobody": {func([]int) bool { return false }, []string{"floor"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			whole := read(t, &desk{}).Shape()
			only := whole.Only(test.keep)
			var got []string
			for _, column := range only.Columns {
				got = append(got, column.Path)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if n := len(only.NewScanner(0).Dest); n != len(test.want) || only.Type != whole.Type || len(whole.Columns) != 3 {
				t.Errorf("%d places in %s, of %d columns", n, only.Type, len(whole.Columns))
			}
		})
	}
}

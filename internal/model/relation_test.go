package model_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"

	"github.com/crudfactory/crudfactory/internal/model"
	"github.com/crudfactory/crudfactory/schemas"
)

// employee has a relation of every kind.
type employee struct {
	Contacts `gorm:"embedded;embeddedPrefix:contact_"`

	ID   int
	Name string

	// Belongs to, with an own name for the key, and to itself.
	DepartmentID int
	Department   *department
	MentorID     *int
	Mentor       *employee
	BadgeCode    string
	Badge        *badge `gorm:"foreignKey:BadgeCode;references:Code"`

	// Two relations to one table.
	HomeID   *int
	Home     *site
	OfficeID *int
	Office   *site

	// A composite key.
	DeskFloor  int
	DeskNumber int
	Desk       *desk `gorm:"foreignKey:DeskFloor,DeskNumber;references:Floor,Number"`

	// Has one and has many.
	Contract contract
	Pupils   []employee `gorm:"foreignKey:MentorID"`
	Laptops  []laptop   `gorm:"foreignKey:UserName;references:Name"`

	// Polymorphic.
	Avatar image  `gorm:"polymorphic:Owner"`
	Notes  []note `gorm:"polymorphicType:Kind;polymorphicId:Subject;polymorphicValue:staff"`

	// Many to many: plain, to itself, with names of its own.
	Skills  []skill     `gorm:"many2many:employee_skills"`
	Friends []*employee `gorm:"many2many:friendships"`
	Courses []course    `gorm:"many2many:enrolments;foreignKey:Name;joinForeignKey:Student;references:Code;joinReferences:Course"`
}

// Contacts has a relation within an embedded struct.
type Contacts struct {
	KinID *int
	Kin   *site
}

type department struct {
	ID        int
	Name      string `gorm:"not null"`
	CompanyID int
	Company   company
	DeletedAt gorm.DeletedAt
}

type company struct {
	ID        int
	Name      string
	DeletedAt gorm.DeletedAt `gorm:"zeroValue:1970-01-01 00:00:00"`
}

func (company) TableName() string { return "legal.entities" }

type badge struct {
	ID   int
	Code string `gorm:"unique"`
}

type site struct {
	ID   int
	City string
}

type desk struct {
	Floor  int `gorm:"primaryKey;autoIncrement:false"`
	Number int `gorm:"primaryKey;autoIncrement:false"`
	Lamp   string
}

type contract struct {
	ID         int
	EmployeeID int
	Pay        int
}

type laptop struct {
	ID       int
	UserName string
	Model    string
}

type image struct {
	ID        int
	OwnerID   int
	OwnerType string
	URL       string
}

type note struct {
	ID      int
	Subject int
	Kind    string
	Text    string
}

type skill struct {
	ID        int
	Name      string
	DeletedAt gorm.DeletedAt
}

type course struct {
	ID   int
	Code string
}

// relationText writes a relation as the joins that it makes.
func relationText(r *schemas.Relation) string {
	var b strings.Builder
	count := "one"
	if r.Many {
		count = "many"
	}
	fmt.Fprint(&b, count, " ", r.Table)
	if r.BelongsTo {
		b.WriteString(", belongs to")
	}
	links := func(list []schemas.Link) {
		for _, l := range list {
			fmt.Fprint(&b, ", ", l.Owner, " = ", l.Related)
		}
	}
	constants := func(list []schemas.Constant) {
		for _, c := range list {
			fmt.Fprintf(&b, ", %s is %#v", c.Column, c.Value)
		}
	}
	links(r.Link)
	constants(r.Live)
	constants(r.Where)
	if r.Through != nil {
		fmt.Fprint(&b, "; through ", r.Through.Table)
		links(r.Through.Link)
		constants(r.Through.Where)
	}
	return b.String()
}

func TestRelations(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"department.name":         "one departments, belongs to, department_id = id, deleted_at is <nil>",
		"department.company.name": `one legal.entities, belongs to, company_id = id, deleted_at is "1970-01-01 00:00:00"`,
		"mentor.name":             "one employees, belongs to, mentor_id = id",
		"badge.code":              "one badges, belongs to, badge_code = code",
		"home.city":               "one sites, belongs to, home_id = id",
		"office.city":             "one sites, belongs to, office_id = id",
		"desk.lamp":               "one desks, belongs to, desk_floor = floor, desk_number = number",
		"kin.city":                "one sites, belongs to, contact_kin_id = id",
		"contract.pay":            "one contracts, id = employee_id",
		"avatar.url":              `one images, id = owner_id, owner_type is "employees"`,
		"pupils.name":             "many employees, id = mentor_id",
		"laptops.model":           "many laptops, name = user_name",
		"notes.text":              `many notes, id = subject, kind is "staff"`,
		"skills.name":             "many skills, id = employee_id, deleted_at is <nil>; through employee_skills, skill_id = id",
		"friends.name":            "many employees, id = employee_id; through friendships, friend_id = id",
		"courses.id":              "many courses, name = student; through enrolments, course = code",
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			got := relationText(field(t, read(t, &employee{}), path).Relation)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestOneManyOnTheWayMakesAFieldToMany(t *testing.T) {
	t.Parallel()
	m := read(t, &employee{})
	for path, want := range map[string]bool{
		"name": false, "mentor.name": false, "mentor.mentor.name": false, "contract.pay": false, "avatar.url": false,
		"pupils.name": true, "mentor.pupils.name": true, "pupils.mentor.name": true, "skills.name": true,
		"mentor.department.company.name": false,
	} {
		if got := field(t, m, path).ToMany(); got != want {
			t.Errorf("%s: to many is %t", path, got)
		}
	}
}

func TestStepsAreSharedAndAliasesAreNot(t *testing.T) {
	t.Parallel()
	m := read(t, &employee{})
	first, second := field(t, m, "mentor.department.name"), field(t, m, "mentor.department.id")
	if first.Relation != second.Relation {
		t.Error("two fields of one relation have two relations")
	}
	if first.Relation.Parent != field(t, m, "mentor.name").Relation {
		t.Error("a further step does not start at the step before")
	}
	var chain []string
	for _, step := range first.Relation.Chain() {
		chain = append(chain, step.Path)
	}
	if diff := cmp.Diff([]string{"mentor", "mentor.department"}, chain); diff != "" {
		t.Errorf("chain (-want +got):\n%s", diff)
	}
	aliases := map[string]string{}
	for _, path := range []string{"mentor.id", "mentor.mentor.id", "mentor.department.id", "department.id", "home.id", "office.id"} {
		r := field(t, m, path).Relation
		if other, taken := aliases[r.Alias]; taken {
			t.Errorf("%s and %s have the alias %s", path, other, r.Alias)
		}
		aliases[r.Alias] = path
	}
}

// TestJoinTableOfItsOwn has a join table with a soft delete.
func TestJoinTableOfItsOwn(t *testing.T) {
	t.Parallel()
	db := offlinePostgres(t)
	if err := db.SetupJoinTable(&player{}, "Teams", &membership{}); err != nil {
		t.Fatal(err)
	}
	m, err := model.Read(db, &player{})
	if err != nil {
		t.Fatal(err)
	}
	want := "many teams, id = player_id; through memberships, team_id = id, deleted_at is <nil>"
	if diff := cmp.Diff(want, relationText(field(t, m, "teams.name").Relation)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

type player struct {
	ID    int
	Teams []team `gorm:"many2many:memberships"`
}

type team struct {
	ID   int
	Name string
}

type membership struct {
	PlayerID  int `gorm:"primaryKey"`
	TeamID    int `gorm:"primaryKey"`
	DeletedAt gorm.DeletedAt
}

// version puts a condition on its table that is no equality.
type version int

// QueryClauses is what gorm adds to each query.
func (version) QueryClauses(f *schema.Field) []clause.Interface {
	return []clause.Interface{clause.Where{Exprs: []clause.Expression{
		clause.Gt{Column: clause.Column{Table: clause.CurrentTable, Name: f.DBName}, Value: 0},
	}}}
}

func TestRelationWithAConditionThatCannotBeJoined(t *testing.T) {
	t.Parallel()
	type document struct {
		ID      int
		Version version
	}
	type shelf struct {
		ID        int
		Documents []document `gorm:"many2many:shelf_documents"`
		BestID    int
		Best      *document
	}
	m := read(t, &shelf{})
	for path, want := range map[string]string{
		"documents.id": `relation "documents": the condition clause.Gt that gorm puts on documents cannot be joined`,
		"best.id":      `relation "best": the condition clause.Gt that gorm puts on documents cannot be joined`,
	} {
		_, err := m.Field(path)
		if diff := cmp.Diff([]string{want}, lines(err)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

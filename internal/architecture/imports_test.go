package architecture_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const module = "github.com/crudfactory/crudfactory"

// Paths that rules forbid; each stands for everything below it too.
const (
	gin  = "github.com/gin-gonic/gin"
	gorm = "gorm.io"
	http = "net/http"
	pgx  = "github.com/jackc/pgx"
	pool = "database/sql"
)

// sqlite lists the drivers and dialectors that a user of crud must not pay for.
var sqlite = []string{
	"github.com/ncruces", "modernc.org/sqlite", "github.com/glebarez", "github.com/mattn/go-sqlite3", "gorm.io/driver/sqlite",
}

// rule is a row of the table of packages in ARCHITECTURE.md.
type rule struct {
	ours    []string // packages of this module that it may import
	deps    []string // never among its dependencies, however far down
	imports []string // never imported by itself, where others may bring it along
	later   bool     // need not exist yet
}

var (
	public  = []string{"schemas", "filters", "ordering", "pagination", "crud", "openapi", "explorer"}
	grammar = rule{ours: []string{"schemas"}, deps: []string{gin, gorm, pgx, pool}}
)

var table = map[string]rule{
	"internal/rawjson": {deps: []string{gin, gorm, http, pgx, pool}},
	"schemas":          {ours: []string{"internal/rawjson"}, deps: []string{gin, gorm, pgx, pool}},
	"filters":          grammar,
	"ordering":         grammar,
	"pagination":       grammar,
	"internal/model": {
		ours: []string{"schemas"},
		deps: append([]string{gin, pgx}, sqlite...),
	},
	"internal/query": {
		ours:    []string{"schemas", "filters", "ordering", "pagination"},
		deps:    append([]string{gin, http, pgx}, sqlite...),
		imports: []string{pool}, // it never holds a connection; gorm does
	},
	"internal/wire": {
		ours:    []string{"schemas"},
		deps:    append([]string{gin, gorm, http}, sqlite...),
		imports: []string{pool},
	},
	"internal/telemetry": {deps: append([]string{gin, gorm, pgx, pool}, sqlite...)},
	"internal/store": {
		ours: []string{"schemas", "internal/model", "internal/query", "internal/wire", "internal/telemetry"},
		deps: append([]string{gin, http}, sqlite...),
	},
	"internal/catalog": {
		deps:    append([]string{gin, pgx, http}, sqlite...),
		imports: []string{pool},
	},
	"internal/check": {
		ours:    []string{"schemas", "ordering", "internal/catalog", "internal/model", "internal/query"},
		deps:    append([]string{gin, pgx, http}, sqlite...),
		imports: []string{pool},
	},
	"crud": {
		ours: []string{
			"schemas", "filters", "ordering", "pagination", "internal/catalog", "internal/check",
			"internal/model", "internal/query", "internal/rawjson", "internal/store", "internal/telemetry", "internal/wire",
		},
		deps:    sqlite,
		imports: []string{pgx},
	},
	"openapi":  {ours: []string{"crud", "schemas"}, deps: sqlite, imports: []string{gorm, pgx}},
	"explorer": {ours: []string{"crud", "internal/rawjson", "schemas"}, deps: sqlite, imports: []string{gorm, pgx}},
	"example":  {ours: append([]string{"example"}, public...)},

	// What follows is for tests only: no row above lists it.
	"internal/pgtest":       {imports: []string{gin, gorm}},
	"internal/dbtest":       {ours: []string{"internal/pgtest"}, imports: []string{gin}, later: true},
	"internal/operating":    {ours: append([]string{"internal/pgtest", "internal/dbtest"}, public...)},
	"internal/isolation":    {ours: append([]string{"internal/pgtest", "internal/dbtest"}, public...)},
	"internal/replication":  {ours: append([]string{"internal/pgtest"}, public...)},
	"internal/sharding":     {ours: append([]string{"internal/pgtest", "internal/dbtest"}, public...)},
	"internal/bench":        {ours: append([]string{"internal/pgtest", "internal/dbtest"}, public...)},
	"internal/faults":       {ours: append([]string{"internal/pgtest", "internal/store"}, public...)},
	"internal/architecture": {imports: []string{gin, gorm}, later: true},
	"internal/readme":       {imports: []string{gin, gorm}, later: true},
}

// listed is what `go list` says of a package; test files do not count.
type listed struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

func TestImports(t *testing.T) {
	t.Parallel()
	packages := list(t)
	for _, p := range packages {
		for _, breach := range breaches(p) {
			t.Error(breach)
		}
	}
	for _, name := range missing(packages) {
		t.Errorf("package %s is in the table, but not in the module", name)
	}
}

// list reads the packages of the module, two folders up from here.
func list(t *testing.T) []listed {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports,Deps", module+"/...")
	cmd.Dir = "../.."
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, said.String())
	}
	var all []listed
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// breaches says which rules a package breaks.
func breaches(p listed) []string {
	name := nameOf(p.ImportPath)
	r, ok := ruleOf(name)
	if !ok {
		return []string{name + " is in no row of the table: give it one, in ARCHITECTURE.md too"}
	}
	var found []string
	for _, path := range p.Imports {
		if isOurs(path) && !within(nameOf(path), r.ours) {
			found = append(found, name+" imports "+nameOf(path))
		}
		if within(path, r.imports) {
			found = append(found, name+" imports "+path)
		}
	}
	for _, path := range p.Deps {
		if within(path, r.deps) {
			found = append(found, name+" depends on "+path)
		}
	}
	return found
}

// missing names the packages that the module has to have.
func missing(packages []listed) []string {
	var names []string
	for name, r := range table {
		there := func(p listed) bool { return nameOf(p.ImportPath) == name }
		if !r.later && !slices.ContainsFunc(packages, there) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// ruleOf finds the row of a package, or of the nearest folder above it.
func ruleOf(name string) (rule, bool) {
	for {
		if r, ok := table[name]; ok {
			return r, true
		}
		end := strings.LastIndexByte(name, '/')
		if end < 0 {
			return rule{}, false
		}
		name = name[:end]
	}
}

func isOurs(path string) bool { return within(path, []string{module}) }

func nameOf(path string) string { return strings.TrimPrefix(path, module+"/") }

// within reports whether path is one of roots, or below one. Versions of a
// module differ by such a suffix. database/sql/driver is no connection, only
// the interface of values.
func within(path string, roots []string) bool {
	return path != pool+"/driver" && slices.ContainsFunc(roots, func(root string) bool {
		return path == root || strings.HasPrefix(path, root+"/")
	})
}

func TestBreaches(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		p       string
		imports string
		deps    string
		want    []string
	}{
		{name: "a row that is kept", p: "filters", imports: "fmt " + module + "/schemas", deps: "database/sql/driver"},
		{name: "a sibling", p: "filters", imports: module + "/ordering", want: []string{"filters imports ordering"}},
		{name: "a package above", p: "crud", imports: module + "/openapi", want: []string{"crud imports openapi"}},
		{
			name: "gorm through another package", p: "ordering", imports: module + "/schemas", deps: "gorm.io/gorm",
			want: []string{"ordering depends on gorm.io/gorm"},
		},
		{
			name: "net/http however far down", p: "internal/query", imports: "gorm.io/gorm", deps: "net/http",
			want: []string{"internal/query depends on net/http"},
		},
		{
			name: "a connection by itself", p: "internal/query", imports: "database/sql",
			want: []string{"internal/query imports database/sql"},
		},
		{name: "a connection through gorm", p: "internal/query", imports: "gorm.io/gorm", deps: "database/sql"},
		{
			name: "SQLite in the library", p: "crud", deps: "github.com/ncruces/go-sqlite3/driver",
			want: []string{"crud depends on github.com/ncruces/go-sqlite3/driver"},
		},
		{name: "pgx v5 by itself", p: "crud", imports: "github.com/jackc/pgx/v5", want: []string{"crud imports github.com/jackc/pgx/v5"}},
		{name: "pgx through the store", p: "crud", imports: module + "/internal/store", deps: "github.com/jackc/pgx/v5"},
		{
			name: "internals in the example", p: "example/shop", imports: module + "/internal/query",
			want: []string{"example/shop imports internal/query"},
		},
		{
			name: "test support in the library", p: "crud", imports: module + "/internal/pgtest",
			want: []string{"crud imports internal/pgtest"},
		},
		{
			name: "a package that nobody planned", p: "util",
			want: []string{"util is in no row of the table: give it one, in ARCHITECTURE.md too"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := breaches(listed{
				ImportPath: module + "/" + test.p,
				Imports:    strings.Fields(test.imports),
				Deps:       strings.Fields(test.deps),
			})
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestMissing(t *testing.T) {
	t.Parallel()
	var packages []listed
	for name := range table {
		if name != "crud" && name != "internal/readme" {
			packages = append(packages, listed{ImportPath: module + "/" + name})
		}
	}
	if diff := cmp.Diff([]string{"crud"}, missing(packages)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

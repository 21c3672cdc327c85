package readme_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// root is the module's folder.
const root = "../.."

// imports are what the blocks leave out, by the name that a block uses.
var imports = map[string]string{
	"context":    "context",
	"errors":     "errors",
	"json":       "encoding/json",
	"fmt":        "fmt",
	"http":       "net/http",
	"log":        "log",
	"os":         "os",
	"time":       "time",
	"url":        "net/url",
	"driver":     "github.com/ncruces/go-sqlite3/driver",
	"gin":        "github.com/gin-gonic/gin",
	"gorm":       "gorm.io/gorm",
	"gormlite":   "github.com/ncruces/go-sqlite3/gormlite",
	"postgres":   "gorm.io/driver/postgres",
	"unicode":    "github.com/ncruces/go-sqlite3/ext/unicode",
	"uuid":       "github.com/google/uuid",
	"validator":  "github.com/go-playground/validator/v10",
	"crud":       "github.com/crudfactory/crudfactory/crud",
	"explorer":   "github.com/crudfactory/crudfactory/explorer",
	"metric":     "go.opentelemetry.io/otel/metric",
	"trace":      "go.opentelemetry.io/otel/trace",
	"dbresolver": "gorm.io/plugin/dbresolver",
	"openapi31":  "github.com/swaggest/openapi-go/openapi31",
	"openapi":    "github.com/crudfactory/crudfactory/openapi",
	"filters":    "github.com/crudfactory/crudfactory/filters",
	"pagination": "github.com/crudfactory/crudfactory/pagination",
	"schemas":    "github.com/crudfactory/crudfactory/schemas",
}

// block is a fenced piece of a page.
type block struct {
	language string
	line     int // of its first line of text
	text     string
}

// blocksOf takes the fenced blocks out of a page.
func blocksOf(page string) []block {
	var blocks []block
	inside := false
	for i, line := range strings.SplitAfter(page, "\n") {
		language, fence := strings.CutPrefix(line, "```")
		switch {
		case fence && !inside:
			blocks = append(blocks, block{language: strings.TrimSpace(language), line: i + 2})
		case inside && !fence:
			blocks[len(blocks)-1].text += line
		}
		inside = inside != fence
	}
	return blocks
}

// file makes a block a file of the program. Errors in it name the page's lines.
func (b block) file(page string) (string, error) {
	parsed, err := parser.ParseFile(token.NewFileSet(), page, "package program\n"+b.text, parser.SkipObjectResolution)
	if err != nil {
		return "", fmt.Errorf("%s: the block at line %d: %w", page, b.line, err)
	}
	var used []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		if selector, ok := n.(*ast.SelectorExpr); ok {
			if name, ok := selector.X.(*ast.Ident); ok && imports[name.Name] != "" {
				used = append(used, fmt.Sprintf("import %q\n", imports[name.Name]))
			}
		}
		return true
	})
	slices.Sort(used)
	return "package program\n\n" + strings.Join(slices.Compact(used), "") + fmt.Sprintf("//line %s:%d\n", page, b.line) + b.text, nil
}

// check has the Go blocks of a page checked as one program, which exists only
// in an overlay of the module.
func check(t *testing.T, page, text string) error {
	t.Helper()
	program, err := filepath.Abs("program")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	replace := map[string]string{}
	for _, b := range blocksOf(text) {
		if b.language != "go" {
			continue
		}
		content, err := b.file(page)
		if err != nil {
			return err
		}
		name := fmt.Sprintf("line%d.go", b.line)
		replace[filepath.Join(program, name)] = filepath.Join(dir, name)
		write(t, filepath.Join(dir, name), []byte(content))
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "overlay.json"), overlay)
	cmd := exec.CommandContext(t.Context(), "go", "build", "-overlay", filepath.Join(dir, "overlay.json"), "./program")
	if said, err := cmd.CombinedOutput(); err != nil {
		return errors.Join(err, errors.New(string(said)))
	}
	return nil
}

func write(t *testing.T, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestGoBlocksCompile(t *testing.T) {
	t.Parallel()
	if err := check(t, "README.md", read(t, "README.md")); err != nil {
		t.Error(err)
	}
}

func TestBrokenBlocksAreFound(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, text, want string }{
		{"what is no Go", "# Title\n\n```go\nfunc {\n```\n", "line 4"},
		{"a name that does not exist", "Text.\n```go\nvar config crud.Configuration\n```\n", "page.md:3"},
		{"a variable that nothing uses", "```go\nfunc f() {\n\tx := 1\n}\n```\n", "page.md:3"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if err := check(t, "page.md", test.text); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
		})
	}
}

func TestGoBlocksAreFormatted(t *testing.T) {
	t.Parallel()
	for _, b := range blocksOf(read(t, "README.md")) {
		if b.language != "go" {
			continue
		}
		if formatted, err := format.Source([]byte(b.text)); err != nil || string(formatted) != b.text {
			t.Errorf("README.md: the block at line %d is not as gofmt writes it (%v):\n%s", b.line, err, formatted)
		}
	}
}

func TestJSONBlocksAreJSON(t *testing.T) {
	t.Parallel()
	for _, b := range blocksOf(read(t, "README.md")) {
		if b.language == "json" && !json.Valid([]byte(b.text)) {
			t.Errorf("README.md: the block at line %d is not JSON", b.line)
		}
	}
}

var (
	// fenced is a whole block.
	fenced = regexp.MustCompile("(?ms)^```.*?^```$")
	// link is a Markdown link to a place in this repository.
	link = regexp.MustCompile(`\]\(([^)#:\s]+)(?:#[^)\s]*)?\)`)
)

func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	pages, err := fs.Glob(os.DirFS(root), "*.md")
	if err != nil {
		t.Fatal(err)
	}
	decisions, err := fs.Glob(os.DirFS(root), "docs/adr/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range append(pages, decisions...) {
		for _, found := range link.FindAllStringSubmatch(fenced.ReplaceAllString(read(t, page), ""), -1) {
			if _, err := os.Stat(filepath.Join(root, filepath.Dir(page), found[1])); err != nil {
				t.Errorf("%s: %v", page, err)
			}
		}
	}
}

var (
	// declared is the head of a test.
	declared = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)[A-Za-z0-9_]*)\(`)
	// named is a test in a text.
	named = regexp.MustCompile("`((?:Test|Fuzz)[A-Z][A-Za-z0-9_]*)`")
)

// testsOf are the tests of all packages.
func testsOf(t *testing.T) map[string]bool {
	t.Helper()
	tests := map[string]bool{}
	err := fs.WalkDir(os.DirFS(root), ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		for _, found := range declared.FindAllStringSubmatch(read(t, path), -1) {
			tests[found[1]] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return tests
}

// TestSecurityNamesTests: each test that SECURITY.md names is there, and each row of
// its table names one.
func TestSecurityNamesTests(t *testing.T) {
	t.Parallel()
	tests, page := testsOf(t), read(t, "SECURITY.md")
	for _, found := range named.FindAllStringSubmatch(page, -1) {
		if !tests[found[1]] {
			t.Errorf("SECURITY.md names %s, which is no test", found[1])
		}
	}
	_, table, _ := strings.Cut(page, "| --- | --- | --- |\n")
	table, _, _ = strings.Cut(table, "\n\n")
	rows := strings.Split(table, "\n")
	if len(rows) < 10 {
		t.Errorf("the table of threats has %d rows", len(rows))
	}
	for _, row := range rows {
		if !named.MatchString(row) {
			t.Errorf("no test in %s", row)
		}
	}
}

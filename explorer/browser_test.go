//go:build browser

package explorer_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"image/png"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// TestBrowser drives the example's explorer in Chromium. Its parts follow one
// another: they share the example's rows.
func TestBrowser(t *testing.T) { //nolint:paralleltest // it runs by itself, and takes the time of what it does
	base := startExample(t)
	browser := startChromium(t)
	for _, part := range []struct {
		name string
		run  func(*testing.T, *tab)
	}{
		{"search, facets, order and pages", browseLists},
		{"create, edit and delete", browseForms},
		{"two browsers change one row", browseConflict},
		{"the resource's own path", browseOwnPath},
		{"keyboard only", browseByKeyboard},
		{"the script helps", browseScript},
		{"axe finds nothing in the light", browseWithAxe(looks[0])},
		{"axe finds nothing in the dark", browseWithAxe(looks[1])},
		{"axe finds nothing that is narrow", browseWithAxe(looks[2])},
		{"axe finds nothing that is narrow and dark", browseWithAxe(looks[3])},
		{"axe finds nothing in what the example lacks", browseOthersWithAxe},
		{"screenshots", takeScreenshots},
	} {
		t.Run(part.name, func(t *testing.T) { part.run(t, openTab(browser, t, base)) })
	}
}

// startExample runs the example, writable, and gives its address.
func startExample(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "example")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, "../example")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	cmd := exec.CommandContext(t.Context(), program)
	cmd.Env = append(os.Environ(), "EXPLORER=html", "ADDR=127.0.0.1:0", "DATABASE_URL=")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it may have ended with the test's context
		_ = cmd.Wait()
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, rest, ok := strings.Cut(lines.Text(), "Serving on "); ok {
			base, _, _ := strings.Cut(rest, ",")
			return base
		}
	}
	t.Fatal("the example has not told its address")
	return ""
}

func startChromium(t *testing.T) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.WindowSize(1280, 860),
		chromedp.Flag("hide-scrollbars", true), chromedp.Flag("force-color-profile", "srgb"))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	browser, closeBrowser := chromedp.NewContext(ctx)
	t.Cleanup(closeBrowser)
	must(t, chromedp.Do(browser, chromedp.Navigate("about:blank")))
	return browser
}

// tab is a tab of the browser. What goes wrong in its pages fails the test.
type tab struct {
	context.Context

	t    *testing.T
	base string

	lock   sync.Mutex
	wrongs []string
}

func openTab(browser context.Context, t *testing.T, base string) *tab {
	t.Helper()
	ctx, closeTab := chromedp.NewContext(browser)
	t.Cleanup(closeTab)
	must(t, chromedp.Do(ctx, chromedp.Navigate("about:blank")))
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(cancel)
	b := &tab{Context: ctx, t: t, base: base}
	must(t, chromedp.Listen(ctx, b.listen))
	call(b, network.Enable, network.EnableParams{})
	call(b, log.Enable, cdp.Empty{})
	call(b, runtime.Enable, cdp.Empty{})
	t.Cleanup(func() {
		b.lock.Lock()
		defer b.lock.Unlock()
		for _, wrong := range b.wrongs {
			t.Error(wrong)
		}
	})
	return b
}

// listen notes errors of the console, and requests to another host.
func (b *tab) listen(event any) {
	wrong := ""
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if u, err := url.Parse(e.Request.URL); err == nil && u.Scheme != "data" && u.Scheme != "about" && u.Scheme+"://"+u.Host != b.base {
			wrong = "a request to " + e.Request.URL
		}
	case *runtime.EventExceptionThrown:
		wrong = "an exception: " + e.ExceptionDetails.Text
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			wrong = fmt.Sprintf("the console: %s %s", e.Type, e.Args[0].Value)
		}
	case *log.EventEntryAdded:
		// Chromium logs every page that is not a success; tests ask for some.
		asked := slices.ContainsFunc([]string{"400", "403", "404", "409", "412", "422"}, func(status string) bool {
			return strings.Contains(e.Entry.Text, "status of "+status)
		}) && !strings.Contains(e.Entry.URL, "/assets/")
		if e.Entry.Level == log.EntryLevelError && !asked {
			wrong = "the log: " + e.Entry.Text + " " + e.Entry.URL
		}
	}
	if wrong != "" {
		b.lock.Lock()
		defer b.lock.Unlock()
		b.wrongs = append(b.wrongs, wrong)
	}
}

// action is a step that gives nothing.
type action = chromedp.Action[chromedp.Void]

// call runs a command of the protocol.
func call[P, R any](b *tab, command cdp.Command[P, R], params P) {
	b.t.Helper()
	if _, err := chromedp.Call(b, command, params); err != nil {
		b.t.Fatalf("%v on\n%s", err, b.path())
	}
}

// do runs actions that stay on the page.
func (b *tab) do(actions ...action) {
	b.t.Helper()
	if err := chromedp.Do(b, actions...); err != nil {
		b.t.Fatalf("%v on\n%s", err, b.path())
	}
}

// leave runs actions that lead to another page, and tells its status.
func (b *tab) leave(actions ...action) int64 {
	b.t.Helper()
	answer, err := chromedp.RunResponse(b, actions...)
	if err != nil {
		b.t.Fatalf("%v on\n%s", err, b.path())
	}
	return answer.Status
}

func (b *tab) open(path string) int64 {
	b.t.Helper()
	return b.leave(chromedp.Navigate(b.base + path))
}

// click clicks what leads to another page.
func (b *tab) click(selector string) int64 {
	b.t.Helper()
	return b.leave(chromedp.Click(chromedp.CSS(selector)))
}

// link clicks the link, or the button, of a text.
func (b *tab) link(text string) int64 {
	b.t.Helper()
	return b.leave(chromedp.Click(fmt.Sprintf(`//*[self::a or self::button][normalize-space()=%q]`, text)))
}

// fill replaces the text of a control.
func (b *tab) fill(selector, text string) {
	b.t.Helper()
	b.do(chromedp.Focus(chromedp.CSS(selector)), chromedp.Evaluate[chromedp.Void](`document.activeElement.select()`), chromedp.KeyEvent(text))
}

// eval evaluates an expression in the page.
func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	value, err := chromedp.Run(b, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", b.path(), err)
	}
	return value
}

func (b *tab) path() string {
	path, err := chromedp.Run(b, chromedp.Evaluate[string](`decodeURIComponent(location.pathname + location.search)`))
	if err != nil {
		return err.Error()
	}
	return path
}

// shows reports texts that cannot be seen.
func (b *tab) shows(texts ...string) {
	b.t.Helper()
	seen := strings.Join(strings.Fields(eval[string](b, `document.body.innerText`)), " ")
	for _, text := range texts {
		if !strings.Contains(seen, text) {
			b.t.Errorf("%s does not show %q:\n%s", b.path(), text, seen)
		}
	}
}

// column are the texts of a column.
func (b *tab) column(head string) []string {
	b.t.Helper()
	return eval[[]string](b, fmt.Sprintf(`(() => {
		const at = [...document.querySelectorAll("thead th")].findIndex(th => th.innerText.trim() === %q);
		return [...document.querySelectorAll("tbody tr")].map(tr => tr.cells[at].innerText);
	})()`, head))
}

func browseLists(t *testing.T, b *tab) {
	b.open("/explorer/")
	b.click(`a[href="/explorer/list/articles"]`)
	b.shows("1–20 of 1,000 rows")
	b.fill("#search", "postgresql")
	b.leave(chromedp.Submit(chromedp.CSS("#search")))
	equal(t, "search", b.path(), "/explorer/list/articles?search=postgresql")
	found := eval[int](b, `document.querySelectorAll("tbody tr").length`)
	b.leave(chromedp.Click(chromedp.CSS(`aside input[value="published"]`))) // the script sends it
	b.shows("Status is published")
	if fewer := eval[int](b, `document.querySelectorAll("tbody tr").length`); fewer == 0 || fewer > found {
		t.Errorf("%d rows of %d", fewer, found)
	}
	equal(t, "focus", eval[string](b, `document.activeElement.value`), "published")
	b.click(`th[title="views"] a`)
	equal(t, "order", eval[string](b, `document.querySelector("[aria-sort]").innerText.trim() + document.querySelector("[aria-sort]").ariaSort`), "Viewsascending")
	b.click(`th[title="views"] a`)
	views := b.column("Views")
	if !slices.IsSortedFunc(views, func(x, y string) int { return number(y) - number(x) }) {
		t.Errorf("views are %v", views)
	}
	b.link("Start over")
	b.link("Next →")
	b.shows("21–40 of 1,000 rows")
	b.click(`a[aria-label="Page 50"]`)
	b.shows("981–1,000 of 1,000 rows")
	b.link("Page by cursor")
	first := b.column("Title")[0]
	b.link("Next →")
	b.link("← Previous")
	equal(t, "back", b.column("Title")[0], first)
	b.do(chromedp.Click(`//summary[.="Columns"]`), chromedp.Click(chromedp.CSS(`input[value="body"]`)))
	b.leave(chromedp.Click(chromedp.CSS(`form.columns button`)))
	equal(t, "columns", strings.Contains(eval[string](b, `document.querySelector("thead").innerText`), "Body"), false)
}

func number(text string) (n int) {
	_, _ = fmt.Sscan(text, &n) // another text is 0
	return n
}

func browseForms(t *testing.T, b *tab) {
	b.open("/explorer/list/articles")
	b.link("New row")
	b.fill(`[name="value.views"]`, "-1")
	equal(t, "status", b.link("Create"), 422)
	b.shows("Title is required", "is less than 0")
	equal(t, "focus", eval[string](b, `document.activeElement.name`), "value.title")
	b.fill(`[name="value.title"]`, `A <b>bold</b> "title"`)
	b.fill(`[name="value.views"]`, "3")
	b.do(chromedp.Focus(chromedp.CSS(`[name="value.status"]`)), chromedp.KeyEvent("archived"))
	equal(t, "status", b.link("Create"), 200)
	b.shows("The row has been created.", `A <b>bold</b> "title"`, "archived")
	b.link("Edit")
	b.fill(`[name="value.priority"]`, "4")
	b.do(chromedp.Click(chromedp.CSS(`[name="value.published"]`)))
	b.link("Save changes")
	b.shows("Your changes have been saved.", "Priority 4", "Published true", "Views 3")
	b.link("Delete")
	b.shows("Delete this row?")
	b.link("Delete")
	b.shows("The row has been deleted.", "1–20 of 1,000 rows")
}

func browseConflict(t *testing.T, b *tab) {
	row := nthRow(b, 1)
	b.open("/explorer/edit" + row)
	b.fill(`[name="value.title"]`, "Mine")
	b.theirs(row, `{"title": "Theirs", "views": 77}`)
	equal(t, "my status", b.link("Save changes"), 412)
	b.shows("Somebody else has changed this row", "Meanwhile it has become: Theirs")
	equal(t, "mine", eval[string](b, `document.querySelector('[name="value.title"]').value`), "Mine")
	equal(t, "theirs", eval[string](b, `document.querySelector('[name="value.views"]').value`), "77")
	b.link("Save changes")
	b.shows("Your changes have been saved.", "Mine", "Views 77")
}

// theirs is a change that somebody else makes.
func (b *tab) theirs(row, patch string) {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b, http.MethodPatch, b.base+row, strings.NewReader(patch))
	must(b.t, err)
	answer, err := http.DefaultClient.Do(r)
	must(b.t, err)
	must(b.t, answer.Body.Close())
	equal(b.t, "their status", answer.StatusCode, 200)
}

// browseOwnPath goes where a browser's own Accept header leads to a page.
func browseOwnPath(t *testing.T, b *tab) {
	equal(t, "status", b.open("/articles?items_per_page=5"), 200)
	b.shows("1–5 of 1,000 rows")
	b.link("Next →")
	equal(t, "the next page", b.path(), "/articles?items_per_page=5&page=2")
	b.do(chromedp.Click(`//summary[.="Columns"]`), chromedp.Click(chromedp.CSS(`input[value="body"]`)))
	b.leave(chromedp.Click(chromedp.CSS(`form.columns button`)))
	b.shows("6–10 of 1,000 rows")
	b.click("tbody tr:nth-child(2) a")
	equal(t, "a row", strings.HasPrefix(b.path(), "/articles/"), true)
	b.link("Edit")
	b.fill(`[name="value.views"]`, "12")
	b.link("Save changes")
	b.shows("Your changes have been saved.", "Views 12")
}

// nthRow is the path of an article by its place, from 1.
func nthRow(b *tab, n int) string {
	b.t.Helper()
	b.open("/explorer/list/articles")
	return strings.TrimPrefix(eval[string](b, fmt.Sprintf(`document.querySelector("tbody tr:nth-child(%d) a").pathname`, n)), "/explorer/row")
}

// tabTo presses Tab until an expression about the focused element holds. Every
// element on the way has to show that it has the focus.
func (b *tab) tabTo(holds string) {
	b.t.Helper()
	for range 150 {
		b.do(chromedp.KeyEvent(kb.Tab))
		if bare := eval[string](b, `(e => e !== document.body && getComputedStyle(e).outlineStyle === "none" ? e.outerHTML : "")(document.activeElement)`); bare != "" {
			b.t.Errorf("%s: nothing shows the focus of %.200s", b.path(), bare)
		}
		if eval[bool](b, `(e => `+holds+`)(document.activeElement)`) {
			return
		}
	}
	b.t.Fatalf("%s: no way by Tab to %s", b.path(), holds)
}

func browseByKeyboard(t *testing.T, b *tab) {
	b.open("/explorer/")
	b.tabTo(`e.className === "skip"`)
	b.tabTo(`e.pathname === "/explorer/list/articles"`)
	b.leave(chromedp.KeyEvent(kb.Enter))
	b.do(chromedp.KeyEvent("/")) // no single key does anything (WCAG 2.1.4)
	equal(t, "focus", eval[string](b, `document.activeElement.tagName`), "BODY")
	b.tabTo(`e.id === "search"`)
	b.do(chromedp.KeyEvent("python"))
	b.leave(chromedp.KeyEvent(kb.Enter))
	b.tabTo(`e.value === "draft"`)
	b.leave(chromedp.KeyEvent(" "))
	equal(t, "focus", eval[string](b, `document.activeElement.value`), "draft")
	equal(t, "address", b.path(), "/explorer/list/articles?search=python&filter_by[status]=draft")
	b.open("/explorer/list/categories")
	b.tabTo(`e.innerText === "New row"`)
	b.leave(chromedp.KeyEvent(kb.Enter))
	b.tabTo(`e.name === "value.name"`)
	b.do(chromedp.KeyEvent("By hand"))
	b.tabTo(`e.innerText === "Create"`)
	b.leave(chromedp.KeyEvent(kb.Enter))
	b.shows("The row has been created.", "By hand")
	b.tabTo(`e.innerText === "Delete"`)
	b.leave(chromedp.KeyEvent(kb.Enter))
	b.tabTo(`e.innerText === "Delete"`)
	b.leave(chromedp.KeyEvent(kb.Enter))
	b.shows("The row has been deleted.")
}

func browseScript(t *testing.T, b *tab) {
	b.open("/explorer/list/articles")
	operators := func(field string) string {
		b.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => { const s = document.querySelector("[data-fields]"); s.value = %q;
			s.dispatchEvent(new Event("change")); })()`, field)))
		return eval[string](b, `[...document.querySelector("[data-operator]").options].map(o => o.value).join(" ")`)
	}
	equal(t, "of a boolean", operators("published"), "eq ne in not_in is_null")
	equal(t, "of a number", operators("views"), "eq ne in not_in gt gte lt lte between is_null")
	equal(t, "of none", strings.Contains(operators(""), "contains"), true)
	narrowed := func(field string) bool {
		operators(field)
		return eval[bool](b, `document.querySelector("[data-quantifier]").disabled`)
	}
	equal(t, "a quantifier of one value", narrowed("views"), true)
	equal(t, "a quantifier of many", narrowed("tags__name"), false)
	equal(t, "a quantifier of none yet", narrowed(""), false)
	busy := `document.documentElement.className + document.getElementById("main").ariaBusy + document.getElementById("underway").innerText`
	later := `new Promise(done => setTimeout(() => done(` + busy + `), 600))`
	b.do(chromedp.Evaluate[chromedp.Void](`(() => { const file = document.querySelector("a[data-file]");
		file.addEventListener("click", event => event.preventDefault(), { once: true }); file.click(); })()`))
	equal(t, "a file", eval[string](b, later), "false")
	b.do(chromedp.Evaluate[chromedp.Void](`document.dispatchEvent(new Event("submit"))`))
	equal(t, "underway", eval[string](b, later), "busytrueThe next page is on its way.")
	b.do(chromedp.Evaluate[chromedp.Void](`dispatchEvent(new Event("pageshow"))`))
	equal(t, "back again", eval[string](b, later), "false")
	b.do(chromedp.Click(chromedp.CSS(`details.curl summary`)))
	equal(t, "a button", eval[bool](b, `document.querySelector("[data-copy]").hidden`), false)
}

// browseWithAxe holds every kind of page against axe-core's rules.
func browseWithAxe(look look) func(*testing.T, *tab) {
	return func(t *testing.T, b *tab) {
		row := nthRow(b, 1)
		b.look(look)
		for _, path := range []string{
			"/explorer/", "/explorer/list/articles?filter_by[status]=draft&filter_by[category__name][is_null]=true&order_by=-views",
			"/explorer/list/articles?pagination_type=cursor&items_per_page=5", "/explorer/list/articles?search=nothingatall",
			"/explorer/list/articles?page=0&filter_by[x]=1", "/explorer/list/articles?fields=title", "/explorer/row" + row + "?include=tags,category",
			"/explorer/new/articles", "/explorer/edit" + row, "/explorer/delete" + row, "/articles?items_per_page=5&filter_by[priority][is_null]=true",
			row, "/articles?order_by=nothing", "/articles/" + nowhere, "/explorer/row/articles/" + nowhere, "/explorer/nothing",
			"/explorer/list/articles?cursor=nothing&facets=false",
		} {
			b.open(path)
			b.do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details").forEach(d => { d.open = true; })`))
			b.axe(look.name)
			if path == "/explorer/new/articles" {
				b.link("Create")
				b.axe(look.name + ", with mistakes")
			}
		}
		for name, refuse := range refusals {
			equal(t, name, refuse.reach(b, row, look.name), refuse.status)
			b.axe(look.name + ", " + name)
		}
	}
}

// nowhere is the key of no row.
const nowhere = "00000000-0000-0000-0000-000000000000"

// refusals are the pages of writes that are refused. Something of theirs differs
// each time.
var refusals = map[string]struct {
	status int64
	reach  func(b *tab, row, theirs string) int64
}{
	"a conflict of edits": {412, func(b *tab, row, theirs string) int64 {
		b.open("/explorer/edit" + row)
		b.fill(`[name="value.title"]`, "Mine, "+theirs)
		b.theirs(row, `{"title": "Edited, `+theirs+`"}`)
		return b.link("Save changes")
	}},
	"a conflict of a deletion": {412, func(b *tab, row, theirs string) int64 {
		b.open("/explorer/delete" + row)
		b.theirs(row, `{"title": "Kept, `+theirs+`"}`)
		return b.link("Delete")
	}},
	"a row that is there already": {409, func(b *tab, _, _ string) int64 {
		b.open("/explorer/new/categories")
		b.fill(`[name="value.name"]`, "Databases")
		return b.link("Create")
	}},
	"a form that is too old": {403, func(b *tab, row, _ string) int64 {
		b.open("/explorer/delete" + row)
		b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("[name=token]").value = "old"`))
		return b.link("Delete")
	}},
	"an edit that is too old": {403, func(b *tab, row, _ string) int64 {
		b.open("/explorer/edit" + row)
		b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("[name=token]").value = "old"`))
		return b.link("Save changes")
	}},
}

// browseOthersWithAxe looks at rows that can be restored, at filters of a
// resource's own, and at words for nothing.
func browseOthersWithAxe(t *testing.T, b *tab) {
	days, halls := openDiary(t, crud.Restorable()).url, openHalls(t, dbtest.SQLite(t, &hall{}, &stall{})).url
	for _, look := range looks {
		b.look(look)
		b.base = days
		b.open("/explorer/delete/days/1,d")
		b.link("Delete")
		b.shows("The row has been deleted. Restore it")
		b.axe(look.name)
		equal(t, "the row", b.open("/explorer/row/days/1,d"), 404)
		b.axe(look.name)
		b.link("Restore it, if it was deleted")
		b.axe(look.name)
		b.link("Restore")
		b.shows("The row has been restored.", "sun")
		b.axe(look.name)
		b.base = halls
		b.open("/explorer/list/halls?filter_by[old]=true&filter_by[stalls__sells][none]=fish")
		b.do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details").forEach(d => { d.open = true; })`))
		b.axe(look.name)
	}
}

func (b *tab) axe(look string) {
	b.t.Helper()
	source, err := os.ReadFile("testdata/axe/node_modules/axe-core/axe.min.js")
	must(b.t, err)
	b.do(chromedp.Evaluate[chromedp.Void](string(source)))
	for _, violation := range eval[[]string](b, `axe.run().then(r => r.passes.length < 10 ? ["nothing was checked"] : r.violations.map(v =>
		v.id + ": " + v.help + "\n" + v.nodes.map(n => n.target + " " + n.failureSummary).join("\n")))`) {
		b.t.Errorf("%s %s: %s", look, b.path(), violation)
	}
	if wide := eval[int](b, `document.documentElement.scrollWidth - innerWidth`); wide > 0 {
		b.t.Errorf("%s %s: %d pixels too wide", look, b.path(), wide)
	}
}

// look is how a page is looked at.
type look struct {
	name          string
	scheme        string
	width, height int64
}

var looks = []look{{"light", "light", 1280, 860}, {"dark", "dark", 1280, 860}, {"narrow", "light", 360, 780}, {"narrow and dark", "dark", 360, 780}}

// look sets the window's size and the scheme of colours.
func (b *tab) look(l look) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(l.width, l.height))
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: l.scheme}},
	})
}

// takeScreenshots takes those that the README shows, where SCREENSHOTS names a
// folder.
func takeScreenshots(t *testing.T, b *tab) {
	folder := os.Getenv("SCREENSHOTS")
	if folder == "" {
		return
	}
	row := nthRow(b, 2)
	wide, dark, narrow := look{"", "light", 1280, 760}, look{"", "dark", 1280, 760}, looks[2]
	list := "/explorer/list/articles?filter_by[status]=draft&filter_by[views][gte]=5&order_by=-created_at&fields=id,title,status,category_name,priority,views"
	for _, shot := range []struct {
		name, path string
		look       look
		before     func()
	}{
		{"list", list, wide, nil},
		{"list-dark", list, dark, nil},
		{"list-narrow", list, narrow, nil},
		{"row", "/explorer/row" + row + "?include=tags", wide, nil},
		{"form", "/explorer/new/articles", wide, func() {
			b.fill(`[name="value.views"]`, "-1")
			b.link("Create")
		}},
		{"empty", "/explorer/list/articles?search=nothing+of+this", wide, nil},
		{"mistakes", "/explorer/list/articles?filter_by[statu]=draft&order_by=-age&page=0", dark, nil},
	} {
		b.look(shot.look)
		b.open(shot.path)
		if shot.before != nil {
			shot.before()
		}
		content, err := chromedp.Run(b, chromedp.CaptureScreenshot())
		must(t, err)
		small := compressed(t, content)
		if len(small) > 200<<10 {
			t.Errorf("%s has %d bytes", shot.name, len(small))
		}
		must(t, os.WriteFile(filepath.Join(folder, shot.name+".png"), small, 0o644))
	}
}

func compressed(t *testing.T, content []byte) []byte {
	t.Helper()
	picture, err := png.Decode(bytes.NewReader(content))
	must(t, err)
	var small bytes.Buffer
	must(t, (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&small, picture))
	return small.Bytes()
}

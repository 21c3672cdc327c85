//go:build browser

package openapi_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/gin-gonic/gin"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/openapi"
)

// TestBrowser opens the page in Chromium, lists operations and tries one.
func TestBrowser(t *testing.T) { //nolint:paralleltest // it runs by itself, and takes the time of what it does
	base := servePage(t)
	w := watch{base: base}
	ctx := w.open(t, base+"/docs")
	do := func(actions ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(ctx, actions...); err != nil {
			t.Fatal(err)
		}
	}
	eval := func(expression string) string {
		t.Helper()
		value, err := chromedp.Run(ctx, chromedp.Evaluate[string](expression))
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
	shows := func(what, expression string) {
		t.Helper()
		for range 100 {
			if strings.Contains(eval(expression), what) {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
		t.Errorf("%s is not %q, but %.500q", expression, what, eval(expression))
	}
	const texts = `[...document.querySelectorAll(".opblock-summary")].map(e => e.innerText.replace(/\s+/g, " ")).join("\n")`
	for _, want := range []string{"GET /shelves List shelves", "GET /shelves/{id} Read one row of shelves", "DELETE /shelves/{id}"} {
		shows(want, texts)
	}
	if path := eval(`location.pathname`); path != "/docs/" {
		t.Errorf("the page is at %s", path)
	}
	const row = `#operations-shelves-getShelf `
	do(chromedp.Click(chromedp.CSS(row + ".opblock-summary-control")))
	do(chromedp.Click(chromedp.CSS(row + ".try-out__btn")))
	do(chromedp.Focus(chromedp.CSS(row+`tr[data-param-name="id"] input`)), chromedp.KeyEvent("7"))
	do(chromedp.Click(chromedp.CSS(row + ".execute")))
	shows("Atlases", fmt.Sprintf(`document.querySelector(%q)?.innerText ?? ""`, row+".live-responses-table"))
	w.report(t)
}

// servePage serves a row, and the page about it.
func servePage(t *testing.T) string {
	t.Helper()
	db := dbtest.SQLite(t, &shelf{})
	if err := db.Create(&shelf{ID: 7, Name: "Atlases"}).Error; err != nil {
		t.Fatal(err)
	}
	engine, doc := gin.New(), openapi.New(openapi.Info{Title: "Library", Version: "1"})
	shelves := crud.Must(crud.New(db, crud.Config[shelf]{}))
	if err := crud.Mount(engine.Group("/shelves"), shelves, crud.Deletable(), crud.Describe(doc.Add)); err != nil {
		t.Fatal(err)
	}
	if err := doc.Mount(engine); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(engine)
	t.Cleanup(server.Close)
	return server.URL
}

// watch notes what goes wrong in a page.
type watch struct {
	base string

	lock   sync.Mutex
	wrongs []string
}

// open opens an address in a browser of its own.
func (w *watch) open(t *testing.T, address string) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.WindowSize(1280, 860))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, closeBrowser := chromedp.NewContext(allocator)
	t.Cleanup(closeBrowser)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(chromedp.Do(ctx, chromedp.Navigate("about:blank")))
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(cancel)
	must(chromedp.Listen(ctx, w.listen))
	_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	must(err)
	_, err = chromedp.Call(ctx, log.Enable, cdp.Empty{})
	must(err)
	_, err = chromedp.Call(ctx, runtime.Enable, cdp.Empty{})
	must(err)
	must(chromedp.Do(ctx, chromedp.Navigate(address)))
	return ctx
}

// listen notes errors of the console, and requests to another host.
func (w *watch) listen(event any) {
	wrong := ""
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		u, err := url.Parse(e.Request.URL)
		if err == nil && u.Scheme != "data" && u.Scheme != "about" && u.Scheme+"://"+u.Host != w.base {
			wrong = "a request to " + e.Request.URL
		}
	case *runtime.EventExceptionThrown:
		wrong = "an exception: " + e.ExceptionDetails.Text
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError {
			wrong = fmt.Sprintf("the console: %s", e.Args[0].Value)
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			wrong = "the log: " + e.Entry.Text + " " + e.Entry.URL
		}
	}
	if wrong != "" {
		w.lock.Lock()
		defer w.lock.Unlock()
		w.wrongs = append(w.wrongs, wrong)
	}
}

func (w *watch) report(t *testing.T) {
	t.Helper()
	w.lock.Lock()
	defer w.lock.Unlock()
	for _, wrong := range w.wrongs {
		t.Error(wrong)
	}
}

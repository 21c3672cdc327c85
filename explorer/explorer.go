package explorer

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/crudfactory/crudfactory/crud"
)

// Explorer holds the pages of resources. Add and Mount come before the first
// request; then it does not change.
type Explorer struct {
	title    string
	writable bool
	key      []byte
	// publicURL and formAction are those of the options.
	publicURL  string
	formAction []string
	// prefix stands before all paths as browsers see them, and origin before that;
	// both are empty without PublicURL.
	prefix, origin string
	// policy is the Content-Security-Policy, protection refuses what browsers say
	// comes from elsewhere.
	policy     string
	protection *http.CrossOriginProtection
	// base is the path of the mount, app answers the requests behind pages.
	base      string
	app       http.Handler
	resources []*resource
}

// Option changes an Explorer.
type Option func(*Explorer)

// Writable offers forms to create, edit, delete and restore rows, where a resource
// takes such requests. Without it an Explorer answers nothing but GET and HEAD.
func Writable() Option { return func(e *Explorer) { e.writable = true } }

// Title is the name at the top of pages; without it "Explorer".
func Title(title string) Option { return func(e *Explorer) { e.title = title } }

// Key signs the tokens of forms, for several processes that serve one explorer;
// 32 bytes or more. Without it each process draws its own.
func Key(key []byte) Option { return func(e *Explorer) { e.key = key } }

// New makes an Explorer without resources: crud.Describe(e.Add) gives it one.
func New(options ...Option) *Explorer {
	e := &Explorer{title: "Explorer"}
	for _, option := range options {
		option(e)
	}
	if e.key == nil {
		e.key = make([]byte, minKey)
		_, _ = rand.Read(e.key) // it never fails
	}
	return e
}

// minKey is the least length of a key, in bytes.
const minKey = 32

// Add takes a resource in; crud.Describe calls it.
func (e *Explorer) Add(d crud.Description) { e.resources = append(e.resources, newResource(d)) }

// Mount serves the pages at and below a router's path, which has no parameters
// and nothing else below it. The application is what answers the resources'
// paths, mostly the engine that the router belongs to.
func (e *Explorer) Mount(r gin.IRouter, app http.Handler) error {
	base := strings.TrimSuffix(r.Group("").BasePath(), "/")
	switch {
	case strings.ContainsAny(base, ":*"):
		return fmt.Errorf("explorer: %q: the path has a parameter", base)
	case e.app != nil:
		return errors.New("explorer: mounted twice")
	case app == nil:
		return errors.New("explorer: there is no application to ask")
	case len(e.key) < minKey:
		return fmt.Errorf("explorer: the key has %d bytes, and needs %d", len(e.key), minKey)
	}
	if err := e.settle(); err != nil {
		return err
	}
	e.base, e.app = base, app
	methods := []string{http.MethodGet, http.MethodHead}
	if e.writable {
		methods = append(methods, http.MethodPost)
	}
	for _, method := range methods {
		r.Handle(method, "/*path", e.serve)
	}
	return nil
}

// serve finds the page that a path below the mount names: its first segment is
// the kind of page, what follows is a path of the application.
func (e *Explorer) serve(c *gin.Context) {
	kind, rest, _ := strings.Cut(strings.TrimPrefix(c.Request.URL.EscapedPath(), e.base+"/"), "/")
	v := &visit{Explorer: e, c: c}
	if c.Request.Method == http.MethodPost {
		v.write(kind, rest)
		return
	}
	switch kind {
	case "":
		v.index()
	case "assets":
		v.asset(rest)
	case "open":
		v.open()
	case "list":
		v.onResource(rest, v.list)
	case "row":
		v.onRow(rest, v.row)
	default:
		v.forms(kind, rest)
	}
}

// forms answers the pages of writes.
func (v *visit) forms(kind, rest string) {
	switch {
	case !v.writable:
		v.notFound()
	case kind == "new":
		v.onResource(rest, v.newForm)
	case kind == "edit":
		v.onRow(rest, v.editForm)
	case kind == "delete":
		v.onRow(rest, v.deleteForm)
	case kind == "restore":
		v.onRow(rest, v.restoreForm)
	default:
		v.notFound()
	}
}

// write takes the forms in.
func (v *visit) write(kind, rest string) {
	if !v.genuine() {
		return
	}
	switch kind {
	case "new":
		v.onResource(rest, v.create)
	case "edit":
		v.onRow(rest, v.edit)
	case "delete":
		v.onRow(rest, v.remove)
	case "restore":
		v.onRow(rest, v.restore)
	default:
		v.notFound()
	}
}

package crud

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/crudfactory/crudfactory/schemas"
)

// Op is a set of operations of a mounted resource.
type Op uint16

// The operations.
const (
	// OpList is the three list endpoints.
	OpList Op = 1 << iota
	// OpGet is one row by its key.
	OpGet

	// Reads is every operation that changes nothing.
	Reads = OpList | OpGet
)

// MountOption changes what Mount registers.
type MountOption func(*mounting)

// mounting gathers options before routes are registered.
type mounting struct {
	core     core
	handlers readHandlers
	read     func(core) (readHandlers, error)
	scopes   []ScopeFunc
	without  Op
	use      []use
	param    string
	textKeys bool
	errs     []error
}

type use struct {
	op       Op
	handlers []gin.HandlerFunc
}

// readHandlers are what a view of any shape offers to routes.
type readHandlers interface {
	ListHandler(by ...ScopeFunc) gin.HandlerFunc
	OffsetHandler(by ...ScopeFunc) gin.HandlerFunc
	CursorHandler(by ...ScopeFunc) gin.HandlerFunc
	GetHandler(param string, by ...ScopeFunc) gin.HandlerFunc
}

// Read answers rows as R: only the columns that fill it are selected. Its
// fields are matched as As does. Without it the model is the read schema.
func Read[R any]() MountOption {
	return func(m *mounting) {
		m.read = func(c core) (readHandlers, error) {
			v, err := as[R](c)
			return &v, err
		}
	}
}

// ReadFunc answers what a function makes of each row.
func ReadFunc[M, R any](to func(M) R) MountOption {
	return func(m *mounting) {
		m.read = func(c core) (readHandlers, error) {
			if want, got := c.model.Schema.ModelType, reflect.TypeFor[M](); want != got {
				return nil, fmt.Errorf("%s: ReadFunc takes %s, the resource's model is %s", c.resource.Name, got, want)
			}
			v := asFunc(c, to)
			return &v, c.clash(v.record, reflect.TypeFor[R]())
		}
	}
}

// ScopeBy narrows each request by a scope that is found from it, such as its
// tenant's rows.
func ScopeBy(scopeOf ScopeFunc) MountOption {
	return func(m *mounting) { m.scopes = append(m.scopes, scopeOf) }
}

// Use puts handlers before the operations' own, such as an authorisation.
func Use(op Op, handlers ...gin.HandlerFunc) MountOption {
	return func(m *mounting) { m.use = append(m.use, use{op, handlers}) }
}

// Without leaves operations out.
func Without(op Op) MountOption {
	return func(m *mounting) { m.without |= op }
}

// IDParam names the path's parameter, for a router that has another name at the
// same place already; without it the name is "id".
func IDParam(name string) MountOption {
	return func(m *mounting) { m.param = name }
}

// TextKeys tells that no row of a table with a text key is called "offset" or
// "cursor", which are routes.
func TextKeys() MountOption {
	return func(m *mounting) { m.textKeys = true }
}

// Mount registers a resource's routes: the lists at "", "/offset" and
// "/cursor", and one row at "/:id", each for GET and HEAD. Every mistake in the
// options is reported at once, and nothing is registered then.
func Mount[M any](r gin.IRouter, f *CrudFactory[M], options ...MountOption) error {
	m := &mounting{core: f.core, handlers: &f.view, param: "id"}
	for _, option := range options {
		option(m)
	}
	if m.read != nil {
		handlers, err := m.read(m.core)
		m.handlers, m.errs = handlers, append(m.errs, err)
	}
	m.checkKeys()
	m.checkParam()
	if err := errors.Join(m.errs...); err != nil {
		return err
	}
	m.register(r)
	return nil
}

// checkKeys refuses text keys, which can collide with routes.
func (m *mounting) checkKeys() {
	key := m.core.resource.PrimaryKey
	if len(key) == 1 && key[0].Kind == schemas.Text && m.without&Reads == 0 && !m.textKeys {
		m.errs = append(m.errs, fmt.Errorf(`%s: a row whose %s is "offset" or "cursor" would be hidden by those routes: `+
			"mount with crud.TextKeys() where there is none, or with crud.Without(crud.OpGet)", m.core.resource.Name, key[0].Path))
	}
}

// checkParam refuses a name that gin would panic at, with routes half registered.
func (m *mounting) checkParam() {
	if m.param == "" || strings.ContainsAny(m.param, "/:*") {
		m.errs = append(m.errs, fmt.Errorf("%s: %q cannot name a parameter of a path", m.core.resource.Name, m.param))
	}
}

func (m *mounting) register(r gin.IRouter) {
	m.get(r, OpList, "", m.handlers.ListHandler(m.scopes...))
	m.get(r, OpList, "/offset", m.handlers.OffsetHandler(m.scopes...))
	m.get(r, OpList, "/cursor", m.handlers.CursorHandler(m.scopes...))
	m.get(r, OpGet, "/:"+m.param, m.handlers.GetHandler(m.param, m.scopes...))
}

// get registers a route for GET and HEAD, behind the handlers of its operation.
func (m *mounting) get(r gin.IRouter, op Op, path string, handler gin.HandlerFunc) {
	if m.without&op != 0 {
		return
	}
	var chain []gin.HandlerFunc
	for _, u := range m.use {
		if u.op&op != 0 {
			chain = append(chain, u.handlers...)
		}
	}
	chain = append(chain, handler)
	r.GET(path, chain...)
	r.HEAD(path, chain...)
}

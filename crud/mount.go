package crud

import (
	"context"
	"errors"
	"fmt"
	"net/http"
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
	// OpCreate is POST to the list.
	OpCreate
	// OpReplace is PUT, OpPatch is PATCH of one row.
	OpReplace
	OpPatch
	// OpDelete is DELETE of one row.
	OpDelete
	// OpRestore is POST to a row's restore.
	OpRestore
	// OpBulk is each of the bulk requests that the resource takes; each is OpCreate,
	// OpPatch or OpDelete as well.
	OpBulk
	// OpDescribe is OPTIONS of each path, which tells the declaration. It stands
	// behind the handlers of the path's first operation and of lists, too. Leave it
	// out where the router answers OPTIONS there already.
	OpDescribe

	// Reads is every operation that changes nothing, Writes every other.
	Reads  = OpList | OpGet | OpDescribe
	Writes = OpCreate | OpReplace | OpPatch | OpDelete | OpRestore | OpBulk
	// OpUpdate is either way to update a row, as hooks are told of it.
	OpUpdate = OpReplace | OpPatch
)

// MountOption changes what Mount registers.
type MountOption func(*mounting)

// mounting gathers options before routes are registered.
type mounting struct {
	core     core
	handlers readHandlers
	read     func(core) (readHandlers, error)
	// create and update make the schemas of bodies; nil without such writes.
	create, update func(c core, readable []string) (*input, error)
	deletable      bool
	restorable     bool
	mustMatch      bool
	putCreates     bool
	scopes         []ScopeFunc
	shardBy        ShardFunc
	without        Op
	use            []use
	param          string
	textKeys       bool
	observers      []func(Description)
	errs           []error
	// base is the path of the router, routes what is to be registered there.
	base   string
	routes []plannedRoute
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
	answerer
	// names are the keys of the rows, schema is what they look like, and relations
	// are those that can be answered beside.
	names() []string
	schema() SchemaDescription
	relations() []*inclusion
	// covering are the handlers of rows to whose version sets of keys belong.
	covering(sets []*schemas.Field) readHandlers
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
			if err := c.takes(reflect.TypeFor[M](), "ReadFunc"); err != nil {
				return nil, err
			}
			v := asFunc(c, to)
			return &v, c.clash(v.record, reflect.TypeFor[R]())
		}
	}
}

// Create takes POST with bodies of C: its fields are matched with columns as by
// As, and its validate tags are held. A slice may hold the keys of a many-to-many
// relation: TagIDs for tags. Keys of a body that C has not are refused.
func Create[C any]() MountOption {
	return func(m *mounting) {
		m.create = func(c core, readable []string) (*input, error) { return newInput(c, reflect.TypeFor[C](), readable) }
	}
}

// CreateFunc takes POST with bodies of C, of which a function makes a row.
func CreateFunc[C, M any](to func(context.Context, C) (M, error)) MountOption {
	return func(m *mounting) {
		m.create = func(c core, readable []string) (*input, error) {
			in, err := newInputFunc(c, reflect.TypeFor[C](), readable)
			if err == nil {
				err = c.takes(reflect.TypeFor[M](), "CreateFunc")
			}
			if err != nil {
				return nil, err
			}
			in.apply = func(ctx context.Context, from, row reflect.Value) error {
				made, err := to(ctx, from.Interface().(C)) //nolint:forcetypeassert // it was decoded as one
				row.Set(reflect.ValueOf(made))
				return err
			}
			return in, nil
		}
	}
}

// Update takes PUT and PATCH with bodies of U, the whole writable shape: PUT
// replaces it, PATCH merges into that of the row. Fields are matched as by
// Create; one of the primary key, which is in the path, is a mistake.
func Update[U any]() MountOption {
	return func(m *mounting) {
		m.update = func(c core, readable []string) (*input, error) { return newUpdate(c, reflect.TypeFor[U](), readable) }
	}
}

// UpdateFunc takes PUT and PATCH with bodies of U: from makes one of a row, apply
// changes the row.
func UpdateFunc[U, M any](from func(M) U, apply func(context.Context, U, *M) error) MountOption {
	return func(m *mounting) {
		m.update = func(c core, readable []string) (*input, error) {
			in, err := newInputFunc(c, reflect.TypeFor[U](), readable)
			if err == nil {
				err = c.takes(reflect.TypeFor[M](), "UpdateFunc")
			}
			if err != nil {
				return nil, err
			}
			in.fill = func(_ context.Context, row, to reflect.Value) error {
				to.Set(reflect.ValueOf(from(row.Interface().(M)))) //nolint:forcetypeassert // it is the model
				return nil
			}
			in.apply = func(ctx context.Context, from, row reflect.Value) error {
				return apply(ctx, from.Interface().(U), row.Addr().Interface().(*M)) //nolint:forcetypeassert // as above
			}
			return in, nil
		}
	}
}

// takes refuses a function over another model.
func (c core) takes(t reflect.Type, option string) error {
	if want := c.model.Schema.ModelType; want != t {
		return fmt.Errorf("%s: %s takes %s, the resource's model is %s", c.resource.Name, option, t, want)
	}
	return nil
}

// Deletable takes DELETE; soft where the model has a gorm.DeletedAt.
func Deletable() MountOption { return func(m *mounting) { m.deletable = true } }

// RequireIfMatch refuses PUT, PATCH and DELETE of one row without If-Match (428).
func RequireIfMatch() MountOption { return func(m *mounting) { m.mustMatch = true } }

// PutCreates lets PUT create a row under the key of its path (201).
func PutCreates() MountOption { return func(m *mounting) { m.putCreates = true } }

// Restorable takes POST to /:id/restore, which undoes a soft delete.
func Restorable() MountOption { return func(m *mounting) { m.restorable = true } }

// ScopeBy narrows each request by a scope that is found from it, such as its
// tenant's rows.
func ScopeBy(scopeOf ScopeFunc) MountOption {
	return func(m *mounting) { m.scopes = append(m.scopes, scopeOf) }
}

// ShardBy has each request read and write within one shard, whose value is found from
// it: the resource needs a ShardKey. It is found before the scopes; an error answers the
// request, and so does a text that the key cannot have (404). Paths, bodies and cursors
// do without the key then.
func ShardBy(shardOf ShardFunc) MountOption {
	return func(m *mounting) {
		if m.shardBy = shardOf; shardOf == nil {
			m.errs = append(m.errs, errors.New("ShardBy: there is no function")) // rather than all shards
		}
	}
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
// same place already, or that name in its own path; without it the name is "id".
func IDParam(name string) MountOption {
	return func(m *mounting) { m.param = name }
}

// TextKeys tells that no row of a table with a text key is called "offset" or
// "cursor", which are routes.
func TextKeys() MountOption {
	return func(m *mounting) { m.textKeys = true }
}

// Mount registers a resource's routes: the lists at "", "/offset" and
// "/cursor", and one row at "/:id", each for GET and HEAD, the writes that the
// options ask for, and OPTIONS for each path. Every mistake in the options is
// reported at once, and nothing is registered then. A route that the router has
// already is a mistake as well; below a group the routes before it stay registered.
func Mount[M any](r gin.IRouter, f *CrudFactory[M], options ...MountOption) error {
	m := &mounting{core: f.core, handlers: &f.view, param: "id", base: r.Group("").BasePath()}
	for _, option := range options {
		option(m)
	}
	if m.shardBy != nil {
		sharded := f.view
		sharded.core = m.intoShards()
		m.core, m.handlers = sharded.core, &sharded
	}
	if m.read != nil {
		handlers, err := m.read(m.core)
		m.handlers, m.errs = handlers, append(m.errs, err)
	}
	m.checkKeys()
	m.checkParam()
	w := newWriter(f.hooks, m)
	if err := errors.Join(m.errs...); err != nil {
		return err
	}
	m.planReads()
	w.plan(m)
	if err := m.planOptions(w); err != nil {
		return err
	}
	if err := m.register(r); err != nil {
		return err
	}
	for _, to := range m.observers {
		to(m.describe(w))
	}
	return nil
}

// newWriter makes the writes that the options ask for.
func newWriter(h hooks, m *mounting) *writer {
	w := &writer{
		core: m.core, hooks: h, answers: m.handlers, by: m.scopes, param: m.param, mustMatch: m.mustMatch, putCreates: m.putCreates,
	}
	if m.handlers == nil {
		return w // its mistake is told already
	}
	for _, schema := range []struct {
		make func(core, []string) (*input, error)
		in   **input
	}{{m.create, &w.create}, {m.update, &w.update}} {
		if schema.make == nil {
			continue
		}
		in, err := schema.make(m.core, m.handlers.names())
		*schema.in, m.errs = in, append(m.errs, err)
	}
	m.errs = append(m.errs, w.cover(m))
	if m.restorable && !m.core.model.SoftDeletes() {
		m.errs = append(m.errs, fmt.Errorf("%s: Restorable needs a gorm.DeletedAt", m.core.resource.Name))
	}
	if m.putCreates && m.update == nil {
		m.errs = append(m.errs, fmt.Errorf("%s: PutCreates without Update", m.core.resource.Name))
	}
	return w
}

// cover makes the sets that updates write part of the version of rows that have
// no column for it: an ETag would not tell that another client has changed them.
func (w *writer) cover(m *mounting) error {
	if w.update == nil || w.versionColumn != "" || len(w.update.columns.Sets) == 0 {
		return nil
	}
	sets, err := w.setFields(w.update.columns.Sets)
	if err != nil {
		return err
	}
	w.sets, m.handlers = sets, m.handlers.covering(sets)
	w.answers = m.handlers
	return nil
}

// plan plans the writes.
func (w *writer) plan(m *mounting) {
	one := "/:" + m.param
	if m.create != nil {
		m.route(OpCreate, "", 0, w.handle("create", (*writer).post), http.MethodPost)
		m.route(OpBulk|OpCreate, "/bulk", 0, w.handle("bulk_create", (*writer).bulkCreate), http.MethodPost)
	}
	if m.update != nil {
		behind := OpReplace
		if m.putCreates {
			behind |= OpCreate
		}
		m.routeBehind(behind, OpReplace, one, 0, w.handle("replace", (*writer).put), http.MethodPut)
		m.route(OpPatch, one, 0, w.handle("patch", (*writer).patch), http.MethodPatch)
		m.route(OpBulk|OpPatch, "/bulk", 0, w.handle("bulk_patch", (*writer).bulkPatch), http.MethodPatch)
	}
	if m.restorable {
		m.route(OpRestore, one+"/restore", 0, w.handle("restore", (*writer).restoreOne), http.MethodPost)
	}
	if m.deletable {
		m.route(OpDelete, one, 0, w.handle("delete", (*writer).remove), http.MethodDelete)
		m.route(OpBulk|OpDelete, "/bulk/delete", 0, w.handle("bulk_delete", (*writer).bulkDelete), http.MethodPost)
	}
}

// checkKeys refuses text keys, which can collide with routes.
func (m *mounting) checkKeys() {
	key := m.core.resource.PrimaryKey
	if len(key) == 1 && key[0].Kind == schemas.Text && m.without&(OpList|OpGet) == 0 && !m.textKeys {
		m.errs = append(m.errs, fmt.Errorf(`%s: a row whose %s is "offset", "cursor" or "bulk" would be hidden by those routes: `+
			"mount with crud.TextKeys() where there is none, or with crud.Without(crud.OpGet)", m.core.resource.Name, key[0].Path))
	}
}

// checkParam refuses a name that gin would panic at, with routes half registered,
// and one that the router's path has, where two values would have one name.
func (m *mounting) checkParam() {
	if m.param == "" || strings.ContainsAny(m.param, "/:*") {
		m.errs = append(m.errs, fmt.Errorf("%s: %q cannot name a parameter of a path", m.core.resource.Name, m.param))
		return
	}
	for part := range strings.SplitSeq(m.base, "/") {
		if i := strings.IndexAny(part, ":*"); i >= 0 && part[i+1:] == m.param {
			m.errs = append(m.errs, fmt.Errorf("%s: the path %s has a parameter %q already: name the row's otherwise, with crud.IDParam",
				m.core.resource.Name, m.base, m.param))
			return
		}
	}
}

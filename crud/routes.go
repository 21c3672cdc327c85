package crud

import (
	"errors"
	"fmt"
	"net/http"
	"path"
	"slices"

	"github.com/gin-gonic/gin"
)

// plannedRoute is a route with its path below the router's, and its handlers.
type plannedRoute struct {
	Route

	at    string
	chain []gin.HandlerFunc
}

// planReads plans what changes nothing.
func (m *mounting) planReads() {
	m.route(OpList, "", everything|WithOffset|WithCursor, m.handlers.ListHandler(m.scopes...), reads...)
	m.route(OpList, "/offset", everything|WithOffset, m.handlers.OffsetHandler(m.scopes...), reads...)
	m.route(OpList, "/cursor", everything|WithCursor, m.handlers.CursorHandler(m.scopes...), reads...)
	m.route(OpGet, "/:"+m.param, WithFields, m.handlers.GetHandler(m.param, m.scopes...), reads...)
}

// reads are the methods of what is read.
var reads = []string{http.MethodGet, http.MethodHead}

// route plans a route behind the handlers of its operations: a bulk request is
// both that and what it does with each row.
func (m *mounting) route(op Op, at string, p Params, handler gin.HandlerFunc, methods ...string) {
	m.routeBehind(op, op, at, p, handler, methods...)
}

// routeBehind is route for one that stands behind the handlers of more operations
// than its own.
func (m *mounting) routeBehind(behind, op Op, at string, p Params, handler gin.HandlerFunc, methods ...string) {
	if m.without&op != 0 {
		return
	}
	var chain []gin.HandlerFunc
	for _, u := range m.use {
		if u.op&behind != 0 {
			chain = append(chain, u.handlers...)
		}
	}
	for _, method := range methods {
		m.routes = append(m.routes, plannedRoute{
			Route{Method: method, Path: below(m.base, at), Op: op, Params: p, Guarded: len(chain) > 0},
			at, append(slices.Clip(chain), handler),
		})
	}
}

// below is a path below another, as gin joins them.
func below(base, relative string) string {
	if relative == "" {
		return base
	}
	return path.Join(base, relative)
}

// register registers the routes. Of an engine it is known before whether one is
// taken; a group tells only when it panics.
func (m *mounting) register(r gin.IRouter) (err error) {
	if engine, ok := r.(interface{ Routes() gin.RoutesInfo }); ok {
		taken := map[[2]string]bool{}
		for _, route := range engine.Routes() {
			taken[[2]string{route.Method, route.Path}] = true
		}
		for _, route := range m.routes {
			if taken[[2]string{route.Method, route.Path}] {
				err = errors.Join(err, fmt.Errorf("%s: %s %s is registered already", m.core.resource.Name, route.Method, route.Path))
			}
		}
		if err != nil {
			return err
		}
	}
	var at plannedRoute
	defer func() {
		if refused := recover(); refused != nil {
			err = fmt.Errorf("%s: %s %s: %v", m.core.resource.Name, at.Method, at.Path, refused)
		}
	}()
	for _, at = range m.routes {
		r.Handle(at.Method, at.at, at.chain...)
	}
	return nil
}

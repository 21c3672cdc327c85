package crud

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
)

// planOptions plans OPTIONS for each path that is planned so far, behind what guards
// the path's first operation and lists: who may not list does not learn what there
// is to list by.
func (m *mounting) planOptions(w *writer) error {
	var paths []plannedRoute
	behind := OpDescribe | OpList&^m.without
	for _, route := range m.routes {
		if !slices.ContainsFunc(paths, func(p plannedRoute) bool { return p.at == route.at }) {
			paths = append(paths, route)
		}
	}
	var body []byte
	for _, first := range paths {
		handler := describing(strings.Join(m.methods(first.at), ", "), &body, m.scopes)
		m.routeBehind(behind|first.Op, OpDescribe, first.at, 0, handler, http.MethodOptions)
	}
	var err error
	body, err = json.Marshal(m.describe(w)) // of these routes as well
	return err
}

// methods are those of a path, OPTIONS among them.
func (m *mounting) methods(at string) (methods []string) {
	for _, route := range m.routes {
		if route.at == at {
			methods = append(methods, route.Method)
		}
	}
	return append(methods, http.MethodOptions)
}

// describing answers OPTIONS: what the path allows, and what the resource takes. A
// scope can refuse the request, and narrows nothing, since no row is read.
func describing(allow string, body *[]byte, by []ScopeFunc) gin.HandlerFunc {
	return func(c *gin.Context) {
		_, err := negotiate(c, JSON)
		if err == nil {
			_, err = scopesOf(c, by)
		}
		if err != nil {
			Abort(c, err)
			return
		}
		c.Header("Allow", allow)
		c.Data(http.StatusOK, jsonAnswer, *body)
	}
}

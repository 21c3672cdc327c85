package explorer

import (
	"cmp"
	"net/http"
	"path"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/crudfactory/crudfactory/crud"
)

// HTML answers browsers with the explorer's page on the resource's own path:
//
//	crud.Mount(router.Group("/articles"), articles, crud.Describe(ex.Add), crud.Use(crud.Reads, ex.HTML()))
//
// It heeds requests that like text/html better than every format of the resource,
// once the explorer is mounted; others go on. The page is made of a second
// request for JSON, which runs through all handlers, those before this one too.
func (e *Explorer) HTML() gin.HandlerFunc {
	return func(c *gin.Context) {
		reads := c.Request.Method == http.MethodGet || c.Request.Method == http.MethodHead
		if e.app == nil || !reads {
			return
		}
		route, r := e.routed(c.FullPath())
		if r == nil {
			return
		}
		c.Writer.Header().Add("Vary", "Accept")
		if !r.prefersPage(c.Request.Header.Values("Accept")) {
			return
		}
		c.Abort()
		e.answerHere(c, route, r)
	}
}

// answerHere answers a route with its page. A list of one mode leads to that of
// both, in this mode.
func (e *Explorer) answerHere(c *gin.Context, route crud.Route, r *resource) {
	own := c.Request.URL.EscapedPath()
	v := &visit{Explorer: e, c: c, own: true, at: place{resource: r, path: own}}
	list, last := path.Split(own)
	list = cmp.Or(strings.TrimSuffix(list, "/"), "/")
	switch {
	case strings.HasPrefix(own, "//"):
		v.at = place{} // no link may lead there: a browser takes what follows for a host
		v.notFound()
	case route.Op == crud.OpGet:
		v.at.path, v.at.id = list, last
		v.row()
	case route.Path == r.Path:
		v.list()
	default:
		v.at.path = list
		v.bothModes(last)
	}
}

// bothModes leads from the list of one mode to that of both, to the same place,
// in the mode that the address asks for. What cannot be read is refused there.
func (v *visit) bothModes(mode string) {
	v.readQuery()
	if v.malformed != "" {
		v.redirect(v.listURL() + "?" + v.malformed)
		return
	}
	next := v.query.clone()
	if next.Get("pagination_type") == "" {
		next.Set("pagination_type", mode)
	}
	v.redirect(next.url(v.listURL()))
}

// routed finds the route that gin has found.
func (e *Explorer) routed(fullPath string) (crud.Route, *resource) {
	for _, r := range e.resources {
		for _, route := range r.Routes {
			if route.Path == fullPath && route.Method == http.MethodGet && r.takes(crud.OpList) {
				return route, r
			}
		}
	}
	return crud.Route{}, nil
}

// prefersPage reports whether Accept headers like a page better than what the
// resource answers otherwise.
func (r *resource) prefersPage(headers []string) bool {
	page := crud.AcceptWeight(headers, "text/html")
	for _, format := range r.Formats {
		if crud.AcceptWeight(headers, string(format)) >= page {
			return false
		}
	}
	return page > 0
}

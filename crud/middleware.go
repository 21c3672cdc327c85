package crud

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/crudfactory/crudfactory/schemas"
)

// paramsKey is where middlewares record which parameters a route takes.
const paramsKey = "crudfactory.params"

func recordParams(p Params) gin.HandlerFunc {
	return func(c *gin.Context) {
		c.Set(paramsKey, recorded(c)|p)
	}
}

// recorded are the parameters that a route's middlewares have recorded.
func recorded(c *gin.Context) Params {
	v, _ := c.Get(paramsKey)
	p, _ := v.(Params)
	return p
}

// FilterParams lets a route take filter_by, search and facets. Like its
// siblings it records only; Query reads, and answers every mistake at once.
func (*lists) FilterParams() gin.HandlerFunc { return recordParams(WithFilter) }

// OrderParams lets a route take order_by and order_dir.
func (*lists) OrderParams() gin.HandlerFunc { return recordParams(WithOrder) }

// OffsetParams lets a route take page, items_per_page and count.
func (*lists) OffsetParams() gin.HandlerFunc { return recordParams(WithOffset) }

// CursorParams lets a route take cursor, items_per_page and count.
func (*lists) CursorParams() gin.HandlerFunc { return recordParams(WithCursor) }

// PageParams lets a route take the parameters of both modes, and
// pagination_type to choose.
func (*lists) PageParams() gin.HandlerFunc { return recordParams(WithOffset | WithCursor) }

// FieldParams lets a route take fields and include, which Answer heeds.
func (*lists) FieldParams() gin.HandlerFunc { return recordParams(WithFields) }

// Query reads the parameters that the route's middlewares have recorded. Where
// it answers false, the request has been answered with a problem and aborted.
func (v *lists) Query(c *gin.Context) (Query, bool) {
	q, err := v.queryOf(c, recorded(c))
	if err != nil {
		Abort(c, err)
		return Query{}, false
	}
	return q, true
}

func (v *lists) queryOf(c *gin.Context, p Params) (Query, error) {
	raw := c.Request.URL.RawQuery
	if most := v.limits.QueryBytes; len(raw) > most {
		return Query{}, schemas.NewProblem(http.StatusRequestURITooLong, "query_too_long", "Query string too long",
			fmt.Sprintf("the query string has %d bytes; at most %d are read", len(raw), most))
	}
	if n, most := strings.Count(raw, "&")+1, v.limits.Parameters; n > most {
		return Query{}, malformed(fmt.Errorf("it has %d parameters; at most %d are read", n, most))
	}
	// URL.Query would drop what it cannot read, and so answer unfiltered rows.
	values, err := url.ParseQuery(raw)
	if err != nil {
		return Query{}, malformed(err)
	}
	if prefers(c, "handling", "strict") {
		p |= Strict
	}
	return v.ParseQuery(values, p)
}

// prefers reports a preference of the client, whose value may be quoted and be
// followed by parameters (RFC 7240, section 2).
func prefers(c *gin.Context, name, value string) bool {
	for _, header := range c.Request.Header.Values("Prefer") {
		for one := range strings.SplitSeq(header, ",") {
			one, _, _ = strings.Cut(one, ";")
			n, v, _ := strings.Cut(one, "=")
			if strings.EqualFold(strings.TrimSpace(n), name) && strings.EqualFold(strings.Trim(v, " \t\""), value) {
				return true
			}
		}
	}
	return false
}

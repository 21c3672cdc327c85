package isolation_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
)

// queryPaths are what query strings are sent to, each with an Accept header.
var queryPaths = [][2]string{
	{"/things", ""},
	{"/things/offset", ""},
	{"/things/cursor", ""},
	{"/things/3", ""},
	{"/things", "application/x-ndjson"},
	{"/things", "text/csv"},
}

var queries = []string{
	"", "page=2&items_per_page=2", "items_per_page=2&order_by=-ratio,note.nullsfirst&count=exact", "pagination_type=cursor&items_per_page=1",
	"filter_by[kind]=new&filter_by[kind]=used", "filter_by[small][between]=1,3", "filter_by[price][gte]=1.50", "filter_by[ratio][lt]=1e3",
	"filter_by[at][gt]=2024-02-29T00:00:00%2B02:00", "filter_by[day]=2024-02-29", "filter_by[uid][is_null]=true",
	"filter_by[uid]=f5d25d6e-3b8c-5a3f-9c1d-7d9bde37bd95", "filter_by[big][in]=1,9223372036854775807", "filter_by[note][icontains]=%25_%5C",
	"filter_by[badges__name][ne]=gold", "filter_by[lines__text]=first&filter_by[lines__count][gt]=2", "filter_by[badges__name][none][eq]=tin",
	"filter_by[around]=3", "filter_by[name][ends]=2", "filter_by[drawer__color][starts_with]=r", "search=\"thing 3\"+gold", "search=%00",
	`filter=kind%20%3D%20"new"%20AND%20(small%20>%3D%201%20OR%20NOT%20flag)%20AND%20drawer__name%20IN%20("left","right")%20OR%20note%20IS%20NULL`,
	"facets=true&facet_counts=true", "facets=kind,badges__name,day&filter_by[kind]=broken&facet_counts=true", "fields=id,owner&include=badges,lines",
	"include=drawer", "count=capped&order_by=drawer__name,-raw", "cursor=AAAA", "order_by=at&order_dir=desc&filter=", "page=9223372036854775807",
	"filter_by[small]=99999999999999999999", "x=1;y=2", "filter_by[=1", "filter_by[kind][eq][eq]=new", "%zz", "page=1&page=2", "sort=1",
	"filter=" + `name = "x' OR '1'='1"`, "order_by=(CASE WHEN 1 THEN id END)", "search=' OR 1=1 --", "filter_by[name]=\xff\xfe",
}

// FuzzQueryString sends whole query strings to a resource with a field of every kind
// in a database. Whatever they are: no failure, JSON, and no row out of the scope.
func FuzzQueryString(f *testing.F) {
	_, h := serveThings(f)
	for i, query := range queries {
		f.Add(uint8(i), query)
		f.Add(uint8(0), query)
		f.Add(uint8(2), query)
	}
	f.Fuzz(func(t *testing.T, to uint8, query string) {
		path := queryPaths[int(to)%len(queryPaths)]
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path[0], http.NoBody)
		r.URL.RawQuery = query
		if path[1] != "" {
			r.Header.Set("Accept", path[1])
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		said := query
		// A cursor holds what its client has put into it.
		if values, err := url.ParseQuery(query); err == nil {
			said += inTokens(values.Get("cursor"))
		}
		unharmed(t, r, said, w)
	})
}

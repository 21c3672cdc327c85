package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// Requests that are drawn from the document are never answered by what it does
// not say: another status, header or body.
func TestRequestsDrawnFromTheDocument(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		doc, err := newContract(a.get(t, "/openapi.json").body)
		if err != nil {
			t.Fatal(err)
		}
		operations := doc.operations()
		good := map[string]int{} // answers of 2xx, by the kind of operation
		rapid.Check(t, func(rt *rapid.T) {
			for range 20 {
				d := drawing{rt}
				method, path, _ := strings.Cut(rapid.SampledFrom(operations).Draw(rt, "operation"), " ")
				operation := doc.spec.Paths.Value(path).GetOperation(method)
				request := d.request(a.url, path, method, operation)
				response, err := http.DefaultClient.Do(request)
				if err != nil {
					rt.Fatal(err)
				}
				body, err := io.ReadAll(response.Body)
				_ = response.Body.Close()
				if err != nil {
					rt.Fatal(err)
				}
				if err := doc.check(request, response, body); err != nil {
					rt.Fatalf("%s %s: %d: %v: %.500s", method, request.URL, response.StatusCode, err, body)
				}
				if response.StatusCode >= http.StatusInternalServerError {
					rt.Fatalf("%s %s: %d %s", method, request.URL, response.StatusCode, body)
				}
				if response.StatusCode < 300 {
					good[kind.FindString(operation.OperationID)]++
				}
			}
		})
		for _, one := range []string{"list", "get", "create", "replace", "update", "bulk", "describe"} {
			if good[one] == 0 {
				t.Errorf("%s never went well: %v", one, good)
			}
		}
	})
}

// kind is the first word of an operation's identifier.
var kind = regexp.MustCompile("^[a-z]+")

// operations are those of resources, as METHOD PATH; of OPTIONS there is enough
// with those of rows.
func (c *contract) operations() (all []string) {
	for path, item := range c.spec.Paths.Map() {
		for method := range item.Operations() {
			if path != "/healthz" && path != "/readyz" && (method != http.MethodOptions || strings.HasSuffix(path, "}")) {
				all = append(all, method+" "+path)
			}
		}
	}
	slices.Sort(all)
	return all
}

// drawing draws what a document allows.
type drawing struct{ rt *rapid.T }

func (d drawing) request(base, path, method string, o *openapi3.Operation) *http.Request {
	query, header := url.Values{}, http.Header{}
	for _, ref := range o.Parameters {
		p := ref.Value
		if p.In == "path" {
			path = strings.ReplaceAll(path, "{"+p.Name+"}", d.key(strings.HasPrefix(path, "/categories")))
			continue
		}
		if rapid.IntRange(0, len(o.Parameters)/2).Draw(d.rt, "take "+p.Name) != 0 {
			continue
		}
		if p.In == "header" {
			header.Set(p.Name, rapid.SampledFrom([]string{"*", `"x.y"`, "return=minimal", "handling=strict"}).Draw(d.rt, p.Name))
			continue
		}
		d.parameter(query, p)
	}
	header.Set("Accept", rapid.SampledFrom([]string{
		"*/*", "application/json", "text/csv", "application/x-ndjson", "text/html",
	}).Draw(d.rt, "Accept"))
	var body io.Reader = http.NoBody
	if o.RequestBody != nil {
		content := o.RequestBody.Value.Content
		mediaType := rapid.SampledFrom(slices.Sorted(maps.Keys(content))).Draw(d.rt, "Content-Type")
		header.Set("Content-Type", mediaType)
		text, err := json.Marshal(d.value(content[mediaType].Schema.Value, "body"))
		if err != nil {
			d.rt.Fatal(err)
		}
		body = bytes.NewReader(text)
	}
	request, err := http.NewRequest(method, base+path+"?"+query.Encode(), body)
	if err != nil {
		d.rt.Fatal(err)
	}
	request.Header = header
	return request
}

// parameter writes a value as its style says.
func (d drawing) parameter(to url.Values, p *openapi3.Parameter) {
	value := d.value(p.Schema.Value, p.Name)
	list, ok := value.([]any)
	if !ok {
		to.Set(p.Name, fmt.Sprint(value))
		return
	}
	texts := make([]string, len(list))
	for i, one := range list {
		texts[i] = fmt.Sprint(one)
	}
	if p.Explode != nil && *p.Explode {
		to[p.Name] = texts
		return
	}
	to.Set(p.Name, strings.Join(texts, ","))
}

// value draws one of a schema.
func (d drawing) value(s *openapi3.Schema, label string) any {
	switch {
	case s.Const != nil:
		return s.Const
	case len(s.Enum) > 0:
		return rapid.SampledFrom(s.Enum).Draw(d.rt, label)
	case len(s.OneOf) > 0:
		return d.value(rapid.SampledFrom(s.OneOf).Draw(d.rt, label).Value, label)
	case s.Type == nil:
		return rapid.SampledFrom([]any{nil, true, 1, "a", []any{}, map[string]any{}}).Draw(d.rt, label)
	case s.Type.Includes("null") && rapid.IntRange(0, 4).Draw(d.rt, label+" is null") == 0:
		return nil
	case s.Type.Includes("boolean"):
		return rapid.Bool().Draw(d.rt, label)
	case s.Type.Includes("integer"):
		return d.whole(s, label)
	case s.Type.Includes("number"):
		return rapid.Float64Range(-1e6, 1e6).Draw(d.rt, label)
	case s.Type.Includes("array"):
		return d.list(s, label)
	case s.Type.Includes("object"):
		object := map[string]any{}
		for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
			if slices.Contains(s.Required, name) || rapid.Bool().Draw(d.rt, "with "+name) {
				object[name] = d.value(s.Properties[name].Value, name)
			}
		}
		return object
	}
	return d.text(s, label)
}

func (d drawing) whole(s *openapi3.Schema, label string) int64 {
	low, high := int64(-1_000), int64(1_000)
	if s.Min != nil {
		low = max(low, int64(*s.Min))
	}
	if s.Max != nil && *s.Max < float64(high) {
		high = int64(*s.Max)
	}
	return rapid.Int64Range(low, high).Draw(d.rt, label)
}

func (d drawing) list(s *openapi3.Schema, label string) []any {
	most := 3
	if s.MaxItems != nil {
		most = min(most, int(*s.MaxItems))
	}
	list := []any{}
	for range rapid.IntRange(int(s.MinItems), max(most, int(s.MinItems))).Draw(d.rt, "length of "+label) {
		one := d.value(s.Items.Value, label)
		if !s.UniqueItems || !slices.Contains(list, one) {
			list = append(list, one)
		}
	}
	return list
}

func (d drawing) text(s *openapi3.Schema, label string) string {
	switch s.Format {
	case "uuid":
		return d.key(label == "category_id")
	case "date-time":
		return time.UnixMicro(rapid.Int64Range(0, 1<<51).Draw(d.rt, label)).UTC().Format(time.RFC3339Nano)
	}
	text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-z ,"'%_\\\[\]-]{0,12}`), rapid.SampledFrom([]string{
		"", "e", "status = \"draft\"", "NOT published AND views > 3", "/title", "/status", "/tag_ids/0", "/nowhere", "-",
	})).Draw(d.rt, label)
	if s.MinLength > 0 && text == "" {
		return "x"
	}
	return text
}

// key draws the key of a row, which may be there.
func (d drawing) key(category bool) string {
	switch {
	case rapid.IntRange(0, 9).Draw(d.rt, "no row's") == 0:
		return uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(d.rt, "key")).String()
	case category:
		return rapid.SampledFrom(theWorld.categories).Draw(d.rt, "category").ID.String()
	}
	return rapid.SampledFrom(theWorld.articles).Draw(d.rt, "article").ID.String()
}

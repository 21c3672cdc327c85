package openapi

import "github.com/swaggest/openapi-go/openapi31"

// answeredHeaders are the headers of answers.
var answeredHeaders = map[string]struct {
	schema      object
	description string
}{
	"Accept-Patch":       {object{"type": "string"}, "The media types that PATCH takes."},
	"Accept-Post":        {object{"type": "string"}, "The media types that POST takes."},
	"Allow":              {object{"type": "string"}, "The methods of the path."},
	"ETag":               {object{"type": "string"}, "The row's version and that of its representation: a strong entity tag."},
	"Link":               {object{"type": "string"}, "first, prev, next and last (RFC 8288), as far as they exist."},
	"Location":           {object{"type": "string", "format": "uri-reference"}, "The path of the new row."},
	"Preference-Applied": {object{"type": "string"}, "The preference of the client that was followed."},
	"Retry-After":        {object{"type": "integer", "minimum": 0}, "Seconds to wait."},
	"Vary":               {object{"type": "string"}, "Accept, which chooses the format."},
	"X-Next-Cursor":      {object{"type": "string"}, "The next_cursor of a page by cursor."},
	"X-Total-Count":      {object{"type": "integer", "format": "int64", "minimum": 0}, "The total, where there is one."},
}

// answeredHeader is a reference to a header of answers.
func (c components) answeredHeader(name string) openapi31.HeaderOrReference {
	h := answeredHeaders[name]
	return c.header(name, openapi31.Header{Schema: h.schema, Description: &h.description})
}

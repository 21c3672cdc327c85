package openapi

import (
	"github.com/swaggest/openapi-go/openapi31"

	"github.com/crudfactory/crudfactory/crud"
)

// answeredHeaders are the headers of answers.
var answeredHeaders = map[string]struct {
	schema      object
	description string
}{
	"Accept-Patch":         {object{"type": "string"}, "The media types that PATCH takes."},
	"Accept-Post":          {object{"type": "string"}, "The media types that POST takes."},
	"Allow":                {object{"type": "string"}, "The methods of the path."},
	"ETag":                 {object{"type": "string"}, "The row's version and that of its representation: a strong entity tag."},
	"Link":                 {object{"type": "string"}, "first, prev, next and last (RFC 8288), as far as they exist."},
	"Location":             {object{"type": "string", "format": "uri-reference"}, "The path of the new row."},
	"Preference-Applied":   {object{"type": "string"}, "The preference of the client that was followed."},
	"Retry-After":          {object{"type": "integer", "minimum": 0}, "Seconds to wait."},
	"Server-Timing":        {object{"type": "string"}, "Milliseconds that went into parts of the answer (W3C Server Timing)."},
	"Vary":                 {object{"type": "string"}, "The headers of the request that choose the answer: Accept, for the format."},
	"WWW-Authenticate":     {object{"type": "string"}, "The schemes of authentication that are taken (RFC 9110, section 11.6.1)."},
	crud.ConsistencyHeader: {object{"type": "string"}, "What stands for the write: reads that bring it see it."},
	"X-Next-Cursor":        {object{"type": "string"}, "The next_cursor of a page by cursor."},
	"X-Total-Count":        {object{"type": "integer", "format": "int64", "minimum": 0}, "The total, where there is one."},
}

// sent is a header of an answer.
type sent struct {
	name string
	// always is set where no such answer lacks it.
	always bool
}

func always(name string) sent { return sent{name, true} }

func sometimes(name string) sent { return sent{name, false} }

// answeredHeaders are references to headers of answers, by their names. A guard
// of the application's own may answer without any of them.
func (c components) answeredHeaders(guarded bool, all []sent) map[string]openapi31.HeaderOrReference {
	if len(all) == 0 {
		return nil
	}
	headers := map[string]openapi31.HeaderOrReference{}
	for _, one := range all {
		of, component := answeredHeaders[one.name], "Optional"+one.name
		h := openapi31.Header{Schema: of.schema, Description: &of.description}
		if one.always && !guarded {
			h.Required, component = new(true), one.name
		}
		headers[one.name] = c.header(component, h)
	}
	return headers
}

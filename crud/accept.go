package crud

import (
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/crudfactory/crudfactory/schemas"
)

// negotiate finds the format that the client likes best; among equals the first
// one offered.
func negotiate(c *gin.Context, offered ...Format) (Format, error) {
	best, weight := Format(""), 0.0
	for _, format := range offered {
		if w := AcceptWeight(c.Request.Header.Values("Accept"), string(format)); w > weight {
			best, weight = format, w
		}
	}
	if best != "" {
		return best, nil
	}
	names := make([]string, len(offered))
	for i, format := range offered {
		names[i] = string(format)
	}
	return "", schemas.NewProblem(http.StatusNotAcceptable, "not_acceptable", "Not acceptable",
		"only "+strings.Join(names, ", ")+" is answered here")
}

// maxRanges is how many media ranges of a client are looked at.
const maxRanges = 50

// AcceptWeight is how much Accept headers like a media type, from 0 (not at all) to
// 1: the most specific range that matches it decides (RFC 9110, section 12.5.1). No
// header, or an empty one, takes everything.
func AcceptWeight(headers []string, mediaType string) float64 {
	header := strings.Join(headers, ",")
	if header == "" || header == "*/*" {
		return 1
	}
	whole, _, _ := strings.Cut(mediaType, "/")
	specific := map[string]int{"*/*": 1, whole + "/*": 2, mediaType: 3}
	best, weight := 0, 0.0
	for _, one := range strings.SplitN(header, ",", maxRanges) {
		mediaRange, params, err := mime.ParseMediaType(one)
		if err != nil || specific[mediaRange] < best || specific[mediaRange] == 0 {
			continue
		}
		best, weight = specific[mediaRange], 1
		if q, err := strconv.ParseFloat(params["q"], 64); err == nil {
			weight = q
		}
	}
	return weight
}

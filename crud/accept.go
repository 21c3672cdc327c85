package crud

import (
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/crudfactory/crudfactory/schemas"
)

// acceptable refuses a client that takes no JSON.
func acceptable(c *gin.Context) error {
	if accepts(c.Request.Header.Values("Accept"), gin.MIMEJSON) {
		return nil
	}
	return schemas.NewProblem(http.StatusNotAcceptable, "not_acceptable", "Not acceptable",
		"only "+gin.MIMEJSON+" is answered here")
}

// maxRanges is how many media ranges of a client are looked at.
const maxRanges = 50

// accepts reports whether Accept headers take a media type: the most specific
// range that matches it decides, and takes it unless its weight is zero (RFC
// 9110, section 12.5.1). No header, or an empty one, takes everything.
func accepts(headers []string, mediaType string) bool {
	header := strings.Join(headers, ",")
	if header == "" {
		return true
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
	return weight > 0
}

package openapi

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

// representations are the document as clients get it: as it is, and by gzip.
type representations struct{ plain, zipped representation }

// representation has a strong entity tag of its own (RFC 9110, section 8.8.3.3).
type representation struct {
	body []byte
	tag  string
}

// represent writes a document without blanks, and compresses it once for all
// requests.
func represent(document []byte) (all representations, err error) {
	var plain, zipped bytes.Buffer
	if err := json.Compact(&plain, document); err != nil {
		return all, err
	}
	w, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	if err != nil {
		return all, err
	}
	if _, err := w.Write(plain.Bytes()); err != nil {
		return all, err
	}
	sum := hash(plain.Bytes())
	all.plain = representation{plain.Bytes(), `"` + sum + `"`}
	all.zipped = representation{nil, `"` + sum + `.gzip"`}
	err = w.Close()
	all.zipped.body = zipped.Bytes()
	return all, err
}

// ServeHTTP answers the document, or that the client has it.
func (all representations) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header, one := w.Header(), all.plain
	zipped := takesGzip(r.Header.Values("Accept-Encoding"))
	if zipped {
		one = all.zipped
	}
	header.Set("ETag", one.tag)
	header.Set("Cache-Control", "no-cache")
	header.Add("Vary", "Accept-Encoding")
	if one.isOf(r.Header.Values("If-None-Match")) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	header.Set("Content-Type", "application/json; charset=utf-8")
	header.Set("Content-Length", strconv.Itoa(len(one.body)))
	if zipped {
		header.Set("Content-Encoding", "gzip")
	}
	_, _ = w.Write(one.body) // a client that has gone needs no error
}

// isOf reports whether If-None-Match has the representation's tag, compared weakly
// (RFC 9110, section 13.1.2).
func (one representation) isOf(headers []string) bool {
	for tag := range strings.SplitSeq(strings.Join(headers, ","), ",") {
		if tag = strings.TrimSpace(tag); tag == "*" || strings.TrimPrefix(tag, "W/") == one.tag {
			return true
		}
	}
	return false
}

// takesGzip reads Accept-Encoding (RFC 9110, section 12.5.3): gzip by its name, or
// else among all, and not with a weight of 0.
func takesGzip(headers []string) bool {
	weights := map[string]float64{}
	for one := range strings.SplitSeq(strings.Join(headers, ","), ",") {
		coding, parameter, _ := strings.Cut(one, ";")
		weight := 1.0
		if q, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(parameter)), "q="); ok {
			weight, _ = strconv.ParseFloat(q, 64) // what is no number counts as 0
		}
		weights[strings.ToLower(strings.TrimSpace(coding))] = weight
	}
	weight, named := weights["gzip"]
	if !named {
		weight = weights["*"]
	}
	return weight > 0
}

func hash(body []byte) string {
	sum := sha256.Sum256(body)
	return base64.StdEncoding.EncodeToString(sum[:])
}

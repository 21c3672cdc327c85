package faults

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// patience is how long a client waits for an answer, which is much longer than
// the application may take.
const patience = budget + 27*time.Second

// client asks one thing after the other. Its units are written by nobody else, so
// that it knows what they may be.
type client struct {
	t      *testing.T
	number int
	url    string
	http   *http.Client
	tally  *tally
	random *rand.Rand
	// forget drops units that are certainly gone, which are otherwise looked for at
	// the end.
	forget bool

	made  int
	units []*unit
	// counted are the increments that were acknowledged, and those that were not.
	counted, perhaps int64
}

// answer is what came back. Its status is 0 where the connection ended before the
// answer was whole.
type answer struct {
	request string
	status  int
	header  http.Header
	body    []byte
	err     error
	took    time.Duration
}

// unavailable reports answers that tell to try again; a write may have happened.
func (a answer) unavailable() bool {
	return a.status == http.StatusServiceUnavailable || a.status == http.StatusGatewayTimeout
}

func (a answer) String() string {
	return fmt.Sprintf("%s: %d %v %.500s", a.request, a.status, a.err, a.body)
}

// ask sends a request, and holds the answer against what is documented.
func (c *client) ask(method, path string, body any, headers ...string) answer {
	c.t.Helper()
	a := c.send(method, path, body, headers...)
	c.tally.count(a)
	switch {
	case a.err != nil:
		c.mistakef("no whole answer: %s", a)
	case a.status == http.StatusServiceUnavailable && a.header.Get("Retry-After") == "":
		c.mistakef("503 without Retry-After: %s", a)
	case a.status >= 400 && !a.isProblem():
		c.mistakef("an error that is no problem: %s", a)
	}
	return a
}

func (c *client) send(method, path string, body any, headers ...string) answer {
	a := answer{request: method + " " + path}
	var sent io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			a.err = err
			return a
		}
		sent = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.url+path, sent)
	if err != nil {
		a.err = err
		return a
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	begun := time.Now()
	response, err := c.http.Do(r)
	if err != nil {
		a.err = err
		return a
	}
	defer response.Body.Close() //nolint:errcheck // it was read to its end
	a.status, a.header = response.StatusCode, response.Header
	a.body, a.err = io.ReadAll(response.Body)
	a.took = time.Since(begun)
	return a
}

func (a answer) isProblem() bool {
	var p struct {
		Status int    `json:"status"`
		Code   string `json:"code"`
	}
	return strings.HasPrefix(a.header.Get("Content-Type"), "application/problem+json") &&
		json.Unmarshal(a.body, &p) == nil && p.Status == a.status && p.Code != ""
}

// expect reports whether a request was answered as it should be without faults;
// anything but that or a request to try again is a mistake.
func (c *client) expect(a answer, statuses ...int) bool {
	c.t.Helper()
	if slices.Contains(statuses, a.status) {
		return true
	}
	if !a.unavailable() && a.err == nil {
		c.mistakef(fmt.Sprintf("%s answered %d, want one of %v", shape(a.request), a.status, statuses)+": %s", a)
	}
	return false
}

// shape is a request without its numbers, by which mistakes are sorted.
func shape(request string) string {
	path, _, _ := strings.Cut(request, "?")
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '%' {
			return -1
		}
		return r
	}, path)
}

// into reads a body that was answered as a success.
func (c *client) into(a answer, v any) bool {
	c.t.Helper()
	if err := json.Unmarshal(a.body, v); err != nil {
		c.mistakef("a body that cannot be read: %v: %s", err, a)
		return false
	}
	return true
}

func (c *client) mistakef(format string, args ...any) {
	c.t.Helper()
	c.tally.mistakef(c.t, format, args...)
}

// check reports an error about an answer.
func (c *client) check(a answer, err error) bool {
	c.t.Helper()
	if err != nil {
		c.mistakef("a wrong answer: %s: %v", a, err)
	}
	return err == nil
}

// step does one thing at random.
func (c *client) step() {
	u := c.any()
	switch n := c.random.IntN(100); {
	case u == nil || len(c.units) < 4 || n < 6:
		c.create(1)
	case n < 10:
		c.create(2 + c.random.IntN(20))
	case n < 40:
		c.write(u)
	case n < 50:
		c.countUp()
	case n < 65:
		c.get(u)
	case n < 75:
		c.page()
	case n < 82:
		c.snapshot()
	case n < 88:
		c.walk()
	case n < 93:
		c.stream()
	case n < 96:
		c.narrowed()
	default:
		c.refused(u)
	}
}

// any is one of the units that may be there.
func (c *client) any() *unit {
	there := slices.DeleteFunc(slices.Clone(c.units), func(u *unit) bool { return u.certain() && u.mayBeGone() })
	if len(there) == 0 {
		return nil
	}
	return there[c.random.IntN(len(there))]
}

// some is a state that rows can be written with.
func (c *client) some() state {
	return state{there: true, kind: kinds[c.random.IntN(len(kinds))], amount: c.random.Int64N(1000)}
}

// errNoEnd is a walk that does not come to its end.
var errNoEnd = errors.New("the walk has no end")

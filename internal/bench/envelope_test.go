package bench

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
)

// What a client of the hand-written contenders can ask, and the shape of what it
// gets. That has what crudfactory answers, less a cursor to go back.

const (
	pageSize    = 20
	maxPageSize = 100
	countCap    = 10_000
	maxBody     = 4 << 20
)

// list is the path of a list, which has one order.
type list string

const (
	newest   list = "/articles" // created_at and id descending
	mixed    list = "/mixed"    // created_at descending, then title and id ascending
	nullable list = "/nullable" // priority and id ascending, NULL last
)

// position is a place in a list: the values that its order needs.
type position struct {
	createdAt time.Time
	id        int64
	priority  *int32
	title     string
}

func (l list) position(a Article) position {
	switch l {
	case newest:
		return position{createdAt: a.CreatedAt, id: a.ID}
	case mixed:
		return position{createdAt: a.CreatedAt, id: a.ID, title: a.Title}
	case nullable:
		return position{id: a.ID, priority: a.Priority}
	}
	panic("no such list")
}

func (p position) encode() string {
	b := binary.BigEndian.AppendUint64(make([]byte, 0, 64), uint64(p.createdAt.UnixMicro()))
	b = binary.BigEndian.AppendUint64(b, uint64(p.id))
	if p.priority == nil {
		b = append(b, 0, 0, 0, 0, 0)
	} else {
		b = binary.BigEndian.AppendUint32(append(b, 1), uint32(*p.priority))
	}
	return base64.RawURLEncoding.EncodeToString(append(b, p.title...))
}

func decodePosition(token string) (position, error) {
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(b) < 21 {
		return position{}, errors.New("not a cursor")
	}
	p := position{
		createdAt: time.UnixMicro(int64(binary.BigEndian.Uint64(b))),
		id:        int64(binary.BigEndian.Uint64(b[8:])),
		title:     string(b[21:]),
	}
	if b[16] == 1 {
		p.priority = new(int32(binary.BigEndian.Uint32(b[17:])))
	}
	return p, nil
}

// pageRequest is what a client can ask for.
type pageRequest struct {
	size, number int
	after        *position // nil: from the start
	count        string
	facetCounts  bool
	below        *int64 // a bound of views
	search       string
}

func readPageRequest(c *gin.Context) (r pageRequest, err error) {
	if r.size, err = readNumber(c, "items_per_page", pageSize); err != nil {
		return r, err
	}
	if r.size > maxPageSize {
		return r, errors.New("items_per_page is too large")
	}
	if r.number, err = readNumber(c, "page", 1); err != nil {
		return r, err
	}
	if token := c.Query("cursor"); token != "" {
		p, err := decodePosition(token)
		if err != nil {
			return r, err
		}
		r.after = &p
	}
	if text := c.Query("filter_by[views][lt]"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return r, errors.New("filter_by[views][lt] is no integer")
		}
		r.below = &n
	}
	r.count, r.search, r.facetCounts = c.Query("count"), c.Query("search"), c.Query("facet_counts") == "true"
	return r, nil
}

func readNumber(c *gin.Context, name string, usual int) (int, error) {
	text := c.Query(name)
	if text == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, errors.New(name + " is no positive number")
	}
	return n, nil
}

func (r pageRequest) skipped() int { return (r.number - 1) * r.size }

// pageAnswer is the envelope.
type pageAnswer struct {
	Items      []Article    `json:"items"`
	Pagination pageInfo     `json:"pagination"`
	Facets     *facetValues `json:"filter_attributes"`
	Counts     *facetCounts `json:"filter_counts,omitempty"`
}

type pageInfo struct {
	total

	NextCursor   *string `json:"next_cursor"`
	ItemsPerPage int     `json:"items_per_page"`
	HasMore      bool    `json:"has_more"`
}

type total struct {
	TotalCount    *int64  `json:"total_count,omitempty"`
	TotalRelation *string `json:"total_relation,omitempty"`
}

func newTotal(n int64, relation string) total { return total{&n, &relation} }

type facetValues struct {
	Status    []string `json:"status"`
	Published []bool   `json:"published"`
	Category  []string `json:"category__name"`
}

// facetCounts are the values with how many rows have each; articles without a
// category are counted under null.
type facetCounts struct {
	Status    []bucket[string]  `json:"status"`
	Published []bucket[bool]    `json:"published"`
	Category  []bucket[*string] `json:"category__name"`
}

type bucket[T any] struct {
	Value T     `json:"value"`
	Count int64 `json:"count"`
}

func (f facetCounts) values() *facetValues {
	var v facetValues
	for _, b := range f.Status {
		v.Status = append(v.Status, b.Value)
	}
	for _, b := range f.Published {
		v.Published = append(v.Published, b.Value)
	}
	for _, b := range f.Category {
		if b.Value != nil {
			v.Category = append(v.Category, *b.Value)
		}
	}
	return &v
}

// newAnswer cuts off the row that was read to see whether there are more.
func newAnswer(rows []Article, l list, r pageRequest) *pageAnswer {
	answer := &pageAnswer{Items: rows, Pagination: pageInfo{ItemsPerPage: r.size}}
	if len(rows) > r.size {
		answer.Items = rows[:r.size]
		token := l.position(rows[r.size-1]).encode()
		answer.Pagination.NextCursor, answer.Pagination.HasMore = &token, true
	}
	return answer
}

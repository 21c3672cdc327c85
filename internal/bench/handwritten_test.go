package bench

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
)

// What both hand-written contenders share: reading the request, and the shape
// of the answer. It has what crudfactory answers, less a cursor to go back.

const (
	pageSize    = 20
	maxPageSize = 100
)

// position is a place in the list.
type position struct {
	createdAt time.Time
	id        int64
}

func (p position) encode() string {
	b := binary.BigEndian.AppendUint64(nil, uint64(p.createdAt.UnixMicro()))
	b = binary.BigEndian.AppendUint64(b, uint64(p.id))
	return base64.RawURLEncoding.EncodeToString(b)
}

func decodePosition(token string) (position, error) {
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(b) != 16 {
		return position{}, errors.New("not a cursor")
	}
	return position{
		createdAt: time.UnixMicro(int64(binary.BigEndian.Uint64(b))),
		id:        int64(binary.BigEndian.Uint64(b[8:])),
	}, nil
}

// pageRequest is what a client can ask for.
type pageRequest struct {
	size, number int
	after        *position // nil: from the start
	count        bool
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
	r.count = c.Query("count") != "none"
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

// pageAnswer is the envelope; T is a row.
type pageAnswer[T any] struct {
	Items      []T           `json:"items"`
	Pagination paginationOf  `json:"pagination"`
	Facets     *facetsAnswer `json:"filter_attributes"`
}

type paginationOf struct {
	NextCursor   *string `json:"next_cursor"`
	ItemsPerPage int     `json:"items_per_page"`
	HasMore      bool    `json:"has_more"`
	TotalCount   *int64  `json:"total_count,omitempty"`
}

type facetsAnswer struct {
	Status    []string `json:"status"`
	Published []bool   `json:"published"`
	Category  []string `json:"category__name"`
}

// newAnswer cuts off the row that was read to see whether there are more.
func newAnswer[T any](rows []T, size int, at func(T) position) *pageAnswer[T] {
	answer := &pageAnswer[T]{Items: rows, Pagination: paginationOf{ItemsPerPage: size}}
	if len(rows) > size {
		answer.Items = rows[:size]
		token := at(rows[size-1]).encode()
		answer.Pagination.NextCursor, answer.Pagination.HasMore = &token, true
	}
	return answer
}

// answerWith makes a handler of a function that reads a page.
func answerWith[T any](read func(*gin.Context, pageRequest) (*pageAnswer[T], error)) gin.HandlerFunc {
	return func(c *gin.Context) {
		request, err := readPageRequest(c)
		if err != nil {
			c.AbortWithStatusJSON(http.StatusUnprocessableEntity, gin.H{"detail": err.Error()})
			return
		}
		answer, err := read(c, request)
		if err != nil {
			c.AbortWithStatusJSON(http.StatusInternalServerError, gin.H{"detail": "internal error"})
			return
		}
		c.JSON(http.StatusOK, answer)
	}
}

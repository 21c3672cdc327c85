package bench

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
)

// What both hand-written contenders share: the routes, and what they do beside
// asking the database. It is what a careful person writes, and no more.

// database is what the hand-written contenders write by themselves.
type database interface { //nolint:interfacebloat // one method for each workload
	// rows reads a page and one row behind it.
	rows(ctx context.Context, l list, r pageRequest) ([]Article, error)
	exact(ctx context.Context, r pageRequest) (int64, error)
	// capped counts as far as one beyond the cap.
	capped(ctx context.Context, r pageRequest) (int64, error)
	// plan is how PostgreSQL would read the rows: EXPLAIN (FORMAT JSON).
	plan(ctx context.Context, r pageRequest) (string, error)
	values(ctx context.Context, r pageRequest) (facetValues, error)
	counts(ctx context.Context, r pageRequest) (facetCounts, error)
	// get answers errNoRow where there is none, and so does change.
	get(ctx context.Context, id int64) (Article, error)
	each(ctx context.Context, do func(*Article) error) error
	create(ctx context.Context, row *Draft) error
	createAll(ctx context.Context, rows []Draft) error
	change(ctx context.Context, id int64, changes map[string]any) (Draft, error)
}

var errNoRow = errors.New("no such row")

// byHand answers requests.
type byHand struct{ database }

func serveByHand(d database) *gin.Engine {
	router := gin.New()
	router.Use(gin.Recovery())
	by := byHand{d}
	for _, l := range []list{newest, mixed, nullable} {
		router.GET(string(l)+"/cursor", answerWith(l, by.cursorPage))
		router.GET(string(l)+"/offset", answerWith(l, by.offsetPage))
	}
	router.GET("/faceted/cursor", answerWith(newest, by.facetedPage))
	router.GET("/cached/cursor", answerWith(newest, by.facetedPage)) // without a cache
	router.GET("/articles/:id", by.row)
	router.GET(streamPath, by.stream)
	router.POST("/drafts", by.post)
	router.POST("/drafts/bulk", by.postAll)
	router.PATCH("/drafts/:id", by.patch)
	return router
}

// answerWith makes a handler of a function that reads a page.
func answerWith(l list, read func(context.Context, list, pageRequest) (*pageAnswer, error)) gin.HandlerFunc {
	return func(c *gin.Context) {
		request, err := readPageRequest(c)
		if err != nil {
			refuse(c, err)
			return
		}
		answer, err := read(c.Request.Context(), l, request)
		if err != nil {
			fail(c, err)
			return
		}
		c.JSON(http.StatusOK, answer)
	}
}

func refuse(c *gin.Context, err error) {
	c.AbortWithStatusJSON(http.StatusUnprocessableEntity, gin.H{"detail": err.Error()})
}

func fail(c *gin.Context, err error) {
	if errors.Is(err, errNoRow) {
		c.AbortWithStatusJSON(http.StatusNotFound, gin.H{"detail": err.Error()})
		return
	}
	c.AbortWithStatusJSON(http.StatusInternalServerError, gin.H{"detail": "internal error"})
}

func (by byHand) cursorPage(ctx context.Context, l list, r pageRequest) (*pageAnswer, error) {
	rows, err := by.rows(ctx, l, r)
	if err != nil {
		return nil, err
	}
	return newAnswer(rows, l, r), nil
}

func (by byHand) offsetPage(ctx context.Context, l list, r pageRequest) (*pageAnswer, error) {
	answer, err := by.cursorPage(ctx, l, r)
	if err != nil {
		return nil, err
	}
	answer.Pagination.total, err = by.total(ctx, r)
	return answer, err
}

// total counts as the client asked.
func (by byHand) total(ctx context.Context, r pageRequest) (t total, err error) {
	switch r.count {
	case "none":
		return total{}, nil
	case "capped":
		n, err := by.capped(ctx, r)
		if n > countCap {
			return newTotal(countCap, "gte"), err
		}
		return newTotal(n, "eq"), err
	case "estimated":
		n, err := by.estimate(ctx, r)
		return newTotal(n, "approx"), err
	}
	n, err := by.exact(ctx, r)
	return newTotal(n, "eq"), err
}

func (by byHand) estimate(ctx context.Context, r pageRequest) (int64, error) {
	text, err := by.plan(ctx, r)
	if err != nil {
		return 0, err
	}
	var explained []struct {
		Plan struct {
			Rows int64 `json:"Plan Rows"`
		}
	}
	if err := json.Unmarshal([]byte(text), &explained); err != nil || len(explained) == 0 {
		return 0, errors.New("not what EXPLAIN gives")
	}
	return explained[0].Plan.Rows, nil
}

// facetedPage is the naive sequence: the page, the total if it is asked for, and
// a statement for each facet.
func (by byHand) facetedPage(ctx context.Context, l list, r pageRequest) (*pageAnswer, error) {
	answer, err := by.cursorPage(ctx, l, r)
	if err != nil {
		return nil, err
	}
	if r.count == "exact" {
		if answer.Pagination.total, err = by.total(ctx, r); err != nil {
			return nil, err
		}
	}
	if !r.facetCounts {
		values, err := by.values(ctx, r)
		answer.Facets = &values
		return answer, err
	}
	counts, err := by.counts(ctx, r)
	answer.Facets, answer.Counts = counts.values(), &counts
	return answer, err
}

func (by byHand) row(c *gin.Context) {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		fail(c, errNoRow)
		return
	}
	row, err := by.get(c.Request.Context(), id)
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, &row)
}

const (
	// streamPath answers every row as NDJSON, newest first, from each contender.
	streamPath = "/stream"
	ndjson     = "application/x-ndjson"
)

func (by byHand) stream(c *gin.Context) {
	c.Header("Content-Type", ndjson)
	encoder := json.NewEncoder(c.Writer)
	err := by.each(c.Request.Context(), func(a *Article) error { return encoder.Encode(a) })
	if err != nil {
		panic(http.ErrAbortHandler)
	}
}

// draftWrite is a body that makes a row. The library reads the same tags by the
// name that it gives them.
type draftWrite struct {
	CreatedAt  time.Time `binding:"required"                           json:"created_at"  validate:"required"`
	Title      string    `binding:"required,max=256"                   json:"title"       validate:"required,max=256"`
	Body       string    `json:"body"`
	Status     string    `binding:"oneof=draft published archived"     json:"status"      validate:"oneof=draft published archived"`
	Published  bool      `json:"published"`
	CategoryID *int64    `json:"category_id"`
	Priority   *int32    `json:"priority"`
	Views      int64     `binding:"gte=0"                              json:"views"       validate:"gte=0"`
}

func (w draftWrite) row() Draft {
	return Draft{
		CreatedAt: w.CreatedAt, Title: w.Title, Body: w.Body, Status: w.Status, Published: w.Published,
		CategoryID: w.CategoryID, Priority: w.Priority, Views: w.Views,
	}
}

// draftPatch is a body that changes a row: what is absent stays. To set NULL is
// more than it can say.
type draftPatch struct {
	Title     *string `binding:"omitempty,max=256"                         json:"title"`
	Status    *string `binding:"omitempty,oneof=draft published archived"  json:"status"`
	Published *bool   `json:"published"`
	Views     *int64  `binding:"omitempty,gte=0"                           json:"views"`
}

// changes are the columns to set.
func (p draftPatch) changes() map[string]any {
	set := map[string]any{}
	if p.Title != nil {
		set["title"] = *p.Title
	}
	if p.Status != nil {
		set["status"] = *p.Status
	}
	if p.Published != nil {
		set["published"] = *p.Published
	}
	if p.Views != nil {
		set["views"] = *p.Views
	}
	return set
}

func (by byHand) post(c *gin.Context) {
	var body draftWrite
	if err := c.ShouldBindJSON(&body); err != nil {
		refuse(c, err)
		return
	}
	row := body.row()
	if err := by.create(c.Request.Context(), &row); err != nil {
		fail(c, err)
		return
	}
	c.Header("Location", "/drafts/"+strconv.FormatInt(row.ID, 10))
	c.JSON(http.StatusCreated, &row)
}

func (by byHand) postAll(c *gin.Context) {
	var bodies []draftWrite
	if err := c.ShouldBindJSON(&bodies); err != nil {
		refuse(c, err)
		return
	}
	rows := make([]Draft, len(bodies))
	for i, body := range bodies {
		rows[i] = body.row()
	}
	if err := by.createAll(c.Request.Context(), rows); err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusCreated, gin.H{"items": rows})
}

func (by byHand) patch(c *gin.Context) {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		fail(c, errNoRow)
		return
	}
	var body draftPatch
	if err := c.ShouldBindJSON(&body); err != nil {
		refuse(c, err)
		return
	}
	changes := body.changes()
	if len(changes) == 0 {
		refuse(c, errors.New("nothing to change"))
		return
	}
	row, err := by.change(c.Request.Context(), id, changes)
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, &row)
}

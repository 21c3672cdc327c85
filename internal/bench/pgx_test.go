package bench

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// byPgx asks through a pgx pool.
type byPgx struct{ pool *pgxpool.Pool }

func servePgx(tb testing.TB, config *pgxpool.Config) *gin.Engine {
	tb.Helper()
	pool, err := pgxpool.NewWithConfig(tb.Context(), config)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(pool.Close)
	return serveByHand(byPgx{pool})
}

const (
	columns        = `id, created_at, title, body, status, published, category_id, priority, views`
	selectArticles = `SELECT ` + columns + ` FROM articles`
)

// targets are where a row is scanned to, in the order of the columns.
func (a *Article) targets() []any {
	return []any{&a.ID, &a.CreatedAt, &a.Title, &a.Body, &a.Status, &a.Published, &a.CategoryID, &a.Priority, &a.Views}
}

// orders are the lists' ORDER BY.
var orders = map[list]string{
	newest:   "created_at DESC, id DESC",
	mixed:    "created_at DESC, title, id",
	nullable: "priority, id",
}

// statement is SQL with its arguments.
type statement struct {
	where string
	args  []any
}

// and adds a condition; ? stands for its one argument.
func (s *statement) and(condition string, arg any) {
	s.args = append(s.args, arg)
	condition = strings.Replace(condition, "?", s.last(), 1)
	if s.where == "" {
		s.where = " WHERE " + condition
		return
	}
	s.where += " AND " + condition
}

// last is the placeholder of the last argument.
func (s *statement) last() string { return "$" + strconv.Itoa(len(s.args)) }

// seek begins a page behind a position. The bounds that the orders of mixed
// directions and with NULLs repeat let an index begin there.
func (p position) seek(l list) statement {
	switch {
	case l == newest:
		return statement{" WHERE (created_at, id) < ($1, $2)", []any{p.createdAt, p.id}}
	case l == mixed:
		return statement{
			" WHERE created_at <= $1 AND (created_at < $1 OR (title, id) > ($2, $3))", []any{p.createdAt, p.title, p.id},
		}
	case p.priority != nil:
		return statement{" WHERE ((priority, id) > ($1, $2) OR priority IS NULL)", []any{*p.priority, p.id}}
	}
	return statement{" WHERE priority IS NULL AND id > $1", []any{p.id}}
}

// filtered are the conditions of a request behind those of its page.
func (r pageRequest) filtered(s statement) statement {
	if r.below != nil {
		s.and("views < ?", *r.below)
	}
	if r.search != "" {
		s.and("title ILIKE ?", contains(r.search))
	}
	return s
}

var escapes = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// contains is the pattern of a text anywhere.
func contains(text string) string { return "%" + escapes.Replace(text) + "%" }

func (by byPgx) rows(ctx context.Context, l list, r pageRequest) ([]Article, error) {
	var s statement
	if r.after != nil {
		s = r.after.seek(l)
	}
	s = r.filtered(s)
	s.args = append(s.args, r.size+1)
	text := selectArticles + s.where + " ORDER BY " + orders[l] + " LIMIT " + s.last()
	if r.number > 1 {
		s.args = append(s.args, r.skipped())
		text += " OFFSET " + s.last()
	}
	rows, err := by.pool.Query(ctx, text, s.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	items := make([]Article, 0, r.size+1)
	for rows.Next() {
		var a Article
		if err := rows.Scan(a.targets()...); err != nil {
			return nil, err
		}
		items = append(items, a)
	}
	return items, rows.Err()
}

func (by byPgx) exact(ctx context.Context, r pageRequest) (int64, error) {
	s := r.filtered(statement{})
	return scalarOf[int64](ctx, by.pool, "SELECT count(*) FROM articles"+s.where, s.args...)
}

func (by byPgx) capped(ctx context.Context, r pageRequest) (int64, error) {
	s := r.filtered(statement{})
	s.args = append(s.args, countCap+1)
	return scalarOf[int64](ctx, by.pool,
		"SELECT count(*) FROM (SELECT FROM articles"+s.where+" LIMIT "+s.last()+") t", s.args...)
}

func (by byPgx) plan(ctx context.Context, r pageRequest) (string, error) {
	s := r.filtered(statement{})
	return scalarOf[string](ctx, by.pool, "EXPLAIN (FORMAT JSON) SELECT FROM articles"+s.where, s.args...)
}

func scalarOf[T any](ctx context.Context, pool *pgxpool.Pool, text string, args ...any) (v T, err error) {
	err = pool.QueryRow(ctx, text, args...).Scan(&v)
	return v, err
}

// joined are the articles with the names of their categories.
const joined = " FROM articles a LEFT JOIN categories c ON c.id = a.category_id"

func (by byPgx) values(ctx context.Context, r pageRequest) (f facetValues, err error) {
	s := r.filtered(statement{})
	if f.Status, err = listOf(ctx, by.pool, pgx.RowTo[string],
		"SELECT DISTINCT status FROM articles"+s.where+" ORDER BY status", s.args...); err != nil {
		return f, err
	}
	if f.Published, err = listOf(ctx, by.pool, pgx.RowTo[bool],
		"SELECT DISTINCT published FROM articles"+s.where+" ORDER BY published", s.args...); err != nil {
		return f, err
	}
	f.Category, err = listOf(ctx, by.pool, pgx.RowTo[string],
		"SELECT DISTINCT c.name FROM articles a JOIN categories c ON c.id = a.category_id"+s.where+" ORDER BY c.name", s.args...)
	return f, err
}

func (by byPgx) counts(ctx context.Context, r pageRequest) (f facetCounts, err error) {
	s := r.filtered(statement{})
	text := func(column string) string {
		return "SELECT " + column + ", count(*)" + joined + s.where + " GROUP BY 1 ORDER BY 1"
	}
	if f.Status, err = listOf(ctx, by.pool, pgx.RowToStructByPos[bucket[string]], text("a.status"), s.args...); err != nil {
		return f, err
	}
	if f.Published, err = listOf(ctx, by.pool, pgx.RowToStructByPos[bucket[bool]], text("a.published"), s.args...); err != nil {
		return f, err
	}
	f.Category, err = listOf(ctx, by.pool, pgx.RowToStructByPos[bucket[*string]], text("c.name"), s.args...)
	return f, err
}

func listOf[T any](ctx context.Context, pool *pgxpool.Pool, to pgx.RowToFunc[T], text string, args ...any) ([]T, error) {
	rows, _ := pool.Query(ctx, text, args...) // CollectRows answers the error
	return pgx.CollectRows(rows, to)
}

func (by byPgx) get(ctx context.Context, id int64) (a Article, err error) {
	err = by.pool.QueryRow(ctx, selectArticles+" WHERE id = $1", id).Scan(a.targets()...)
	return a, none(err)
}

func none(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return errNoRow
	}
	return err
}

func (by byPgx) each(ctx context.Context, do func(*Article) error) error {
	rows, err := by.pool.Query(ctx, selectArticles+" ORDER BY created_at DESC, id DESC")
	if err != nil {
		return err
	}
	var a Article
	_, err = pgx.ForEachRow(rows, a.targets(), func() error { return do(&a) })
	return err
}

func (by byPgx) create(ctx context.Context, row *Draft) error {
	return by.pool.QueryRow(ctx, `INSERT INTO drafts
		(created_at, title, body, status, published, category_id, priority, views)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
		row.CreatedAt, row.Title, row.Body, row.Status, row.Published, row.CategoryID, row.Priority, row.Views,
	).Scan(&row.ID)
}

// createAll sends one array for each column, which is one statement however many
// rows there are.
func (by byPgx) createAll(ctx context.Context, rows []Draft) error {
	ids, err := listOf(ctx, by.pool, pgx.RowTo[int64], `INSERT INTO drafts
		(created_at, title, body, status, published, category_id, priority, views)
		SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::boolean[], $6::bigint[], $7::integer[], $8::bigint[])
		RETURNING id`,
		pick(rows, func(d Draft) time.Time { return d.CreatedAt }),
		pick(rows, func(d Draft) string { return d.Title }),
		pick(rows, func(d Draft) string { return d.Body }),
		pick(rows, func(d Draft) string { return d.Status }),
		pick(rows, func(d Draft) bool { return d.Published }),
		pick(rows, func(d Draft) *int64 { return d.CategoryID }),
		pick(rows, func(d Draft) *int32 { return d.Priority }),
		pick(rows, func(d Draft) int64 { return d.Views }),
	)
	if err != nil {
		return err
	}
	for i := range rows {
		rows[i].ID = ids[i]
	}
	return nil
}

func pick[T any](rows []Draft, column func(Draft) T) []T {
	values := make([]T, len(rows))
	for i, row := range rows {
		values[i] = column(row)
	}
	return values
}

func (by byPgx) change(ctx context.Context, id int64, changes map[string]any) (Draft, error) {
	args, sets := []any{id}, make([]string, 0, len(changes))
	for _, column := range slices.Sorted(maps.Keys(changes)) {
		args = append(args, changes[column])
		sets = append(sets, column+" = $"+strconv.Itoa(len(args)))
	}
	var a Article
	err := by.pool.QueryRow(ctx, "UPDATE drafts SET "+strings.Join(sets, ", ")+" WHERE id = $1 RETURNING "+columns, args...).
		Scan(a.targets()...)
	return Draft(a), none(err)
}

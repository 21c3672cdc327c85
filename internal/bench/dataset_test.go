package bench

import (
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/crudfactory/crudfactory/internal/pgtest"
)

// Category is what an article is filed under.
type Category struct {
	ID   int64
	Name string `gorm:"not null;unique"`
}

// Article is a row of about 700 bytes.
type Article struct {
	ID         int64     `json:"id"`
	CreatedAt  time.Time `gorm:"not null" json:"created_at"`
	Title      string    `gorm:"not null" json:"title"`
	Body       string    `gorm:"not null" json:"body"`
	Status     string    `gorm:"not null" json:"status"`
	Published  bool      `gorm:"not null" json:"published"`
	CategoryID *int64    `json:"category_id"`
	Category   *Category `json:"-"`
	Priority   *int32    `json:"priority"`
	Views      int64     `gorm:"not null" json:"views"`
}

// dataset is a database with articles. The newest has the highest id, which is
// how many there are: the list in default order counts down from it.
type dataset struct {
	url  string
	rows int
}

// newDataset fills a fresh database.
func newDataset(tb testing.TB, rows int) dataset {
	tb.Helper()
	d := dataset{url: pgtest.New(tb), rows: rows}
	pool, err := pgxpool.New(tb.Context(), d.url)
	if err != nil {
		tb.Fatal(err)
	}
	defer pool.Close()
	if _, err := pool.Exec(tb.Context(), tables); err != nil {
		tb.Fatal(err)
	}
	if _, err := pool.Exec(tb.Context(), articles, rows); err != nil {
		tb.Fatal(err)
	}
	for _, statement := range []string{indexes, "VACUUM ANALYZE"} {
		if _, err := pool.Exec(tb.Context(), statement); err != nil {
			tb.Fatal(err)
		}
	}
	return d
}

const tables = `
CREATE TABLE categories (id bigint PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE articles (
	id          bigint      NOT NULL,
	created_at  timestamptz NOT NULL,
	title       text        NOT NULL,
	body        text        NOT NULL,
	status      text        NOT NULL,
	published   boolean     NOT NULL,
	category_id bigint,
	priority    integer,
	views       bigint      NOT NULL
);
INSERT INTO categories SELECT i, 'Category ' || i FROM generate_series(1, 40) i;`

// articles come in pairs of one time, so that only the id tells them apart.
const articles = `
INSERT INTO articles
SELECT
	i,
	timestamptz '2020-01-01 00:00:00Z' + i / 2 * interval '61.000001 s',
	'Article ' || i || ' on keyset paging',
	substr(repeat('The “tuple form” seeks to its place in the index & reads twenty rows. ', 12), 1 + i % 70, 600),
	(ARRAY['published', 'draft', 'published', 'archived', 'published'])[1 + i * 7 % 5],
	i % 10 <> 0,
	CASE WHEN i % 25 <> 0 THEN 1 + i * 31 % 40 END,
	CASE WHEN i % 5 > 1 THEN i % 5 END,
	i * 7919::bigint % 100000
FROM generate_series(1, $1::integer) i`

// indexes are made on the full table, which is faster.
const indexes = `
ALTER TABLE articles ADD PRIMARY KEY (id);
ALTER TABLE articles ADD FOREIGN KEY (category_id) REFERENCES categories (id);
CREATE INDEX ON articles (created_at, id);
CREATE INDEX ON articles (status);
CREATE INDEX ON articles (published);
CREATE INDEX ON articles (category_id);`

// rowsFromEnv reads ROWS.
func rowsFromEnv(tb testing.TB) int {
	tb.Helper()
	text := os.Getenv("ROWS")
	if text == "" {
		return 100_000
	}
	rows, err := strconv.Atoi(text)
	if err != nil || rows < smallest {
		tb.Fatalf("ROWS=%s: want a number of at least %d", text, smallest)
	}
	return rows
}

// smallest is the fewest rows that leave full pages behind the deep one.
const smallest = 1000

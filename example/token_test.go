package main

import (
	"crypto/sha256"
	"encoding/base64"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/crudfactory/crudfactory/pagination"
)

// nextCursor is the token behind the first page of a list.
func nextCursor(t *testing.T, a *app, target string) string {
	t.Helper()
	page, _ := keyset[article](t, a, target)
	if page.Pagination.NextCursor == nil {
		t.Fatalf("GET %s: no next cursor", target)
	}
	return *page.Pagination.NextCursor
}

// A cursor of another list is refused: never page one, never 500.
func TestCursorOfAnotherList(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		page, _ := keyset[category](t, a, "/categories/cursor?items_per_page=2")
		of := map[string]string{
			"categories": *page.Pagination.NextCursor,
			"default":    nextCursor(t, a, "/articles/cursor?items_per_page=5"),
			"title":      nextCursor(t, a, "/articles/cursor?items_per_page=5&order_by=title"),
			"priority":   nextCursor(t, a, "/articles/cursor?items_per_page=5&order_by=priority"),
			"draft":      nextCursor(t, a, "/articles/cursor?items_per_page=5&filter_by[status]=draft"),
			"gt":         nextCursor(t, a, "/articles/cursor?items_per_page=5&filter_by[views][gt]=3"),
			"search":     nextCursor(t, a, "/articles/cursor?items_per_page=5&search=e"),
			"phrase":     nextCursor(t, a, `/articles/cursor?items_per_page=5&search="in the"`),
			"category":   nextCursor(t, a, "/articles/cursor?items_per_page=5&order_by=category__name,title"),
		}
		for _, test := range []struct{ cursor, target string }{
			{"categories", "/articles/cursor"},
			{"categories", "/public/articles"},
			{"default", "/categories/cursor"},
			{"default", "/categories"},
			{"default", "/articles/cursor?order_by=created_at"},
			{"default", "/articles/cursor?order_dir=asc"},
			{"default", "/articles/cursor?order_by=-created_at,title"},
			{"default", "/articles/cursor?filter_by[status]=draft"},
			{"default", "/articles/cursor?filter_by[views][gte]=-9223372036854775808"},
			{"default", "/articles/cursor?search=e"},
			{"default", "/public/articles?filter_by[published]=true"},
			{"title", "/articles/cursor"},
			{"title", "/articles/cursor?order_by=-title"},
			{"title", "/articles/cursor?order_by=title,views"},
			{"title", "/categories/cursor?order_by=name"},
			{"priority", "/articles/cursor?order_by=priority.nullsfirst"},
			{"priority", "/articles/cursor?order_by=-priority.nullslast"},
			{"priority", "/articles/cursor?order_by=views"},
			{"draft", "/articles/cursor"},
			{"draft", "/articles/cursor?filter_by[status]=archived"},
			{"draft", "/articles/cursor?filter_by[status]=draft&filter_by[status]=archived"},
			{"draft", "/articles/cursor?filter_by[status][ne]=draft"},
			{"draft", "/articles/cursor?filter_by[status]=draft&filter_by[published]=0"},
			{"gt", "/articles/cursor?filter_by[views][gte]=3"},
			{"gt", "/articles/cursor?filter_by[views][gt]=4"},
			{"gt", "/articles/cursor?filter_by[priority][gt]=3"},
			{"search", "/articles/cursor"},
			{"search", "/articles/cursor?search=f"},
			{"search", "/articles/cursor?search=e f"},
			{"search", "/articles/cursor?filter_by[title][icontains]=e"},
			{"phrase", "/articles/cursor?search=in the"},
			{"category", "/articles/cursor?order_by=title,category__name"},
			{"category", "/articles/cursor?order_by=category__name.nullsfirst,title"},
		} {
			target := test.target + "?"
			if strings.Contains(test.target, "?") {
				target = test.target + "&"
			}
			a.problem(t, target+"cursor="+of[test.cursor], 400, "invalid_cursor")
		}
	})
}

// A token that was cut, altered or spelt in another way is refused, whatever
// byte it is.
func TestAlteredCursors(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		for name, a := range map[string]*app{"plain": a, "signed": a.with(t, "CURSOR_KEY", strings.Repeat("k", 32))} {
			const target = "/articles/cursor?order_by=title,-priority&items_per_page=5&cursor="
			token := nextCursor(t, a, strings.TrimSuffix(target, "&cursor="))
			if strings.Trim(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
				t.Errorf("%s: %q is not URL-safe base64 without padding", name, token)
			}
			bad := []string{
				"x", "0", "-", "AQ", "null", "abc", "AAAA", token + "A", token + "=", token + "==", "A" + token, token + token,
				token + "%0A", token + "%0D%0A", token[:9] + "%0A" + token[9:], "%20" + token, token + "%20", token + "%00", "%ff%fe",
				token[1:], strings.ToLower(token), strings.ToUpper(token), "+" + token[1:], token[:5] + "+" + token[6:], token[:5] + "/" + token[6:],
				strings.Repeat("A", 60_000), strings.Repeat("A", 90_000), strings.Repeat("é", 10), "../../etc/passwd", "' OR 1=1 --", "eyJpZCI6MX0", "eyJpZCI6MX0=",
			}
			for i := range token {
				other := byte('A')
				if token[i] == other {
					other = 'B'
				}
				bad = append(bad, token[:i]+string(other)+token[i+1:])
				if i > 0 {
					bad = append(bad, token[:i])
				}
			}
			// The bits of the last character that hold nothing.
			const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
			for _, c := range alphabet {
				if last := token[:len(token)-1] + string(c); last != token {
					bad = append(bad, last)
				}
			}
			for _, cursor := range bad {
				if got := a.get(t, target+cursor); got.status != 400 {
					t.Errorf("%s: cursor=%.200s: status %d: %.300s", name, cursor, got.status, got.body)
				}
			}
			a.problem(t, target+token[:len(token)-1], 400, "invalid_cursor")
			if got := a.get(t, target+token); got.status != 200 {
				t.Errorf("%s: the token itself: %d: %s", name, got.status, got.body)
			}
		}
	})
}

// forge makes a plain token of the list that another one belongs to: a plain
// token carries the list's digest in the clear, and a checksum that everybody
// can make.
func forge(t *testing.T, token string, c pagination.Cursor) string {
	t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		t.Fatal(err)
	}
	forged, err := pagination.Plain().Encode(c, pagination.Digest(b[2:18]))
	if err != nil {
		t.Fatal(err)
	}
	return forged
}

// A made-up token with a good checksum may page, but never break anything.
func TestForgedCursors(t *testing.T) {
	t.Parallel()
	const id = "6f1c1d0e-5f0b-4d3a-9a52-0f6a3c1b7e24"
	now := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	tests := []struct {
		name, order string
		values      []any
		ok          bool
		onSQLite    bool // whose columns can hold it
	}{
		{"as it should be", "title", []any{"m", id}, true, true},
		{"no values", "title", nil, false, false},
		{"one value", "title", []any{"m"}, false, false},
		{"three values", "title", []any{"m", id, id}, false, false},
		{"an integer for a text", "title", []any{int64(1), id}, false, false},
		{"null for what cannot be", "title", []any{nil, id}, false, false},
		{"null for the key", "title", []any{"m", nil}, false, false},
		{"a text with a NUL", "title", []any{"a\x00b", id}, false, true},
		{"a text that is no UTF-8", "title", []any{"a\xffb", id}, false, true},
		{"bytes for a text", "title", []any{[]byte("m"), id}, false, true},
		{"no uuid", "title", []any{"m", "x"}, false, true},
		{"a uuid in capitals", "title", []any{"m", strings.ToUpper(id)}, true, true},
		{"a uuid in braces", "title", []any{"m", "{" + id + "}"}, false, true},
		{"SQL for a uuid", "title", []any{"m", "' OR 1=1 --"}, false, true},
		{"null where there are some", "priority", []any{nil, id}, true, true},
		{"the largest integer", "priority", []any{int64(math.MaxInt64), id}, true, true},
		{"the least integer", "-priority", []any{int64(math.MinInt64), id}, true, true},
		{"a float for an integer", "priority", []any{1.0, id}, false, false},
		{"not a number", "priority", []any{math.NaN(), id}, false, false},
		{"a boolean for an integer", "priority", []any{true, id}, false, false},
		{"a text for an integer", "priority", []any{"1", id}, false, false},
		{"a time for an integer", "priority", []any{now, id}, false, false},
		{"a time", "created_at", []any{now, id}, true, true},
		{"the end of time", "created_at", []any{time.UnixMicro(math.MaxInt64).UTC(), id}, true, true},
		{"before the beginning of time", "created_at", []any{time.UnixMicro(math.MinInt64).UTC(), id}, false, false},
		{"the year -4000", "created_at", []any{time.Date(-4000, 1, 1, 0, 0, 0, 0, time.UTC), id}, true, true},
		{"the year -4712", "created_at", []any{time.Date(-4712, 1, 1, 0, 0, 0, 0, time.UTC), id}, true, true},
		{"a text for a time", "created_at", []any{"2024-01-01T00:00:00Z", id}, false, false},
		{"an integer for a time", "created_at", []any{int64(1), id}, false, false},
		{"null for a relation", "category__name", []any{nil, id}, true, true},
		{"a long text", "title", []any{strings.Repeat("x", 40_000), id}, true, true},
	}
	each(t, func(t *testing.T, a *app) {
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				target := "/articles/cursor?items_per_page=5&facets=false&order_by=" + test.order
				token := nextCursor(t, a, target)
				for flags := range 4 {
					c := pagination.Cursor{Values: test.values, Backward: flags&1 != 0, Inclusive: flags&2 != 0}
					got := a.get(t, target+"&cursor="+forge(t, token, c))
					ok := test.ok || test.onSQLite && a.db.Name() == "sqlite"
					if want := map[bool]int{true: 200, false: 400}[ok]; got.status != want {
						t.Errorf("%+v: status %d, want %d: %.300s", c, got.status, want, got.body)
					}
				}
			})
		}
		t.Run("bytes", func(t *testing.T) {
			target := "/articles/cursor?items_per_page=5&facets=false"
			b, err := base64.RawURLEncoding.DecodeString(nextCursor(t, a, target))
			if err != nil {
				t.Fatal(err)
			}
			payload := b[:len(b)-8]
			for i := range payload {
				for _, bit := range []byte{1, 0x80} {
					altered := append([]byte{}, payload...)
					altered[i] ^= bit
					sum := sha256.Sum256(altered)
					token := base64.RawURLEncoding.EncodeToString(append(altered, sum[:8]...))
					if got := a.get(t, target+"&cursor="+token); got.status != 200 && got.status != 400 {
						t.Errorf("byte %d ^ %d: status %d: %.300s", i, bit, got.status, got.body)
					}
				}
			}
		})
	})
}

// With a key only its holder makes cursors.
func TestSignedCursors(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, plain *app) {
		signed := plain.with(t, "CURSOR_KEY", strings.Repeat("k", 32))
		other := plain.with(t, "CURSOR_KEY", strings.Repeat("K", 32))
		again := plain.with(t, "CURSOR_KEY", strings.Repeat("k", 32))
		rows := sorted(theWorld.articles, "-priority,title")
		signed.walk(t, "/articles/cursor", "order_by=-priority,title&facets=false", 50, rows)

		const target = "/articles/cursor?order_by=-priority,title&items_per_page=10"
		token := nextCursor(t, signed, target)
		page, _ := keyset[article](t, again, target+"&cursor="+token)
		sameRows(t, target, cut(rows, 2, 10), page.Items)
		for name, test := range map[string]struct {
			from, to *app
		}{
			"a plain token where tokens are signed": {plain, signed},
			"a signed token where they are plain":   {signed, plain},
			"a token of another key":                {other, signed},
		} {
			t.Run(name, func(t *testing.T) {
				test.to.problem(t, target+"&cursor="+nextCursor(t, test.from, target), 400, "invalid_cursor")
			})
		}
		// Every list of the app is signed, also by way of an offset page.
		category, _ := keyset[category](t, plain, "/categories/cursor?items_per_page=2")
		signed.problem(t, "/categories/cursor?cursor="+*category.Pagination.NextCursor, 400, "invalid_cursor")
		signed.problem(t, "/public/articles/cursor?order_by=-priority,title&cursor="+nextCursor(t, plain, target), 400, "invalid_cursor")
		first, _ := offset[article](t, signed, "/articles?order_by=-priority,title&items_per_page=10")
		page, _ = keyset[article](t, signed, target+"&cursor="+*first.Pagination.NextCursor)
		sameRows(t, target, cut(rows, 2, 10), page.Items)
	})
}

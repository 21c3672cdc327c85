package check

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What we write, and what PostgreSQL's pg_get_indexdef and pg_get_expr make of it.
func TestSame(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, ours, theirs string
		want               bool
	}{
		{"a column", `"items"."title"`, `title`, true},
		{"of a schema", `"blog"."items"."title"`, `title`, true},
		{"a name in capitals", `"items"."Title"`, `"Title"`, true},
		{"another column", `"items"."title"`, `body`, false},
		{"a name is no text", `"title"`, `'title'`, false},
		{"a cast", `CAST("items"."status" AS text)`, `status::text`, true},
		{"a cast with a length", `CAST(status AS character varying(20))`, `(status)::character varying(20)`, true},
		{
			"a search", `to_tsvector('english', (coalesce("items"."title", '') || ' ' || coalesce("items"."code", '')))`,
			`to_tsvector('english'::regconfig, (COALESCE(title, ''::text) || ' '::text) || COALESCE(code, ''::character varying)::text)`, true,
		},
		{
			"in another language", `to_tsvector('english', "items"."title")`, `to_tsvector('simple'::regconfig, title)`, false,
		},
		{
			"jsonb", `(CASE jsonb_typeof("items"."meta"->'color') WHEN 'string' THEN ("items"."meta"->>'color') END)`,
			"\nCASE jsonb_typeof(meta -> 'color'::text)\n    WHEN 'string'::text THEN meta ->> 'color'::text\n    ELSE NULL::text\nEND", true,
		},
		{
			"another key", `("items"."meta"->>'color')`, `(meta ->> 'size'::text)`, false,
		},
		{
			"between", `CASE WHEN ("m"->>'n')::numeric BETWEEN -9223372036854775808 AND 9223372036854775807 THEN 1 END`,
			`CASE WHEN (m ->> 'n'::text)::numeric >= '-9223372036854775808'::bigint::numeric AND ` +
				`(m ->> 'n'::text)::numeric <= '9223372036854775807'::bigint::numeric THEN 1 ELSE NULL::integer END`, true,
		},
		{"a quote in a text", `'it''s'`, `'it''s'::text`, true},
	} {
		if got := same(tt.ours, tt.theirs); got != tt.want {
			t.Errorf("%s: %v\n%q\n%q", tt.name, got, canonical(tt.ours), canonical(tt.theirs))
		}
	}
}

func TestTerms(t *testing.T) {
	t.Parallel()
	for condition, want := range map[string][][]string{
		`(deleted_at IS NULL)`:                        {{"deleted_at", "is", "null"}},
		`((a IS NULL) AND (kind = 'post'::text))`:     {{"a", "is", "null"}, {"kind", "=", "'post'"}},
		`((a IS NULL) OR (b = 1))`:                    {{"a", "is", "null", "or", "b", "=", "1"}},
		"`deleted_at` IS NULL":                        {{"deleted_at", "is", "null"}},
		`("Gone" IS NULL) AND NOT (flag = 1 OR true)`: {{"Gone", "is", "null", "and", "not", "flag", "=", "1", "or", "true"}},
	} {
		if diff := cmp.Diff(want, terms(condition)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", condition, diff)
		}
	}
}

// FuzzCanonical: no predicate of a user's index makes it fail.
func FuzzCanonical(f *testing.F) {
	f.Add(`a BETWEEN 1`)
	f.Add(`BETWEEN AND BETWEEN`)
	f.Add(`x.y.z::text(3)[] ELSE NULL .`)
	f.Fuzz(func(_ *testing.T, text string) { terms(text) })
}

package filters

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestSplitList(t *testing.T) {
	t.Parallel()
	cases := []struct {
		text string
		want []string
	}{
		{`a`, []string{"a"}},
		{`a,b,a`, []string{"a", "b", "a"}},
		{` a , b `, []string{" a ", " b "}},
		{`"a,b",c`, []string{"a,b", "c"}},
		{`""`, []string{""}},
		{`"",""`, []string{"", ""}},
		{`"say ""hi"""`, []string{`say "hi"`}},
		{`""""`, []string{`"`}},
		{`it's`, []string{"it's"}},
		{"a\nb", []string{"a\nb"}},
		{`né,"🙂"`, []string{"né", "🙂"}},

		{``, nil},
		{`,`, nil},
		{`a,`, nil},
		{`,a`, nil},
		{`a,,b`, nil},
		{`"a`, nil},
		{`"a""`, nil},
		{`"a"b`, nil},
		{`"a" ,b`, nil},
		{`a"b`, nil},
		{`a"b,c"`, nil},
		{`a,"`, nil},
		{`"a",`, nil},
	}
	for _, c := range cases {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			got, err := splitList(c.text)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if (err != nil) != (c.want == nil) {
				t.Errorf("error: %v", err)
			}
		})
	}
}

// quote writes an item so that no list can be mistaken for another.
func quote(item string) string {
	return `"` + strings.ReplaceAll(item, `"`, `""`) + `"`
}

func joinQuoted(items []string) string {
	quoted := make([]string, len(items))
	for i, item := range items {
		quoted[i] = quote(item)
	}
	return strings.Join(quoted, ",")
}

func TestQuotedItemsSurvive(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.SliceOfN(rapid.StringMatching(`[a,"é ]*`), 1, 5).Draw(t, "items")
		got, err := splitList(joinQuoted(items))
		if diff := cmp.Diff(items, got); diff != "" || err != nil {
			t.Errorf("%v (-want +got)\n%s", err, diff)
		}
	})
}

func FuzzSplitList(f *testing.F) {
	for _, seed := range []string{
		`a,b`, `"a,b",c`, `""`, `"say ""hi"""`, ``, `a,`, `"a`, `"a"b`, `a"b`, `""""`, "\xff,\x00",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		items, err := splitList(text)
		if err != nil {
			return
		}
		again, err := splitList(joinQuoted(items))
		if diff := cmp.Diff(items, again); diff != "" || err != nil || len(items) == 0 {
			t.Errorf("%q means something else when quoted: %v (-want +got)\n%s", text, err, diff)
		}
	})
}

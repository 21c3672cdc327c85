package filters

import (
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

func TestSplitWords(t *testing.T) {
	t.Parallel()
	cases := []struct {
		text string
		want []string
	}{
		{``, nil},
		{" \t\n\u00a0", nil},
		{`go`, []string{"go"}},
		{"  go \t build\u2003time ", []string{"go", "build", "time"}},
		{`"build time"`, []string{"build time"}},
		{`our "build time" halved`, []string{"our", "build time", "halved"}},
		{`" build "`, []string{" build "}},
		{`"a""b"`, []string{"a", "b"}},
		{`"a"b`, []string{"a", "b"}},
		{`""`, nil},
		{`"  " a`, []string{"a"}},
		{`"build time`, []string{`"build`, "time"}},
		{`a "build time`, []string{"a", `"build`, "time"}},
		{`"`, []string{`"`}},
		{`5" disk`, []string{`5"`, "disk"}},
		{`5" or 3" disk`, []string{`5"`, "or", `3"`, "disk"}},
		{`say"hi there"`, []string{`say"hi`, `there"`}},
		{`"a" "b`, []string{"a", `"b`}},
		{`100% a_b c\d`, []string{"100%", "a_b", `c\d`}},
		{"é🙂 x", []string{"é🙂", "x"}},
	}
	for _, c := range cases {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, splitWords(c.text)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// squeeze leaves out quotes and blanks.
func squeeze(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '"' || unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}

func FuzzSearch(f *testing.F) {
	for _, seed := range []string{
		``, " \u00a0", `our "build time" halved`, `"build`, `5" disk`, `"a""b"`, `"" "`, "é🙂", "\xff \x00", "\xc2 \xa0",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		words := splitWords(text)
		for _, word := range words {
			if strings.TrimSpace(word) == "" {
				t.Errorf("%q: a blank word in %q", text, words)
			}
			if !strings.Contains(text, word) {
				t.Errorf("%q: made up %q", text, word)
			}
		}
		if diff := cmp.Diff(squeeze(text), squeeze(strings.Join(words, " "))); diff != "" {
			t.Errorf("%q: something was lost (-want +got)\n%s", text, diff)
		}
	})
}

package model

import "testing"

func TestNearest(t *testing.T) {
	t.Parallel()
	known := []string{"id", "title", "created_at", "updated_at", "a", "naïve"}
	for name, want := range map[string]string{
		"title":      "title",
		"titel":      "title",
		"tittle":     "title",
		"itle":       "title",
		"Title":      "title",
		"TITLE":      "",
		"created":    "created_at",
		"create_at":  "created_at",
		"upated_at":  "updated_at",
		"dated_at":   "updated_at",
		"published":  "",
		"naive":      "naïve",
		"x":          "",
		"":           "",
		"completely": "",
	} {
		if got := nearest(name, known); got != want {
			t.Errorf("nearest(%q) = %q, want %q", name, got, want)
		}
	}
	if got := nearest("title", nil); got != "" {
		t.Errorf("out of none: %q", got)
	}
	// Of two that are as near, the first.
	if got := nearest("at", []string{"bat", "cat"}); got != "bat" {
		t.Errorf("got %q", got)
	}
}

func TestDistance(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"", "abc", 3},
		{"abc", "", 3},
		{"abc", "abc", 0},
		{"kitten", "sitting", 3},
		{"flaw", "lawn", 2},
		{"ab", "ba", 2},
		{"publishd_at", "published_at", 1},
	} {
		if got := distance(test.a, test.b); got != test.want {
			t.Errorf("distance(%q, %q) = %d, want %d", test.a, test.b, got, test.want)
		}
		if got := distance(test.b, test.a); got != test.want {
			t.Errorf("distance(%q, %q) = %d, want %d", test.b, test.a, got, test.want)
		}
	}
}

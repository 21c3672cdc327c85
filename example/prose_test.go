package main

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var slotName = regexp.MustCompile(`\{([A-Za-z]+)\}`)

// stories yields every story under its topic's category and its first title.
func stories(yield func(name string, s *story) bool) {
	for i := range topics {
		for j := range topics[i].stories {
			s := &topics[i].stories[j]
			if !yield(topics[i].category+": "+s.titles[0], s) {
				return
			}
		}
	}
}

func TestEverySlotHasWords(t *testing.T) {
	t.Parallel()
	for name, s := range stories {
		used := map[string]bool{}
		for _, template := range slices.Concat(s.titles, s.opens, s.details, s.closes) {
			for _, match := range slotName.FindAllStringSubmatch(template, -1) {
				used[strings.ToLower(match[1])] = true
			}
			if strings.Count(template, "{") != len(slotName.FindAllString(template, -1)) {
				t.Errorf("%s: malformed slot in %q", name, template)
			}
		}
		for slot := range used {
			if s.words[slot] == "" && sharedWords[slot] == "" && looseWords[slot] == "" {
				t.Errorf("%s: no words for {%s}", name, slot)
			}
		}
		for slot, alternatives := range s.words {
			if !used[slot] {
				t.Errorf("%s: {%s} is never used", name, slot)
			}
			if slices.Contains(strings.Split(alternatives, "|"), "") {
				t.Errorf("%s: {%s} has an empty alternative", name, slot)
			}
		}
	}
}

func TestEverySentenceIsOne(t *testing.T) {
	t.Parallel()
	sentence := regexp.MustCompile(`^[A-Z{].*\.$`)
	for name, s := range stories {
		for _, template := range slices.Concat(s.opens, s.details, s.closes) {
			if !sentence.MatchString(template) || strings.Contains(template, ". ") {
				t.Errorf("%s: not one sentence: %q", name, template)
			}
			if first := slotName.FindString(template); first != "" &&
				strings.HasPrefix(template, first) && first == strings.ToLower(first) {
				t.Errorf("%s: begins in lower case: %q", name, template)
			}
		}
		if len(s.details) < 2 {
			t.Errorf("%s: a body may need two details", name)
		}
	}
}

func TestIndefiniteArticlesFit(t *testing.T) {
	t.Parallel()
	wrong := regexp.MustCompile(`(?i)\b(a [aeio]|an [bcdfgjkpqtvwxyz])[a-z]`)
	allowed := regexp.MustCompile(`(?i)\ba one`)
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		d := newDraft(rng)
		for _, text := range []string{d.title(), d.body()} {
			if found := wrong.FindString(text); found != "" && !allowed.MatchString(found) {
				t.Fatalf("%q in %q", found, text)
			}
		}
	}
}

package main

import (
	"math/rand/v2"
	"strings"
)

// topic is a subject area: the category its articles are filed under (empty:
// none), how often it is written about, and the stories it has to tell.
type topic struct {
	category string
	weight   int
	stories  []story
}

// story is the grammar of one kind of article. Its templates hold slots such
// as {service}, or {Service} for a capital; tags, like the words of a slot,
// are alternatives separated by "|". Every template is one sentence that fits
// every title of the same story.
type story struct {
	tags    string
	words   words
	titles  []string
	opens   []string
	details []string
	closes  []string
}

// words maps the name of a slot to its alternatives, separated by "|".
type words map[string]string

// sharedWords serve every story; one is chosen per article.
var sharedWords = words{
	"service": "billing service|checkout service|catalogue service|search service|identity service|" +
		"notification service|reporting service|pricing service|inventory service|shipping service|" +
		"recommendation service|subscription service|media service|webhook service",
	"team": "billing|checkout|search|identity|mobile|data|platform|payments|growth|support",
}

// looseWords serve every story too, but are chosen afresh at every use.
var looseWords = words{
	"few":     "two|three|four|five|six",
	"percent": "15|20|25|30|40|45|60|70",
	"weeks":   "two weeks|three weeks|a month|six weeks|a whole quarter",
	"years":   "two years|three years|four years|almost five years",
}

// topics is everything the example's authors write about.
var topics = []topic{
	aboutArchitecture, aboutDatabases, aboutDevOps, aboutFrontend, aboutGo, aboutObservability,
	aboutPython, aboutSecurity, aboutTesting, aboutTeamwork,
}

// draft is an article being written: a story and the words chosen so far, so
// that title and body speak of the same thing.
type draft struct {
	rng    *rand.Rand
	topic  *topic
	story  *story
	chosen map[string]string
}

// newDraft picks a topic by weight and one of its stories.
func newDraft(rng *rand.Rand) *draft {
	t := pickTopic(rng)
	return &draft{rng: rng, topic: t, story: &t.stories[rng.IntN(len(t.stories))], chosen: map[string]string{}}
}

// pickTopic picks one of topics with a chance in proportion to its weight.
func pickTopic(rng *rand.Rand) *topic {
	total := 0
	for i := range topics {
		total += topics[i].weight
	}
	n := rng.IntN(total)
	for i := range topics {
		if n -= topics[i].weight; n < 0 {
			return &topics[i]
		}
	}
	panic("unreachable: the weights add up to total")
}

// title writes a headline.
func (d *draft) title() string {
	return d.fill(pick(d.rng, d.story.titles))
}

// body writes two to four sentences.
func (d *draft) body() string {
	sentences := []string{d.fill(pick(d.rng, d.story.opens))}
	details := 1 + d.rng.IntN(2)
	for _, i := range d.rng.Perm(len(d.story.details))[:details] {
		sentences = append(sentences, d.fill(d.story.details[i]))
	}
	if d.rng.IntN(4) > 0 {
		sentences = append(sentences, d.fill(pick(d.rng, d.story.closes)))
	}
	return strings.Join(sentences, " ")
}

// tags picks some of the story's tags, in the order the story names them; none
// for about one article in five.
func (d *draft) tags() []string {
	var tags []string
	for tag := range strings.SplitSeq(d.story.tags, "|") {
		if d.rng.IntN(5) < 3 {
			tags = append(tags, tag)
		}
	}
	return tags
}

// fill replaces the slots of a template.
func (d *draft) fill(template string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(template, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		var slot string
		slot, template, _ = strings.Cut(rest, "}")
		b.WriteString(d.slot(slot))
	}
}

// slot answers the word for a slot, capitalised when the slot is.
func (d *draft) slot(slot string) string {
	name := strings.ToLower(slot)
	word := d.word(name)
	if slot != name {
		return strings.ToUpper(word[:1]) + word[1:]
	}
	return word
}

// word answers the word chosen for a slot, choosing one at its first use.
func (d *draft) word(name string) string {
	if loose, ok := looseWords[name]; ok {
		return pick(d.rng, strings.Split(loose, "|"))
	}
	if word, ok := d.chosen[name]; ok {
		return word
	}
	alternatives, ok := d.story.words[name]
	if !ok {
		alternatives = sharedWords[name]
	}
	word := pick(d.rng, strings.Split(alternatives, "|"))
	d.chosen[name] = word
	return word
}

// pick picks one of the choices.
func pick(rng *rand.Rand, choices []string) string {
	return choices[rng.IntN(len(choices))]
}

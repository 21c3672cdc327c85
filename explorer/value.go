package explorer

import (
	"encoding/json"
	"reflect"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// cell is a value as a page shows it.
type cell struct {
	// Text is what is shown, and Full the whole where that is shorter.
	Text, Full string
	// Note tells a word that stands for a value from a text of the same letters.
	Note string
	// Class is the kind of value, for its looks.
	Class string
	// URL is that of the row, for the cell that names it.
	URL string
}

// The notes of null, of a text without characters, and of a list without items.
const noValue, noText, noItems = "no value", "a text of no characters", "a list of no items"

// longest is how many characters of a text a table shows, longestFull how many
// it tells of one that is longer.
const longest, longestFull = 60, 400

var uuids = regexp.MustCompile(`^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$`)

// cellOf shows a value in a table, where room is scarce.
func cellOf(raw json.RawMessage, t reflect.Type) cell {
	whole := wholeOf(raw, t)
	switch whole.Class {
	case "null":
		if isNumeric(t) {
			whole.Class += " number" // under the digits of its column
		}
		return whole
	case "uuid":
		return cell{Text: whole.Text[:8] + "…", Full: whole.Text, Class: whole.Class}
	case "time":
		if second, _, fraction := strings.Cut(whole.Text, "."); fraction {
			whole.Text = second + "Z"
		}
		return whole
	case "json":
		whole.Text = string(raw)
	}
	whole.Text = strings.TrimSpace(whole.Text)
	if short, cut := shortened(whole.Text, longest); cut {
		whole.Full, _ = shortened(whole.Text, longestFull)
		whole.Text = short
	}
	return whole
}

// wholeOf shows all of a value.
func wholeOf(raw json.RawMessage, t reflect.Type) cell {
	text := textOf(raw)
	switch {
	case raw == nil:
		return cell{Class: "absent"}
	case isNull(raw):
		return cell{Text: "null", Note: noValue, Class: "null"}
	case isNested(raw):
		return cell{Text: indented(raw), Class: "json"}
	case isNumber(raw):
		return cell{Text: text, Class: "number"}
	case !isString(raw):
		return cell{Text: text, Class: "boolean " + text}
	case uuids.MatchString(text):
		return cell{Text: text, Class: "uuid"}
	case text == "":
		return cell{Text: "empty", Note: noText, Class: "null"}
	case t == reflect.TypeFor[time.Time]():
		return timeCell(text)
	}
	return cell{Text: text, Class: "text"}
}

// timeCell shows a time in UTC, as exactly as it is, without the letters in
// between.
func timeCell(text string) cell {
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return cell{Text: text, Class: "text"}
	}
	return cell{Text: at.UTC().Format("2006-01-02 15:04:05.999999999Z"), Full: text, Class: "time"}
}

// shortened cuts a text between characters.
func shortened(text string, most int) (short string, cut bool) {
	if utf8.RuneCountInString(text) <= most {
		return text, false
	}
	return string([]rune(text)[:most]) + "…", true
}

// label is a key as people read it: "category__name" is "Category › name".
func label(key string) string {
	if key == "id" {
		return "ID"
	}
	words := strings.ReplaceAll(strings.ReplaceAll(key, "__", " › "), "_", " ")
	for _, ending := range []struct{ plain, known string }{{" id", " ID"}, {" ids", " IDs"}} {
		if rest, ok := strings.CutSuffix(words, ending.plain); ok {
			words = rest + ending.known
		}
	}
	first, size := utf8.DecodeRuneInString(words)
	return strings.ToUpper(string(first)) + words[size:]
}

// isNumeric reports types whose values stand under each other by their digits.
func isNumeric(t reflect.Type) bool {
	if t == nil {
		return false
	}
	switch t.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Float32, reflect.Float64:
		return true
	}
	return false
}

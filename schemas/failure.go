package schemas

import (
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-playground/validator/v10"
)

// failure is a validation that failed, with what its sentence needs.
type failure struct {
	validator.FieldError

	// owner is the struct that the field stands in.
	owner reflect.Type
}

// measure is what a validation compares of a value.
type measure int

const (
	amount measure = iota // of a number
	instant
	characters
	items
)

func (f failure) measure() measure {
	switch f.Kind() {
	case reflect.String:
		return characters
	case reflect.Slice, reflect.Map, reflect.Array:
		return items
	case reflect.Struct:
		if f.Type() == reflect.TypeFor[time.Time]() {
			return instant
		}
	}
	return amount
}

// explain fills an error in: its code, its sentence and its parameters.
func (f failure) explain(e *InputError) {
	tag := f.ActualTag()
	switch {
	case f.explainCondition(e, tag):
	case f.Kind() == reflect.Pointer || f.Kind() == reflect.Interface || f.Kind() == reflect.Invalid:
		e.Code, e.Detail = Required, "is required" // nothing is there that the tag could be held against
	case f.explainFormat(e, tag):
	case f.explainComparison(e, tag):
	case f.explainBound(e, tag):
	case f.explainChoice(e, tag):
	default:
		e.Detail = "fails the validation " + strconv.Quote(f.Tag())
		if f.Param() != "" && f.Tag() == tag {
			e.Detail = "fails the validation " + strconv.Quote(tag+"="+f.Param())
		}
	}
}

// words splits a parameter at blanks; single quotes keep some together.
var words = regexp.MustCompile(`'[^']*'|\S+`)

func (f failure) words() []string {
	all := words.FindAllString(f.Param(), -1)
	for i, word := range all {
		all[i] = strings.ReplaceAll(word, "'", "")
	}
	return all
}

// conditions continue "is required" and "must be left out", with how several
// other fields are joined.
var conditions = map[string]struct{ words, joined string }{
	"if": {"where", "and"}, "unless": {"unless", "or"},
	"with": {"with", "or"}, "with_all": {"with", "and"},
	"without": {"without", "or"}, "without_all": {"without", "and"},
}

// explainCondition explains required, excluded and what they depend on.
func (f failure) explainCondition(e *InputError, tag string) bool {
	rule, condition, _ := strings.Cut(tag, "_")
	switch rule {
	case "required":
		e.Code, e.Detail = Required, "is required"
	case "excluded", "isdefault":
		e.Code, e.Detail = Excluded, "must be left out"
	default:
		return false
	}
	c, ok := conditions[condition]
	if !ok {
		return condition == ""
	}
	others, pairs := f.words(), condition == "if" || condition == "unless"
	var parts []string
	for i := 0; i < len(others); i++ {
		part := keyOf(f.owner, others[i])
		if pairs && i+1 < len(others) {
			i++
			part += " is " + others[i]
		}
		parts = append(parts, part)
	}
	e.Detail += " " + c.words + " " + strings.Join(parts, " "+c.joined+" ")
	return true
}

// comparisons are what a field is not, by the measure that is compared.
var comparisons = map[string][4]string{
	"eq":  {"is not equal to", "is not the time of", "is not equal to", "is not as long as"},
	"ne":  {"is equal to", "is the time of", "is equal to", "is as long as"},
	"gt":  {"is not more than", "is not after", "is not longer than", "is not longer than"},
	"gte": {"is less than", "is before", "is shorter than", "is shorter than"},
	"lt":  {"is not less than", "is not before", "is not shorter than", "is not shorter than"},
	"lte": {"is more than", "is after", "is longer than", "is longer than"},
}

// explainComparison explains a field that is held against another one.
func (f failure) explainComparison(e *InputError, tag string) bool {
	operator, _ := strings.CutSuffix(tag, "field")
	operator, _ = strings.CutSuffix(operator, "cs") // validator looks for both in the same struct
	sentence, ok := comparisons[operator]
	ok = ok && operator != tag
	if !ok {
		return false
	}
	e.Code, e.Detail = InvalidValue, sentence[f.measure()]+" "+keyOf(f.owner, f.Param())
	switch {
	case operator == "eq" || operator == "ne":
	case f.measure() == amount || f.measure() == instant:
		e.Code = OutOfRange
	case operator[0] == 'l':
		e.Code = TooLong
	default:
		e.Code = TooShort
	}
	return true
}

// bounds are the operators of comparisons under all of their names.
var bounds = map[string]string{"max": "lte", "lte": "lte", "min": "gte", "gte": "gte", "lt": "lt", "gt": "gt"}

// explainBound explains a field that is held against a number, a length or the
// present.
func (f failure) explainBound(e *InputError, tag string) bool {
	if tag == "len" || (tag == "eq" && f.measure() == items) {
		f.explainLength(e)
		return true
	}
	operator, ok := bounds[tag]
	if !ok {
		return false
	}
	e.Code, e.Detail = OutOfRange, comparisons[operator][f.measure()]+" "+f.quantity()
	upper := operator[0] == 'l'
	switch {
	case f.measure() == instant:
		return true
	case upper:
		e.Max = f.Param()
	default:
		e.Min = f.Param()
	}
	if f.measure() != amount {
		e.Code = map[bool]Code{true: TooLong, false: TooShort}[upper]
	}
	return true
}

func (f failure) explainLength(e *InputError) {
	e.Min, e.Max = f.Param(), f.Param()
	if f.measure() == amount {
		e.Code, e.Detail = OutOfRange, "is not "+f.Param()
		return
	}
	value := reflect.ValueOf(f.Value())
	length := value.Len()
	if f.measure() == characters {
		length = utf8.RuneCountInString(value.String())
	}
	e.Code, e.Detail = TooLong, "has not "+f.quantity()
	if want, err := strconv.Atoi(f.Param()); err == nil && length < want {
		e.Code = TooShort
	}
}

// quantity is the parameter with its unit.
func (f failure) quantity() string {
	unit := ""
	switch f.measure() {
	case amount:
	case instant:
		return "now" // validator takes no other time
	case characters:
		unit = " characters"
	case items:
		unit = " items"
	}
	if f.Param() == "1" {
		unit = strings.TrimSuffix(unit, "s")
	}
	return f.Param() + unit
}

// explainChoice explains values that are listed, wanted or not.
func (f failure) explainChoice(e *InputError, tag string) bool {
	switch tag {
	case "oneof", "oneofci":
		e.Code, e.Allowed = NotOneOf, f.words()
		e.Detail = "is not one of " + strings.Join(e.Allowed, ", ")
	case "noneof", "noneofci":
		e.Detail = "must be none of " + strings.Join(f.words(), ", ")
	case "eq", "eq_ignore_case":
		e.Code, e.Allowed, e.Detail = NotOneOf, []string{f.Param()}, "is not "+f.Param()
	case "ne", "ne_ignore_case":
		e.Detail = "must not be " + f.Param()
		if f.measure() == items {
			e.Detail = "must not have " + f.quantity()
		}
	case "unique":
		e.Code, e.Detail = DuplicateItem, "holds the same item twice"
		if f.Param() != "" {
			e.Detail = "holds two items with the same " + keyOf(f.Type().Elem(), f.Param())
		}
	default:
		return false
	}
	return true
}

package openapi

import (
	"reflect"
	"strconv"
	"strings"
	"unicode"
)

// pascal joins the words of a text: "filter_by[tags__name]" is FilterByTagsName.
func pascal(text string) string {
	var b strings.Builder
	upper := true
	for _, r := range text {
		if r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			upper = true
			continue
		}
		if upper {
			r = unicode.ToUpper(r)
		}
		upper = false
		b.WriteRune(r)
	}
	return b.String()
}

// typeName is the name of a Go type without its package; empty for one that has
// none.
func typeName(t reflect.Type) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name, arguments, generic := strings.Cut(t.Name(), "[")
	if !generic {
		return pascal(name)
	}
	parts := []string{pascal(name)}
	for argument := range strings.SplitSeq(strings.TrimSuffix(arguments, "]"), ",") {
		parts = append(parts, pascal(argument[strings.LastIndexByte(argument, '.')+1:]))
	}
	return strings.Join(parts, "")
}

// packageName is the last part of a type's package.
func packageName(t reflect.Type) string {
	return pascal(t.PkgPath()[strings.LastIndexByte(t.PkgPath(), '/')+1:])
}

// namesOf are names for what is made of a type: its own, less the word for a
// read schema, then longer ones.
func namesOf(t reflect.Type, suffix string) []string {
	name, names := typeName(t), exactNames(t, suffix)
	if name == "" {
		return []string{"Row" + suffix}
	}
	if short := strings.TrimSuffix(name, "Read"); short != "" && short != name {
		names = append([]string{short + suffix}, names...)
	}
	return names
}

// exactNames are a type's own, less its package, then with it.
func exactNames(t reflect.Type, suffix string) []string {
	name := typeName(t)
	if name == "" {
		return nil
	}
	return []string{name + suffix, packageName(t) + name + suffix}
}

// words are the parts of a path that are no parameters.
func words(path string) (parts []string) {
	for part := range strings.SplitSeq(path, "/") {
		if before, _ := parameterOf(part); before != "" {
			parts = append(parts, pascal(before))
		}
	}
	return parts
}

// parameterOf is what stands before the parameter of a segment of gin's, and its
// name; empty without one.
func parameterOf(segment string) (before, name string) {
	if i := strings.IndexAny(segment, ":*"); i >= 0 {
		return segment[:i], segment[i+1:]
	}
	return segment, ""
}

// operationID makes an identifier that no other operation has.
func (d *Document) operationID(id string) string {
	unique := id
	for n := 2; d.ids[unique]; n++ {
		unique = id + strconv.Itoa(n)
	}
	d.ids[unique] = true
	return unique
}

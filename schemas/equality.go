package schemas

import (
	"bytes"
	"encoding/json"
	"maps"
	"math/big"
	"slices"
	"strings"
)

// equalJSON compares two values by meaning (RFC 6902, section 4.6): members in
// any order, numbers by their value, however they are spelt or large.
func equalJSON(a, b []byte) bool {
	x, okX := exactly(a)
	y, okY := exactly(b)
	return okX && okY && equalValues(x, y)
}

// exactly decodes a document with its numbers as they are written.
func exactly(document []byte) (v any, ok bool) {
	d := json.NewDecoder(bytes.NewReader(document))
	d.UseNumber()
	return v, d.Decode(&v) == nil
}

func equalValues(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		return ok && maps.EqualFunc(a, b, equalValues)
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, equalValues)
	case json.Number:
		b, ok := b.(json.Number)
		return ok && canonicalNumber(a) == canonicalNumber(b)
	}
	return a == b
}

// canonicalNumber spells equal numbers alike: digits without zeros at either
// end, and an exponent. Nothing is computed that grows with the exponent.
func canonicalNumber(n json.Number) string {
	digits, negative := strings.CutPrefix(n.String(), "-")
	exponent := new(big.Int)
	if i := strings.IndexAny(digits, "eE"); i >= 0 {
		exponent.SetString(digits[i+1:], 10)
		digits = digits[:i]
	}
	whole, fraction, _ := strings.Cut(digits, ".")
	digits = strings.TrimLeft(whole+fraction, "0")
	if digits == "" {
		return "0"
	}
	significant := strings.TrimRight(digits, "0")
	exponent.Add(exponent, big.NewInt(int64(len(digits)-len(significant)-len(fraction))))
	sign := ""
	if negative {
		sign = "-"
	}
	return sign + significant + "e" + exponent.String()
}

package schemas

import (
	"errors"
	"reflect"
	"strings"

	"github.com/go-playground/validator/v10"
)

// Codes of values that fail a validation.
const (
	// TooShort is the counterpart of TooLong.
	TooShort Code = "too_short"
	// NotOneOf: Allowed lists the values.
	NotOneOf Code = "not_one_of"
	// InvalidFormat: an email, a URL, a uuid … that is none.
	InvalidFormat Code = "invalid_format"
	// Excluded: the value must be left out beside the others.
	Excluded Code = "excluded"
	// DuplicateItem: an array holds the same item twice.
	DuplicateItem Code = "duplicate_item"
)

// NewValidator makes a validator that names fields as JSON does. Custom
// validations can be registered with it.
func NewValidator() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		return name // empty or "-": the field's own
	})
	return v
}

// Validate holds a struct against its validate tags and reports every field
// that fails, below the prefix.
func Validate(v *validator.Validate, value any, prefix string) (InputErrors, error) {
	err := v.Struct(value)
	if err == nil {
		return nil, nil
	}
	failures, ok := errors.AsType[validator.ValidationErrors](err)
	if !ok {
		return nil, err // the tags themselves are wrong
	}
	failures = failures[:min(len(failures), 2*MaxMistakes)]
	errs := make(InputErrors, len(failures))
	for i, failure := range failures {
		errs[i] = validationError(reflect.ValueOf(value), failure, prefix)
	}
	return errs, nil
}

// validationError tells a failure, and where it is. A failure that a validation
// of a whole struct reports under a name of its own is told at that name.
func validationError(root reflect.Value, found validator.FieldError, prefix string) *InputError {
	at, ok := placeOf(root, found.StructNamespace())
	if !ok {
		at = place{tokens: []string{found.Field()}, owner: behind(root).Type()}
	}
	err := &InputError{Pointer: prefix + pointerText(at.tokens), Code: InvalidValue}
	failure{found, at.owner}.explain(err)
	return err
}

package schemas

import (
	"errors"
	"reflect"
	"regexp"
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
	errs := make(InputErrors, len(failures))
	for i, failure := range failures {
		errs[i] = validationError(failure, prefix)
	}
	return errs, nil
}

// indexed is an element in a validator's namespace: items[3], names[key].
var indexed = regexp.MustCompile(`\[([^\]]*)\]`)

// pointerOf turns a namespace such as ArticleCreate.items[3].name into a pointer.
func pointerOf(failure validator.FieldError, prefix string) string {
	_, path, _ := strings.Cut(failure.Namespace(), ".")
	path = indexed.ReplaceAllString(path, ".$1")
	parts := strings.Split(path, ".")
	for i, part := range parts {
		parts[i] = PointerToken(part)
	}
	return prefix + "/" + strings.Join(parts, "/")
}

func validationError(failure validator.FieldError, prefix string) *InputError {
	err := InvalidAt(pointerOf(failure, prefix), InvalidValue, "fails the validation %q", failure.Tag())
	param := failure.Param()
	text := failure.Kind() == reflect.String
	many := text || failure.Kind() == reflect.Slice || failure.Kind() == reflect.Map || failure.Kind() == reflect.Array
	unit := map[bool]string{true: " characters", false: " items"}[text]
	switch failure.Tag() {
	case "required", "required_if", "required_with", "required_without", "required_unless":
		err.Code, err.Detail = Required, "is required"
	case "max", "lte":
		err.Max = param
		err.Code, err.Detail = OutOfRange, "is more than "+param
		if many {
			err.Code, err.Detail = TooLong, "is longer than "+param+unit
		}
	case "min", "gte":
		err.Min = param
		err.Code, err.Detail = OutOfRange, "is less than "+param
		if many {
			err.Code, err.Detail = TooShort, "is shorter than "+param+unit
		}
	case "lt":
		err.Code, err.Detail = OutOfRange, "is not less than "+param
	case "gt":
		err.Code, err.Detail = OutOfRange, "is not more than "+param
	case "len":
		err.Min, err.Max = param, param
		err.Code, err.Detail = OutOfRange, "is not "+param
		if many {
			err.Code, err.Detail = TooLong, "has not "+param+unit
		}
	case "oneof", "oneofci":
		err.Code, err.Allowed = NotOneOf, strings.Fields(param)
		err.Detail = "is not one of " + strings.Join(err.Allowed, ", ")
	case "email", "url", "uri", "uuid", "uuid4", "ip", "ipv4", "ipv6", "hostname", "datetime", "e164", "json", "base64":
		err.Code, err.Detail = InvalidFormat, "is no "+failure.Tag()
	}
	return err
}

package schemas_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crudfactory/crudfactory/schemas"
)

// The JSON is what the contract shows, key by key.
func TestProblemIsRFC9457(t *testing.T) {
	t.Parallel()
	problem := schemas.NewProblem(422, "invalid_parameter", "Invalid request parameter", "2 parameters are invalid")
	problem.Instance = "/articles/offset"
	unknown := schemas.Invalid("order_by", schemas.UnknownField, "cannot order by %q", "x")
	unknown.Allowed = []string{"title", "created_at"}
	problem.Errors = schemas.InputErrors{
		unknown,
		schemas.Invalid("page", schemas.OutOfRange, "is 0; the least is 1"),
		{Pointer: "/title", Code: schemas.TooLong, Detail: "is too long"},
	}
	want := `{"type":"urn:problem:crudfactory:invalid-parameter","title":"Invalid request parameter","status":422,` +
		`"detail":"2 parameters are invalid","instance":"/articles/offset","code":"invalid_parameter",` +
		`"errors":[{"parameter":"order_by","code":"unknown_field","detail":"cannot order by \"x\"","allowed":["title","created_at"]},` +
		`{"parameter":"page","code":"out_of_range","detail":"is 0; the least is 1"},` +
		`{"pointer":"/title","code":"too_long","detail":"is too long"}]}`
	if diff := cmp.Diff(want, marshal(t, problem)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestProblemWithoutDetails(t *testing.T) {
	t.Parallel()
	problem := schemas.NewProblem(500, "internal_error", "Internal error", "")
	want := `{"type":"urn:problem:crudfactory:internal-error","title":"Internal error","status":500,"code":"internal_error"}`
	if diff := cmp.Diff(want, marshal(t, problem)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestErrorTexts(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		err  error
		want string
	}{
		{"a problem", schemas.NewProblem(404, "not_found", "Not found", "there is no such row"), "Not found: there is no such row"},
		{"a problem without a detail", schemas.NewProblem(404, "not_found", "Not found", ""), "Not found"},
		{"a repeated parameter", schemas.Repeated("page"), "page: is given more than once"},
		{"a place in a body", &schemas.InputError{Pointer: "/0/title", Detail: "is missing"}, "/0/title: is missing"},
		{"two mistakes", schemas.InputErrors{schemas.Repeated("page"), schemas.Repeated("count")}, "page: is given more than once; count: is given more than once"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, c.err.Error()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestMistakesAreFoundInAnErrorChain(t *testing.T) {
	t.Parallel()
	mistakes := schemas.InputErrors{schemas.Repeated("page")}
	found, ok := errors.AsType[schemas.InputErrors](errors.Join(errors.New("outer"), mistakes))
	if diff := cmp.Diff(mistakes, found); diff != "" || !ok {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

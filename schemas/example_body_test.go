package schemas_test

import (
	"fmt"
	"reflect"

	"github.com/crudfactory/crudfactory/schemas"
)

func ExampleBodySchema_Decode() {
	type articleCreate struct {
		Title string  `json:"title"`
		Intro *string `json:"intro"`
		Rank  int16   `json:"rank"`
	}
	schema, err := schemas.NewBodySchema(reflect.TypeFor[articleCreate](), []string{"id", "title"})
	if err != nil {
		fmt.Println(err)
		return
	}
	var article articleCreate
	given, errs := schema.Decode([]byte(`{"title":"Go","intro":null}`), reflect.ValueOf(&article).Elem(), "")
	fmt.Println(article.Title, given, len(errs))

	_, errs = schema.Decode([]byte(`{"id":7,"Title":"Go","title":null,"rank":40000}`), reflect.ValueOf(&article).Elem(), "/3")
	for _, err := range errs {
		fmt.Println(err.Code, err)
	}
	// Output:
	// Go [title intro] 0
	// unknown_field /3/Title: there is no such key
	// read_only /3/id: cannot be written
	// null_value /3/title: cannot be null
	// out_of_range /3/rank: 40000 is no integer of 16 bits
}

func ExampleMergePatch() {
	merged, err := schemas.MergePatch(
		[]byte(`{"title":"Go","intro":"a language","meta":{"color":"blue","size":2}}`),
		[]byte(`{"intro":null,"meta":{"color":"red"}}`),
	)
	fmt.Println(string(merged), err)
	// Output: {"meta":{"color":"red","size":2},"title":"Go"} <nil>
}

func ExampleValidate() {
	type articleCreate struct {
		Title  string   `json:"title"  validate:"required,max=80"`
		Status string   `json:"status" validate:"oneof=draft published"`
		Tags   []string `json:"tags"   validate:"dive,min=2"`
	}
	errs, err := schemas.Validate(schemas.NewValidator(), articleCreate{Status: "new", Tags: []string{"go", "c"}}, "")
	if err != nil {
		fmt.Println(err)
	}
	for _, err := range errs {
		fmt.Println(err.Code, err)
	}
	// Output:
	// required /title: is required
	// not_one_of /status: is not one of draft, published
	// too_short /tags/1: is shorter than 2 characters
}

package crud

import (
	"context"
	"errors"
	"net/http"
	"reflect"

	"github.com/crudfactory/crudfactory/schemas"
)

// patched is a row's update schema, with the keys of its sets, with a patch
// applied to it, validated as a whole.
func (in *input) patched(
	ctx context.Context, sets map[string][]any, row reflect.Value, patch []byte, mediaType, prefix string,
) (reflect.Value, error) {
	if mediaType != jsonPatch {
		if errs := in.refused(patch, prefix); errs != nil {
			return reflect.Value{}, errs
		}
	}
	before, err := in.document(ctx, row, sets)
	if err != nil {
		return reflect.Value{}, err
	}
	var document []byte
	had := [][]byte{before}
	if mediaType == jsonPatch {
		document, err = jsonPatched(before, patch)
	} else {
		document, err = schemas.MergePatch(before, patch)
		had = append(had, patch)
	}
	if err != nil {
		return reflect.Value{}, err
	}
	value, errs, err := in.merged(document, prefix, had...)
	return value, join(errs, err)
}

// jsonPatched applies a JSON patch (RFC 6902), all of it or nothing.
func jsonPatched(document, patch []byte) ([]byte, error) {
	patched, err := schemas.ApplyJSONPatch(document, patch)
	if failed, ok := errors.AsType[*schemas.PatchTestError](err); ok {
		return nil, schemas.NewProblem(http.StatusConflict, "patch_test_failed", "Patch test failed",
			"the row is not what the test at "+failed.Pointer+" of the patch says")
	}
	return patched, err
}

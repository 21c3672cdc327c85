package crud

import (
	"context"
	"errors"
	"net/http"
	"reflect"

	jsonpatch "github.com/evanphx/json-patch/v5"

	"github.com/crudfactory/crudfactory/internal/model"
	"github.com/crudfactory/crudfactory/internal/store"
	"github.com/crudfactory/crudfactory/schemas"
)

// patched is a row's update schema with a patch applied to it, validated as a
// whole.
func (in *input) patched(ctx context.Context, s store.Source, m *model.Model, row reflect.Value, patch []byte, mediaType, prefix string) (
	reflect.Value, error,
) {
	if mediaType != jsonPatch {
		if errs := in.refused(patch, prefix); errs != nil {
			return reflect.Value{}, errs
		}
	}
	sets, err := in.keysOf(ctx, s, m, row)
	if err != nil {
		return reflect.Value{}, err
	}
	document, err := in.document(ctx, row, sets)
	if err != nil {
		return reflect.Value{}, err
	}
	if mediaType == jsonPatch {
		document, err = applyJSONPatch(document, patch)
	} else {
		document, err = schemas.MergePatch(document, patch)
	}
	if err != nil {
		return reflect.Value{}, err
	}
	value, errs, err := in.merged(document, prefix)
	return value, join(errs, err)
}

// errPatchTest is answered where an operation "test" of a patch fails.
var errPatchTest = schemas.NewProblem(http.StatusConflict, "patch_test_failed", "Patch test failed",
	"the row is not what a test of the patch says")

// maxPatchGrowth bounds what operations "copy" can make of a document.
const maxPatchGrowth = 1 << 20

// applyJSONPatch applies a JSON patch (RFC 6902), all of it or nothing.
func applyJSONPatch(document, patch []byte) (patched []byte, err error) {
	defer func() {
		if recover() != nil { // the library does not expect every value of a test
			err = schemas.InputErrors{schemas.InvalidAt("", schemas.InvalidValue, "cannot be applied")}
		}
	}()
	operations, err := jsonpatch.DecodePatch(patch)
	if err != nil {
		return nil, schemas.InputErrors{schemas.InvalidAt("", schemas.InvalidValue, "is no JSON patch: %s", err)}
	}
	options := jsonpatch.NewApplyOptions()
	options.AccumulatedCopySizeLimit = maxPatchGrowth
	options.SupportNegativeIndices = false // RFC 6901 has none
	patched, err = operations.ApplyWithOptions(document, options)
	switch {
	case errors.Is(err, jsonpatch.ErrTestFailed):
		return nil, errPatchTest
	case err != nil:
		return nil, schemas.InputErrors{schemas.InvalidAt("", schemas.InvalidValue, "cannot be applied: %s", err)}
	}
	return patched, nil
}

package crud

import (
	"context"
	"net/http"
	"reflect"
	"slices"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/schemas"
)

// unscoped shows deleted rows.
func unscoped(db *gorm.DB) *gorm.DB { return db.Unscoped() }

// Restore undoes the soft delete of a row; one that is not deleted stays as it
// is. ErrNotFound where there is none within the scopes.
func (f *CrudFactory[M]) Restore(ctx context.Context, id any, scopes ...Scope) (row M, err error) {
	err = f.transact(ctx, f.hooks, slices.Concat(scopes, []Scope{unscoped}), func(w *writing) error {
		restored, err := w.restore(id)
		if err == nil {
			row = restored.Interface().(M) //nolint:forcetypeassert // it is the model
			err = w.inScope(restored)
		}
		return err
	})
	return row, err
}

func (w *writing) restore(id any) (reflect.Value, error) {
	prev, err := w.locked(id)
	if err != nil {
		return reflect.Value{}, err
	}
	next := w.clone(prev.row)
	if !w.model.Undelete(w.ctx, next) {
		return next, schemas.NewProblem(http.StatusInternalServerError, "internal_error", "Internal error", "the model has no soft delete")
	}
	return next, w.update([]edit{{prev: prev.row, next: next, pointer: pointerByColumn}}, nil)
}

// restoreOne answers POST /articles/:id/restore.
func (w *writer) restoreOne(c *gin.Context, scopes []Scope) error {
	id, err := w.idOf(c, w.param)
	if err != nil {
		return err
	}
	var a representation
	err = w.commit(c, slices.Concat(scopes, []Scope{unscoped}), func(t *writing) error {
		row, err := t.restore(id)
		if err != nil {
			return err
		}
		a, err = w.written(t, row)
		return err
	})
	if err != nil {
		return err
	}
	send(c, http.StatusOK, a)
	return nil
}

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
	err = f.transact(ctx, slices.Concat(scopes, []Scope{unscoped}), func(w *writing[M]) error {
		restored, err := w.restore(id)
		if err == nil {
			row = *restored
			err = w.inScope(restored)
		}
		return err
	})
	return row, err
}

func (w *writing[M]) restore(id any) (*M, error) {
	prev, err := w.locked(id)
	if err != nil {
		return nil, err
	}
	next := w.clone(prev.row)
	if !w.factory.model.Undelete(w.ctx, reflect.ValueOf(&next).Elem()) {
		return nil, schemas.NewProblem(http.StatusInternalServerError, "internal_error", "Internal error", "the model has no soft delete")
	}
	return &next, w.update(edit[M]{prev: &prev.row, next: &next, pointer: pointerByColumn})
}

// restoreOne answers POST /articles/:id/restore.
func (w *writer[M]) restoreOne(c *gin.Context, scopes []Scope) error {
	id, err := w.factory.idOf(c, w.param)
	if err != nil {
		return err
	}
	var a representation
	err = w.factory.transact(c.Request.Context(), slices.Concat(scopes, []Scope{unscoped}), func(t *writing[M]) error {
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

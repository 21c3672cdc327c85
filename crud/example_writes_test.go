package crud_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/schemas"
)

// Create fills the row with what the database sets in it.
func ExampleCrudFactory_Create() {
	books := crud.Must(crud.New(openLibrary(), crud.Config[book]{}))

	carmilla := book{Title: "Carmilla", Author: "Sheridan Le Fanu", Year: 1872}
	fmt.Println(books.Create(ctx, &carmilla), carmilla)
	again := book{ID: 1, Title: "Emma", Author: "Jane Austen", Year: 1815}
	err := books.Create(ctx, &again)
	if broken, ok := errors.AsType[*crud.ConstraintError](err); ok {
		fmt.Println(broken.Kind, broken.Columns)
	}
	// Output:
	// <nil> {6 Carmilla Sheridan Le Fanu 1872}
	// unique_violation [id]
}

// Update locks a row, lets a function change it, and writes what has changed.
func ExampleCrudFactory_Update() {
	books := crud.Must(crud.New(openLibrary(), crud.Config[book]{}))
	later := func(b *book) error {
		if b.Year == 1871 {
			return errors.New("this one is right")
		}
		b.Year++
		return nil
	}

	fmt.Println(books.Update(ctx, 1, later))
	_, err := books.Update(ctx, 3, later)
	fmt.Println(err)
	_, err = books.Update(ctx, 99, later)
	fmt.Println(errors.Is(err, crud.ErrNotFound))
	// Output:
	// {1 Emma Jane Austen 1816} <nil>
	// this one is right
	// true
}

// A row outside the scopes is not there to be deleted.
func ExampleCrudFactory_Delete() {
	books := crud.Must(crud.New(openLibrary(), crud.Config[book]{}))
	modern := func(db *gorm.DB) *gorm.DB { return db.Where("year >= ?", 1890) }

	fmt.Println(books.Delete(ctx, 1, modern))
	fmt.Println(books.Delete(ctx, 5, modern))
	fmt.Println(books.Count(ctx, crud.Query{}))
	// Output:
	// no such row
	// <nil>
	// 4 <nil>
}

// Upsert inserts a row, or updates the one that has its unique columns.
func ExampleCrudFactory_Upsert() {
	books := crud.Must(crud.New(openLibrary(), crud.Config[book]{}))
	older := clause.Gt{Column: clause.Column{Table: "books", Name: "year"}, Value: 1815}
	on := crud.Conflict{Update: []string{"title", "year"}, Where: []clause.Expression{older}}

	for _, row := range []book{
		{ID: 6, Title: "Carmilla", Author: "Sheridan Le Fanu", Year: 1872}, // is new
		{ID: 3, Title: "Middlemarch, vol. 1", Author: "Mary Ann Evans", Year: 1871},
		{ID: 1, Title: "Emma, again", Author: "Jane Austen", Year: 1816}, // meets the condition's end
	} {
		written, err := books.Upsert(ctx, &row, on)
		fmt.Println(written, err, crud.Must(books.Get(ctx, row.ID)))
	}
	// Output:
	// true <nil> {6 Carmilla Sheridan Le Fanu 1872}
	// true <nil> {3 Middlemarch, vol. 1 George Eliot 1871}
	// false <nil> {1 Emma Jane Austen 1815}
}

// In a transaction, rows that are read can be locked until it ends.
func ExampleCrudFactory_Locked() {
	db := openLibrary()
	books := crud.Must(crud.New(db, crud.Config[book]{}))
	err := db.Transaction(func(tx *gorm.DB) error {
		emma, err := books.With(tx).Locked(crud.ForUpdate).Get(ctx, 1)
		if err != nil {
			return err
		}
		_, err = books.With(tx).Update(ctx, 2, func(persuasion *book) error {
			persuasion.Year = emma.Year + 2
			return nil
		})
		return err
	})
	fmt.Println(err)
	_, err = books.Locked(crud.ForUpdate).Get(ctx, 1)
	fmt.Println(err)
	// Output:
	// <nil>
	// a lock needs a transaction: read by With(tx)
}

// Hooks run in the writing transaction; what they return rolls it back, and is
// answered.
func ExampleHooks() {
	books := crud.Must(crud.New(openLibrary(), crud.Config[book]{
		Hooks: crud.Hooks[book]{
			BeforeUpdate: func(_ context.Context, _ *gorm.DB, prev, next *book) error {
				next.Title = strings.TrimSpace(next.Title)
				if next.Author != prev.Author {
					return schemas.NewProblem(http.StatusConflict, "author_stays", "Author stays", prev.Author+" has written it")
				}
				return nil
			},
			BeforeDelete: func(_ context.Context, tx *gorm.DB, prev *book) error {
				return tx.Where("book_id = ?", prev.ID).Delete(&review{}).Error
			},
			AfterCommit: func(_ context.Context, c crud.Change[book]) {
				fmt.Println("committed:", c.Prev, c.Next)
			},
		},
	}))

	_, err := books.Update(ctx, 2, func(b *book) error { b.Title = " Persuasion\n"; b.Year = 1818; return nil })
	fmt.Println(err)
	_, err = books.Update(ctx, 2, func(b *book) error { b.Author = "Anne Elliot"; return nil })
	fmt.Println(err)
	fmt.Println(books.Delete(ctx, 4))
	// Output:
	// committed: &{2 Persuasion Jane Austen 1817} &{2 Persuasion Jane Austen 1818}
	// <nil>
	// Author stays: Jane Austen has written it
	// committed: &{4 Dracula Bram Stoker 1897} <nil>
	// <nil>
}

package main

import (
	"time"

	"github.com/google/uuid"
)

// ArticleRead is an article as clients see it.
type ArticleRead struct {
	ID           uuid.UUID  `json:"id"`
	CreatedAt    time.Time  `json:"created_at"`
	Title        string     `json:"title"`
	Body         string     `json:"body"`
	Status       string     `json:"status"`
	Published    bool       `json:"published"`
	CategoryID   *uuid.UUID `json:"category_id"`
	CategoryName *string    `json:"category_name" crud:"category.name"`
	Priority     *int       `json:"priority"`
	Views        int64      `json:"views"`
}

// CategoryRead is a category as clients see it.
type CategoryRead struct {
	ID   uuid.UUID `json:"id"`
	Name string    `json:"name"`
}

// ArticleWrite is what a client can set of an article: the body of POST, PUT and
// PATCH.
type ArticleWrite struct {
	Title      string      `json:"title"       validate:"required,max=256"`
	Body       string      `json:"body"`
	Status     string      `json:"status"      validate:"oneof=draft published archived"`
	Published  bool        `json:"published"`
	CategoryID *uuid.UUID  `json:"category_id"`
	Priority   *int        `json:"priority"`
	Views      int64       `json:"views"       validate:"min=0"`
	TagIDs     []uuid.UUID `json:"tag_ids"`
}

// SetDefaults makes an article a draft where the body does not say.
func (a *ArticleWrite) SetDefaults() { a.Status = statusDraft }

// CategoryWrite is what a client can set of a category.
type CategoryWrite struct {
	Name string `json:"name" validate:"required,max=100"`
}

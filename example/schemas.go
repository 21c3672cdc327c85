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

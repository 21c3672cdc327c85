package main

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// seedBatch is the number of articles in one INSERT.
const seedBatch = 200

// seed fills an empty database with articles and what they refer to. The same
// number of rows gives the same content everywhere. It does nothing when there
// is an article already. Everything is written in one transaction, and rows
// that another process has written meanwhile are left as they are.
func seed(ctx context.Context, db *gorm.DB, rows int) error {
	err := db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		empty, err := hasNoArticles(tx)
		if err != nil || !empty {
			return err
		}
		return fillTables(tx, rows)
	})
	if err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	return nil
}

// hasNoArticles tells whether the articles table is empty.
func hasNoArticles(tx *gorm.DB) (bool, error) {
	var found []Article
	err := tx.Select("id").Limit(1).Find(&found).Error
	return len(found) == 0, err
}

// fillTables writes the categories, the tags and the articles.
func fillTables(tx *gorm.DB, rows int) error {
	categories, err := loadCategories(tx)
	if err != nil {
		return err
	}
	tags, err := loadTags(tx)
	if err != nil {
		return err
	}
	a := newAuthor(rows, categories, tags)
	for start := 0; start < rows; start += seedBatch {
		articles, links := a.write(min(seedBatch, rows-start))
		if err := insert(tx, articles); err != nil {
			return err
		}
		if err := insert(tx, links); err != nil {
			return err
		}
	}
	return nil
}

// loadCategories adds the missing categories and answers all ids by name.
func loadCategories(tx *gorm.DB) (map[string]uuid.UUID, error) {
	var categories []Category
	for _, name := range categoryNames() {
		categories = append(categories, Category{ID: seedID("category", name), Name: name})
	}
	if err := insert(tx, categories); err != nil {
		return nil, err
	}
	if err := tx.Find(&categories).Error; err != nil {
		return nil, err
	}
	ids := make(map[string]uuid.UUID, len(categories))
	for _, c := range categories {
		ids[c.Name] = c.ID
	}
	return ids, nil
}

// loadTags adds the missing tags and answers all ids by name.
func loadTags(tx *gorm.DB) (map[string]uuid.UUID, error) {
	var tags []Tag
	for _, name := range tagNames() {
		tags = append(tags, Tag{ID: seedID("tag", name), Name: name})
	}
	if err := insert(tx, tags); err != nil {
		return nil, err
	}
	if err := tx.Find(&tags).Error; err != nil {
		return nil, err
	}
	ids := make(map[string]uuid.UUID, len(tags))
	for _, t := range tags {
		ids[t.Name] = t.ID
	}
	return ids, nil
}

// insert writes the rows in one statement, skipping those that exist.
func insert[M any](tx *gorm.DB, rows []M) error {
	if len(rows) == 0 {
		return nil
	}
	return tx.Clauses(clause.OnConflict{DoNothing: true}).Omit(clause.Associations).Create(&rows).Error
}

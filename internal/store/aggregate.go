package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/internal/query"
)

// Count counts the rows of a plan, at most plan.Limit of them.
func Count(ctx context.Context, s Source, plan query.Plan) (int64, error) {
	return scalar[int64](ctx, s, query.Count{Plan: plan})
}

// Estimate asks the planner how many rows a plan has.
func Estimate(ctx context.Context, s Source, plan query.Plan) (int64, error) {
	text, err := scalar[string](ctx, s, query.Estimate{Plan: plan})
	if err != nil {
		return 0, err
	}
	var explained []struct {
		Plan struct {
			Rows float64 `json:"Plan Rows"` //nolint:tagliatelle // PostgreSQL's name
		} `json:"Plan"` //nolint:tagliatelle // PostgreSQL's name
	}
	if err := json.Unmarshal([]byte(text), &explained); err != nil || len(explained) != 1 {
		return 0, fmt.Errorf("the planner's answer is not what EXPLAIN gives: %w", err)
	}
	return int64(explained[0].Plan.Rows), nil
}

// scalar runs a statement of one column and at most one row.
func scalar[T any](ctx context.Context, s Source, statement clause.Expression) (value T, err error) {
	err = s.query(ctx, s.none(), statement, func(cursor result) (n int64, err error) {
		for cursor.Next() {
			if err = cursor.Scan(&value); err != nil {
				return n, err
			}
			n++
		}
		return n, nil
	})
	return value, err
}

// Values lists the values of a field among a plan's rows, typed by its kind.
func Values(ctx context.Context, s Source, statement query.Values) ([]any, error) {
	var values []any
	err := s.query(ctx, s.none(), statement, func(cursor result) (int64, error) {
		for cursor.Next() {
			var raw cell
			if err := cursor.Scan(&raw); err != nil {
				return int64(len(values)), err
			}
			v, err := statement.Field.FromDriver(raw.value)
			if err != nil {
				return int64(len(values)), err
			}
			values = append(values, v)
		}
		return int64(len(values)), nil
	})
	return values, err
}

// Bucket is a value with the number of rows that have it; nil is NULL.
type Bucket struct {
	Value any
	Count int64
}

// Buckets counts a plan's rows by the values of a field.
func Buckets(ctx context.Context, s Source, statement query.Buckets) ([]Bucket, error) {
	var buckets []Bucket
	err := s.query(ctx, s.none(), statement, func(cursor result) (int64, error) {
		for cursor.Next() {
			var raw cell
			var b Bucket
			if err := cursor.Scan(&raw, &b.Count); err != nil {
				return int64(len(buckets)), err
			}
			var err error
			if b.Value, err = statement.Field.FromDriver(raw.value); err != nil {
				return int64(len(buckets)), err
			}
			buckets = append(buckets, b)
		}
		return int64(len(buckets)), nil
	})
	return buckets, err
}

// Facets counts a plan's rows by the values of several fields in one scan: the
// total, if the statement asks for it, and the buckets of each field.
func Facets(ctx context.Context, s Source, statement query.Facets) (total int64, facets [][]Bucket, err error) {
	n := len(statement.Of)
	facets = make([][]Bucket, n)
	places := make([][]int64, n)
	raw := make([]cell, n)
	var part int
	var count, place int64
	dest := []any{&part}
	for i := range raw {
		dest = append(dest, &raw[i])
	}
	dest = append(dest, &count, &place)
	err = s.query(ctx, s.none(), statement, func(cursor result) (rows int64, err error) {
		for ; cursor.Next(); rows++ {
			if err = cursor.Scan(dest...); err != nil {
				return rows, err
			}
			if part == 0 {
				total = count
				continue
			}
			i := part - 1
			b := Bucket{Count: count}
			if b.Value, err = statement.Of[i].Field.FromDriver(raw[i].value); err != nil {
				return rows, err
			}
			at, _ := slices.BinarySearch(places[i], place)
			facets[i], places[i] = slices.Insert(facets[i], at, b), slices.Insert(places[i], at, place)
		}
		return rows, nil
	})
	return total, facets, err
}

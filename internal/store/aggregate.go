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
func scalar[T any](ctx context.Context, s Source, statement clause.Expression) (T, error) {
	return aggregate(ctx, s, statement, func(cursor result) (value T, err error) {
		for cursor.Next() {
			if err = cursor.Scan(&value); err != nil {
				return value, err
			}
		}
		return value, nil
	})
}

// Values lists the values of a field among a plan's rows, typed by its kind.
func Values(ctx context.Context, s Source, statement query.Values) ([]any, error) {
	return aggregate(ctx, s, statement, func(cursor result) (values []any, err error) {
		for cursor.Next() {
			var raw cell
			if err := cursor.Scan(&raw); err != nil {
				return nil, err
			}
			v, err := statement.Field.FromDriver(raw.value)
			if err != nil {
				return nil, err
			}
			values = append(values, v)
		}
		return values, nil
	})
}

// Bucket is a value with the number of rows that have it; nil is NULL.
type Bucket struct {
	Value any
	Count int64
}

// Buckets counts a plan's rows by the values of a field.
func Buckets(ctx context.Context, s Source, statement query.Buckets) ([]Bucket, error) {
	return aggregate(ctx, s, statement, func(cursor result) (buckets []Bucket, err error) {
		for cursor.Next() {
			var raw cell
			var b Bucket
			if err := cursor.Scan(&raw, &b.Count); err != nil {
				return nil, err
			}
			if b.Value, err = statement.Field.FromDriver(raw.value); err != nil {
				return nil, err
			}
			buckets = append(buckets, b)
		}
		return buckets, nil
	})
}

// Tally is what one scan has counted.
type Tally struct {
	// Total is zero where the statement does not ask for it.
	Total int64
	// Facets are the buckets of each field.
	Facets [][]Bucket
}

// Facets counts a plan's rows by the values of several fields in one scan.
func Facets(ctx context.Context, s Source, statement query.Facets) (Tally, error) {
	return aggregate(ctx, s, statement, func(cursor result) (Tally, error) {
		n := len(statement.Of)
		t := Tally{Facets: make([][]Bucket, n)}
		places := make([][]int64, n)
		raw := make([]cell, n)
		var part int
		var count, place int64
		dest := []any{&part}
		for i := range raw {
			dest = append(dest, &raw[i])
		}
		dest = append(dest, &count, &place)
		for cursor.Next() {
			if err := cursor.Scan(dest...); err != nil {
				return t, err
			}
			if part == 0 {
				t.Total = count
				continue
			}
			i := part - 1
			v, err := statement.Of[i].Field.FromDriver(raw[i].value)
			if err != nil {
				return t, err
			}
			at, _ := slices.BinarySearch(places[i], place)
			t.Facets[i], places[i] = slices.Insert(t.Facets[i], at, Bucket{v, count}), slices.Insert(places[i], at, place)
		}
		return t, nil
	})
}

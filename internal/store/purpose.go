package store

import (
	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/telemetry"
)

// purposeOf is what a statement is for.
func purposeOf(statement clause.Expression) telemetry.Purpose {
	switch statement.(type) {
	case query.Count, query.Estimate:
		return telemetry.Count
	case query.Facets, query.Values, query.Buckets:
		return telemetry.Facets
	case query.Update:
		return telemetry.Write
	}
	return telemetry.Rows
}

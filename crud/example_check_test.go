package crud_test

import (
	"context"
	"fmt"

	"github.com/crudfactory/crudfactory/crud"
)

// At start-up a resource is compared with its database. On PostgreSQL the indexes are
// made CONCURRENTLY.
func ExampleCrudFactory_Check() {
	books := crud.Must(crud.New(openLibrary(), crud.Config[book]{
		FilterFields: []string{"year"},
		OrderFields:  []string{"title", "year"},
	}))
	report, err := books.Check(context.Background())
	if err != nil {
		panic(err)
	}
	for _, finding := range report.Findings {
		fmt.Println(finding.Severity, finding.Code, finding.Field)
		fmt.Println(" ", finding.Detail)
		fmt.Println(" ", finding.Fix)
	}
	fmt.Println("fit to start:", report.Err() == nil)
	// Output:
	// warning missing_index title
	//   no index of books serves the order by title
	//   CREATE INDEX `idx_books_title_id` ON `books` (`title`, `id`)
	// warning missing_index year
	//   no index of books serves the order by year, the filter by year
	//   CREATE INDEX `idx_books_year_id` ON `books` (`year`, `id`)
	// fit to start: true
}

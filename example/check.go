package main

import (
	"context"
	"log"
	"strings"

	"github.com/crudfactory/crudfactory/crud"
)

// check logs how the resources and the database differ, a line for each finding
// and one for all settings. Where requests would fail it is an error.
func (r resources) check(ctx context.Context, to *log.Logger) error {
	for _, check := range []func(context.Context) (crud.Report, error){r.articles.Check, r.categories.Check} {
		report, err := check(ctx)
		if err != nil {
			return err
		}
		for _, finding := range report.Findings {
			to.Print(report.Resource, ": ", finding)
		}
		settings := make([]string, len(report.Settings))
		for i, setting := range report.Settings {
			settings[i] = setting.String()
		}
		to.Print(report.Resource, ": ", strings.Join(settings, ", "))
		if err := report.Err(); err != nil {
			return err
		}
	}
	return nil
}

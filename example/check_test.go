package main

import (
	"bytes"
	"log"
	"regexp"
	"strings"
	"testing"
)

// TestCheck: the tables have the indexes that the resources want, but for parts of
// texts, which need an extension of PostgreSQL.
func TestCheck(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		served, err := newResources(a.db, settings{})
		if err != nil {
			t.Fatal(err)
		}
		var said bytes.Buffer
		if err := served.check(t.Context(), log.New(&said, "", 0)); err != nil {
			t.Fatal(err)
		}
		serious := regexp.MustCompile(`(?m)^\w+: (error|warning) .*`)
		for _, line := range serious.FindAllString(said.String(), -1) {
			if !strings.Contains(line, "pg_trgm") && !strings.Contains(line, "gin_trgm_ops") {
				t.Error(line)
			}
		}
		for _, setting := range []string{"articles: ", "order=-created_at,-id", "cursor=plain", "pool_max_open_connections="} {
			if !strings.Contains(said.String(), setting) {
				t.Errorf("the log has no %s", setting)
			}
		}
		t.Log(said.String())
	})
}

package pgtest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestNewestFirst(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for _, version := range []string{"9.6", "16", "15", "9.10"} {
		if err := os.MkdirAll(filepath.Join(root, version, "bin"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for _, dir := range newestFirst(filepath.Join(root, "*", "bin")) {
		got = append(got, filepath.Base(filepath.Dir(dir)))
	}
	if want := []string{"16", "15", "9.10", "9.6"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestFindProgramsNeedsAllOfThem(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"initdb", "pg_ctl", "postgres"} {
		if complete(dir) {
			t.Fatalf("complete before %s is there", name)
		}
		script := []byte("#!/bin/sh\n")
		if err := os.WriteFile(filepath.Join(dir, name), script, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if !complete(dir) {
		t.Error("not complete with all of them")
	}
}

func TestNoProgramsTellsHowToGetThem(t *testing.T) {
	t.Parallel()
	for _, words := range []string{"apt-get install -y postgresql", "PGTEST_URL"} {
		if !strings.Contains(errNoPrograms.Error(), words) {
			t.Errorf("%q does not say %q", errNoPrograms, words)
		}
	}
}

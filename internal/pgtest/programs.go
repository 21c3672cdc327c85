package pgtest

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// errNoPrograms tells how to get a server; a test without one fails, because a
// skipped test looks like a passed one.
var errNoPrograms = errors.New("no PostgreSQL server programs found " +
	"(looked at pg_config --bindir, PATH and the usual folders): install them " +
	"(Debian, Ubuntu: apt-get install -y postgresql; macOS: brew install postgresql), " +
	"or set PGTEST_URL to the URL of a server on which databases may be created")

// usualFolders are where packages put the server programs, which most of them
// keep out of PATH. A star stands for a version.
func usualFolders() []string {
	return []string{
		"/usr/lib/postgresql/*/bin", // Debian, Ubuntu
		"/usr/pgsql-*/bin",          // the project's own packages for Fedora, RHEL
		"/usr/local/pgsql/bin",      // built from source
		"/opt/homebrew/opt/postgresql*/bin",
		"/usr/local/opt/postgresql*/bin",
		"/home/linuxbrew/.linuxbrew/opt/postgresql*/bin",
		"/Applications/Postgres.app/Contents/Versions/*/bin",
	}
}

// findPrograms returns the folder that holds initdb, pg_ctl and postgres.
func findPrograms() (string, error) {
	for _, dir := range candidates() {
		if complete(dir) {
			return dir, nil
		}
	}
	return "", errNoPrograms
}

// candidates lists folders to look into, the most telling first.
func candidates() []string {
	var dirs []string
	if out, err := exec.CommandContext(context.Background(), "pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	dirs = append(dirs, filepath.SplitList(os.Getenv("PATH"))...)
	for _, pattern := range usualFolders() {
		dirs = append(dirs, newestFirst(pattern)...)
	}
	return dirs
}

// newestFirst expands the pattern, and sorts by version: 16 before 9.6.
func newestFirst(pattern string) []string {
	found, err := filepath.Glob(pattern)
	if err != nil {
		return nil // only a malformed pattern fails, and ours are constants
	}
	slices.SortFunc(found, func(a, b string) int { return slices.Compare(numbers(b), numbers(a)) })
	return found
}

// numbers reads the runs of digits in text: "/usr/lib/postgresql/9.6/bin" is 9, 6.
func numbers(text string) []int {
	digits := strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
	all := make([]int, 0, len(digits))
	for _, d := range digits {
		if n, err := strconv.Atoi(d); err == nil {
			all = append(all, n)
		}
	}
	return all
}

func complete(dir string) bool {
	if !filepath.IsAbs(dir) { // the guardian runs in another folder
		return false
	}
	for _, name := range []string{"initdb", "pg_ctl", "postgres"} {
		if _, err := exec.LookPath(filepath.Join(dir, name)); err != nil {
			return false
		}
	}
	return true
}

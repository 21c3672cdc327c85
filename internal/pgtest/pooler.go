package pgtest

import (
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

//go:embed pooler.sh
var poolerScript string

var errNoPooler = errors.New("no PgBouncer found: install it (Debian, Ubuntu: apt-get install -y pgbouncer; " +
	"macOS: brew install pgbouncer)")

// Pooler starts a PgBouncer before the server of a database, in transaction mode,
// and returns the database's URL through it. It has five connections to the
// server and is gone at the end of the test. Lines of settings may follow the
// usual ones.
func Pooler(tb testing.TB, databaseURL string, lines ...string) string {
	tb.Helper()
	g, throughIt, err := startPooler(databaseURL, lines)
	if err != nil {
		tb.Fatal("pgtest:", err)
	}
	tb.Cleanup(func() {
		if err := g.stop(); err != nil {
			tb.Error("pgtest:", err)
		}
	})
	return throughIt
}

func startPooler(databaseURL string, lines []string) (*guardian, string, error) {
	program, err := findPooler()
	if err != nil {
		return nil, "", err
	}
	to, err := pgconn.ParseConfig(databaseURL)
	if err != nil {
		return nil, "", err
	}
	acc, err := serverAccount() // PgBouncer does not run as root, either
	if err != nil {
		return nil, "", err
	}
	root, err := makeRoot(acc, func(root string) string { return poolerSettings(root, to, lines) })
	if err != nil {
		return nil, "", err
	}
	g, err := launch(poolerScript, acc, root, program, root)
	if err != nil {
		return nil, "", errors.Join(err, os.RemoveAll(root))
	}
	if err := g.awaitReady(); err != nil {
		return nil, "", err
	}
	u, err := url.Parse(g.url())
	if err != nil {
		return nil, "", errors.Join(err, g.stop())
	}
	u.Path = "/" + to.Database
	return g, u.String(), nil
}

func findPooler() (string, error) {
	for _, name := range []string{"pgbouncer", "/usr/sbin/pgbouncer", "/usr/local/sbin/pgbouncer", "/opt/homebrew/bin/pgbouncer"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errNoPooler
}

// poolerSettings log in as the URL's user, whoever asks.
func poolerSettings(root string, to *pgconn.Config, lines []string) string {
	word := func(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
	server := fmt.Sprintf("host=%s port=%d user=%s", word(to.Host), to.Port, word(to.User))
	if to.Password != "" {
		server += " password=" + word(to.Password)
	}
	return "[databases]\n* = " + server + `
[pgbouncer]
unix_socket_dir = ` + root + `
listen_port = 5432
auth_type = any
pool_mode = transaction
default_pool_size = 5
max_client_conn = 200
` + strings.Join(lines, "\n") + "\n"
}

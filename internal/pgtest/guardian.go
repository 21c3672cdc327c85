package pgtest

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"strings"
)

//go:embed guard.sh
var guardScript string

// guardian is the process that owns a private cluster; see guard.sh.
type guardian struct {
	root     string // the cluster's folder, and its socket's
	cmd      *exec.Cmd
	lifeline io.WriteCloser // its closing, by us or by our death, ends the cluster
	words    io.ReadCloser
}

// startGuardian makes a cluster and returns once it accepts connections. It is a hot
// standby of the primary, unless that connection string is empty.
func startGuardian(primary string, extra ...string) (*guardian, error) {
	bin, err := findPrograms()
	if err != nil {
		return nil, err
	}
	acc, err := serverAccount()
	if err != nil {
		return nil, err
	}
	root, err := makeRoot(acc, func(root string) string { return settings(root, extra) })
	if err != nil {
		return nil, err
	}
	g, err := launch(guardScript, acc, root, bin, root, primary)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(root))
	}
	return g, g.awaitReady()
}

// launch starts the guardian. It makes the cluster too, so that there is no
// moment at which a killed test binary leaves one without an owner.
func launch(script string, acc account, root string, args ...string) (*guardian, error) {
	args = append([]string{"-c", script, "guard"}, args...)
	cmd := exec.CommandContext(context.Background(), "/bin/sh", args...) //nolint:gosec // our own script, and folders that we chose
	cmd.Dir = root
	cmd.Env = serverEnv()
	cmd.SysProcAttr = acc.attributes()
	lifeline, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	// A pipe of ours, never our own output: `go test` waits for all who hold it.
	words, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the guardian of %s: %w", root, err)
	}
	return &guardian{root: root, cmd: cmd, lifeline: lifeline, words: words}, nil
}

func (g *guardian) awaitReady() error {
	const ready = "ready\n"
	said := make([]byte, len(ready))
	n, err := io.ReadFull(g.words, said)
	if err == nil && string(said) == ready {
		return nil
	}
	rest, _ := io.ReadAll(g.words) // what there is of it explains the failure
	return errors.Join(
		fmt.Errorf("no server in %s:\n%s%s", g.root, said[:n], rest),
		g.stop())
}

// stop ends the cluster, and returns when its folder is gone.
func (g *guardian) stop() error {
	if err := g.lifeline.Close(); err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, g.words) // Wait must not close the pipe under a writer
	err := g.cmd.Wait()
	if _, missing := os.Stat(g.root); !errors.Is(missing, os.ErrNotExist) {
		err = errors.Join(err, fmt.Errorf("the server in %s was not removed", g.root))
	}
	return err
}

// url names the cluster's first database. The port is part of the socket's
// name; user and port are written out because PGUSER and PGPORT would fill
// them in.
func (g *guardian) url() string {
	u := url.URL{
		Scheme:   "postgres",
		User:     url.User("postgres"),
		Path:     "/postgres",
		RawQuery: url.Values{"host": {g.root}, "port": {"5432"}, "sslmode": {"disable"}}.Encode(),
	}
	return u.String()
}

// serverEnv is our environment without what would steer PostgreSQL's programs.
func serverEnv() []string {
	var env []string
	for _, pair := range os.Environ() {
		if !strings.HasPrefix(pair, "PG") {
			env = append(env, pair)
		}
	}
	return env
}

package pgtest

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// makeRoot makes a server's folder, with its settings in it.
func makeRoot(acc account, settings func(root string) string) (string, error) {
	root, err := makeFolder(acc)
	if err != nil {
		return "", err
	}
	conf := filepath.Join(root, "settings.conf")
	err = os.WriteFile(conf, []byte(settings(root)), 0o600)
	if err = errors.Join(err, acc.own(conf), acc.own(root)); err != nil {
		return "", errors.Join(err, os.RemoveAll(root))
	}
	return root, nil
}

func makeFolder(acc account) (root string, err error) {
	for _, dir := range folders(acc) {
		if root, err = os.MkdirTemp(dir, "pgtest-"); err == nil {
			return root, nil
		}
	}
	return "", err
}

// folders are where the cluster may live, the best first. A folder in memory
// makes databases in a tenth of the time: each is some three hundred files. A
// socket's path holds about a hundred bytes, and root's own temporary folder
// may be closed to the server's account.
func folders(acc account) []string {
	const longest = 60
	var dirs []string
	if roomyMemory() {
		dirs = append(dirs, memoryFolder)
	}
	if dir := os.TempDir(); !acc.lent() && len(dir) <= longest {
		dirs = append(dirs, dir)
	}
	return append(dirs, "/tmp")
}

// settings of a server whose data nobody will miss; of a line that is given twice
// the last one counts.
func settings(root string, extra []string) string {
	return `
listen_addresses = ''
unix_socket_directories = '` + strings.ReplaceAll(root, "'", "''") + `'
port = 5432
max_connections = 200
shared_buffers = 128MB
fsync = off
synchronous_commit = off
full_page_writes = off
jit = off
timezone = 'UTC'
` + strings.Join(extra, "\n") + "\n"
}

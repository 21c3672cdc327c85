//go:build unix

package pgtest

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// account is the user that runs the server. The zero account is the user of
// the tests: it cannot mean root, whom PostgreSQL refuses.
type account struct{ uid, gid uint32 }

func (a account) lent() bool { return a != account{} }

// serverAccount chooses who runs the server. PostgreSQL refuses to run as
// root, so root lends it an account that owns nothing of value.
func serverAccount() (account, error) {
	if os.Geteuid() != 0 {
		return account{}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			return parseAccount(u)
		}
	}
	return account{}, errors.New("PostgreSQL refuses to run as root, and neither user postgres nor nobody " +
		"exists: run the tests as an ordinary user, or set PGTEST_URL")
}

func parseAccount(u *user.User) (account, error) {
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return account{}, fmt.Errorf("user %s: uid %q: %w", u.Username, u.Uid, err)
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return account{}, fmt.Errorf("user %s: gid %q: %w", u.Username, u.Gid, err)
	}
	return account{uid: uint32(uid), gid: uint32(gid)}, nil
}

// own gives a file to the account.
func (a account) own(path string) error {
	if !a.lent() {
		return nil
	}
	return os.Chown(path, int(a.uid), int(a.gid))
}

// attributes puts a process into a session of its own, away from the
// terminal's signals, and under the account.
func (a account) attributes() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setsid: true}
	if a.lent() {
		attr.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid}
	}
	return attr
}

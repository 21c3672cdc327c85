package pgtest

import "syscall"

// memoryFolder is the tmpfs that Linux offers to every user.
const memoryFolder = "/dev/shm"

// roomyMemory reports whether a test suite's databases fit into memory.
// Containers have 64 MB there by default, which do not hold ten databases.
func roomyMemory() bool {
	const tmpfs, enough = 0x01021994, 4 << 30
	var fs syscall.Statfs_t
	if err := syscall.Statfs(memoryFolder, &fs); err != nil {
		return false
	}
	return fs.Type == tmpfs && fs.Bavail*uint64(fs.Bsize) >= enough
}

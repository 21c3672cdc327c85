//go:build !linux

package pgtest

// memoryFolder is empty: no folder in memory is there for every user.
const memoryFolder = ""

func roomyMemory() bool { return false }

// Package architecture keeps the import rules of ARCHITECTURE.md, in a test and in nothing else.
package architecture

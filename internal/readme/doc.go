// Package readme keeps README.md and the pages beside it true.
//
// The Go blocks of the README are one program: its test puts them together
// again and has them checked, so that an example which no longer compiles fails
// a test. All of it is in that test: nothing here is for import.
package readme

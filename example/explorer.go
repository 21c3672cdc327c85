package main

import "github.com/crudfactory/crudfactory/explorer"

// newExplorer makes the pages at /explorer. They show; they write only where the
// environment says so.
func newExplorer(s settings) *explorer.Explorer {
	options := []explorer.Option{explorer.Title("Example")}
	if s.explorerWrites {
		options = append(options, explorer.Writable())
	}
	return explorer.New(options...)
}

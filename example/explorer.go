package main

import (
	"github.com/gin-gonic/gin"

	"github.com/crudfactory/crudfactory/explorer"
)

// newExplorer makes the pages at /explorer. They show; they write only where the
// environment says so.
func newExplorer(s settings) *explorer.Explorer {
	options := []explorer.Option{explorer.Title("Example")}
	if s.explorerWrites {
		options = append(options, explorer.Writable())
	}
	return explorer.New(options...)
}

// ownPaths are the handlers that answer browsers with pages on the resources' own
// paths as well; none unless the environment says so.
func ownPaths(s settings, pages *explorer.Explorer) []gin.HandlerFunc {
	if !s.explorerOwnPaths {
		return nil
	}
	return []gin.HandlerFunc{pages.HTML()}
}

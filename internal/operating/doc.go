// Package operating has the tests of what operators rely on: the time that requests
// may take, the limits on what clients send, what is done about a database that fails,
// and what there is to see from outside. They stand apart from those of crud so that
// they can be run by themselves.
package operating

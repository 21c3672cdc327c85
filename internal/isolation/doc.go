// Package isolation has the tests of what no request may do, whatever it says: reach
// rows that are another tenant's, or break the server. They stand apart from those of
// crud so that they can be run by themselves.
package isolation

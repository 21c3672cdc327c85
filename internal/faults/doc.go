// Package faults runs an application of the library while its database fails, in tests only.
//
// Clients over HTTP read and write rows that carry a checksum of themselves, and
// keep a ledger of what was acknowledged. Meanwhile the server is restarted,
// killed, frozen, filled with others' connections or reached through a bad line.
// Nothing may be answered that is not documented, nothing acknowledged may be
// missing, and when the faults are over everything works again by itself.
//
// The forms that `make test` runs take seconds; FAULT_SECONDS and SOAK_SECONDS
// make them longer (make faults, make soak; docs/reliability.md).
package faults

// Package sharding has the tests of tables that are partitioned or distributed by a key
// (docs/adr/0023): which partitions PostgreSQL reads for a request, and whether each of
// its statements says which shard it is of.
package sharding

// Package bench measures whole requests beside what a careful person writes by hand.
//
// Four contenders serve the same endpoints over the same tables, in one
// process: crudfactory, crudfactory with rows made by a function, gin with pgx,
// and gin with gorm. They have to agree on every answer, and on every row that
// they write, first. Then they take turns, many short rounds of them, so that
// what slows the machine slows them alike: times differ from run to run, the
// ratios hardly do.
//
//	go test ./internal/bench -run '^$' -bench . -benchtime 1x -timeout 30m
//
// The environment changes that:
//
//	ROWS           how many articles there are (100000)
//	BENCH_SECONDS  how long one workload may take through one transport (2)
//	BENCH_QUICK    set to 1: only the transports that targets ask for
//	BENCH_WRITE    set to 1: write docs/benchmarks/latest.md and latest.json
//
// A workload knows its targets. Reports say which are met; no test asks, since
// a time depends on the machine.
//
// All of it is in tests: nothing here is for import.
package bench

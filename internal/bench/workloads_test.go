package bench

import (
	"net/http"
	"testing"
)

// workload is work that every contender does.
type workload struct {
	task

	name string
	// typed also asks the library with rows made by a function.
	typed bool
	// load also sends the requests on many connections at once.
	load bool
	// from is the work that a deep page is compared with: page one of its list.
	from task
	// targets are what the library is to reach.
	targets []target
}

// task is what is asked of a contender.
type task interface {
	// calls prepares the requests; each is the next one.
	calls(tb testing.TB, e engine, d dataset) func() call
	// agree fails unless all contenders do the same.
	agree(tb testing.TB, engines []engine, d dataset)
}

// call is one request with the status that it is to be answered with.
type call struct {
	method, path string
	body         []byte
	status       int
}

// always is the same request again and again.
func always(path string) func() call {
	same := call{method: http.MethodGet, path: path, status: http.StatusOK}
	return func() call { return same }
}

// takesPart tells whose work it is.
func (w workload) takesPart(e engine) bool { return w.typed || !e.typed }

func (w workload) contenders(engines []engine) []engine {
	var some []engine
	for _, e := range engines {
		if w.takesPart(e) {
			some = append(some, e)
		}
	}
	return some
}

var workloads = []workload{
	{name: "cursor page 1", task: first(newest), typed: true, load: true, targets: append(pageTargets, manyConnections)},
	{name: "cursor page, deep", task: deep(newest, 0.9), from: first(newest), typed: true, load: true, targets: deepTargets},
	{name: "mixed order, page 1", task: first(mixed), typed: true, targets: pageTargets},
	{name: "mixed order, deep", task: deep(mixed, 0.9), from: first(mixed), typed: true, targets: deepTargets},
	{name: "nullable order, page 1", task: first(nullable), typed: true, targets: pageTargets},
	{name: "nullable order, before the NULLs", task: deep(nullable, 0.5), from: first(nullable), typed: true, targets: deepTargets},
	{name: "nullable order, among the NULLs", task: deep(nullable, 0.9), from: first(nullable), typed: true, targets: deepTargets},

	{name: "offset page 1, exact count", task: numbered("exact"), typed: true},
	{name: "offset page 1, no count", task: numbered("none"), typed: true, load: true},
	{name: "offset page 1, capped count", task: numbered("capped"), typed: true},
	{name: "offset page 1, estimated count", task: numbered("estimated"), typed: true},

	{name: "total, facets with counts", task: faceted(unfiltered, true), targets: naive(0.4)},
	{name: "total, facets with counts, 1 % filter", task: faceted(hundredth, true), targets: naive(0.5)},
	{name: "total, facets with counts, 25 % filter", task: faceted(quarter, true), targets: naive(0.35)},
	{name: "total, facets with counts, search", task: faceted(searched, true), targets: naive(0.35)},
	{name: "total, facets with counts, cached", task: cached, targets: naive(0.02)},
	{name: "facet values", task: page{list: newest, path: "/faceted/cursor"}, targets: []target{valuesAtOnce}},
	{name: "total, facet values, 1 % filter", task: faceted(hundredth, false), targets: naive(0.5)},
	{name: "total, facet values, 25 % filter", task: faceted(quarter, false), targets: naive(0.35)},
	{name: "total, facet values, search", task: faceted(searched, false), targets: naive(0.35)},

	{name: "one row", task: row{}, typed: true, load: true},
	{name: "create", task: creation{rows: 1}, load: true, targets: atMost(1.1, gorms)},
	{name: "patch", task: patching{}, load: true, targets: atMost(1.1, gorms)},
	{name: "create 1,000", task: creation{rows: 1000}, targets: atMost(1.0, gorms)},
}

package bench

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// tables are the whole report: what was to be reached, times, rates, counts, and
// streams.
func (r *report) tables() string {
	tables := []string{r.verdicts(), r.times(), r.rates(), r.counts(), r.streams()}
	return strings.Join(tables, "\n\n")
}

// table is a head and its rows, the first columns of which are texts.
func table(texts int, head []string, rows [][]string) string {
	rulers := make([]string, len(head))
	for i := range rulers {
		rulers[i] = "---:"
		if i < texts {
			rulers[i] = "---"
		}
	}
	var b bytes.Buffer
	for _, cells := range append([][]string{head, rulers}, rows...) {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | "))
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// verdicts are the targets, with those that are missed.
func (r *report) verdicts() string {
	rows := make([][]string, len(r.Targets))
	for i, v := range r.Targets {
		rows[i] = v.cells()
	}
	return table(3, []string{"work", "contender", "of", "target", "measured", "met"}, rows)
}

// comparisons are which ratios are shown.
var comparisons = [][2]string{{library, pgxHand}, {library, gorms}, {structs, pgxHand}, {structs, gorms}}

// times are those of a request, one after the other.
func (r *report) times() string {
	var rows [][]string
	for _, result := range r.Results {
		if result.alone() {
			rows = append(rows, slices.Concat(
				result.each(func(f figure) string { return number(f.Microseconds) }),
				result.compare(func(r ratio) string {
					return fmt.Sprintf("**%s** (%s–%s)", number(r.Median), number(r.Low), number(r.High))
				}),
			))
		}
	}
	return table(2, compared("µs for a request"), rows)
}

// compared is the head of a table with all contenders and comparisons.
func compared(what string) []string {
	head := []string{what, "through"}
	for _, c := range contenders {
		head = append(head, c.name)
	}
	for _, c := range comparisons {
		head = append(head, c[0]+" ÷ "+c[1])
	}
	return head
}

// alone reports whether one request was sent after the other.
func (r result) alone() bool { return r.Transport == handler.name || r.Transport == oneClient.name }

// each is a row of one cell for each contender.
func (r result) each(cell func(figure) string) []string {
	cells := []string{r.Workload, r.Transport}
	for _, c := range contenders {
		f := r.figure(c.name)
		if f == nil {
			cells = append(cells, "")
			continue
		}
		cells = append(cells, cell(*f))
	}
	return cells
}

// compare is one cell for each comparison.
func (r result) compare(cell func(ratio) string) []string {
	cells := make([]string, len(comparisons))
	for i, c := range comparisons {
		if f := r.figure(c[0]); f != nil {
			cells[i] = cell(f.Ratios[c[1]])
		}
	}
	return cells
}

// rates are how many requests a second brings on some connections, over HTTP.
func (r *report) rates() string {
	loaded := map[string]bool{}
	for _, result := range r.Results {
		loaded[result.Workload] = loaded[result.Workload] || !result.alone()
	}
	var rows [][]string
	for _, result := range r.Results {
		if !loaded[result.Workload] || result.Transport == handler.name {
			continue
		}
		rows = append(rows, slices.Concat(
			result.each(func(f figure) string { return fmt.Sprintf("%.0f", 1e6/f.Microseconds) }),
			result.compare(func(r ratio) string { return fmt.Sprintf("**%s**", number(1/r.Median)) }),
		))
	}
	return table(2, compared("requests/s"), rows)
}

// counts are what does not depend on the machine, and how deep pages compare
// with page one.
func (r *report) counts() string {
	head := []string{"for a request"}
	for _, what := range []string{"allocations", "buffers", "time ÷ page 1"} {
		for _, c := range contenders {
			head = append(head, what+": "+c.name)
		}
	}
	var rows [][]string
	for _, result := range r.Results {
		if result.Transport != handler.name {
			continue
		}
		cells := []string{result.Workload}
		for _, cell := range []func(figure) string{
			func(f figure) string { return count(f.Allocations) },
			func(f figure) string { return count(f.Buffers) },
			func(f figure) string {
				if f.OverPageOne == nil {
					return ""
				}
				return number(f.OverPageOne.Median)
			},
		} {
			cells = append(cells, result.each(cell)[2:]...)
		}
		rows = append(rows, cells)
	}
	return table(1, head, rows)
}

// count is empty where nothing was counted.
func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func (r *report) streams() string {
	rates := map[string]float64{}
	for _, s := range r.Streams {
		rates[s.Name] = s.RowsPerSecond
	}
	var rows [][]string
	for _, s := range r.Streams {
		rows = append(rows, []string{
			s.Name, fmt.Sprintf("%.0f", s.RowsPerSecond), fmt.Sprintf("%.2f", s.RowsPerSecond/rates[gorms]),
			fmt.Sprintf("%.0f", s.Megabytes),
		})
	}
	return table(1, []string{"NDJSON", "rows/s", "÷ gorm", "MB over idle"}, rows)
}

package staffing

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// Table writes the figures for reading.
func (f *Figures) Table(to io.Writer) error {
	fmt.Fprintf(to, "%g hours, %d agents, seed %d\n\n", f.Hours, f.Agents, f.Seed)
	table := tabwriter.NewWriter(to, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, strings.Join([]string{"queue", "came", "answered", "gone", "refused", "waiting", "in time",
		"of all", "mean", "p50", "p90", "p99", "max", "talk", "longest"}, "\t")+"\t")
	for _, q := range f.Queues {
		cells := []string{q.Name}
		for _, n := range []int{q.Came, q.Answered, q.Gone, q.Refused, q.Waiting} {
			cells = append(cells, strconv.Itoa(n))
		}
		cells = append(cells, share(q.InTime), share(q.InTimeOfAll))
		for _, d := range []time.Duration{q.Mean, q.P50, q.P90, q.P99, q.Max, q.Handle} {
			cells = append(cells, brief(d))
		}
		fmt.Fprintln(table, strings.Join(append(cells, strconv.Itoa(q.Longest)), "\t")+"\t")
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("writing the table: %w", err)
	}
	fmt.Fprintf(to, "\noccupancy %s\n", share(f.Occupancy))
	_, err := fmt.Fprintln(to, f.beside())
	return err
}

// beside is what Erlang's formula says, beside what was played.
func (f *Figures) beside() string {
	if f.NoErlang != "" {
		return "Erlang C does not apply: " + f.NoErlang
	}
	q, e := f.Queues[0], f.Erlang
	return fmt.Sprintf("Erlang C: in time %s (%s here), mean wait %s (%s), who waits at all %s (%s), occupancy %s (%s)",
		share(e.InTime), share(q.InTime), brief(e.Mean), brief(q.Mean), share(e.Waits), share(q.Waits),
		share(e.Occupancy), share(f.Occupancy))
}

// CSV writes the figures for programs: times in seconds, shares of one.
func (f *Figures) CSV(to io.Writer) error {
	if err := csv.NewWriter(to).WriteAll(f.records()); err != nil {
		return fmt.Errorf("writing CSV: %w", err)
	}
	return nil
}

// Document is the same as a value for JSON, without what is not known.
func (f *Figures) Document() any {
	records := f.records()
	queues := []map[string]any{}
	for _, row := range records[1:] {
		one := map[string]any{records[0][0]: row[0]}
		for i, cell := range row[1:] {
			if cell != "" {
				one[records[0][i+1]] = json.Number(cell)
			}
		}
		queues = append(queues, one)
	}
	return map[string]any{"hours": f.Hours, "seed": f.Seed, "queues": queues}
}

// records are the figures as a table with its head.
func (f *Figures) records() [][]string {
	records := [][]string{{"queue", "came", "answered", "gone", "refused", "waiting", "missed_rings", "service_level_s",
		"in_time", "in_time_of_all", "waits_at_all", "wait_mean_s", "wait_p50_s", "wait_p90_s", "wait_p99_s", "wait_max_s",
		"talk_mean_s", "longest_queue", "agents", "occupancy", "erlang_in_time", "erlang_wait_mean_s",
		"erlang_waits_at_all"}}
	for _, q := range f.Queues {
		row := []string{q.Name}
		for _, n := range []int{q.Came, q.Answered, q.Gone, q.Refused, q.Waiting, q.Rings} {
			row = append(row, strconv.Itoa(n))
		}
		row = append(row, seconds(q.Within), exact(q.InTime), exact(q.InTimeOfAll), exact(q.Waits))
		for _, d := range []time.Duration{q.Mean, q.P50, q.P90, q.P99, q.Max, q.Handle} {
			row = append(row, seconds(d))
		}
		row = append(row, strconv.Itoa(q.Longest), strconv.Itoa(f.Agents), exact(f.Occupancy))
		if f.NoErlang == "" {
			row = append(row, exact(f.Erlang.InTime), seconds(f.Erlang.Mean), exact(f.Erlang.Waits))
		} else {
			row = append(row, "", "", "")
		}
		records = append(records, row)
	}
	return records
}

func share(x float64) string { return fmt.Sprintf("%.1f %%", 100*x) }

func brief(d time.Duration) string {
	if d < 10*time.Second {
		return d.Round(100 * time.Millisecond).String()
	}
	return d.Round(time.Second).String()
}

func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 3, 64) }

func exact(x float64) string { return strconv.FormatFloat(x, 'f', 5, 64) }

package config

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ariapp/ariapp/flows/source"
)

func (r *reader) join(q *Queue, n *source.Node) {
	r.mapping("join", n, map[string]func(*source.Node){
		"empty": r.conditions(&q.JoinEmpty), "diversion": func(n *source.Node) {
			d := &q.Diversion
			r.mapping("diversion", n, map[string]func(*source.Node){
				"wait_over": r.span(&d.WaitOver, 0, queueSpanMost), "ratio_over": r.ratio(&d.RatioOver)})
		}})
}

func (r *reader) leave(q *Queue, n *source.Node) {
	r.mapping("leave", n, map[string]func(*source.Node){
		"empty": r.conditions(&q.LeaveEmpty), "after": r.span(&q.LeaveEmptyAfter, 0, queueSpanMost)})
}

// conditions reads those in which an agent counts for nobody: a list, or a word for a usual one.
func (r *reader) conditions(into *[]string) func(*source.Node) {
	return func(n *source.Node) {
		const wanted = "strict, loose, none, or a list of conditions such as [paused, unavailable]"
		if n.Kind == source.Scalar {
			text, ok := r.scalar(n, wanted)
			if list, known := usualConditions(text); known && ok {
				*into = list
				return
			}
			switch {
			case !ok:
				return
			case text == "yes" || text == "no" || text == "true" || text == "false":
				r.report.WrongType(n, "empty", wanted)
				return
			}
		}
		var all []string
		for _, item := range n.Elements() {
			text, ok := r.scalar(item, wanted)
			switch {
			case !ok:
			case slices.Contains(all, text): // it says nothing more
			case slices.Contains(QueueConditions(), text):
				all = append(all, text)
			default:
				r.report.Unknown(item, "unknown-value", "condition", append(QueueConditions(), "strict", "loose", "none"))
			}
		}
		if len(n.Elements()) == 0 {
			r.report.Errorf(n, "missing-field", "the list names no condition; accepted: none, or some of %s",
				strings.Join(QueueConditions(), ", "))
		}
		*into = all
	}
}

// usualConditions are lists that have a name; app_queue has the first two as well.
func usualConditions(word string) ([]string, bool) {
	switch word {
	case "strict":
		return []string{"penalty", "paused", "invalid", "unavailable", "logged_out"}, true
	case "loose":
		return []string{"penalty", "invalid", "logged_out"}, true
	case "none":
		return nil, true
	}
	return nil, false
}

// ratio reads how many may wait for each agent.
func (r *reader) ratio(into *float64) func(*source.Node) {
	const wanted = "a number from 0 to 1000, such as 2.5"
	return func(n *source.Node) {
		text, ok := r.scalar(n, wanted)
		if !ok {
			return
		}
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || !(f >= 0 && f <= ratioMost) {
			r.report.WrongType(n, "the value", wanted)
			return
		}
		*into = f
	}
}

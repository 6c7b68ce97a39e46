package scenario

import (
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// HangupFailure is what came of on_hangup steps that failed and that nothing took: what the log says of the first,
// and the step, empty where it was none.
func (r *Result) HangupFailure() (line flows.Fact, step flows.Fact, failed bool) {
	over := false
	for _, fact := range r.Facts {
		switch {
		case fact.Kind == flows.CallOver:
			over = true
		case over && fact.Kind == flows.StepFailed:
			step = fact
		case over && isHangupFailure(fact):
			return fact, step, true
		}
	}
	return flows.Fact{}, flows.Fact{}, false
}

// isHangupFailure tells the walker's own line of the log from those of steps, which have an address.
func isHangupFailure(f flows.Fact) bool {
	return f.Kind == flows.Logged && f.Step == "" && f.Level == "error" && strings.HasPrefix(f.Text, "on_hangup: ")
}

// judgeHangup fails a test whose on_hangup has failed, unless the test expects the line of the log that tells it.
func (run *running) judgeHangup() {
	r := run.result
	line, step, failed := r.HangupFailure()
	if !failed {
		return
	}
	for i := range r.Case.Acts {
		want := &r.Case.Acts[i].Want
		if want.Sort == LogLine && (want.Level == "" || want.Level == line.Level) && strings.Contains(line.Text, want.Text) {
			return
		}
	}
	r.Failures = append(r.Failures, Failure{Pos: placeOr(r.Case.End.Places, "status", r.Case.Pos),
		Flow: source.Pos(step.Pos), Message: shown(line.Text) + "; a test in which it is to fail expects that: " +
			"`await: {log: \"on_hangup: \"}`"})
}

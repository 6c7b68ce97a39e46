package app

import (
	"context"
	"log/slog"

	"github.com/ariapp/ariapp/flows"
)

// observer tells facts to the log, the counters, the journal, the records, and whoever looks on.
func (l *link) observer(log *slog.Logger, e *entry) func(flows.Fact) {
	also := l.app.opts.Observe
	count, written := l.app.metrics.Fact, written{e.journal, e.record}
	back := (*keptBack)(nil)
	if e.outgoing != nil {
		back = e.outgoing.Back
	}
	return func(f flows.Fact) {
		logFact(log, f)
		count(f)
		written.Observe(f)
		l.app.board.observe(l.server.Name, f)
		l.backHeard(back, f)
		if also != nil && !told(also, f, log) {
			also = nil
		}
	}
}

// logFact writes a fact to the log.
func logFact(log *slog.Logger, f flows.Fact) {
	switch f.Kind {
	case flows.Logged:
		log.Log(context.Background(), level(f.Level), f.Text, "step", f.Step)
	case flows.StepFailed:
		log.Warn("a step failed", "step", f.Step, "at", f.Pos.String(), "error", f.Text)
	default:
		if log.Enabled(context.Background(), slog.LevelDebug) {
			log.Debug(string(f.Kind), "step", f.Step, "text", f.Text, "outcome", f.Outcome, "took", f.Took)
		}
	}
}

// told tells a fact to an onlooker; false when they panicked over it. A caller
// must not suffer from who looks on.
func told(observe func(flows.Fact), f flows.Fact, log *slog.Logger) (fine bool) {
	defer func() {
		if p := recover(); p != nil {
			log.Error("Observe panicked, it is told no more of this call", "panic", p, "fact", f.Kind)
		}
	}()
	observe(f)
	return true
}

func level(name string) slog.Level {
	var l slog.Level
	if l.UnmarshalText([]byte(name)) != nil {
		return slog.LevelInfo
	}
	return l
}

package steps

import (
	"context"

	"github.com/ariapp/ariapp/flows"
)

func logSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "log",
		Pace:    flows.Instant,
		Summary: "Writes a line to the log, with the call's id.",
		Short:   "text",
		Steers:  true, Offline: true,
		Fields: []flows.Field{
			{Name: "text", Type: flows.Text, Required: true, Doc: "What to write. A secret is refused."},
			{Name: "level", Type: flows.OneOf("debug", "info", "warn", "error"), Default: "info", Doc: "How loud."},
		},
		Example: "- log: 'call from ${call.from}'\n",
		New: func(a flows.Args) flows.Step {
			return logLine{flows.Get[flows.Value[string]](a, "text"), flows.Get[string](a, "level")}
		},
	}
}

type logLine struct {
	text  flows.Value[string]
	level string
}

func (l logLine) Run(_ context.Context, r *flows.Run) (flows.Next, error) {
	text, err := l.text.Eval(r)
	if err == nil {
		r.Log(l.level, text)
	}
	return flows.Advance(), err
}

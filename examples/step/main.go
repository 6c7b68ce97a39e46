// Step adds a step kind of its own to ivr.yaml: `lottery` draws a number and
// leaves it in steps.<id>.number.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/signal"

	"github.com/ariapp/ariapp/app"
	"github.com/ariapp/ariapp/flows"
)

// lottery is the step; one value serves all calls and keeps nothing of any.
type lottery struct{ most flows.Value[int] }

// Run draws for one call.
func (l lottery) Run(_ context.Context, r *flows.Run) (flows.Next, error) {
	most, err := l.most.Eval(r)
	if err == nil {
		r.SetResult(map[string]any{"number": 1 + rand.IntN(max(most, 1))})
	}
	return flows.Advance(), err
}

func lotterySpec() *flows.Spec {
	return &flows.Spec{
		Kind: "lottery", Summary: "Draws a number.", Short: "most", Offline: true,
		Fields: []flows.Field{{Name: "most", Type: flows.Whole, Default: "6", Doc: "The greatest number."}},
		Result: []flows.Result{{Name: "number", Zero: 0, Doc: "The number drawn."}},
		Bare:   true,
		New: func(a flows.Args) flows.Step {
			return lottery{flows.Get[flows.Value[int]](a, "most")}
		},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	file, findings, err := app.Load("ivr.yaml", lotterySpec())
	for _, finding := range findings {
		fmt.Fprintln(os.Stderr, finding.Format())
	}
	if err != nil || file == nil {
		os.Exit(1)
	}
	daemon, err := app.New(app.Options{File: file, Logger: slog.Default()})
	if err == nil {
		err = daemon.Run(ctx)
	}
	if err != nil {
		slog.Error("the daemon failed", "error", err)
		os.Exit(1)
	}
}

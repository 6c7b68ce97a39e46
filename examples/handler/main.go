// Handler takes the calls to 3XX in Go: the caller hears back each key that they
// press, and # ends the call. All other numbers go through ivr.yaml.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"time"

	"github.com/ariapp/ariapp/app"
)

// echo reads from top to bottom; it ends with the call, whoever hangs up.
func echo(ctx context.Context, c *app.Call) error {
	if err := c.Answer(ctx); err != nil {
		return err
	}
	key, err := c.Play(ctx, "hello-world")
	for err == nil && key != '#' {
		if key == 0 {
			key, err = c.Key(ctx, 10*time.Second)
		}
		if err == nil && key == 0 {
			_, err = c.Play(ctx, "vm-goodbye")
			return err
		}
		if err == nil && key != '#' {
			key, err = c.Play(ctx, "digits:"+key.String())
		}
	}
	return err
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	file, findings, err := app.Load("ivr.yaml")
	for _, finding := range findings {
		fmt.Fprintln(os.Stderr, finding.Format())
	}
	if err != nil || file == nil {
		os.Exit(1)
	}
	daemon, err := app.New(app.Options{File: file, Logger: slog.Default(),
		Handlers: map[string]app.Handler{"_3XX": echo}})
	if err == nil {
		err = daemon.Run(ctx)
	}
	if err != nil {
		slog.Error("the daemon failed", "error", err)
		os.Exit(1)
	}
}

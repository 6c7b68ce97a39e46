// Command unkept is the daemon without checkpoints: calls are not written down, and end with the process. The daemon
// has no such setting; it is here to tell what checkpoints cost.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/ariapp/ariapp/app"
	"github.com/ariapp/ariapp/internal/store"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "unkept:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("%d arguments; the path of an ivr.yaml is wanted", len(args))
	}
	file, findings, err := app.Load(args[0])
	if err != nil {
		return err
	}
	if file == nil {
		return fmt.Errorf("%s has faults: %v", args[0], findings)
	}
	daemon, err := app.New(app.Options{File: file, Serve: true, Record: true, Store: store.NewMemory()})
	if err != nil {
		return err
	}
	return daemon.Run(ctx)
}

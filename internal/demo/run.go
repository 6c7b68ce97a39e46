package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/ariapp/ariapp/app"
	"github.com/ariapp/ariapp/internal/config"
	"github.com/ariapp/ariapp/internal/hours"
	"github.com/ariapp/ariapp/internal/store"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// ErrFate is what Run returns when a caller met another fate than the file says.
var ErrFate = errors.New("a caller met the wrong fate")

// Options say what to show and where.
type Options struct {
	// File is the loaded ivr.yaml; its Asterisk is replaced by the stand-in.
	File *app.File
	// Out gets the trace.
	Out io.Writer
	// Logger gets the daemon's own lines; nil for none.
	Logger *slog.Logger
	// Keep leaves the stand-in and the daemon running after the callers, until ctx ends.
	Keep bool
	// near has the daemon reach the stand-in in memory, for tests in virtual time.
	near bool
}

// Run shows the calls and returns when they are over.
func Run(ctx context.Context, opts Options) error {
	server := fakeari.New(fakeari.Options{User: "ariapp", Password: "demo", DefaultSound: soundLength,
		Sounds: map[string]time.Duration{"basic-pbx-ivr-main": greetingLength}})
	defer server.Close()
	url, err := "http://stand-in/ari", error(nil)
	if !opts.near {
		url, err = server.ListenTCP("127.0.0.1:0")
	}
	if err != nil {
		return fmt.Errorf("starting the stand-in for Asterisk: %w", err)
	}
	phones := office(server) // the daemon asks for the agents' as soon as it is connected
	t := &trace{out: opts.Out, began: time.Now(), legs: map[string]string{}}
	t.print("A stand-in for Asterisk listens on %s.", url)
	daemon, err := newDaemon(server, url, t, opts)
	if err != nil {
		return err
	}
	running := sync.WaitGroup{}
	running.Go(func() { _ = daemon.Run(context.WithoutCancel(ctx)) }) // Stop below ends it and tells why not
	results, err := show(ctx, daemon, server, phones, t)
	if opts.Keep && err == nil {
		err = verdict(results, t)
		t.print("\nThe daemon and the stand-in stay: %s, user ariapp, password demo. Ctrl-C ends them.", url)
		<-ctx.Done()
		results = nil
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	err = errors.Join(err, daemon.Stop(stopping))
	running.Wait()
	if results != nil {
		err = errors.Join(err, verdict(results, t))
	}
	return err
}

// newDaemon makes the daemon of the file, on the stand-in.
func newDaemon(server *fakeari.Server, url string, t *trace, opts Options) (*app.App, error) {
	file := *opts.File
	file.Config.App.Name = "ivr"
	file.Config.Asterisk = []config.Asterisk{{Name: "stand-in", URL: url, Username: "ariapp", Password: "demo",
		Transport: "http", Orphans: "adopt"}}
	kept := store.NewMemory()
	for name := range file.Schedules { // the show is the same at any time of day
		all := hours.New(file.Schedules, kept)
		if err := all.Override(context.Background(), name, "open", time.Time{}, "demo"); err != nil {
			return nil, err
		}
	}
	options := app.Options{File: &file, Logger: opts.Logger, Observe: t.fact, Store: kept}
	if opts.near {
		options.DialContext = server.DialContext
	}
	return app.New(options)
}

// result is what came of a caller's call.
type result struct {
	caller caller
	fate   fate
	err    error
}

// show lets everybody call at once.
func show(ctx context.Context, daemon *app.App, server *fakeari.Server, phones []*fakeari.Endpoint,
	t *trace) ([]result, error) {
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	select {
	case <-daemon.Ready():
	case <-ctx.Done():
		return nil, fmt.Errorf("connecting the daemon: %w", context.Cause(ctx))
	}
	people := callers()
	t.print("The daemon is connected. %d callers dial in at once:\n", len(people))
	for _, c := range people {
		t.print("  %-5s %s", c.name, c.about)
	}
	t.print("")
	results := make([]result, len(people))
	var calls sync.WaitGroup
	for i, c := range people {
		calls.Go(func() {
			r := result{caller: c}
			if r.fate, r.err = c.play(ctx, server, phones, t.tell); r.err == nil {
				t.tell(c.name, r.fate.String())
			}
			results[i] = r
		})
	}
	calls.Wait()
	return results, nil
}

// verdict writes the table of fates.
func verdict(results []result, t *trace) error {
	t.print("\n  caller  what came of the call")
	var wrong error
	for _, r := range results {
		switch {
		case r.err != nil:
			t.print("  %-7s did not end: %v", r.caller.name, r.err)
			wrong = ErrFate
		case r.fate != r.caller.fate:
			t.print("  %-7s %v; it should have been: %v", r.caller.name, r.fate, r.caller.fate)
			wrong = ErrFate
		default:
			t.print("  %-7s %v", r.caller.name, r.fate)
		}
	}
	if wrong == nil {
		t.print("\n%d callers, each with the fate that ivr.yaml gives them.", len(results))
	}
	return wrong
}

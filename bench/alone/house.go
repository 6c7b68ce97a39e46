//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/ariapp/ariapp/bench/program"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// flows are the call that is measured, and a question in which callers wait.
const flows = `limits: {max_steps: 100000, max_same_step: 10000, max_call_time: 24h}
numbers: {"100": short, "200": waits}
flows:
  short:
    - answer
    - collect: {id: key, prompt: beep, length: 1}
    - play: beep
    - hangup
  waits:
    - answer
    - repeat:
        times: 1000
        steps: [{collect: {id: key, prompt: ask, length: 1, first_timeout: 10h}}]
`

// house is the fake with the daemon on it.
type house struct {
	fake   *fakeari.Server
	daemon *program.Program
	url    string // of the daemon's server
}

// site is where a daemon lives: its file, and the fake that the file names.
type site struct {
	fake      *fakeari.Server
	file, url string
}

func newSite(ctx context.Context, w *program.Workshop) (s site, err error) {
	s.fake = fakeari.New(fakeari.Options{User: "ariapp", Password: "secret", DefaultSound: sound,
		RequestsKept: requestsKept})
	defer func() {
		if err != nil {
			s.fake.Close()
		}
	}()
	ari, err := s.fake.ListenTCP("127.0.0.1:0")
	if err != nil {
		return s, fmt.Errorf("starting the fake: %w", err)
	}
	address, err := program.Free(ctx)
	if err != nil {
		return s, err
	}
	folder, err := w.Fresh("alone")
	if err != nil {
		return s, err
	}
	s.url, s.file = "http://"+address, filepath.Join(folder, "ivr.yaml")
	text := fmt.Sprintf("app: {answer_delay: 0s, data: %q, drain_timeout: 1s, max_calls: %d}\n"+
		"asterisk: {url: %q, username: ariapp, password: secret}\nserver: {listen: %q}\n%s",
		filepath.Join(folder, "data"), 2*callsMax, ari, address, flows)
	if err := os.WriteFile(s.file, []byte(text), 0o600); err != nil {
		return s, fmt.Errorf("writing the daemon's file: %w", err)
	}
	return s, nil
}

// serve starts the daemon and waits until it is ready.
func (s site) serve(ctx context.Context, w *program.Workshop) (*program.Program, error) {
	binary, err := w.Build(ctx, "./cmd/ariapp")
	if err != nil {
		return nil, err
	}
	return w.Start(ctx, "ariapp", exec.Command(binary, "serve", "-c", s.file), func(ctx context.Context) bool {
		return program.OK(ctx, s.url+"/readyz")
	})
}

func openHouse(ctx context.Context, w *program.Workshop) (*house, error) {
	s, err := newSite(ctx, w)
	if err != nil {
		return nil, err
	}
	daemon, err := s.serve(ctx, w)
	if err != nil {
		s.fake.Close()
		return nil, err
	}
	return &house{fake: s.fake, daemon: daemon, url: s.url}, nil
}

// close ends both at once: what is to be kept of many calls is not what is measured.
func (h *house) close() error {
	err := h.daemon.Kill()
	h.fake.Close()
	return err
}

// metric is one of the daemon's own.
func (h *house) metric(ctx context.Context, name string) (float64, error) {
	all, err := program.Metrics(ctx, h.url+"/metrics")
	if err != nil {
		return 0, err
	}
	value, ok := all[name]
	if !ok {
		return 0, errors.New("the daemon has no metric " + name)
	}
	return value, nil
}

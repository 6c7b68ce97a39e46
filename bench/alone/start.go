//go:build linux

package main

import (
	"context"
	"fmt"
	"os"

	"github.com/ariapp/ariapp/bench/figures"
	"github.com/ariapp/ariapp/bench/program"
)

// What is aimed at: milliseconds, and MiB, which are 2^20 bytes as with the memory of all that is measured here.
const startAim, sizeAim = 150, 45

// start measures the time from the start of the process until it is ready, in a folder that is new and in one that has
// been used, and the size of the binary.
func start(ctx context.Context, w *program.Workshop, _ plan) ([]figures.Figure, error) {
	const command = "go run ./bench/alone -only start"
	first := figures.Figure{Group: figures.Starting, Series: "the first start", Metric: figures.UntilReady, Unit: "ms",
		Most:    startAim,
		Command: command}
	again := figures.Figure{Group: figures.Starting, Series: figures.LaterStart, Metric: figures.UntilReady, Unit: "ms",
		Most:    startAim,
		Command: command}
	for range starts {
		s, err := newSite(ctx, w)
		if err != nil {
			return nil, err
		}
		for _, f := range []*figures.Figure{&first, &again} {
			p, err := s.serve(ctx, w)
			if err != nil {
				s.fake.Close()
				return nil, err
			}
			f.Rounds = append(f.Rounds, milliseconds(p.Took()))
			if err := p.End(); err != nil {
				s.fake.Close()
				return nil, fmt.Errorf("ending the daemon: %w", err)
			}
		}
		s.fake.Close()
	}
	all := []figures.Figure{first, again}
	for _, b := range []struct {
		name  string
		flags []string
	}{{"the binary", nil}, {"the binary without symbols", []string{"-ldflags=-s -w"}}} {
		path, err := w.Build(ctx, "./cmd/ariapp", b.flags...)
		if err != nil {
			return nil, err
		}
		info, err := os.Stat(path)
		if err != nil {
			return nil, fmt.Errorf("looking at the binary: %w", err)
		}
		f := figures.Figure{Group: figures.Starting, Series: b.name, Metric: "size", Unit: "MiB", Command: command,
			Rounds: []float64{float64(info.Size()) / (1 << 20)}}
		if b.flags != nil {
			f.Most = sizeAim
		}
		all = append(all, f)
	}
	return all, nil
}

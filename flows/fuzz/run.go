package fuzz

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/source"
)

// Options say what is called, and how.
type Options struct {
	// Setting is where the calls run; its World has the real tables and schedules, its Secrets are what nobody may read
	// by the way.
	Setting scenario.Setting
	// Document is the file of the program, where keys, tables and web services are looked up; nil leaves them to chance.
	Document *source.Document
	// Numbers are the numbers to dial; all of the program when there are none.
	Numbers []string
	// DeadAir is how long an answered caller may hear nothing; [DefaultDeadAir] when it is 0.
	DeadAir time.Duration
	// Seed chooses the calls.
	Seed uint64
	// Runs is how many calls are made at most; 0 for as many as there is time for.
	Runs int
}

// Report is what came of it.
type Report struct {
	// Runs is how many calls were made, those to shrink a break left out.
	Runs int
	// Ways is how many ways the program has, Reached how many of them a call took.
	Ways, Reached int
	// Untaken are the ways that no call took, by place.
	Untaken []Untaken
	// Break is what was found, nil for nothing.
	Break *Break
}

var (
	// ErrNoRoute is returned for a number that no flow takes.
	ErrNoRoute = errors.New("no number takes the call")
	// ErrNoNumbers is returned for a program without a number that a telephone can dial.
	ErrNoNumbers = errors.New("the file has no number that a telephone can dial")
)

// Run makes calls until one of them breaks, ctx is over, or enough were made.
func Run(ctx context.Context, o Options) (*Report, error) {
	if o.DeadAir == 0 {
		o.DeadAir = DefaultDeadAir
	}
	for _, number := range o.Numbers {
		if _, ok := o.Setting.Program.Route(number); !ok {
			return nil, fmt.Errorf("dialling %q: %w", number, ErrNoRoute)
		}
	}
	f := newFuzzer(ctx, o)
	if len(f.known.numbers) == 0 {
		return nil, ErrNoNumbers
	}
	f.loop()
	return f.report, nil
}

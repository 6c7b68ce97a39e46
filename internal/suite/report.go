package suite

import (
	"context"

	"github.com/ariapp/ariapp/flows/source"
)

// Report tells of a run while it goes on.
type Report interface {
	// Findings tells what is wrong with the files, before anything runs.
	Findings(source.Findings)
	// Test tells of one test.
	Test(*Done)
	// End tells what came of all.
	End(*Summary)
}

// Tell runs a suite and has reports tell of it.
func (s *Suite) Tell(ctx context.Context, opts Options, reports ...Report) (*Summary, error) {
	for _, one := range reports {
		one.Findings(s.Findings)
	}
	sum, err := s.Run(ctx, opts, func(d *Done) {
		for _, one := range reports {
			one.Test(d)
		}
	})
	if err != nil {
		return nil, err
	}
	for _, one := range reports {
		one.End(sum)
	}
	return sum, nil
}

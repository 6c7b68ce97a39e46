//go:build linux

package main

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/ariapp/ariapp/bench/lab"
	"github.com/ariapp/ariapp/bench/program"
	"github.com/ariapp/ariapp/bench/ways/telephone"
)

// heard is what callers noticed; times are the shortest first.
type heard struct {
	succeeded, failed     int
	answers, prompts, end []time.Duration // from the INVITE; from the key to the next beep; from the key to the end
	fault                 error           // of the first call that failed
}

// place makes calls at a steady rate and waits for the last one's end. Each listenedTo-th is listened to.
func place(ctx context.Context, l *lab.Lab, number string, rate, count int) (heard, error) {
	line, err := telephone.Open(l.Access.SIP)
	if err != nil {
		return heard{}, err
	}
	outcomes := make([]telephone.Outcome, count)
	var calls sync.WaitGroup
	begun := time.Now()
	for i := range outcomes {
		due := begun.Add(time.Duration(i) * time.Second / time.Duration(rate))
		if err = program.Pause(ctx, time.Until(due)); err != nil {
			break
		}
		calls.Go(func() { outcomes[i] = line.Place(ctx, number, i%listenedTo == 0) })
	}
	calls.Wait()
	if err := line.Close(); err != nil {
		return heard{}, err
	}
	return summary(outcomes), err
}

func summary(outcomes []telephone.Outcome) heard {
	var h heard
	for i, o := range outcomes {
		if o.Err != nil {
			if h.failed++; h.fault == nil {
				h.fault = o.Err
			}
			continue
		}
		h.succeeded++
		h.answers, h.end = append(h.answers, o.Answer), append(h.end, o.End)
		if i%listenedTo == 0 {
			h.prompts = append(h.prompts, o.Prompt)
		}
	}
	slices.Sort(h.answers)
	slices.Sort(h.prompts)
	slices.Sort(h.end)
	return h
}

// quantile is the time that a share of the calls kept to, 0 where there is none.
func quantile(sorted []time.Duration, share float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(int(share*float64(len(sorted))), len(sorted)-1)]
}

package jobs

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// Law: those are due whose time has come, the oldest first, whatever was put in, moved and taken out before.
func TestQueue(t *testing.T) {
	lots := rand.New(rand.NewPCG(1, 2))
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	q, waiting, now := newQueue(), []*Job{}, start
	for i := range 3000 {
		switch lots.IntN(6) {
		case 0, 1, 2:
			job := &Job{ID: fmt.Sprint(i), Created: start.Add(time.Duration(lots.IntN(50)) * time.Second), Next: now.Add(time.Duration(lots.IntN(90)-30) * time.Second)}
			waiting = append(waiting, job)
			q.put(job)
		case 3:
			if len(waiting) > 0 {
				at := lots.IntN(len(waiting))
				q.drop(waiting[at])
				q.drop(waiting[at]) // who does not wait any more may be dropped
				waiting = slices.Delete(waiting, at, at+1)
			}
		case 4:
			if len(waiting) > 0 {
				job := waiting[lots.IntN(len(waiting))]
				job.Next = now.Add(time.Duration(lots.IntN(60)) * time.Second)
				q.put(job)
			}
		default:
			now = now.Add(time.Duration(lots.IntN(5)) * time.Second)
		}
		for !q.ripen(now, 2) { // in as many goes as it takes
		}
		first, idle := (*Job)(nil), time.Hour
		for _, job := range waiting {
			switch {
			case job.Next.After(now):
				idle = min(idle, job.Next.Sub(now))
			case first == nil || cmp.Or(job.Created.Compare(first.Created), strings.Compare(job.ID, first.ID)) < 0:
				first = job
			}
		}
		if got := q.first(); got != first || q.idle(now, time.Hour) != idle || len(q.seats) != len(waiting) {
			t.Fatalf("after %d: %v is first, want %v; idle for %v, want %v; %d wait, want %d", i, got, first, q.idle(now, time.Hour), idle, len(q.seats), len(waiting))
		}
	}
}

// Law: a schedule is asked once in a round, however many jobs it is for, and nobody waits for its answer but they.
func TestSchedulesAreAskedAside(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var jobs *Jobs
		asked := map[string]int{}
		jobs, err := Open(Options{Folder: t.TempDir(), Open: func(_ context.Context, schedule string, _ time.Time) (bool, error) {
			asked[schedule]++
			if !jobs.mu.TryLock() {
				t.Error("the lock is held while a schedule is asked")
				return false, nil
			}
			jobs.mu.Unlock()
			return false, nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		defer jobs.Close()
		now := time.Now()
		for i := range 2*passMost + 1 {
			window := &Window{Schedule: []string{"office", "evening"}[i%2]}
			jobs.know(&Job{ID: fmt.Sprint(i), Status: Waiting, Created: now, Next: now, Plan: Plan{Window: window}})
		}
		if idle := jobs.round(t.Context()); idle != windowPoll || asked["office"] != 1 || asked["evening"] != 1 {
			t.Errorf("idle for %v, asked %v", idle, asked)
		}
		for id, job := range jobs.jobs {
			if !job.Next.Equal(now.Add(windowPoll)) || job.Status != Waiting {
				t.Fatalf("the job %s is %s until %v", id, job.Status, job.Next)
			}
		}
	})
}

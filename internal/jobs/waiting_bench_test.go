package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// waitingJob is one of many.
func waitingJob(i int, next time.Time, window *Window) Job {
	return Job{ID: fmt.Sprintf("job-%016d", i), Status: Waiting, By: "crm", Created: next.Add(time.Duration(i-jobsMost) * time.Millisecond), Next: next,
		Order: Order{Endpoint: fmt.Sprintf("PJSIP/0%09d@trunk", i), Flow: "reminder", CallerNumber: "0301234567", Vars: map[string]any{"customer": fmt.Sprint(i)}},
		Plan:  Plan{MaxRetries: 3, RetryTime: 300, WaitTime: 45, Window: window}}
}

// many are so many jobs on the disk that wait, in a folder of their own.
func many(b *testing.B, n int, next time.Time, window *Window) string {
	b.Helper()
	path := b.TempDir()
	if err := (folder{path}).make(); err != nil {
		b.Fatal(err)
	}
	for i := range n {
		job := waitingJob(i, next, window)
		text, err := json.MarshalIndent(job, "", "  ")
		if err == nil {
			err = os.WriteFile(filepath.Join(path, job.ID+suffix), text, 0o600) // not synced: the disk is not what is measured
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	return path
}

func opened(b *testing.B, path string) *Jobs {
	b.Helper()
	j, err := Open(Options{Folder: path, AtOnce: 1, Open: func(context.Context, string, time.Time) (bool, error) { return false, nil }})
	if err != nil {
		b.Fatal(err)
	}
	return j
}

// filled are so many jobs that wait, of which the disk does not know.
func filled(b *testing.B, n int, next time.Time, window *Window) *Jobs {
	b.Helper()
	j := opened(b, b.TempDir())
	for i := range n {
		job := waitingJob(i, next, window)
		j.know(&job)
	}
	return j
}

// What as many jobs as may wait cost: reading them at the start, and the memory that they take.
func BenchmarkStart(b *testing.B) {
	path := many(b, jobsMost, time.Now().Add(time.Hour), nil)
	var before, after runtime.MemStats
	for b.Loop() {
		runtime.GC()
		runtime.ReadMemStats(&before)
		j := opened(b, path)
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(len(j.jobs)), "B/job")
		j.Close()
	}
}

// What a round costs while so many wait: none due, all due and nobody free to call, all in hours that have not come.
func BenchmarkRound(b *testing.B) {
	past := time.Now().Add(-time.Hour)
	closed := &Window{From: "00:00", To: "00:01", Zone: "Pacific/Kiritimati", Days: []string{weekdays()[(past.Weekday()+4)%7]}}
	for _, c := range []struct {
		name   string
		next   time.Time
		window *Window
		active int
	}{
		{"none-due", time.Now().Add(time.Hour), nil, 0},
		{"all-due-and-busy", past, nil, 1},
		{"closed-schedule", past, &Window{Schedule: "office"}, 0},
		{"closed-window", past, closed, 0},
	} {
		b.Run(c.name, func(b *testing.B) {
			j := filled(b, jobsMost, c.next, c.window)
			defer j.Close()
			j.active = c.active
			for b.Loop() {
				j.round(b.Context())
				if c.window == nil {
					continue
				}
				b.StopTimer() // all are due again
				for _, job := range j.jobs {
					job.Next = past
					j.queue.put(job)
				}
				b.StartTimer()
			}
		})
	}
}

// What one job more costs, disk and all, where few wait and where many do.
func BenchmarkAdd(b *testing.B) {
	for _, waiting := range []int{10, jobsMost / 2} {
		b.Run(fmt.Sprint(waiting), func(b *testing.B) {
			j := filled(b, waiting, time.Now().Add(time.Hour), nil)
			defer j.Close()
			for b.Loop() {
				if _, err := j.Add(Order{Endpoint: "PJSIP/100", Flow: "main"}, Plan{NotBefore: time.Now().Add(time.Hour)}, "crm"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// What it costs to show them.
func BenchmarkList(b *testing.B) {
	j := filled(b, jobsMost, time.Now().Add(time.Hour), nil)
	defer j.Close()
	for b.Loop() {
		listed(b, j, "")
	}
}

package jobs

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
)

// Law: a job is read from the board as it was written, and of two who change it one is told.
func TestBoard(t *testing.T) {
	b, now := &board{bucket: memstore.New()}, time.Now()
	job := waitingJob(7, now, &Window{From: "09:00", To: "10:00"})
	job.Status, job.caller, job.Attempts = Dialling, cluster.Owner{Instance: "a", Boot: "1"}, []Attempt{{At: now, Call: "call-1"}}
	if err := b.save(t.Context(), &job); err != nil || job.revision == 0 {
		t.Fatal(err, job.revision)
	}
	got, err := b.get(t.Context(), job.ID)
	if err != nil || got.caller != job.caller || got.revision != job.revision || !got.rings(now) || !got.Next.Equal(now) || got.Plan.Window.From != "09:00" {
		t.Fatalf("%+v, %v", got, err)
	}
	other := got.copy()
	if err := b.save(t.Context(), got); err != nil {
		t.Error(err)
	}
	if err := b.save(t.Context(), &other); !errors.Is(err, cluster.ErrOutrun) {
		t.Errorf("the second is told %v", err)
	}
	if err := b.forget(t.Context(), &other); !errors.Is(err, cluster.ErrOutrun) {
		t.Errorf("who deletes what has changed is told %v", err)
	}
	if err := b.forget(t.Context(), got); err != nil {
		t.Error(err)
	}
	if got, err := b.get(t.Context(), job.ID); got != nil || err != nil {
		t.Errorf("%+v, %v", got, err)
	}
}

// Law: what holds no job, or one of a later version, is neither done nor listed nor overwritten, and the others are.
func TestWhatHoldsNoJob(t *testing.T) {
	inHall(t, func(t *testing.T, h *hall) {
		late := `{"format":99,"job":{"id":"job-late","status":"waiting","order":{"endpoint":"PJSIP/1","flow":"main"}}}`
		strange := `{"format":1,"job":{"id":"job-other","status":"waiting","order":{"endpoint":"PJSIP/1","flow":"main"}}}`
		changes := []cluster.Change{{Key: "job-late", Value: []byte(late)}, {Key: "job-half", Value: []byte(`{"for`)}, {Key: "job-strange", Value: []byte(strange)}}
		for _, written := range h.jobs.Write(t.Context(), changes) {
			if written.Err != nil {
				t.Fatal(written.Err)
			}
		}
		id := h.others()[0].add("PJSIP/100", Plan{})
		h.want(id, 2*sweepEvery, Completed, "", "answered")
		list, err := h.others()[0].All(t.Context(), "")
		if err != nil || len(list) != 1 || h.calls("PJSIP/1") != "" {
			t.Errorf("%+v, %v; called by %q", list, err, h.calls("PJSIP/1"))
		}
		if _, err := h.others()[0].Cancel("job-late", "ann"); !errors.Is(err, errPosted) {
			t.Error(err)
		}
		for _, change := range changes {
			if item, err := h.jobs.Get(t.Context(), change.Key); err != nil || !slices.Equal(item.Value, change.Value) {
				t.Errorf("%s is %s, %v", change.Key, item.Value, err)
			}
		}
	})
}

// Law: no word breaks the hearing of it, and each is answered.
func FuzzHeard(f *testing.F) {
	f.Add([]byte(`{"jobs":{"ids":["job-a"],"all":true}}`))
	f.Add([]byte(`{"take":{}}`))
	j, err := Open(Options{Shared: &Shared{Bucket: memstore.New(), Self: cluster.Owner{Instance: "a", Boot: "1"}}})
	if err != nil {
		f.Fatal(err)
	}
	j.reign.running = true
	f.Fuzz(func(t *testing.T, said []byte) {
		if answer := j.Heard(t.Context(), said); len(answer) == 0 {
			t.Errorf("%q is not answered", said)
		}
		if n := len(j.word.news.IDs); n > wordMost {
			t.Errorf("%d jobs are kept in mind", n)
		}
	})
}

// Law: no text breaks the reading of a job from the board; one that is read makes sense.
func FuzzParsePosted(f *testing.F) {
	f.Add([]byte(`{"format":1,"caller":{"instance":"a","boot":"1"},"job":{"id":"a","status":"dialling","order":{"endpoint":"PJSIP/1","flow":"main"},"plan":{}}}`))
	f.Add([]byte(`{"format":1,"job":null}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		job, err := parsePosted(text)
		if err == nil && (job.ID == "" || job.Order.Endpoint == "" || job.Plan.WaitTime < 1) {
			t.Errorf("%s is %+v", text, job)
		}
	})
}

// What several instances cost the one that calls while 100,000 jobs wait: a turn without news, and reading all jobs.
func BenchmarkSharedTurn(b *testing.B) {
	bucket, next := memstore.New(), time.Now().Add(time.Hour)
	jobs, err := Open(Options{Shared: &Shared{Bucket: bucket, Self: cluster.Owner{Instance: "a", Boot: "1"}, Holds: func() bool { return true }}})
	if err != nil {
		b.Fatal(err)
	}
	for i := range jobsMost {
		job := waitingJob(i, next, nil)
		if err := jobs.board.save(context.Background(), &job); err != nil {
			b.Fatal(err)
		}
	}
	begun := time.Now()
	jobs.sharedTurn(b.Context())
	b.Logf("taking over: %v", time.Since(begun))
	b.Run("idle", func(b *testing.B) {
		for b.Loop() {
			jobs.sharedTurn(b.Context())
		}
	})
	b.Run("sweep", func(b *testing.B) {
		for b.Loop() {
			if err := jobs.sweep(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// Law: of many tidings one is that there are many.
func TestTidings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var few, many tidings
		few.add("a", "b", "a")
		for i := range wordMost + 1 {
			many.add(waitingJob(i, time.Now(), nil).ID)
		}
		if len(few.IDs) != 2 || few.All || len(many.IDs) != 0 || !many.All || many.none() {
			t.Errorf("%+v, %d %v", few, len(many.IDs), many.All)
		}
		many.merge(few)
		if taken := many.take(); !taken.All || len(taken.IDs) != 2 || !many.none() {
			t.Errorf("%+v, %+v are left", taken, many)
		}
	})
}

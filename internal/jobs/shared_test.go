package jobs

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
)

// Law: any instance takes, shows, lists and cancels any job, and one makes the calls, soon after a job was taken.
func TestAnyInstanceTakesJobs(t *testing.T) {
	inHall(t, func(t *testing.T, h *hall) {
		runner, others := h.runner(), h.others()
		id := others[0].add("PJSIP/100", Plan{})
		h.want(id, 100*time.Millisecond, Completed, "", "answered")
		if got := h.calls("PJSIP/100"); got != runner.self.Instance {
			t.Errorf("called by %q, want %q", got, runner.self.Instance)
		}
		waits := others[0].add("PJSIP/101", Plan{NotBefore: time.Now().Add(time.Minute)})
		own := runner.add("PJSIP/102", Plan{NotBefore: time.Now().Add(time.Minute)})
		h.want(waits, 100*time.Millisecond, Waiting, "")
		if _, err := others[1].Cancel(waits, "ann"); err != nil {
			t.Error(err)
		}
		h.want(waits, 0, Cancelled, "cancelled by ann")
		h.want(own, 2*time.Minute, Completed, "", "answered")
		for _, d := range []*desk2{runner, others[0], others[1]} {
			if list, err := d.All(t.Context(), ""); err != nil || len(list) != 3 || list[0].Created.Before(list[2].Created) || len(listed(t, d.Jobs, Cancelled)) != 1 {
				t.Errorf("%s lists %+v, %v", d.self.Instance, list, err)
			}
			if _, err := d.Cancel(waits, "ann"); !errors.Is(err, ErrOver) {
				t.Error(err)
			}
			if _, err := d.Cancel("nobody", "ann"); !errors.Is(err, ErrUnknown) {
				t.Error(err)
			}
			if _, err := d.One(t.Context(), "nobody"); !errors.Is(err, ErrUnknown) {
				t.Error(err)
			}
		}
		if got := h.calls("PJSIP/101"); got != "" {
			t.Errorf("the cancelled one is called by %q", got)
		}
	})
}

// Law: too many jobs are refused at every instance, as soon as it knows of them, and as long as there are.
func TestTooManyOfAll(t *testing.T) {
	inHall(t, func(t *testing.T, h *hall) {
		runner, other := h.runner(), h.others()[0]
		crowd := func(by int) {
			runner.mu.Lock()
			defer runner.mu.Unlock()
			runner.open += by
		}
		crowd(jobsMost)
		other.add("PJSIP/100", Plan{}) // its answer tells
		time.Sleep(time.Second)
		for _, d := range []*desk2{runner, other} {
			if _, err := d.Add(order, Plan{}, "test"); !errors.Is(err, ErrFull) {
				t.Errorf("%s: %v", d.self.Instance, err)
			}
		}
		crowd(-jobsMost)
		for _, d := range []*desk2{runner, other} {
			h.want(d.add("PJSIP/101", Plan{}), time.Second, Completed, "", "answered")
		}
	})
}

// Law: a job that rings and is cancelled at another instance is not tried again.
func TestCancelledElsewhereWhileItRings(t *testing.T) {
	inHall(t, func(t *testing.T, h *hall) {
		h.rings = ringing(10 * time.Second)
		id := h.others()[0].add("PJSIP/100", Plan{MaxRetries: 3, RetryTime: 5})
		h.want(id, time.Second, Dialling, "", "")
		if job, err := h.others()[1].Cancel(id, "ann"); err != nil || job.Status != Dialling || job.Attempts[0].Call != "call-1" {
			t.Errorf("%+v, %v", job, err)
		}
		h.want(id, time.Minute, Cancelled, "cancelled", "no_answer")
		if got := h.calls("PJSIP/100"); got != h.runner().self.Instance {
			t.Errorf("called by %q", got)
		}
	})
}

// Law: what no word reached is found when all jobs are read; what was cancelled without word is not called.
func TestWordIsLost(t *testing.T) {
	inHall(t, func(t *testing.T, h *hall) {
		h.deaf.Store(true)
		other := h.others()[0]
		id := other.add("PJSIP/100", Plan{})
		waits := h.runner().add("PJSIP/101", Plan{NotBefore: time.Now().Add(10 * time.Second)})
		h.want(waits, time.Second, Waiting, "")
		if _, err := other.Cancel(waits, "ann"); err != nil {
			t.Error(err)
		}
		h.want(id, sweepEvery+followEvery, Completed, "", "answered")
		h.want(waits, 0, Cancelled, "")
		again := other.add("PJSIP/102", Plan{})
		h.want(again, 3*time.Second, Waiting, "")
		h.deaf.Store(false)
		h.want(again, 2*followEvery, Completed, "", "answered") // it is said until it is heard
		if got := h.calls("PJSIP/101"); got != "" {
			t.Errorf("the cancelled one is called by %q", got)
		}
	})
}

// Law: when the one that calls dies another goes on: what rang counts as made and is tried again in its time, what waits is called.
func TestTheCallerDies(t *testing.T) {
	inHall(t, func(t *testing.T, h *hall) {
		h.rings = ringing(time.Hour)
		first, other := h.runner(), h.others()[0]
		once, again := other.add("PJSIP/100", Plan{}), other.add("PJSIP/101", Plan{MaxRetries: 1, RetryTime: 60})
		waits := other.add("PJSIP/102", Plan{NotBefore: time.Now().Add(2 * time.Second)})
		time.Sleep(time.Second)
		first.kill()
		h.mu.Lock()
		h.rings = func(Order) Ringing { return answered(time.Second) }
		h.mu.Unlock()
		h.want(once, 2*lease, Expired, "the instance "+first.self.Instance+" ended while it rang", interrupted)
		h.want(again, 0, Waiting, "ended while it rang", interrupted)
		h.want(waits, 0, Completed, "", "answered")
		second := h.runner().self.Instance
		h.want(again, time.Minute, Completed, "", interrupted, "answered")
		if got, want := h.calls("PJSIP/101"), first.self.Instance+" "+second; got != want {
			t.Errorf("called by %q, want %q", got, want)
		}
		if h.calls("PJSIP/100") != first.self.Instance || h.calls("PJSIP/102") != second {
			t.Errorf("called by %q and %q", h.calls("PJSIP/100"), h.calls("PJSIP/102"))
		}
	})
}

// Law: an attempt that was written down counts though its instance died before it called, and nobody is called for it.
func TestDeathBeforeTheCall(t *testing.T) {
	inHall(t, func(t *testing.T, h *hall) {
		first, other := h.runner(), h.others()[0]
		first.dies.Store(true)
		once := other.add("PJSIP/100", Plan{})
		time.Sleep(time.Millisecond)
		again := other.add("PJSIP/101", Plan{MaxRetries: 1, RetryTime: 60})
		h.want(once, 2*lease, Expired, "ended while it rang", interrupted)
		h.want(again, 0, Completed, "", "answered") // it was not begun yet
		if h.calls("PJSIP/100") != "" || h.calls("PJSIP/101") != h.runner().self.Instance {
			t.Errorf("called by %q and %q", h.calls("PJSIP/100"), h.calls("PJSIP/101"))
		}
	})
}

// Law: of several that all take themselves for the one that calls each job is called by one.
func TestAllBelieveToBeTheCaller(t *testing.T) {
	inHall(t, func(t *testing.T, h *hall) {
		var ids []string
		for n := range 30 {
			d := h.all[string(rune('a'+n%3))]
			ids = append(ids, d.add(endpointOf(n), Plan{NotBefore: time.Now().Add(time.Duration(5+n%5) * time.Second)}))
		}
		for _, d := range h.all {
			d.believes.Store(true)
		}
		time.Sleep(2 * sweepEvery)
		for n, id := range ids {
			h.want(id, 0, Completed, "", "answered")
			if got := h.calls(endpointOf(n)); len(got) != 1 {
				t.Errorf("%s is called by %q", endpointOf(n), got)
			}
		}
	})
}

// Law: an attempt of the one that calls of which it knows nothing was not made; it is taken back, and made.
func TestAnAttemptThatWasNotMade(t *testing.T) {
	inHall(t, func(t *testing.T, h *hall) {
		job := waitingJob(1, time.Now(), nil)
		job.Status, job.caller, job.Attempts, job.Plan.MaxRetries = Dialling, h.runner().self, []Attempt{{At: time.Now()}}, 0
		if err := h.others()[0].board.save(t.Context(), &job); err != nil {
			t.Fatal(err)
		}
		h.others()[0].say(job.ID)
		h.want(job.ID, 5*time.Second, Completed, "", "answered")
		if got := h.calls(job.Order.Endpoint); got != h.runner().self.Instance {
			t.Errorf("called by %q", got)
		}
	})
}

// Law: a job that somebody has deleted is not known any more after all have been read, nor called.
func TestADeletedJob(t *testing.T) {
	inHall(t, func(t *testing.T, h *hall) {
		id := h.others()[0].add("PJSIP/100", Plan{NotBefore: time.Now().Add(2 * sweepEvery)})
		h.others()[0].add("PJSIP/101", Plan{NotBefore: time.Now().Add(time.Hour)})
		time.Sleep(time.Second)
		item, err := h.jobs.Get(t.Context(), id)
		if err == nil {
			err = h.jobs.Write(t.Context(), []cluster.Change{{Key: id, Delete: true, Revision: item.Revision}})[0].Err
		}
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(sweepEvery + followEvery)
		if runner := h.runner(); runner.known(id) != nil || runner.open != 1 {
			t.Errorf("it is known, of %d", runner.open)
		}
		time.Sleep(2 * sweepEvery)
		if got := h.calls("PJSIP/100"); got != "" {
			t.Errorf("called by %q", got)
		}
	})
}

// Law: whichever instances die whenever, each job is called once, or its one attempt is that of an instance that died.
func TestEachJobIsCalledOnce(t *testing.T) {
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			inHall(t, func(t *testing.T, h *hall) {
				lots := rand.New(rand.NewPCG(seed, 1))
				talks := rand.New(rand.NewPCG(seed, 2))
				h.rings = func(Order) Ringing { return answered(time.Duration(talks.IntN(5000)) * time.Millisecond) }
				names, ids, begun := []string{"a", "b", "c"}, []string(nil), time.Now()
				lots.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
				deaths := []time.Duration{time.Duration(lots.IntN(20000)) * time.Millisecond, time.Duration(lots.IntN(40000)) * time.Millisecond}
				for n := range 60 {
					time.Sleep(time.Duration(lots.IntN(1000)) * time.Millisecond)
					for i, at := range deaths {
						if d := h.all[names[i]]; time.Since(begun) >= at && !d.killed.Load() {
							d.kill()
						}
					}
					from := h.all[names[lots.IntN(3)]]
					if from.killed.Load() {
						from = h.all[names[2]]
					}
					ids = append(ids, from.add(endpointOf(n), Plan{}))
					if lots.IntN(3) == 0 { // in the midst of what follows
						if victim := h.all[names[lots.IntN(2)]]; lots.IntN(8) == 0 {
							victim.dies.Store(true)
						}
					}
				}
				time.Sleep(time.Minute)
				lost := 0
				for n, id := range ids {
					job, err := h.all[names[2]].One(t.Context(), id)
					calls := strings.Fields(h.calls(endpointOf(n)))
					died := job.Status == Expired && len(job.Attempts) == 1 && job.Attempts[0].Result == interrupted && len(calls) <= 1
					if died {
						lost++
					}
					if err != nil || !died && (job.Status != Completed || len(calls) != 1 || len(job.Attempts) != 1) {
						t.Errorf("%s is %s (%s) after %+v, called by %v, %v", endpointOf(n), job.Status, job.Reason, job.Attempts, calls, err)
					}
				}
				if lost > 2 {
					t.Errorf("%d attempts were lost with two instances", lost)
				}
			})
		})
	}
}

// Law: while the store is away nothing is called and nothing is lost; afterwards all goes on, and what came of attempts meanwhile is written.
func TestTheStoreIsAway(t *testing.T) {
	for _, away := range []time.Duration{10 * time.Second, 150 * time.Second} {
		for name, faults := range map[string]memstore.Faults{"away": {Away: true}, "mute": {Mute: true}, "slow": {Slow: time.Minute}} {
			t.Run(fmt.Sprint(name, away), func(t *testing.T) {
				inHall(t, func(t *testing.T, h *hall) {
					runner, other := h.runner(), h.others()[0]
					h.rings = func(o Order) Ringing {
						if o.Endpoint == "PJSIP/100" {
							r := answered(time.Minute)
							wait := r.Wait
							r.Wait = func(ctx context.Context) (bool, string, error) {
								time.Sleep(5 * time.Second)
								return wait(ctx)
							}
							return r
						}
						return answered(time.Second)
					}
					rings := other.add("PJSIP/100", Plan{})
					due := other.add("PJSIP/101", Plan{NotBefore: time.Now().Add(3 * time.Second)})
					late := other.add("PJSIP/102", Plan{NotBefore: time.Now().Add(time.Second), NotAfter: time.Now().Add(away)})
					time.Sleep(500 * time.Millisecond)
					for _, bucket := range []*memstore.Bucket{h.jobs, h.members, h.entries} {
						bucket.Fail(faults)
					}
					time.Sleep(away)
					if h.calls("PJSIP/101")+h.calls("PJSIP/102") != "" {
						t.Error("one is called that was not written down")
					}
					if name == "away" {
						if _, err := other.Add(order, Plan{}, "test"); !errors.Is(err, ErrNotKept) {
							t.Errorf("one is taken: %v", err)
						}
						if _, err := other.All(t.Context(), ""); !errors.Is(err, memstore.ErrAway) {
							t.Errorf("they are listed: %v", err)
						}
						if _, err := other.Cancel(due, "ann"); !errors.Is(err, memstore.ErrAway) {
							t.Errorf("it is cancelled: %v", err)
						}
					}
					for _, bucket := range []*memstore.Bucket{h.jobs, h.members, h.entries} {
						bucket.Fail(memstore.Faults{})
					}
					h.want(due, 15*time.Second, Completed, "", "answered")
					h.want(rings, 0, Completed, "", "answered")
					h.want(late, 0, Expired, "too late")
					if h.runner() != runner {
						t.Error("another makes the calls now")
					}
					for _, endpoint := range []string{"PJSIP/100", "PJSIP/101"} {
						if got := h.calls(endpoint); got != runner.self.Instance {
							t.Errorf("%s is called by %q", endpoint, got)
						}
					}
				})
			})
		}
	}
}

// Law: a job that was answered while its instance was cut off, and taken for dead, is not called again.
func TestCutOff(t *testing.T) {
	inHall(t, func(t *testing.T, h *hall) {
		first := h.runner()
		h.rings = func(Order) Ringing {
			r := answered(time.Minute)
			wait := r.Wait
			r.Wait = func(ctx context.Context) (bool, string, error) {
				time.Sleep(3 * time.Second)
				return wait(ctx)
			}
			return r
		}
		once, again := first.add("PJSIP/100", Plan{}), first.add("PJSIP/101", Plan{MaxRetries: 3, RetryTime: 60})
		time.Sleep(time.Second)
		first.cut.Store(true)
		h.want(once, 3*lease, Expired, "ended while it rang", interrupted)
		h.want(again, 0, Waiting, "ended while it rang", interrupted)
		first.cut.Store(false)
		h.want(once, 5*time.Second, Completed, "", "answered")
		h.want(again, 2*time.Minute, Completed, "", "answered")
		if h.calls("PJSIP/100") != first.self.Instance || h.calls("PJSIP/101") != first.self.Instance {
			t.Errorf("called by %q and %q", h.calls("PJSIP/100"), h.calls("PJSIP/101"))
		}
	})
}

// Law: one that drains gives the task up, and what rings there counts as it ends, as long as it lives.
func TestDraining(t *testing.T) {
	inHall(t, func(t *testing.T, h *hall) {
		h.rings = ringing(20 * time.Second)
		first := h.runner()
		id := first.add("PJSIP/100", Plan{MaxRetries: 1, RetryTime: 3})
		time.Sleep(time.Second)
		first.drains.Store(true)
		first.members.Tell()
		h.want(id, 10*time.Second, Dialling, "", "")
		if h.runner() == first {
			t.Fatal("it holds the task yet")
		}
		h.want(id, 10*time.Second, Waiting, "no_answer", "no_answer")
		h.want(id, 4*time.Second, Dialling, "", "no_answer", "")
		h.want(id, time.Minute, Expired, "no_answer", "no_answer", "no_answer")
		if got, want := h.calls("PJSIP/100"), first.self.Instance+" "+h.runner().self.Instance; got != want {
			t.Errorf("called by %q, want %q", got, want)
		}
	})
}

// Law: an instance that stops leaves what rings to another one at once, and jobs that wait go on.
func TestStopping(t *testing.T) {
	inHall(t, func(t *testing.T, h *hall) {
		h.rings = ringing(20 * time.Second)
		first := h.runner()
		id := first.add("PJSIP/100", Plan{MaxRetries: 1, RetryTime: 5})
		time.Sleep(time.Second)
		first.stop()
		first.killed.Store(true)
		h.want(id, 3*time.Second, Waiting, "ended while it rang", interrupted)
		h.want(id, time.Minute, Expired, "no_answer", interrupted, "no_answer")
	})
}

// Law: jobs that a store has lost are written again by the one that calls; one that rang is not called twice.
func TestTheStoreForgets(t *testing.T) {
	inHall(t, func(t *testing.T, h *hall) {
		h.rings = ringing(20 * time.Second)
		rings := h.others()[0].add("PJSIP/100", Plan{})
		waits := h.others()[0].add("PJSIP/101", Plan{NotBefore: time.Now().Add(time.Minute)})
		time.Sleep(time.Second)
		h.swap()
		fresh := h.others()[0].add("PJSIP/102", Plan{NotBefore: time.Now().Add(time.Minute)})
		h.want(waits, sweepEvery+followEvery, Waiting, "")
		h.want(rings, 0, Expired, "no_answer", "no_answer")
		h.want(waits, 2*time.Minute, Expired, "no_answer", "no_answer")
		h.want(fresh, 0, Expired, "no_answer", "no_answer")
		if got := h.calls("PJSIP/100"); got != h.runner().self.Instance {
			t.Errorf("called by %q", got)
		}
	})
}

// Law: call files that lie in a folder of two instances make one call each.
func TestASpoolOfTwo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		h := newHall(t)
		for _, name := range []string{"a", "b"} {
			h.join(name, "1", Options{Spool: folder, App: "ivr"})
		}
		time.Sleep(2 * lease)
		now := time.Now()
		drop(t, filepath.Join(folder, "a.call"), callFile, now)
		time.Sleep(10 * time.Second)
		drop(t, filepath.Join(folder, taken+"a.call"), callFile, now) // a copy that was left
		time.Sleep(time.Minute)
		list, err := h.all["a"].All(t.Context(), Completed)
		if err != nil || len(list) != 1 || len(h.calls("PJSIP/100")) != 1 || len(namesIn(t, folder)) != 0 {
			t.Errorf("%+v, %v; called by %q, there are %v", list, err, h.calls("PJSIP/100"), namesIn(t, folder))
		}
	})
}

// Law: the jobs of a folder go on among several instances, once, and are in the folder no more.
func TestAFolderJoins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t, "a", "b")
		path, rings := t.TempDir(), time.Now()
		f := folder{path}
		if err := f.make(); err != nil {
			t.Fatal(err)
		}
		for _, job := range []*Job{
			{ID: "job-over", Status: Completed, Ended: rings, Attempts: []Attempt{{At: rings, Result: "answered"}}},
			{ID: "job-rang", Status: Dialling, Attempts: []Attempt{{At: rings}}},
			{ID: "job-waits", Status: Waiting, Next: rings.Add(time.Minute)},
		} {
			job.Order = Order{Endpoint: "PJSIP/" + job.ID, Flow: "main"}
			if err := errors.Join(job.Plan.fill(), f.save(t.Context(), job)); err != nil {
				t.Fatal(err)
			}
		}
		h.join("c", "1", Options{Folder: path})
		h.want("job-over", 5*time.Second, Completed, "", "answered")
		h.want("job-rang", 0, Expired, "the daemon ended while it rang", interrupted)
		h.want("job-waits", 2*time.Minute, Completed, "", "answered")
		if h.calls("PJSIP/job-over")+h.calls("PJSIP/job-rang") != "" {
			t.Error("one is called again")
		}
		left, err := filepath.Glob(filepath.Join(path, "*"+suffix))
		if archived, _ := os.ReadDir(filepath.Join(path, archive)); err != nil || len(left)+len(archived) > 0 {
			t.Errorf("%v, %v are left: %v", left, archived, err)
		}
	})
}

// Law: of jobs that are over the youngest are kept, whoever ended them.
func TestSharedKeep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t)
		for _, name := range []string{"a", "b"} {
			h.join(name, "1", Options{Keep: 2})
		}
		time.Sleep(2 * lease)
		var ids []string
		for n := range 6 {
			ids = append(ids, h.all[[]string{"a", "b"}[n%2]].add(endpointOf(n), Plan{}))
			time.Sleep(time.Second)
		}
		time.Sleep(time.Minute)
		var left []string
		for _, job := range listed(t, h.all["b"].Jobs, "") {
			left = append(left, job.ID)
		}
		if want := []string{ids[5], ids[4]}; !slices.Equal(left, want) {
			t.Errorf("kept %v, want %v", left, want)
		}
	})
}

package jobs

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
)

const lease = 3 * time.Second

// hall is several instances in a bubble, which share their jobs.
type hall struct {
	t       *testing.T
	jobs    *memstore.Bucket
	members *memstore.Bucket
	entries *memstore.Bucket
	// rings is what comes of each call; deaf has no word reach anybody.
	rings func(Order) Ringing
	deaf  atomic.Bool

	mu     sync.Mutex
	called map[string][]string // by endpoint: which instance called
	all    map[string]*desk2
}

func newHall(t *testing.T, names ...string) *hall {
	t.Helper()
	h := &hall{t: t, jobs: memstore.New(), members: memstore.New(), entries: memstore.New(), called: map[string][]string{},
		all: map[string]*desk2{}, rings: func(Order) Ringing { return answered(5 * time.Second) }}
	for _, name := range names {
		h.join(name, "1", Options{})
	}
	time.Sleep(2 * lease)
	return h
}

// desk2 is one instance of a hall.
type desk2 struct {
	*Jobs
	hall    *hall
	self    cluster.Owner
	members *cluster.Members
	task    *cluster.Task
	// killed has nothing of it reach anybody any more; cut has it be cut off from the store. Drains is what it tells.
	killed, cut, drains atomic.Bool
	// believes has it take itself for the one that calls, whatever the task says.
	believes atomic.Bool
	// dies has it die as soon as it has written a job.
	dies atomic.Bool
	stop func()
}

// way is how an instance reaches a bucket.
type way struct {
	bucket func() *memstore.Bucket
	desk   *desk2
	jobs   bool
}

func (w way) gone() bool { return w.desk.killed.Load() || w.desk.cut.Load() }

func (w way) Get(ctx context.Context, key string) (cluster.Item, error) {
	if w.gone() {
		return cluster.Item{}, memstore.ErrAway
	}
	return w.bucket().Get(ctx, key)
}

func (w way) All(ctx context.Context) ([]cluster.Item, error) {
	if w.gone() {
		return nil, memstore.ErrAway
	}
	return w.bucket().All(ctx)
}

func (w way) Write(ctx context.Context, changes []cluster.Change) []cluster.Written {
	if w.gone() {
		return slices.Repeat([]cluster.Written{{Err: memstore.ErrAway}}, len(changes))
	}
	written := w.bucket().Write(ctx, changes)
	if w.jobs && w.desk.dies.Load() {
		w.desk.kill()
	}
	return written
}

// Call counts a call, unless the instance is dead.
func (d *desk2) Call(ctx context.Context, order Order, _ time.Duration, _ string) (Ringing, error) {
	if d.killed.Load() {
		<-ctx.Done() // nothing happens any more
		return Ringing{}, context.Cause(ctx)
	}
	h := d.hall
	h.mu.Lock()
	defer h.mu.Unlock()
	h.called[order.Endpoint] = append(h.called[order.Endpoint], d.self.Instance)
	return h.rings(order), nil
}

// join begins an instance; it ends with the test, or by its stop.
func (h *hall) join(name, boot string, opts Options) *desk2 {
	h.t.Helper()
	d := &desk2{hall: h, self: cluster.Owner{Instance: name, Boot: boot}}
	d.members = cluster.NewMembers(cluster.MembersOptions{Bucket: way{func() *memstore.Bucket { return h.members }, d, false}, Lease: lease, Self: func() cluster.Member {
		return cluster.Member{Owner: d.self, App: "ivr." + name, Draining: d.drains.Load()}
	}})
	d.task = cluster.NewEntries(way{func() *memstore.Bucket { return h.entries }, d, false}, d.members, d.self).Task("jobs", nil)
	opts.Caller = d
	opts.Shared = &Shared{Bucket: way{h.kept, d, true}, Self: d.self, Runner: d.task.Runner, Dead: d.members.Dead, Ask: h.ask,
		Holds: func() bool { return d.believes.Load() || d.task.Holds() }}
	var err error
	if d.Jobs, err = Open(opts); err != nil {
		h.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var over sync.WaitGroup
	for _, run := range []func(context.Context){d.members.Run, d.task.Run, d.Jobs.Run} {
		over.Go(func() { run(ctx) })
	}
	d.stop = func() { cancel(); over.Wait(); d.Close() }
	h.t.Cleanup(d.stop)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all[name] = d
	return d
}

// kill has an instance do nothing any more, in the midst of whatever it does.
func (d *desk2) kill() { d.killed.Store(true) }

// ask carries word between the instances.
func (h *hall) ask(ctx context.Context, instance string, request []byte) ([]byte, error) {
	h.mu.Lock()
	to := h.all[instance]
	h.mu.Unlock()
	if to == nil || to.killed.Load() || h.deaf.Load() {
		return nil, cluster.ErrNobody
	}
	return to.Heard(ctx, request), nil
}

// runner is the one that makes the calls; two that have read the jobs are a fault.
func (h *hall) runner() *desk2 {
	h.t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	found := (*desk2)(nil)
	for _, d := range h.all {
		if !d.killed.Load() && d.task.Holds() {
			if found != nil {
				h.t.Fatal("two hold the task")
			}
			found = d
		}
	}
	if found == nil {
		h.t.Fatal("nobody holds the task")
	}
	return found
}

// others are those that do not make the calls and live.
func (h *hall) others() []*desk2 {
	h.t.Helper()
	runner, others := h.runner(), []*desk2(nil)
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, d := range h.all {
		if d != runner && !d.killed.Load() {
			others = append(others, d)
		}
	}
	slices.SortFunc(others, func(a, b *desk2) int { return strings.Compare(a.self.Instance, b.self.Instance) })
	return others
}

func (d *desk2) add(endpoint string, plan Plan) string {
	d.hall.t.Helper()
	job, err := d.Add(Order{Endpoint: endpoint, Flow: "main"}, plan, "test")
	if err != nil {
		d.hall.t.Fatal(err)
	}
	return job.ID
}

// want looks at a job after a while, from every instance that lives.
func (h *hall) want(id string, after time.Duration, status Status, reason string, attempts ...string) {
	h.t.Helper()
	time.Sleep(after)
	synctest.Wait()
	for _, d := range h.all {
		if d.killed.Load() || d.cut.Load() {
			continue
		}
		job, err := d.One(context.Background(), id)
		var results []string
		for _, attempt := range job.Attempts {
			results = append(results, attempt.Result)
		}
		if err != nil || job.Status != status || !strings.Contains(job.Reason, reason) || !slices.Equal(results, attempts) {
			h.t.Errorf("seen from %s the job is %s (%s) after %q, %v; want %s (%s) after %q", d.self.Instance, job.Status, job.Reason, results, err, status, reason, attempts)
		}
	}
}

// calls is who called an endpoint, by name.
func (h *hall) calls(endpoint string) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return strings.Join(h.called[endpoint], " ")
}

// inHall runs a test with three instances in a bubble.
func inHall(t *testing.T, test func(t *testing.T, h *hall)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { test(t, newHall(t, "a", "b", "c")) })
}

// ringing is a call that nobody answers, for so long.
func ringing(how time.Duration) func(Order) Ringing {
	return func(o Order) Ringing {
		r, _ := unanswered(how, "no_answer")(o)
		return r
	}
}

func endpointOf(n int) string { return fmt.Sprintf("PJSIP/%d", 100+n) }

// kept is where the jobs are.
func (h *hall) kept() *memstore.Bucket {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.jobs
}

// swap has the instances meet in a fresh bucket: the store has lost everything, and counts from the beginning.
func (h *hall) swap() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.jobs = memstore.New()
}

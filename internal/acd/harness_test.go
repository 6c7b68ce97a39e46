package acd

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
	"github.com/ariapp/ariapp/internal/queue"
)

const testLease = 3 * time.Second

// house are halls that share what they know.
type house struct {
	t              *testing.T
	queues, agents *memstore.Bucket
	post           *memstore.Post
	mu             sync.Mutex
	owner          string
	dead           map[cluster.Owner]bool
	certain        atomic.Bool
	halls          map[string]*inmate
	boots          int
	key            []byte
	// errors is what the halls that cannot read their store log as errors.
	errors bytes.Buffer
}

// inmate is one instance.
type inmate struct {
	*Hall
	self cluster.Owner
	cut  atomic.Bool
	// stale tells that it has not looked yet who decides, as it was cut off until now.
	stale  atomic.Bool
	end    context.CancelFunc
	over   sync.WaitGroup
	silent func()
	mu     sync.Mutex
	facts  []queue.Fact
	backs  []queue.CallBack
	// cancels are the offers of which it was told that they are taken back.
	cancels []queue.Cancel
	told    atomic.Int64
	asked   atomic.Int64
}

// line is a bucket that a killed instance reaches no more.
type line struct {
	cluster.Bucket
	of *inmate
}

func (l line) Get(ctx context.Context, key string) (cluster.Item, error) {
	if l.of.cut.Load() {
		return cluster.Item{}, memstore.ErrAway
	}
	return l.Bucket.Get(ctx, key)
}

func (l line) All(ctx context.Context) ([]cluster.Item, error) {
	if l.of.cut.Load() {
		return nil, memstore.ErrAway
	}
	return l.Bucket.All(ctx)
}

func (l line) Write(ctx context.Context, changes []cluster.Change) []cluster.Written {
	if l.of.cut.Load() {
		return slices.Repeat([]cluster.Written{{Err: memstore.ErrAway}}, len(changes))
	}
	return l.Bucket.Write(ctx, changes)
}

// inBubble runs body with a house; all that it began must have ended by itself.
func inBubble(t *testing.T, body func(*house)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		h := &house{t: t, queues: memstore.New(), agents: memstore.New(), post: memstore.NewPost(),
			dead: map[cluster.Owner]bool{}, halls: map[string]*inmate{}}
		h.certain.Store(true)
		body(h)
		for _, name := range h.names() {
			h.stop(name)
		}
	})
}

func (h *house) names() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var names []string
	for name := range h.halls {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// ruled are a queue "sales" with so many agents who are logged in, and "other" with the same ones.
func ruled(agents int, change ...func(*queue.Queue)) Rules {
	sales := queue.Queue{Name: "sales", Strategy: queue.LongestIdle, RingTimeout: 15 * time.Second, Retry: time.Second}
	for _, do := range change {
		do(&sales)
	}
	rules := Rules{Config: queue.Config{Queues: []queue.Queue{sales,
		{Name: "other", Strategy: queue.LongestIdle, RingTimeout: 15 * time.Second}}}, Agents: map[string]Agent{}}
	for i := range agents {
		id := fmt.Sprint(1001 + i)
		rules.Config.Agents = append(rules.Config.Agents, queue.Agent{ID: id, Name: "Agent " + id, LoggedIn: true,
			Members: []queue.Membership{{Queue: "sales"}, {Queue: "other"}}})
		rules.Agents[id] = Agent{Name: "Agent " + id, Endpoint: "PJSIP/" + id, PIN: flows.NewSecret("7" + id)}
	}
	return rules
}

// begin starts an instance; alone without a name of another one.
func (h *house) begin(name string, rules Rules, alone bool) *inmate {
	h.t.Helper()
	h.boots++
	one := &inmate{self: cluster.Owner{Instance: name, Boot: fmt.Sprint(h.boots)}}
	opts := Options{Rules: rules, Queues: line{h.queues, one}, Agents: line{h.agents, one}, Self: one.self, Seed: 1, Key: h.key,
		Tell: func(f queue.Fact) {
			one.mu.Lock()
			defer one.mu.Unlock()
			one.facts = append(one.facts, f)
		},
		CallBack: func(c queue.CallBack) {
			one.mu.Lock()
			defer one.mu.Unlock()
			one.backs = append(one.backs, c)
		},
		Canceled: func(c queue.Cancel) {
			one.mu.Lock()
			defer one.mu.Unlock()
			one.cancels = append(one.cancels, c)
		}}
	if !alone {
		opts.Peers = h.peers(one)
	}
	one.Hall = New(opts)
	if !alone {
		stop, err := h.post.Answer(name, one.Heard)
		if err != nil {
			h.t.Fatal(err)
		}
		one.silent = sync.OnceFunc(stop)
	}
	if err := one.Open(context.Background()); err != nil {
		h.t.Fatal(err)
	}
	ctx, end := context.WithCancel(context.Background())
	one.end = end
	one.over.Go(func() { one.Run(ctx) })
	h.mu.Lock()
	h.halls[name] = one
	if h.owner == "" {
		h.owner = name
	}
	h.mu.Unlock()
	time.Sleep(time.Second)
	return one
}

func (h *house) peers(one *inmate) *Peers {
	name := one.self.Instance
	return &Peers{Lease: testLease, Seen: func() bool { return !one.stale.Load() },
		Holds: func() (bool, bool) {
			h.mu.Lock()
			defer h.mu.Unlock()
			if one.cut.Load() || one.stale.Load() {
				return true, !one.cut.Load()
			}
			return h.owner == name, h.certain.Load()
		},
		Runner: func() (string, bool) {
			h.mu.Lock()
			defer h.mu.Unlock()
			return h.owner, h.owner != ""
		},
		Others: func() []cluster.Owner {
			h.mu.Lock()
			defer h.mu.Unlock()
			var others []cluster.Owner
			for other, inmate := range h.halls {
				if other != name && !h.dead[inmate.self] {
					others = append(others, inmate.self)
				}
			}
			return others
		},
		Dead: func(owner cluster.Owner) bool {
			h.mu.Lock()
			defer h.mu.Unlock()
			return h.dead[owner]
		},
		Ask: func(ctx context.Context, instance string, request []byte) ([]byte, error) {
			one.asked.Add(1)
			if one.cut.Load() {
				return nil, memstore.ErrAway
			}
			return h.post.Ask(ctx, instance, request)
		}}
}

// own makes an instance the owner.
func (h *house) own(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.owner = name
}

// kill ends an instance as kill -9 does: it says nothing more to anybody. It is known to be dead after a lease.
func (h *house) kill(name string) {
	one := h.halls[name]
	one.cut.Store(true)
	one.end()
	if one.silent != nil {
		one.silent()
	}
	one.over.Wait()
	h.mu.Lock()
	delete(h.halls, name)
	h.mu.Unlock()
	time.Sleep(testLease)
	h.mu.Lock()
	h.dead[one.self] = true
	h.mu.Unlock()
}

// stop ends an instance in good order.
func (h *house) stop(name string) {
	one := h.halls[name]
	one.end()
	if one.silent != nil {
		one.silent()
	}
	one.over.Wait()
	h.mu.Lock()
	delete(h.halls, name)
	h.mu.Unlock()
}

// caller is a call that waits, as a step has it.
type caller struct {
	flows.QueuePlace
	name string
	on   *inmate
}

// join has a caller wait.
func (h *house) join(on *inmate, name string, past *flows.QueuePast) *caller {
	h.t.Helper()
	p, err := on.Join(flows.QueueEntry{Queue: "sales", Call: name, Channel: name, Asterisk: "a", From: name, Place: past,
		Notify: func(any) { on.told.Add(1) }, At: time.Now()})
	if err != nil {
		h.t.Fatal(err)
	}
	return &caller{p, name, on}
}

func (c *caller) look() flows.QueueView { return c.Look(time.Now()) }

func (c *caller) becomes(state flows.OfferState) {
	if offers := c.look().Offers; len(offers) > 0 {
		c.Told(offers[0].ID, flows.OfferNews{State: state, At: time.Now()})
	}
}

// talks has the first offer come to a conversation.
func (c *caller) talks() {
	c.becomes(flows.OfferRinging)
	c.becomes(flows.OfferAnswered)
	c.becomes(flows.OfferConnected)
}

// order is the order of those who wait, by their positions; it fails where that is none.
func (h *house) order(callers []*caller) []string {
	h.t.Helper()
	type placed struct {
		name     string
		position int
	}
	var all []placed
	for _, c := range callers {
		if v := c.look(); v.Result == "" {
			if !v.Known {
				h.t.Errorf("of %s nothing is known", c.name)
			}
			all = append(all, placed{c.name, v.Position})
		}
	}
	slices.SortFunc(all, func(a, b placed) int { return cmp.Compare(a.position, b.position) })
	var names []string
	for i, p := range all {
		if p.position != i+1 {
			h.t.Errorf("%s is at %d, want %d of %v", p.name, p.position, i+1, all)
		}
		names = append(names, p.name)
	}
	return names
}

// kinds are the facts that an instance has told.
func (one *inmate) kinds(kind queue.FactKind) (found []queue.Fact) {
	one.mu.Lock()
	defer one.mu.Unlock()
	for _, f := range one.facts {
		if f.Kind == kind {
			found = append(found, f)
		}
	}
	return found
}

// changeOf is a change of an entry, made on what was known long ago.
func changeOf(id string) cluster.Change { return cluster.Change{Key: entryPrefix + id, Revision: 1} }

func awayFaults() memstore.Faults { return memstore.Faults{Away: true} }

func noFaults() memstore.Faults { return memstore.Faults{} }

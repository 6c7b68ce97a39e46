package sim

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ariapp/ariapp/internal/cluster/memstore"
	"github.com/ariapp/ariapp/internal/store"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// World is a scenario while it happens.
type World struct {
	scenario  Scenario
	folder    string
	text      string
	effects   *Effects
	asterisks map[string]*fakeari.Server
	buckets   map[string]*memstore.Bucket
	post      *memstore.Post
	values    *store.Memory
	began     time.Time
	callers   sync.WaitGroup
	faults    sync.WaitGroup
	staff     sync.WaitGroup
	// off ends the agents' day.
	off context.CancelFunc

	mu        sync.Mutex
	instances []*Instance
	lives     map[string]int
	storeAway bool
	// clocks are by how much the clocks of machines are wrong, by the instance.
	clocks map[string]time.Duration
	// down is until when an Asterisk is away.
	down time.Time
	// unsure is until when what instances write down does not arrive, or they may not know that it has.
	unsure time.Time
	all    []*caller
	calls  map[string]*history
	// apart is since when those who are in a conference are in several bridges, by Asterisk; the watch has it.
	apart    map[int]time.Time
	floor    floor
	timeline []entry
	wrongs   []string
}

type entry struct {
	at   time.Duration
	who  string
	text string
}

// Result is what came of a scenario.
type Result struct {
	// Wrong is what was not right.
	Wrong []string
	// Timeline is what happened.
	Timeline string
}

// Run lets a scenario happen, in a bubble, with a folder of its own.
func Run(s Scenario, folder string, effects *Effects) Result {
	w := &World{scenario: s, folder: folder, effects: effects, text: file(s.Asterisks, effects.server.URL),
		asterisks: map[string]*fakeari.Server{}, buckets: map[string]*memstore.Bucket{}, post: memstore.NewPost(),
		values: store.NewMemory(), began: time.Now(), lives: map[string]int{}, calls: map[string]*history{},
		apart: map[int]time.Time{}, clocks: map[string]time.Duration{}, floor: newFloor()}
	for n := range s.Asterisks {
		w.asterisks[asterisk(n)] = w.makeAsterisk()
	}
	for _, name := range []string{"ariapp_calls", "ariapp_members", "ariapp_entries", "ariapp_queues", "ariapp_agents"} {
		w.buckets[name] = memstore.New()
	}
	w.happen()
	w.end()
	return Result{w.wrongs, w.told()}
}

func (w *World) makeAsterisk() *fakeari.Server {
	srv := fakeari.New(fakeari.Options{User: "ariapp", Password: "secret", DefaultSound: 2 * time.Second,
		DialplanStay: time.Minute, RequestsKept: -1})
	srv.Endpoint("PJSIP/100", fakeari.Ring(0), fakeari.Answer(3*time.Second), fakeari.HangUp(18*time.Second, 16))
	srv.Endpoint("PJSIP/101", fakeari.Ring(200*time.Millisecond), fakeari.Reject(time.Second, 17, 486))
	srv.Endpoint("PJSIP/102", fakeari.Ring(0))
	srv.Endpoint("PJSIP/103", fakeari.Ring(0), fakeari.Answer(9*time.Second), fakeari.HangUp(7*time.Second, 16))
	for agent := range telephones() {
		srv.Endpoint("PJSIP/" + agent)
	}
	return srv
}

// happen lets the callers and the faults come.
func (w *World) happen() {
	for n := range w.scenario.Instances {
		if err := w.start(fmt.Sprintf("n%d", n+1)); err != nil {
			w.wrong("%v", err)
			return
		}
	}
	staffed, off := context.WithCancel(context.Background())
	w.off = off
	w.staffed(staffed)
	over := make(chan struct{})
	var watch sync.WaitGroup
	watch.Go(func() { w.watch(over) })
	for _, f := range w.scenario.Faults {
		w.faults.Go(func() {
			time.Sleep(f.At)
			w.strike(f)
		})
	}
	for n, p := range append(slices.Clone(w.scenario.Calls), w.scenario.Queued...) {
		w.callers.Go(func() {
			time.Sleep(p.At)
			w.callIn(n, p)
		})
	}
	w.faults.Wait()
	w.callers.Wait()
	close(over)
	watch.Wait()
}

// end looks for what is left, and ends the instances.
func (w *World) end() {
	time.Sleep(settleTime)
	w.heal()
	if len(w.living()) == 0 {
		_ = w.start("n1")
	}
	time.Sleep(restTime)
	w.probe()
	w.off()
	w.checkLeft()
	for _, i := range w.instances {
		if !i.dead && !i.leaves {
			w.halt(i)
		}
	}
	for _, i := range w.instances {
		w.await(i)
		w.checkJournal(i)
	}
	w.check()
	w.staff.Wait()
	for _, srv := range w.asterisks {
		srv.Close()
	}
}

// heal takes back what lasts.
func (w *World) heal() {
	w.storeFails(memstore.Faults{})
	for _, i := range w.living() {
		w.parts(i, false)
		w.refuses(i, false)
		w.fills(i, false)
	}
	for _, srv := range w.asterisks {
		srv.Heal()
	}
}

// living are the instances that run and are not told to stop.
func (w *World) living() []*Instance {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(w.instances), func(i *Instance) bool { return i.dead || i.leaves })
}

// able tells whether somebody could do something for a caller.
func (w *World) able() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.storeAway || time.Now().Before(w.down) {
		return false
	}
	return slices.ContainsFunc(w.instances, func(i *Instance) bool {
		return !i.dead && !i.leaves && !i.parted && !i.refused && time.Since(i.begun) > settleTime && time.Now().After(i.deaf)
	})
}

// checkLeft looks for what is left when all calls are over.
func (w *World) checkLeft() {
	for name, srv := range w.asterisks {
		for what, left := range map[string][]string{"channels": srv.Channels(), "bridges": srv.Bridges(),
			"playbacks": srv.Playbacks()} {
			if len(left) > 0 {
				w.wrong("left: %s of %s: %v", what, name, left)
			}
		}
	}
	all, err := w.buckets["ariapp_calls"].All(context.Background())
	if err != nil {
		w.wrong("left: %v", err)
	}
	for _, item := range all {
		w.wrong("left: the record %s: %s", item.Key, item.Value[:min(len(item.Value), 120)])
	}
	w.checkQueuesLeft()
	for _, i := range w.living() {
		if n := i.app.Calls(); n > 0 {
			w.wrong("left: %s has %d calls", i, n)
		}
	}
}

// tell writes down what happens.
func (w *World) tell(who, format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	text := format
	if len(args) > 0 {
		text = fmt.Sprintf(format, args...)
	}
	w.timeline = append(w.timeline, entry{time.Since(w.began), who, text})
}

// wrong writes down what is not right.
func (w *World) wrong(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	text := fmt.Sprintf(format, args...)
	at := time.Since(w.began)
	w.wrongs = append(w.wrongs, fmt.Sprintf("%.3f %s", at.Seconds(), text))
	w.timeline = append(w.timeline, entry{at, "WRONG", text})
}

func (w *World) told() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var all strings.Builder
	for _, e := range w.timeline[max(0, len(w.timeline)-tellMost):] {
		fmt.Fprintf(&all, "%9.4f %-9s %s\n", e.at.Seconds(), e.who, e.text)
	}
	return all.String()
}

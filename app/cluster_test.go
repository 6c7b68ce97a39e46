package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// sharing is resuming with a question that is asked for as long as a test takes.
func sharing() string { return strings.Replace(resuming, "attempts: 9", "attempts: 99", 1) }

// shared are several instances on one Asterisk that share their calls.
type shared struct {
	t       *testing.T
	srv     *fakeari.Server
	folder  string
	post    *memstore.Post
	buckets map[string]*memstore.Bucket
	lines   map[string]*lifeline
	houses  map[string]*house
	dying   []*house
	text    string
	// formats are what instances of other versions read and write.
	formats map[string]cluster.Formats
	// clocks are the clocks of instances that go wrong.
	clocks map[string]func() time.Time
	// note has what happens taken down, by those who begin from then on; nil for nothing.
	note func(*Options)
	// dial is how instances reach the Asterisks.
	dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// lifeline is how one instance reaches Asterisk and the others; when it is cut nothing that the instance does reaches anybody.
type lifeline struct {
	*wire
	cut  atomic.Bool // from the others
	full atomic.Bool // the store takes nothing from here
	late atomic.Bool // answers come late, each a while behind the one before
	asks atomic.Int32
	mu   sync.Mutex
	stop []func()
}

// errNoRoom is what a store says whose disk is full.
var errNoRoom = errors.New("no space left on device")

// bucket is a bucket at the end of a lifeline.
type distant struct {
	cluster.Bucket
	line *lifeline
}

func (d distant) Get(ctx context.Context, key string) (cluster.Item, error) {
	if d.line.cut.Load() {
		return cluster.Item{}, memstore.ErrAway
	}
	return d.Bucket.Get(ctx, key)
}

func (d distant) All(ctx context.Context) ([]cluster.Item, error) {
	if d.line.cut.Load() {
		return nil, memstore.ErrAway
	}
	return d.Bucket.All(ctx)
}

func (d distant) Write(ctx context.Context, changes []cluster.Change) []cluster.Written {
	if d.line.cut.Load() {
		return slices.Repeat([]cluster.Written{{Err: memstore.ErrAway}}, len(changes))
	}
	if d.line.full.Load() {
		return slices.Repeat([]cluster.Written{{Err: errNoRoom}}, len(changes))
	}
	return d.Bucket.Write(ctx, changes)
}

// farPost is the post at the end of a lifeline.
type farPost struct {
	cluster.Post
	line *lifeline
}

func (p farPost) Ask(ctx context.Context, instance string, request []byte) ([]byte, error) {
	if p.line.cut.Load() {
		return nil, memstore.ErrAway
	}
	answer, err := p.Post.Ask(ctx, instance, request)
	if p.line.late.Load() {
		time.Sleep(time.Duration(p.line.asks.Add(1)) * 100 * time.Millisecond)
	}
	return answer, err
}

func (p farPost) Answer(instance string, answer func(context.Context, []byte) []byte) (func(), error) {
	stop, err := p.Post.Answer(instance, answer)
	if err != nil {
		return nil, err
	}
	stop = sync.OnceFunc(stop)
	p.line.mu.Lock()
	defer p.line.mu.Unlock()
	p.line.stop = append(p.line.stop, stop)
	return stop, nil
}

// part cuts an instance off from the others, but not from Asterisk.
func (l *lifeline) part() {
	l.cut.Store(true)
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, stop := range l.stop {
		stop()
	}
}

// inCluster runs body with instances of these names; afterwards everything must have ended by itself, once.
func inCluster(t *testing.T, text string, names []string, body func(*shared)) {
	t.Helper()
	inClusterWhere(t, 0, text, names, body)
}

// inClusterWhere is inCluster where the dialplan keeps callers for a while who are sent back to it.
func inClusterWhere(t *testing.T, stay time.Duration, text string, names []string, body func(*shared)) {
	t.Helper()
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := &shared{t: t, folder: folder, text: text, post: memstore.NewPost(), houses: map[string]*house{},
			lines: map[string]*lifeline{}, buckets: map[string]*memstore.Bucket{}}
		for _, name := range []string{"ariapp_calls", "ariapp_members", "ariapp_entries", "ariapp_queues", "ariapp_agents"} {
			s.buckets[name] = memstore.New()
		}
		asterisk := fakeari.Options{User: "ariapp", Password: "secret", DefaultSound: 2 * time.Second, DialplanStay: stay}
		if strings.Contains(text, "dialplan:") {
			asterisk.DialplanStay = time.Minute
		}
		s.srv = fakeari.New(asterisk)
		s.dial = s.srv.DialContext
		for _, name := range names {
			s.begin(name)
		}
		time.Sleep(5 * time.Second)
		body(s)
		time.Sleep(time.Second)
		if all, err := s.buckets["ariapp_calls"].All(context.Background()); err != nil || len(all) > 0 {
			t.Errorf("%d calls are kept though they are over; %v\n%s", len(all), err, s.logged())
		}
		for _, h := range s.houses {
			h.finish()
		}
		for _, h := range s.dying {
			h.finish()
		}
		for what, left := range map[string]int{"channels": len(s.srv.Channels()), "bridges": len(s.srv.Bridges()),
			"playbacks": len(s.srv.Playbacks())} {
			if left > 0 {
				t.Errorf("%d %s are left\n%s", left, what, s.logged())
			}
		}
		s.srv.Close()
		synctest.Wait()
	})
}

// begin starts an instance, and waits until it takes calls.
func (s *shared) begin(name string) *house {
	s.t.Helper()
	h := s.start(name)
	h.awaitReady()
	return h
}

// start starts an instance.
func (s *shared) start(name string) *house {
	s.t.Helper()
	h := &house{t: s.t, path: filepath.Join(s.folder, name, "ivr.yaml"), ended: make(chan error, 1), srv: s.srv,
		among: s}
	s.name(name)
	line := &lifeline{wire: &wire{dial: s.dial}}
	h.start(strings.Replace(s.text, "app: {", "app: {data: data, ", 1), func(o *Options) {
		o.DialContext, o.formats, o.Clock = line.DialContext, s.formats[name], s.clocks[name]
		o.Meeting = &cluster.Meeting{Post: farPost{s.post, line},
			Bucket: func(name, _ string) cluster.Bucket { return distant{s.buckets[name], line} }}
		if s.note != nil {
			s.note(o)
		}
	})
	s.houses[name], s.lines[name] = h, line
	return h
}

// name makes the data folder of an instance, with its name and the key that all share; the files are the same.
func (s *shared) name(name string) {
	s.t.Helper()
	data := filepath.Join(s.folder, name, "data")
	if err := os.MkdirAll(data, 0o700); err != nil {
		s.t.Fatal(err)
	}
	for file, text := range map[string]string{"instance": name, "seal.key": strings.Repeat("k", sealKeySize)} {
		if err := os.WriteFile(filepath.Join(data, file), []byte(text), 0o600); err != nil {
			s.t.Fatal(err)
		}
	}
}

// kill ends an instance as if its process had been killed: it says nothing more to anybody.
func (s *shared) kill(name string) {
	h := s.houses[name]
	delete(s.houses, name)
	s.lines[name].part()
	s.lines[name].wire.cut()
	h.app.rooms.Hold()
	for _, c := range h.app.calls.all() {
		c.Lose()
	}
	h.stop()
	s.dying = append(s.dying, h)
}

// stop ends an instance in good order.
func (s *shared) stop(name string) {
	h := s.houses[name]
	delete(s.houses, name)
	h.finish()
}

// doorkeeper is the instance at which new calls come in.
func (s *shared) doorkeeper() string {
	s.t.Helper()
	for name, h := range s.houses {
		if h.app.links[0].door.open.Load() {
			return name
		}
	}
	s.t.Fatal("nobody has the door")
	return ""
}

func (s *shared) logged() string {
	var all strings.Builder
	for name, h := range s.houses {
		fmt.Fprintf(&all, "--- %s\n%s", name, h.logged())
	}
	for _, h := range s.dying {
		fmt.Fprintf(&all, "--- %s, dead\n%s", filepath.Base(filepath.Dir(h.path)), h.logged())
	}
	return all.String()
}

// call is a call that comes in.
func (s *shared) call(exten string) *fakeari.Call {
	return s.srv.Call(fakeari.Caller{App: "ivr", Exten: exten, Number: "100", Name: "Ann"})
}

// any is any instance, for the helpers of the calls.
func (s *shared) any() *house {
	for _, h := range s.houses {
		return h
	}
	return nil
}

// has is how many calls each instance has.
func (s *shared) has() map[string]int {
	calls := map[string]int{}
	for name, h := range s.houses {
		calls[name] = h.app.Calls()
	}
	return calls
}

// Law: new calls are shared among the instances, and each is walked once.
func TestNewCallsAreShared(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2", "n3"}, func(s *shared) {
		var callers []*fakeari.Call
		for range 9 {
			callers = append(callers, s.call("200"))
			time.Sleep(100 * time.Millisecond)
		}
		time.Sleep(time.Second)
		for name, n := range s.has() {
			if n < 1 || n > 6 { // how many they have is told some times a second
				t.Errorf("%s has %d calls of 9\n%s", name, n, s.logged())
			}
		}
		for _, c := range callers {
			c.Press("1234")
		}
		for _, c := range callers {
			s.any().ends(c, fakeari.EndHangup, 16)
			if got := heardBy(c); got != "ask(cut) thanks-100 bye" {
				t.Errorf("a caller heard %s", got)
			}
		}
	})
}

// asked are so many calls, each of which hears its question.
func (s *shared) asked(n int) []*fakeari.Call {
	s.t.Helper()
	var callers []*fakeari.Call
	for range n {
		c := s.call("200")
		s.any().hears(c, "sound:ask")
		callers = append(callers, c)
	}
	time.Sleep(100 * time.Millisecond) // now they are written down
	return callers
}

// Law: the calls of an instance that dies go on at the others, within the lease.
func TestCallsOfTheDeadGoOn(t *testing.T) {
	for _, dies := range []string{"n1", "n2"} { // one of them has the door
		t.Run(dies, func(t *testing.T) {
			inCluster(t, sharing(), []string{"n1", "n2", "n3"}, func(s *shared) {
				callers := s.asked(9)
				time.Sleep(500 * time.Millisecond)
				s.kill(dies)
				time.Sleep(3200 * time.Millisecond)
				for name, n := range s.has() {
					if n == 0 {
						t.Errorf("%s has no calls\n%s", name, s.logged())
					}
				}
				callers = append(callers, s.asked(2)...)
				time.Sleep(time.Second)
				for _, c := range callers {
					c.Press("1234")
				}
				for i, c := range callers {
					s.any().ends(c, fakeari.EndHangup, 16)
					if got := heardBy(c); strings.ReplaceAll(strings.ReplaceAll(got, "ask(cut) ", ""), "ask ", "") != "thanks-100 bye" {
						t.Errorf("caller %d heard %s", i, got)
					}
				}
			})
		})
	}
}

// Law: who is stopped hands its calls over, and new ones go to the others at once; nobody notices.
func TestWhoStopsHandsItsCallsOver(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2", "n3"}, func(s *shared) {
		var callers []*fakeari.Call
		for _, leaves := range []string{"n1", "n2"} {
			callers = append(callers, s.asked(6)...)
			begun := time.Now()
			h := s.houses[leaves]
			delete(s.houses, leaves)
			h.finish()
			if took := time.Since(begun); took > 4*time.Second {
				t.Errorf("%s took %v to leave\n%s", leaves, took, h.logged())
			}
			if n := s.houses["n3"].app.Calls(); leaves == "n2" && n != len(callers) {
				t.Errorf("n3 has %d calls, want %d\n%s\n--- n2\n%s", n, len(callers), s.logged(), h.logged())
			}
		}
		time.Sleep(time.Second)
		for _, c := range callers {
			c.Press("1234")
		}
		for i, c := range callers {
			s.any().ends(c, fakeari.EndHangup, 16)
			if got := heardBy(c); strings.ReplaceAll(strings.ReplaceAll(got, "ask(cut) ", ""), "ask ", "") != "thanks-100 bye" {
				t.Errorf("caller %d heard %s", i, got)
			}
		}
	})
}

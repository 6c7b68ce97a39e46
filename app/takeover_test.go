package app

import (
	"bytes"
	"context"
	"errors"
	"net"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/call"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// trap is where an instance dies: at the first request that fits, before or after Asterisk has got it.
type trap struct {
	fits  *regexp.Regexp // its first line and what it asks for, without headers
	after bool
	// line is that of the instance to the others.
	line *lifeline

	mu     sync.Mutex
	armed  bool
	sprung chan struct{}
}

// errSprung is what a process that is dead would see, if it saw anything.
var errSprung = errors.New("the instance is dead")

func (p *trap) arm() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.armed = true
}

func (p *trap) isSprung() bool {
	select {
	case <-p.sprung:
		return true
	default:
		return false
	}
}

// springs tells whether the instance dies by this request: from then on it reaches nobody.
func (p *trap) springs(request []byte) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.armed || p.isSprung() || !p.fits.Match(request) {
		return false
	}
	p.line.cut.Store(true)
	close(p.sprung)
	return true
}

// trapped is a connection of an instance in a trap. Once that has sprung nothing goes through it in either direction.
type trapped struct {
	net.Conn
	trap   *trap
	once   sync.Once
	closed chan struct{}
}

func (c *trapped) Write(p []byte) (int, error) {
	head, body, _ := bytes.Cut(p, []byte("\r\n\r\n"))
	first, _, _ := bytes.Cut(head, []byte("\r\n"))
	if c.trap.isSprung() || c.trap.springs(slices.Concat(first, []byte("\n"), body)) && !c.trap.after {
		return 0, errSprung
	}
	return c.Conn.Write(p)
}

func (c *trapped) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if c.trap.isSprung() {
		<-c.closed
		return 0, errSprung
	}
	return n, err
}

func (c *trapped) Close() error {
	c.once.Do(func() { close(c.closed) })
	return c.Conn.Close()
}

// beginIn starts an instance in a trap.
func (s *shared) beginIn(p *trap, name string) {
	s.t.Helper()
	dial := s.dial
	s.dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &trapped{Conn: conn, trap: p, closed: make(chan struct{})}, nil
	}
	s.begin(name)
	s.dial, p.line = dial, s.lines[name]
}

// ownedBy are the callers whose records say that an instance has them.
func (s *shared) ownedBy(name string, callers []*fakeari.Call) (owned []*fakeari.Call) {
	s.t.Helper()
	all, err := s.buckets["ariapp_calls"].All(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	for _, item := range all {
		for _, c := range callers {
			if strings.HasSuffix(item.Key, "/"+c.ID()) && bytes.Contains(item.Value, []byte(`"owner":{"instance":"`+name+`"`)) {
				owned = append(owned, c)
			}
		}
	}
	return owned
}

// hearSince fails unless each caller has begun to hear something since then.
func (s *shared) hearSince(then time.Time, callers []*fakeari.Call) {
	s.t.Helper()
	for _, c := range callers {
		if heard := c.Heard(); heard[len(heard)-1].Began.Before(then) {
			s.t.Errorf("%s has heard nothing for %v\n%s", c.ID(), time.Since(then), s.logged())
		}
	}
}

// Law: who takes calls up may die at any point of it: another one takes these up within the lease. No call is lost,
// begins anew, or is walked twice.
func TestATakerDies(t *testing.T) {
	// Whoever has the door asks for callers to be moved as well, to those who have taken their calls up.
	const move, play = `^POST \S*/channels/[^/]+/move .*\n.*` + call.CallArgument, `^POST \S*/channels/[^/]+/play`
	for name, p := range map[string]*trap{
		"before the caller is moved": {fits: regexp.MustCompile(move)},
		"after the caller is moved":  {fits: regexp.MustCompile(move), after: true},
		"before the step is heard":   {fits: regexp.MustCompile(play)},
		"after the step has begun":   {fits: regexp.MustCompile(play), after: true},
	} {
		t.Run(name, func(t *testing.T) {
			inCluster(t, sharing(), []string{"n1"}, func(s *shared) {
				callers := s.asked(8)
				p.sprung = make(chan struct{})
				s.beginIn(p, "n2")
				s.begin("n3")
				time.Sleep(time.Second)
				p.arm()
				s.kill("n1")
				select {
				case <-p.sprung:
				case <-time.After(20 * time.Second):
					s.t.Fatalf("n2 takes nothing up\n%s", s.logged())
				}
				died, taken := time.Now(), s.ownedBy("n2", callers)
				if len(taken) == 0 {
					s.t.Fatalf("nothing says that n2 has a call\n%s", s.logged())
				}
				s.kill("n2")
				time.Sleep(5 * time.Second)
				s.hearSince(died, taken)
				time.Sleep(5 * time.Second)
				s.hearSince(died, callers)
				if n := s.has()["n3"]; n != len(callers) {
					t.Errorf("n3 has %d of %d calls\n%s", n, len(callers), s.logged())
				}
				for _, anew := range []string{"it begins anew", "orphan"} {
					if strings.Contains(s.logged(), anew) {
						t.Errorf("a call has begun anew\n%s", s.logged())
					}
				}
				s.finishes(callers...)
			})
		})
	}
}

// Law: of two that take the same call up at once one goes on with it, and the other one does nothing.
func TestTwoTakersAtOnce(t *testing.T) {
	inCluster(t, sharing(), []string{"n1"}, func(s *shared) {
		c := s.asked(1)[0]
		takers := []*house{s.begin("n2"), s.begin("n3")}
		time.Sleep(time.Second)
		s.kill("n1")
		got := make([]bool, len(takers))
		lefts := make([]leftCall, len(takers))
		for i, h := range takers { // both have read the record before either writes
			kept, found, err := h.app.keeping.find(s.t.Context(), h.app.links[0].server.Name, c.ID())
			if err != nil || !found {
				s.t.Fatalf("there is no record: %v", err)
			}
			lefts[i] = leftOf(kept)
		}
		var taking sync.WaitGroup
		for i, h := range takers {
			taking.Go(func() {
				l := h.app.links[0]
				present, err := l.channels(s.t.Context())
				if err != nil {
					t.Error(err)
				}
				got[i] = l.takeUpOne(s.t.Context(), lefts[i], present[c.ID()])
			})
		}
		taking.Wait()
		if got[0] == got[1] {
			t.Errorf("they have taken it: %v\n%s", got, s.logged())
		}
		time.Sleep(10 * time.Second)
		if n := s.has(); n["n2"]+n["n3"] != 1 {
			t.Errorf("they have %v\n%s", n, s.logged())
		}
		if n := s.moves(c.ID()); n != 1 {
			t.Errorf("the caller was fetched %d times\n%s", n, s.logged())
		}
		s.finishes(c)
	})
}

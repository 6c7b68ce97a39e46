package rooms_test

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
	"github.com/ariapp/ariapp/internal/call"
	"github.com/ariapp/ariapp/internal/rooms"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// office is an application on a fake Asterisk, in a bubble: each number is a
// flow, and every call that comes in is walked.
type office struct {
	t       *testing.T
	ctx     context.Context
	srv     *fakeari.Server
	client  *ari.Client
	program *flows.Program
	house   *rooms.House
	walks   sync.WaitGroup

	mu     sync.Mutex
	calls  []*call.Call
	guests map[string]*guest
}

// guest is a call of an office.
type guest struct {
	*fakeari.Call
	office  *office
	mu      sync.Mutex
	facts   []flows.Fact
	outcome flows.Outcome
	over    chan struct{}
}

// inOffice runs a test in an office with these flows: "100: - conference: x" and so on.
func inOffice(t *testing.T, text string, test func(*office)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		o := &office{t: t, guests: map[string]*guest{}, srv: fakeari.New(fakeari.Options{User: "u", Password: "p", DefaultSound: time.Second})}
		defer o.srv.Close()
		o.program = compiled(t, text)
		o.house = rooms.New("t").Under(rooms.Options{App: "ivr", Rooms: 3, Members: 10, Lots: map[string]rooms.Lot{"default": {First: 701, Last: 702}}})
		client, err := ari.New(ari.Options{URL: "http://pbx:8088/ari", Username: "u", Password: "p", DialContext: o.srv.DialContext})
		if err != nil {
			t.Fatal(err)
		}
		o.client = client
		defer func() { _ = client.Close() }()
		ctx, stop := context.WithCancel(t.Context())
		o.ctx = ctx
		ended := make(chan error, 1)
		go func() {
			ended <- client.Listen(ctx, ari.ListenOptions{Apps: []string{"ivr"}, OnEvent: o.event})
		}()
		if err := o.srv.AwaitApp(ctx, "ivr"); err != nil {
			t.Fatal(err)
		}
		test(o)
		for _, g := range slices.Collect(maps.Values(o.guests)) {
			g.Hangup(0)
		}
		o.walks.Wait()
		synctest.Wait()
		if left := len(o.house.Conferences()) + len(o.house.Parked()) + len(o.srv.Bridges()); left > 0 {
			t.Errorf("when all had gone there were %v, %v and the bridges %v", o.house.Conferences(), o.house.Parked(), o.srv.Bridges())
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func compiled(t *testing.T, text string) *flows.Program {
	t.Helper()
	registry, err := flows.NewRegistry(steps.All()...)
	if err != nil {
		t.Fatal(err)
	}
	whole := "numbers:\n"
	for line := range strings.SplitSeq(text, "\n") {
		if name, _, ok := strings.Cut(line, ":"); ok && !strings.HasPrefix(line, " ") {
			whole += fmt.Sprintf("  %q: f%s\n", name, name)
		}
	}
	whole += "flows:\n"
	for line := range strings.SplitSeq(text, "\n") {
		if name, rest, ok := strings.Cut(line, ":"); ok && !strings.HasPrefix(line, " ") {
			line = "f" + name + ":" + rest
		}
		whole += "  " + line + "\n"
	}
	doc, findings := source.Parse("ivr.yaml", whole)
	program, more := flows.Compile(doc, registry)
	if program == nil {
		t.Fatalf("%v %v\n%s", findings, more, whole)
	}
	return program
}

// event hands an event to all calls; each knows what is its own.
func (o *office) event(e ari.Event) {
	o.mu.Lock()
	defer o.mu.Unlock()
	start, ok := e.(*ari.StasisStart)
	if !ok || len(start.Args) > 0 && start.Args[0] == call.LegArgument {
		for _, c := range o.calls {
			c.Deliver(e)
		}
		return
	}
	c := call.New(call.Options{Client: o.client, Channel: start.Channel.ID, App: "ivr", Logger: slog.New(slog.DiscardHandler)})
	o.calls = append(o.calls, c)
	g := &guest{office: o, over: make(chan struct{})}
	o.guests[start.Channel.ID] = g
	route, _ := o.program.Route(start.Channel.Dialplan.Exten)
	info := flows.CallInfo{ID: "c-" + start.Channel.ID, Channel: start.Channel.ID, Asterisk: "pbx", From: start.Channel.Caller.Number,
		To: start.Channel.Dialplan.Exten}
	o.walks.Go(func() {
		defer close(g.over)
		g.outcome = flows.NewWalker(o.program, c, flows.Options{Flow: route.Flow, Call: info, World: flows.World{Rooms: o.house},
			Observe: func(f flows.Fact) {
				g.mu.Lock()
				defer g.mu.Unlock()
				g.facts = append(g.facts, f)
			}}).Run(c.Context())
		c.Dissolve(context.Background())
		c.Rest()
	})
}

// dial brings a caller in, and lets things happen until they stand where they go.
func (o *office) dial(from, to string) *guest {
	o.t.Helper()
	return o.dialFor(from, to, 50*time.Millisecond)
}

// dialFor is dial that lets no more time pass than that.
func (o *office) dialFor(from, to string, d time.Duration) *guest {
	o.t.Helper()
	called := o.srv.Call(fakeari.Caller{App: "ivr", Exten: to, Number: from, ID: "ch-" + from})
	o.pass(d)
	o.mu.Lock()
	defer o.mu.Unlock()
	g := o.guests[called.ID()]
	if g == nil {
		o.t.Fatalf("the call of %s did not come in", from)
	}
	g.Call = called
	return g
}

// operations are what conferences and meetings ask of Asterisk.
func operations() []string {
	return []string{"bridges.createWithId", "bridges.addChannel", "bridges.removeChannel", "bridges.playWithId", "bridges.record",
		"channels.startMoh", "channels.stopMoh", "channels.playWithId", "channels.mute", "channels.unmute", "channels.record"}
}

// slow has Asterisk take its time for each of them.
func (o *office) slow(d time.Duration) {
	for _, name := range append(operations(), "bridges.destroy") {
		o.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Operation: name, Delay: d, Times: -1})
	}
}

// pass lets time pass.
func (o *office) pass(d time.Duration) {
	timer := time.NewTimer(d)
	<-timer.C
	synctest.Wait()
}

// result waits for the end of the call and gives what it logged.
func (g *guest) result() string {
	g.office.t.Helper()
	select {
	case <-g.over:
	case <-time.After(time.Hour):
		g.office.t.Fatalf("the call of %s does not end", g.ID())
	}
	return g.logged()
}

func (g *guest) logged() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	var texts []string
	for _, f := range g.facts {
		if f.Kind == flows.Logged || f.Kind == flows.StepFailed {
			texts = append(texts, f.Text)
		}
	}
	return strings.Join(texts, "; ")
}

// heard are the sounds so far, without the schemes and the voices of others.
func (g *guest) heard() string {
	var words []string
	for _, h := range g.Heard() {
		if !strings.HasPrefix(h.Media, "channel:") {
			words = append(words, strings.TrimPrefix(h.Media, "sound:"))
		}
	}
	return strings.Join(words, " ")
}

// hears checks whom of the others a guest hears.
func (o *office) hears(who *guest, others ...*guest) {
	o.t.Helper()
	for _, g := range o.guests {
		if g != who && who.Hears(g.ID()) != slices.Contains(others, g) {
			o.t.Errorf("%s hears %s: %v", who.ID(), g.ID(), who.Hears(g.ID()))
		}
	}
}

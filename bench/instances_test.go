//go:build bench

package bench

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
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/ariapp/ariapp/app"
	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/store"
	"github.com/ariapp/ariapp/internal/store/natsstore"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// menuOfMany is what callers wait in.
const menuOfMany = `asterisk: {url: 'http://pbx:8088/ari', username: ariapp, password: secret}
app: {answer_delay: 0s, drain_timeout: 30s, data: data}
server: {listen: none}
numbers: {_.: main}
vars: {name: Ann}
flows:
  main:
    - answer
    - collect: {id: account, prompt: ask, length: 4, secret: true, attempts: 99}
    - hangup
`

// callsOfOne is how many calls the instance has that dies or drains.
const callsOfOne = 500

// group are instances on one stand-in for Asterisk, which meet in a NATS server.
type group struct {
	b       *testing.B
	srv     *fakeari.Server
	nats    *server.Server
	folder  string
	members map[string]*member
}

// member is one instance, with its lines.
type member struct {
	app   *app.App
	store *natsstore.Store
	stop  context.CancelFunc
	ended chan error

	mu    sync.Mutex
	isCut bool
	open  []net.Conn
}

func newGroup(b *testing.B) *group {
	b.Helper()
	g := &group{b: b, folder: b.TempDir(), members: map[string]*member{},
		srv: fakeari.New(fakeari.Options{User: "ariapp", Password: "secret", DefaultSound: time.Minute, RequestsKept: 1 << 20})}
	running, err := server.NewServer(&server.Options{Port: -1, JetStream: true, StoreDir: filepath.Join(g.folder, "nats"),
		NoLog: true, NoSigs: true})
	if err != nil {
		b.Fatal(err)
	}
	g.nats = running
	running.Start()
	if !running.ReadyForConnections(10 * time.Second) {
		b.Fatal("NATS does not begin")
	}
	return g
}

// join begins an instance.
func (g *group) join(name string) *member {
	g.b.Helper()
	folder := filepath.Join(g.folder, name)
	data := filepath.Join(folder, "data")
	if err := os.MkdirAll(data, 0o700); err != nil {
		g.b.Fatal(err)
	}
	for file, text := range map[string]string{"ivr.yaml": menuOfMany, "data/instance": name,
		"data/seal.key": strings.Repeat("k", 32)} {
		if err := os.WriteFile(filepath.Join(folder, file), []byte(text), 0o600); err != nil {
			g.b.Fatal(err)
		}
	}
	file, findings, err := app.Load(filepath.Join(folder, "ivr.yaml"))
	if err != nil || file == nil {
		g.b.Fatal(err, findings)
	}
	m := &member{ended: make(chan error, 1)}
	if m.store, err = natsstore.Open(natsstore.Options{URL: g.nats.ClientURL()}); err != nil {
		g.b.Fatal(err)
	}
	m.app, err = app.New(app.Options{File: file, Store: store.NewMemory(), DialContext: m.dial(g.srv),
		Meeting: &cluster.Meeting{Post: m.store.Post(), Bucket: func(name, about string) cluster.Bucket {
			return m.store.Bucket(name, about)
		}}})
	if err != nil {
		g.b.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	m.stop = stop
	go func() { m.ended <- m.app.Run(ctx) }()
	<-m.app.Ready()
	g.members[name] = m
	return m
}

func (m *member) dial(srv *fakeari.Server) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		m.mu.Lock()
		defer m.mu.Unlock()
		if m.isCut {
			return nil, errors.New("the instance is dead")
		}
		conn, err := srv.DialContext(ctx, network, address)
		if err == nil {
			m.open = append(m.open, conn)
		}
		return conn, err
	}
}

// kill has an instance reach nobody any more.
func (m *member) kill() {
	_ = m.store.Close()
	m.mu.Lock()
	m.isCut = true
	for _, conn := range m.open {
		_ = conn.Close()
	}
	m.mu.Unlock()
	m.stop()
}

// end ends all.
func (g *group) end(calls []*fakeari.Call) {
	for _, c := range calls {
		c.Hangup(16)
	}
	for _, m := range g.members {
		m.stop()
	}
	for name, m := range g.members {
		select {
		case <-m.ended:
		case <-time.After(time.Minute):
			g.b.Errorf("%s does not end", name)
		}
		_ = m.store.Close()
	}
	g.srv.Close()
	g.nats.Shutdown()
	g.nats.WaitForShutdown()
}

// fill has so many callers wait in their question, all at the instances that there are.
func (g *group) fill(calls int) []*fakeari.Call {
	g.b.Helper()
	var all []*fakeari.Call
	for n := range calls {
		all = append(all, g.srv.Call(fakeari.Caller{App: "ivr", Exten: "200", Number: fmt.Sprint(n)}))
		if n%20 == 19 {
			pass(50 * time.Millisecond)
		}
	}
	for _, c := range all {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		if err := c.AwaitHeard(ctx, "sound:ask"); err != nil {
			g.b.Fatal(err)
		}
		cancel()
	}
	pass(time.Second)
	return all
}

// again are, after when, the times until each caller hears the question anew.
func (g *group) again(calls []*fakeari.Call, since time.Time) []time.Duration {
	g.b.Helper()
	var took []time.Duration
	deadline := time.Now().Add(time.Minute)
	for _, c := range calls {
		for {
			heard := c.Heard()
			if last := heard[len(heard)-1]; last.Began.After(since) {
				took = append(took, last.Began.Sub(since))
				break
			}
			if time.Now().After(deadline) {
				g.b.Fatalf("a caller hears nothing; %d did", len(took))
			}
			pass(5 * time.Millisecond)
		}
	}
	slices.Sort(took)
	return took
}

// pass lets time pass in which the instances do what they do by themselves.
func pass(d time.Duration) { <-time.After(d) }

func percentile(sorted []time.Duration, p int) float64 {
	return sorted[min(len(sorted)-1, len(sorted)*p/100)].Seconds() * 1000
}

// BenchmarkTakeOver is how long the callers of an instance that dies wait until they hear their question anew from one
// of two others, from the death on, and what that is beyond the lease of 3 s.
func BenchmarkTakeOver(b *testing.B) {
	for b.Loop() {
		g := newGroup(b)
		first := g.join("n1")
		calls := g.fill(callsOfOne)
		g.join("n2")
		g.join("n3")
		pass(4 * time.Second)
		begun := time.Now()
		first.kill()
		took := g.again(calls, begun)
		b.ReportMetric(percentile(took, 50), "p50-ms")
		b.ReportMetric(percentile(took, 99), "p99-ms")
		b.ReportMetric(percentile(took, 99)-3000, "p99-beyond-lease-ms")
		g.end(calls)
	}
}

// BenchmarkDrain is how long an instance takes that hands all its calls over and ends.
func BenchmarkDrain(b *testing.B) {
	for b.Loop() {
		g := newGroup(b)
		first := g.join("n1")
		calls := g.fill(callsOfOne)
		g.join("n2")
		g.join("n3")
		pass(4 * time.Second)
		begun := time.Now()
		first.stop()
		took := g.again(calls, begun)
		<-first.ended
		b.ReportMetric(time.Since(begun).Seconds()*1000, "ended-ms")
		b.ReportMetric(percentile(took, 99), "p99-ms")
		first.ended <- nil
		g.end(calls)
	}
}

// BenchmarkEntry is the time from a caller's entry to their first prompt: at an instance that is alone with its Asterisk,
// and where one instance hands the caller over to another; and what the hand-over adds.
func BenchmarkEntry(b *testing.B) {
	g := newGroup(b)
	g.join("n1")
	alone, calls := g.enter(100+b.N, "ivr")
	g.end(calls)
	g = newGroup(b)
	g.join("n1")
	g.join("n2")
	pass(4 * time.Second)
	handed, calls := g.enter(100+b.N, "ivr.n2")
	g.end(calls)
	for _, p := range []int{50, 99} {
		b.ReportMetric(percentile(alone, p), fmt.Sprintf("alone-p%d-ms", p))
		b.ReportMetric(percentile(handed, p), fmt.Sprintf("handed-p%d-ms", p))
		b.ReportMetric(percentile(handed, p)-percentile(alone, p), fmt.Sprintf("adds-p%d-ms", p))
	}
	b.ReportMetric(0, "ns/op")
}

// enter has callers enter one after another, and gives how long those waited for their first prompt whom this application
// of Asterisk has then, in order.
func (g *group) enter(callers int, application string) ([]time.Duration, []*fakeari.Call) {
	g.b.Helper()
	var took []time.Duration
	var calls []*fakeari.Call
	seen := map[string]int{}
	for range callers {
		begun := time.Now()
		c := g.srv.Call(fakeari.Caller{App: "ivr", Exten: "200"})
		if err := c.AwaitHeard(context.Background(), "sound:ask"); err != nil {
			g.b.Fatal(err)
		}
		waited := time.Since(begun)
		name, _ := c.App()
		if seen[name]++; name == application {
			took = append(took, waited)
		}
		calls = append(calls, c)
		pass(5 * time.Millisecond)
	}
	if len(took) == 0 {
		g.b.Fatalf("no call came to %s: %v", application, seen)
	}
	slices.Sort(took)
	return took, calls
}

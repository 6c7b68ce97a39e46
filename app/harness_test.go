package app

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/monitor/lag"
	"github.com/ariapp/ariapp/internal/store"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// house is a fake Asterisk with the daemon on it, in a bubble or outside.
type house struct {
	t *testing.T
	// outside tells that time is the world's: files are locked there, and sockets of the system used.
	outside bool
	// among are all instances of its cluster, nil for one that is alone.
	among *shared
	// path is where the configuration stands, "" for nowhere.
	path string
	// written is how often it was written.
	written int
	srv     *fakeari.Server
	app     *App
	ended   chan error
	stop    context.CancelFunc

	mu    sync.Mutex
	log   bytes.Buffer
	facts []flows.Fact
	// news is full after a line was logged.
	news chan struct{}
}

const outer = "asterisk: {url: 'http://pbx:8088/ari', username: ariapp, password: secret}\n" +
	"app: {answer_delay: 0s, drain_timeout: 5s}\n"

func (h *house) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	select {
	case h.news <- struct{}{}:
	default: // it is full, or nobody waits
	}
	return h.log.Write(p)
}

func (h *house) logged() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.log.String()
}

// told is how it went for a caller, with what was logged by all instances of the cluster, as a caller may be lost between
// two of them, or by the one there is.
func (h *house) told(c *fakeari.Call) string {
	logged := h.logged
	if h.among != nil {
		logged = h.among.logged
	}
	var all strings.Builder
	for _, one := range c.Heard() {
		fmt.Fprintf(&all, "%s heard %s of %s from %v until %v\n", c.ID(), one.Media, one.Playback, one.Began, one.Ended)
	}
	app, since := c.App()
	fmt.Fprintf(&all, "%s is %s, in %q since %v; now it is %v\n%s", c.ID(), c.State(), app, since, time.Now(), logged())
	return all.String()
}

// inHouse runs body in a bubble with a daemon that is connected; afterwards
// everything must have ended by itself: calls, channels, playbacks, goroutines.
func inHouse(t *testing.T, text string, change func(*Options), body func(*house)) {
	t.Helper()
	inHouseAt(t, "", text, change, body)
}

// inHouseAt is inHouse with the configuration in a file.
func inHouseAt(t *testing.T, path, text string, change func(*Options), body func(*house)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		h := &house{t: t, path: path, ended: make(chan error, 1)}
		h.srv = fakeari.New(fakeari.Options{User: "ariapp", Password: "secret", DefaultSound: 2 * time.Second,
			Missing: []string{"nosuch"}})
		h.start(text, change)
		h.awaitReady()
		defer h.nothingIsLeft()
		body(h)
	})
}

// outdoors runs body with a daemon whose time, folder and sockets are real.
func outdoors(t *testing.T, path, text string, change func(*Options), body func(*house)) {
	t.Helper()
	h := &house{t: t, outside: true, path: path, ended: make(chan error, 1), news: make(chan struct{}, 1)}
	h.srv = fakeari.New(fakeari.Options{User: "ariapp", Password: "secret", DefaultSound: time.Millisecond})
	h.start(text, change)
	defer h.nothingIsLeft()
	select {
	case <-h.app.Begun():
	case err := <-h.ended:
		h.ended <- err
		t.Fatalf("Run returned %v\n%s", err, h.logged())
	}
	body(h)
}

// settle waits until nobody in the bubble has anything to do.
func (h *house) settle() {
	if !h.outside {
		synctest.Wait()
	}
}

// write writes the configuration. Each time it is of another moment: where the system counts those in milliseconds, two
// texts of one length would be the same file for who looks at it from outside.
func (h *house) write(text string) {
	h.t.Helper()
	h.written++
	then := time.Now().Add(time.Duration(h.written) * time.Millisecond)
	err := os.WriteFile(h.path, []byte(text), 0o600)
	if err == nil {
		err = os.Chtimes(h.path, then, then)
	}
	if err != nil {
		h.t.Fatal(err)
	}
}

// nothingIsLeft stops the daemon and the fake and looks for what they left behind.
func (h *house) nothingIsLeft() {
	h.t.Helper()
	h.finish()
	if left := h.srv.Bridges(); len(left) > 0 {
		h.t.Errorf("bridges are left: %v", left)
	}
	if left := h.srv.Channels(); len(left) > 0 {
		h.t.Errorf("channels are left: %v\n%s", left, h.logged())
	}
	if left := h.srv.Playbacks(); len(left) > 0 {
		h.t.Errorf("playbacks are left: %v", left)
	}
	h.srv.Close()
	h.settle()
}

func (h *house) start(text string, change func(*Options)) {
	h.t.Helper()
	load := func() (*File, source.Findings, error) { return Parse("ivr.yaml", text) }
	if h.path != "" {
		h.write(text)
		load = func() (*File, source.Findings, error) { return Load(h.path, burstSpec()) }
	}
	file, findings, err := load()
	if err != nil || file == nil {
		h.t.Fatal(err, findings)
	}
	opts := Options{File: file, DialContext: h.srv.DialContext, Store: store.NewMemory(), measures: unhurried(),
		Logger: slog.New(slog.NewTextHandler(h, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Observe: func(f flows.Fact) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.facts = append(h.facts, f)
		}}
	if change != nil {
		change(&opts)
	}
	if h.app, err = New(opts); err != nil {
		h.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	h.stop = stop
	go func() { h.ended <- h.app.Run(ctx) }()
}

// unhurried are the measures of a daemon that is never late, however busy the machine of the test is: that its
// goroutines wait for a processor is real also where time is not.
func unhurried() lag.Options {
	begun := time.Now()
	return lag.Options{Now: func() time.Time { return begun }, Queue: func() time.Duration { return 0 }}
}

func (h *house) awaitReady() {
	h.t.Helper()
	select {
	case <-h.app.Ready():
	case <-time.After(time.Minute):
		h.t.Fatalf("the daemon does not connect:\n%s", h.logged())
	}
}

// finish stops the daemon and waits for it.
func (h *house) finish() {
	h.t.Helper()
	h.stop()
	select {
	case err := <-h.ended:
		if err != nil {
			h.t.Errorf("Run returned %v", err)
		}
	case <-time.After(time.Minute):
		h.t.Error("Run does not return")
	}
	if n := h.app.Calls(); n != 0 {
		h.t.Errorf("%d calls are left", n)
	}
}

func (h *house) call(exten string) *fakeari.Call {
	return h.srv.Call(fakeari.Caller{App: "ivr", Exten: exten, Number: "100", Name: "Ann"})
}

// hears fails unless the media begins within a minute.
func (h *house) hears(c *fakeari.Call, media string) {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := c.AwaitHeard(ctx, media); err != nil {
		h.t.Fatalf("waiting for %s of %s: %v\n%s", media, c.ID(), err, h.told(c))
	}
}

// ends fails unless the call ends that way within ten minutes.
func (h *house) ends(c *fakeari.Call, how fakeari.EndKind, cause int) {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	ending, err := c.AwaitEnd(ctx)
	if err != nil || ending.How != how || how == fakeari.EndHangup && ending.Cause != cause {
		h.t.Fatalf("%s ended %+v, %v; want %s with cause %d\n%s", c.ID(), ending, err, how, cause, h.told(c))
	}
	h.settle()
}

// mustLog fails unless the text is in the log; outside it waits for it.
func (h *house) mustLog(text string) {
	h.t.Helper()
	h.settle()
	patience := time.After(10 * time.Second)
	for !strings.Contains(h.logged(), text) {
		if !h.outside {
			h.t.Errorf("nothing was logged of %q:\n%s", text, h.logged())
			return
		}
		select {
		case <-h.news:
		case <-patience:
			h.t.Fatalf("nothing was logged of %q:\n%s", text, h.logged())
		}
	}
}

package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// asking is a file whose callers hear a word, and at a key what a table says of them.
func asking(word string) string {
	return outer + fmt.Sprintf(`tables: {people: people.csv}
vars: {name: nobody}
numbers: {"200": main}
flows:
  main:
    - answer
    - menu:
        id: top
        prompt: %s
        first_timeout: 3h
        choices:
          1:
            - lookup: {table: people, key: "${call.from}", result: {name: name}}
            - play: "name-${vars.name}"
            - goto: top
          2: hangup
`, word)
}

// tabled is a daemon on a file with a table.
func tabled(t *testing.T, text string, body func(h *house, put func(text string))) {
	t.Helper()
	folder := t.TempDir()
	put := func(text string) { put(t, filepath.Join(folder, "people.csv"), text) }
	put("number,name\n100,ann\n")
	inHouseAt(t, filepath.Join(folder, "ivr.yaml"), text, nil, func(h *house) { body(h, put) })
}

// reload has the daemon take another text.
func (h *house) reload(text string) {
	h.t.Helper()
	h.write(text)
	if _, err := h.app.Reload(context.Background()); err != nil {
		h.t.Fatal(err)
	}
	h.settle()
}

// alive is how many versions are kept up to date.
func alive() int {
	stacks := make([]byte, 8<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	return strings.Count(string(stacks), "app.(*generation).start.func1(")
}

// An old version is there until its last call has ended, and no longer: it
// reads its table anew as long as somebody may ask.
func TestAVersionIsClosedWithItsLastCall(t *testing.T) {
	tabled(t, asking("v0"), func(h *house, put func(string)) {
		changes := 0
		read := func(want int) {
			t.Helper()
			before := strings.Count(h.logged(), "the table was read anew")
			changes++
			put("number,name\n100,ann" + strings.Repeat("x", changes) + "\n")
			time.Sleep(10 * time.Second)
			if n := strings.Count(h.logged(), "the table was read anew") - before; n != want || alive() != want {
				t.Errorf("the table was read by %d versions, and %d are alive, want %d", n, alive(), want)
			}
		}
		read(1)
		first, second := h.call("200"), h.call("200")
		h.hears(first, "sound:v0")
		h.hears(second, "sound:v0")
		h.reload(asking("v1"))
		read(2)
		h.reload(asking("v2")) // nobody was on v1
		read(2)
		third := h.call("200")
		h.hears(third, "sound:v2")
		first.Press("2")
		h.ends(first, fakeari.EndHangup, 16)
		read(2)
		second.Press("1")
		h.hears(second, "sound:name-ann"+strings.Repeat("x", changes))
		second.Hangup(16)
		h.ends(second, fakeari.EndHangup, 16)
		read(1)
		h.reload(asking("v3"))
		read(2)
		third.Press("2")
		h.ends(third, fakeari.EndHangup, 16)
		read(1)
	})
}

// A hundred reloads, with calls on some of the versions, leave nothing behind
// when these calls have ended.
func TestManyReloadsLeaveNothing(t *testing.T) {
	tabled(t, asking("v0"), func(h *house, _ func(string)) {
		var calls []*fakeari.Call
		for i := range 100 {
			if i%10 == 0 {
				c := h.call("200")
				h.hears(c, fmt.Sprint("sound:v", i))
				calls = append(calls, c)
			}
			h.reload(asking(fmt.Sprint("v", i+1)))
			if n := alive(); n != len(calls)+1 {
				t.Fatalf("after reload %d %d versions are alive, with %d calls", i+1, n, len(calls))
			}
		}
		for i, c := range calls {
			c.Press("1")
			h.hears(c, "sound:name-ann")
			h.hears(c, fmt.Sprint("sound:v", 10*i))
			c.Press("2")
			h.ends(c, fakeari.EndHangup, 16)
		}
		if n := alive(); n != 1 {
			t.Errorf("%d versions are alive", n)
		}
	})
}

// What is doubtful about the world that a file names is in the log from the beginning, and at a reload.
func TestDoubtsAreLogged(t *testing.T) {
	text := outer + "prompts: {speech: {program: [nosuch-speaker, '{text}']}}\n" + twoFlows
	inHouseAt(t, filepath.Join(t.TempDir(), "ivr.yaml"), text, nil, func(h *house) {
		for i := range 2 {
			h.mustLog("a finding in the configuration")
			if n := strings.Count(h.logged(), "is not installed here"); n != i+1 {
				t.Errorf("it was told %d times, want %d:\n%s", n, i+1, h.logged())
			}
			h.reload(text)
		}
	})
}

// Callers never notice that a table is replaced: they hear the old row or the new
// one, and the last good one while the file is half written or gone.
func TestATableIsReplacedUnderCalls(t *testing.T) {
	tabled(t, asking("ask"), func(h *house, put func(string)) {
		callers := []*fakeari.Call{h.call("200"), h.call("200"), h.call("200")}
		all := func(name string) {
			t.Helper()
			time.Sleep(10 * time.Second)
			for _, c := range callers {
				c.Press("1")
				h.hears(c, "sound:name-"+name)
			}
		}
		all("ann")
		put("number,name\n100,\"be")
		all("ann")
		h.mustLog("the table cannot be loaded")
		put("number,name\n100,bert\n")
		all("bert")
		if err := os.Remove(filepath.Join(filepath.Dir(h.path), "people.csv")); err != nil {
			t.Fatal(err)
		}
		all("bert")
		put("number,name\n200,else\n") // the number is not there any more: the variable stays
		all("bert")
		c := h.call("200")
		c.Press("1")
		h.hears(c, "sound:name-nobody")
		for _, c := range append(callers, c) {
			c.Press("2")
			h.ends(c, fakeari.EndHangup, 16)
		}
	})
}

// A reload while the daemon stops disturbs neither; afterwards there is nothing to reload.
func TestAReloadWhileItStops(t *testing.T) {
	tabled(t, asking("v0"), func(h *house, _ func(string)) {
		c := h.call("200")
		h.hears(c, "sound:v0")
		stopped := make(chan error, 1)
		go func() { stopped <- h.stopIn(time.Hour) }()
		h.settle()
		h.reload(asking("v1"))
		c.Press("1")
		h.hears(c, "sound:name-ann")
		h.hears(c, "sound:v0")
		c.Press("2")
		h.ends(c, fakeari.EndHangup, 16)
		if err := <-stopped; err != nil {
			t.Error(err)
		}
		if n := alive(); n != 0 {
			t.Errorf("%d versions are alive", n)
		}
		if _, err := h.app.Reload(context.Background()); !errors.Is(err, ErrNotRunning) {
			t.Errorf("it was reloaded afterwards: %v", err)
		}
	})
}

// deaf is a service that speaks, and takes for ever over it; asked is told of each request.
func deaf(t *testing.T) (yaml string, asked <-chan struct{}) {
	requests := make(chan struct{}, 10)
	service := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // only then is the end of the connection seen
		requests <- struct{}{}
		<-r.Context().Done()
	}))
	t.Cleanup(service.Close)
	return served + "prompts: {speech: {url: '" + service.URL + "', timeout: 1h}}\nnumbers: {_.: main}\n" +
		"flows: {main: [{play: 'text:hello'}, hangup]}\n", requests
}

// A reload that takes long ends when the daemon does.
func TestStopEndsAReload(t *testing.T) {
	slow, asked := deaf(t)
	outdoors(t, filepath.Join(t.TempDir(), "ivr.yaml"), served+twoFlows, serving, func(h *house) {
		h.awaitReady()
		h.write(slow)
		reloaded := make(chan error, 1)
		go func() {
			_, err := h.app.Reload(context.Background())
			reloaded <- err
		}()
		<-asked
		c := h.call("200") // calls do not wait for it
		h.hears(c, "sound:welcome")
		h.ends(c, fakeari.EndHangup, 16)
		if err := h.stopIn(time.Minute); err != nil {
			t.Error(err)
		}
		if err := <-reloaded; !errors.Is(err, context.Canceled) {
			t.Errorf("the reload returned %v", err)
		}
	})
}

// A daemon that is told to stop before it has begun ends at once, and without an error.
func TestStopBeforeItHasBegun(t *testing.T) {
	for name, stop := range map[string]func(h *house) error{
		"by its context": func(h *house) error { h.stop(); return nil },
		"by Stop":        func(h *house) error { return h.stopIn(time.Minute) },
	} {
		t.Run(name, func(t *testing.T) {
			slow, asked := deaf(t)
			h := &house{t: t, outside: true, path: filepath.Join(t.TempDir(), "ivr.yaml"), ended: make(chan error, 1)}
			h.srv = fakeari.New(fakeari.Options{User: "ariapp", Password: "secret"})
			h.start(slow, serving)
			<-asked
			if err := stop(h); err != nil {
				t.Error(err)
			}
			h.nothingIsLeft()
			select {
			case <-h.app.Begun():
				t.Error("it has begun")
			default:
			}
		})
	}
}

package app

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/store"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// keepingFile is a file that counts its calls, and has an office that is open.
const keepingFile = outer + `server: {listen: none}
schedules: {office: {zone: UTC, weekly: {mon-sun: "00:00-24:00"}}}
numbers: {"200": main}
flows:
  main:
    - answer
    - store: {id: calls, key: "calls/${call.from}", add: 1}
    - play: "call-${steps.calls.value}"
    - hours: {schedule: office, closed: [{play: closed}]}
    - hangup
`

// kept has the daemon keep what outlives it in its folder, as serve does.
func kept(o *Options) { o.Store, o.Serve = nil, true }

// What flows keep, and what was set by hand, is there after a restart; two
// daemons do not share a folder.
func TestWhatIsKeptSurvivesARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ivr.yaml")
	for round, words := range [][]string{{"call-1", "call-2"}, {"call-3", "closed"}, {"call-4", "closed"}} {
		outdoors(t, path, keepingFile, kept, func(h *house) {
			h.awaitReady()
			var heard []string
			for len(heard) < len(words) {
				c := h.call("200")
				h.ends(c, fakeari.EndHangup, 16)
				for _, one := range c.Heard() {
					heard = append(heard, strings.TrimPrefix(one.Media, "sound:"))
				}
			}
			if !slices.Equal(heard, words) {
				t.Errorf("round %d: %q was heard, want %q", round, heard, words)
			}
			hours := presentHours{h.app}
			if err := hours.Override(t.Context(), "office", "closed", h.app.started.AddDate(1, 0, 0), "anna"); err != nil {
				t.Error(err)
			}
			second := &house{t: t, outside: true, path: path, ended: make(chan error, 1), srv: h.srv}
			second.start(strings.Replace(keepingFile, "listen: none", "listen: '127.0.0.1:0'", 1), kept)
			if err := <-second.ended; err == nil || !strings.Contains(err.Error(), "another process uses the folder") {
				t.Errorf("a second daemon on the folder: %v", err)
			}
			if strings.Contains(second.logged(), "listening") {
				t.Errorf("it is refused, but said that it listens:\n%s", second.logged())
			}
			second.stop()
		})
	}
}

// The store is opened by the first version that needs it, once, and outlives the
// versions; who does not need it has none.
func TestTheStoreIsOpenedWhenItIsNeeded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ivr.yaml")
	outdoors(t, path, outer+"server: {listen: none}\n"+twoFlows, kept, func(h *house) {
		h.awaitReady()
		if h.app.keeper.open != nil {
			t.Error("a store was opened for nobody")
		}
		h.reload(keepingFile)
		store := h.app.keeper.open
		c := h.call("200")
		h.hears(c, "sound:call-1")
		h.ends(c, fakeari.EndHangup, 16)
		h.reload(strings.Replace(keepingFile, "add: 1", "add: 10", 1))
		c = h.call("200")
		h.hears(c, "sound:call-11")
		h.ends(c, fakeari.EndHangup, 16)
		if store == nil || h.app.keeper.open != store {
			t.Error("each version has a store of its own")
		}
		if err := h.stopIn(0); err != nil {
			t.Error(err)
		}
		if _, err := h.app.Reload(context.Background()); !errors.Is(err, ErrNotRunning) || h.app.keeper.open != nil {
			t.Errorf("after the end: %v, %v", err, h.app.keeper.open)
		}
	})
}

// moody is a store that can be away.
type moody struct {
	*store.Memory
	away atomic.Bool
}

func (m *moody) Get(ctx context.Context, key string) (flows.Item, error) {
	if m.away.Load() {
		return flows.Item{}, errors.New("not connected")
	}
	return m.Memory.Get(ctx, key)
}

// What was set by hand holds over a reload while the store is away.
func TestAReloadWhileTheStoreIsAway(t *testing.T) {
	text := outer + `schedules: {office: {zone: UTC, weekly: {mon-sun: "00:00-24:00"}}}
numbers: {"200": main}
flows: {main: [answer, {hours: {schedule: office, closed: [{play: closed}, hangup]}}, {play: open}, hangup]}
`
	kept := &moody{Memory: store.NewMemory()}
	inHouseAt(t, filepath.Join(t.TempDir(), "ivr.yaml"), text, func(o *Options) { o.Store = kept }, func(h *house) {
		if err := (presentHours{h.app}).Override(t.Context(), "office", "closed", time.Time{}, "anna"); err != nil {
			t.Fatal(err)
		}
		kept.away.Store(true)
		for _, more := range []string{"# once\n", "# twice\n"} {
			h.reload(text + more)
			c := h.call("200")
			h.hears(c, "sound:closed")
			h.ends(c, fakeari.EndHangup, 16)
		}
	})
}

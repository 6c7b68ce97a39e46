package app

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

func TestACallGoesOnOverALostSocket(t *testing.T) {
	inHouse(t, menuFile, nil, func(h *house) {
		c := h.call("200")
		h.hears(c, "sound:welcome")
		h.srv.Fault(fakeari.Fault{Name: fakeari.CutSocket})
		h.hears(c, "sound:ask")
		time.Sleep(20 * time.Second)
		h.mustLog("connected again")
		c.Hangup(16)
		h.ends(c, fakeari.EndHangup, 16)
	})
}

func TestAHangupDuringALostSocketIsCaughtUp(t *testing.T) {
	inHouse(t, menuFile, nil, func(h *house) {
		c := h.call("201")
		time.Sleep(time.Second)
		h.srv.Fault(fakeari.Fault{Name: fakeari.CutSocket})
		c.Hangup(16)
		time.Sleep(8 * time.Second)
		if n := h.app.Calls(); n != 0 {
			t.Errorf("%d calls are left:\n%s", n, h.logged())
		}
		h.mustLog("has ended unnoticed")
	})
}

func TestARestartOfAsteriskEndsItsCallsOnce(t *testing.T) {
	inHouse(t, menuFile, nil, func(h *house) {
		a, b := h.call("200"), h.call("201")
		h.hears(a, "sound:welcome")
		h.settle() // b hears nothing; it must have begun, or its beginning may be lost with the socket
		h.srv.Fault(fakeari.Fault{Name: fakeari.Restart, Delay: 3 * time.Second})
		h.ends(a, fakeari.EndRestart, 0)
		h.ends(b, fakeari.EndRestart, 0)
		time.Sleep(30 * time.Second)
		if n := h.app.Calls(); n != 0 {
			t.Errorf("%d calls are left:\n%s", n, h.logged())
		}
		ends := strings.Count(h.logged(), `msg="a call ended"`)
		ends += strings.Count(h.logged(), `msg="a call failed"`) // its request was under way
		if ends != 2 {
			t.Errorf("%d ends for 2 calls:\n%s", ends, h.logged())
		}
		c := h.call("200")
		h.hears(c, "sound:ask")
		c.Press("2")
		h.ends(c, fakeari.EndHangup, 17)
	})
}

func TestALostStasisStartIsCaughtUp(t *testing.T) {
	inHouse(t, menuFile, nil, func(h *house) {
		h.srv.Fault(fakeari.Fault{Name: fakeari.Drop, Event: "StasisStart"})
		c := h.call("200")
		h.srv.Fault(fakeari.Fault{Name: fakeari.CutSocket})
		h.hears(c, "sound:ask") // adopted after the reconnect
		h.mustLog("an orphan was found")
		c.Press("2")
		h.ends(c, fakeari.EndHangup, 17)
	})
}

func TestOrphansGoBackToTheDialplanWhereTheFileSaysSo(t *testing.T) {
	file := strings.Replace(menuFile, "password: secret", "password: secret, orphans: continue", 1)
	inHouse(t, file, nil, func(h *house) {
		h.srv.Fault(fakeari.Fault{Name: fakeari.Drop, Event: "StasisStart"})
		c := h.call("200")
		h.srv.Fault(fakeari.Fault{Name: fakeari.CutSocket})
		h.ends(c, fakeari.EndDialplan, 0)
	})
}

// Law: bridges of conferences and meetings that a process before this one has left are ended, and no others.
func TestBridgesThatWereLeftBehind(t *testing.T) {
	inHouse(t, menuFile, nil, func(h *house) {
		own := h.app.config().App.Name
		bridges := h.app.links[0].client.Bridges
		mine := h.bridgeOfTheRoom("board")
		others := []string{"lobby", "other.conf.board.old-1", mine}
		for _, id := range append([]string{own + ".conf.board.old-1", own + ".meet.old-2"}, others...) {
			if _, err := bridges.CreateWithID(context.Background(), id, ari.BridgesCreateWithIDParams{}); err != nil {
				t.Fatal(err)
			}
		}
		h.srv.Fault(fakeari.Fault{Name: fakeari.CutSocket})
		time.Sleep(20 * time.Second)
		slices.Sort(others)
		if left := h.srv.Bridges(); !slices.Equal(left, others) {
			t.Errorf("left are %q, want %q\n%s", left, others, h.logged())
		}
		for _, id := range others {
			if err := bridges.Destroy(context.Background(), id); err != nil {
				t.Error(err)
			}
		}
	})
}

// bridgeOfTheRoom is what the daemon calls the bridge of a conference.
func (h *house) bridgeOfTheRoom(name string) string {
	h.t.Helper()
	seat, err := h.app.now.Load().world.Rooms.Enter(flows.RoomEntry{Room: name})
	if err != nil {
		h.t.Fatal(err)
	}
	defer seat.Leave()
	return seat.Look().Bridge
}

func TestADuplicatedStasisStartIsOneCall(t *testing.T) {
	inHouse(t, menuFile, nil, func(h *house) {
		h.srv.Fault(fakeari.Fault{Name: fakeari.Duplicate, Event: "StasisStart"})
		c := h.call("200")
		h.hears(c, "sound:ask")
		c.Press("2")
		h.ends(c, fakeari.EndHangup, 17)
		synctest.Wait()
		if ends := strings.Count(h.logged(), `msg="a call ended"`); ends != 1 {
			t.Errorf("%d ends:\n%s", ends, h.logged())
		}
	})
}

package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

const missedFile = outer + `
outbound: {allow: [PJSIP/_1XX], per_minute: 30}
numbers: {"200": two, "204": away}
flows:
  two: [{dial: {targets: PJSIP/100, ring_timeout: 60s}}, hangup]
  away: [answer, {dialplan: {extension: "300", context: visits}}, {play: welcome-back}, hangup]
  reminder: [{play: your-appointment}, hangup]
`

// called is the next leg that rings at a telephone.
func (h *house) called(phone *fakeari.Endpoint) *fakeari.Leg {
	h.t.Helper()
	leg, err := phone.AwaitCall(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	return leg
}

// Law: whatever happens to a callee while the socket is away, or is lost on it, the call learns of it.
func TestWhatACalleeDoesUnnoticed(t *testing.T) {
	cut := func(h *house, _ *fakeari.Leg) { h.srv.Fault(fakeari.Fault{Name: fakeari.CutSocket}) }
	lose := func(h *house, leg *fakeari.Leg) {
		h.srv.Fault(fakeari.Fault{Name: fakeari.Drop, Channel: leg.ID(), Times: -1})
		for _, event := range []string{"Dial", "ChannelLeftBridge"} { // they name others too
			h.srv.Fault(fakeari.Fault{Name: fakeari.Drop, Event: event, Times: -1})
		}
	}
	for _, c := range []struct {
		name   string
		lost   func(*house, *fakeari.Leg)
		within time.Duration
	}{
		{"the socket is away", cut, 20 * time.Second}, {"the events are lost", lose, 70 * time.Second},
	} {
		t.Run(c.name+"/answers", func(t *testing.T) {
			inHouse(t, missedFile, nil, func(h *house) {
				phone := h.srv.Endpoint("PJSIP/100", fakeari.Ring(0))
				caller := h.call("200")
				leg := h.called(phone)
				time.Sleep(time.Second)
				c.lost(h, leg)
				leg.Answer()
				patience, cancel := context.WithTimeout(context.Background(), c.within)
				defer cancel()
				if err := caller.AwaitHears(patience, leg.ID()); err != nil {
					t.Errorf("the two do not hear each other: %v\n%s", err, h.logged())
				}
				h.srv.Heal()
				caller.Hangup(16)
				h.ends(caller, fakeari.EndHangup, 16)
			})
		})
		t.Run(c.name+"/hangs up", func(t *testing.T) {
			inHouse(t, missedFile, nil, func(h *house) {
				phone := h.srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second))
				caller := h.call("200")
				leg := h.called(phone)
				if err := caller.AwaitHears(h.t.Context(), leg.ID()); err != nil {
					t.Fatal(err)
				}
				c.lost(h, leg)
				begin := time.Now()
				leg.Hangup(16)
				h.ends(caller, fakeari.EndHangup, 16)
				if took := time.Since(begin); took > c.within {
					t.Errorf("the caller was alone for %v", took)
				}
				h.mustLog("a leg has ended unnoticed")
			})
		})
	}
}

// Law: whatever happens to a call of ours while the socket is away, who made it learns of it, and who answers is
// served.
func TestWhatHappensToOurCallsUnnoticed(t *testing.T) {
	for _, c := range []struct {
		name string
		does func(*fakeari.Leg)
		want Reached
	}{
		{"answered", func(l *fakeari.Leg) { l.Answer() }, Reached{Answered: true}},
		{"refused", func(l *fakeari.Leg) { l.Hangup(17) }, Reached{Cause: flows.CauseFailure}},
	} {
		t.Run(c.name, func(t *testing.T) {
			inHouse(t, missedFile, nil, func(h *house) {
				phone := h.srv.Endpoint("PJSIP/100", fakeari.Ring(0))
				placed, err := h.app.originateHeld(h.t.Context(), Outgoing{Endpoint: "PJSIP/100", Flow: "reminder"})
				if err != nil {
					t.Fatal(err)
				}
				leg := h.called(phone)
				time.Sleep(3 * time.Second)
				h.srv.Fault(fakeari.Fault{Name: fakeari.CutSocket})
				c.does(leg)
				patience, cancel := context.WithTimeout(context.Background(), time.Minute)
				defer cancel()
				if reached, err := placed.Wait(patience); err != nil || reached != c.want {
					t.Fatalf("reached %+v, %v\n%s", reached, err, h.logged())
				}
				<-placed.Ended()
				if heard := leg.Heard(); c.want.Answered != (len(heard) == 1) {
					t.Errorf("they heard %+v\n%s", heard, h.logged())
				}
			})
		})
	}
}

// Law: the answer of a call of ours that is lost on a working socket is found out, and taken for no orphan.
func TestALostAnswerOfOurCall(t *testing.T) {
	inHouse(t, missedFile, nil, func(h *house) {
		phone := h.srv.Endpoint("PJSIP/100", fakeari.Ring(0), fakeari.Answer(2*time.Second))
		h.srv.Fault(fakeari.Fault{Name: fakeari.Drop, Event: "StasisStart"})
		placed, err := h.app.Originate(h.t.Context(), Outgoing{Endpoint: "PJSIP/100", Flow: "reminder"})
		if err != nil {
			t.Fatal(err)
		}
		<-placed.Ended()
		if heard := h.called(phone).Heard(); len(heard) != 1 || strings.Contains(h.logged(), "orphan") {
			t.Errorf("they heard %+v\n%s", heard, h.logged())
		}
	})
}

// Law: when who wants a call has gone before Asterisk has answered, the telephone does not ring on.
func TestOriginateForSomebodyWhoHasGone(t *testing.T) {
	inHouse(t, missedFile, nil, func(h *house) {
		phone := h.srv.Endpoint("PJSIP/100", fakeari.Ring(0))
		h.srv.Fault(fakeari.Fault{Name: fakeari.Drop, Operation: "channels.originateWithId"})
		ctx, cancel := context.WithTimeout(h.t.Context(), 2*time.Second)
		defer cancel()
		if _, err := h.app.Originate(ctx, Outgoing{Endpoint: "PJSIP/100", Flow: "reminder"}); err == nil {
			t.Error("it was made")
		}
		h.called(phone)
		time.Sleep(time.Second)
		if left := h.srv.Channels(); len(left) > 0 {
			t.Errorf("it rings on: %v\n%s", left, h.logged())
		}
	})
}

// Law: a call that a process before this one has made is ended, ringing or answered: nobody knows what it was for.
func TestCallsOfADeadProcess(t *testing.T) {
	for _, c := range []struct {
		name string
		then func(*house, *fakeari.Leg)
	}{
		{"rings", func(h *house, _ *fakeari.Leg) { h.srv.Fault(fakeari.Fault{Name: fakeari.CutSocket}) }},
		{"is answered", func(_ *house, l *fakeari.Leg) { l.Answer() }},
		{"was answered", func(h *house, l *fakeari.Leg) {
			h.srv.Fault(fakeari.Fault{Name: fakeari.Drop, Event: "StasisStart"})
			l.Answer()
			h.srv.Fault(fakeari.Fault{Name: fakeari.CutSocket})
		}},
		{"is answered when we stop", func(h *house, l *fakeari.Leg) {
			h.srv.Fault(fakeari.Fault{Name: fakeari.Drop, Event: "StasisStart"})
			l.Answer()
			h.stop()
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			inHouse(t, missedFile, nil, func(h *house) {
				phone := h.srv.Endpoint("PJSIP/100", fakeari.Ring(0))
				app, args := "ivr", outgoingArgument
				_, err := h.app.links[0].client.Channels.OriginateWithID(h.t.Context(), newOutgoing(),
					ari.ChannelsOriginateWithIDParams{Endpoint: "PJSIP/100", App: &app, AppArgs: &args})
				if err != nil {
					t.Fatal(err)
				}
				leg := h.called(phone)
				time.Sleep(time.Second)
				c.then(h, leg)
				patience, cancel := context.WithTimeout(context.Background(), 20*time.Second)
				defer cancel()
				ending, err := leg.AwaitEnd(patience)
				if err != nil || ending.How != fakeari.EndHangup || len(leg.Heard()) > 0 {
					t.Errorf("it ended %+v, %v, and heard %v\n%s", ending, err, leg.Heard(), h.logged())
				}
			})
		})
	}
}

// Law: a call of ours that rings is one of those that max_calls counts.
func TestMaxCallsCountsWhatRings(t *testing.T) {
	file := strings.Replace(missedFile, "app: {", "app: {max_calls: 2, ", 1)
	inHouse(t, file, nil, func(h *house) {
		h.srv.Endpoint("PJSIP/100", fakeari.Ring(0), fakeari.Reject(10*time.Second, 17, 486))
		out := Outgoing{Endpoint: "PJSIP/100", Flow: "reminder"}
		for n, want := range []error{nil, nil, ErrNoFurther} {
			if _, err := h.app.Originate(h.t.Context(), out); !errors.Is(err, want) {
				t.Errorf("call %d: %v", n+1, err)
			}
		}
		h.ends(h.call("200"), fakeari.EndDialplan, 0)
		time.Sleep(11 * time.Second)
		if _, err := h.app.Originate(h.t.Context(), out); err != nil {
			t.Errorf("after they have ended: %v", err)
		}
	})
}

// Law: a call whose second party is refused, or whose Asterisk is not there, counts for nobody.
func TestARefusedCallCountsForNobody(t *testing.T) {
	file := strings.Replace(missedFile, "per_minute: 30", "per_minute: 2", 1)
	inHouse(t, file, nil, func(h *house) {
		h.srv.Endpoint("PJSIP/100", fakeari.Reject(time.Second, 17, 486))
		for range 5 {
			_, err := h.app.Originate(h.t.Context(), Outgoing{Endpoint: "PJSIP/100", Connect: "PJSIP/999"})
			if !errors.Is(err, flows.ErrNotPermitted) || !strings.Contains(err.Error(), "999") {
				t.Errorf("refused with %v", err)
			}
			_, err = h.app.Originate(h.t.Context(), Outgoing{Endpoint: "PJSIP/100", Flow: "reminder", Asterisk: "b"})
			if !errors.Is(err, ErrOutgoing) {
				t.Errorf("refused with %v", err)
			}
		}
		placed, err := h.app.Originate(h.t.Context(), Outgoing{Endpoint: "PJSIP/100", Flow: "reminder"})
		if err != nil {
			t.Fatal(err)
		}
		<-placed.Ended()
	})
}

// Law: a call that is given up rings no more, and what came of it is known at once; one that was answered goes on.
func TestACallIsGivenUp(t *testing.T) {
	for _, answered := range []bool{false, true} {
		t.Run(fmt.Sprint("answered ", answered), func(t *testing.T) {
			inHouse(t, missedFile, nil, func(h *house) {
				phone := h.srv.Endpoint("PJSIP/100", fakeari.Ring(0))
				placed, err := h.app.Originate(h.t.Context(), Outgoing{Endpoint: "PJSIP/100", Flow: "reminder"})
				if err != nil {
					t.Fatal(err)
				}
				leg := h.called(phone)
				if answered {
					leg.Answer()
					synctest.Wait()
				}
				at := placed.done.at
				at.link.giveUp(at)
				select {
				case <-placed.done.over:
				default:
					t.Error("it is not known what came of it")
				}
				<-placed.Ended()
				if heard := len(leg.Heard()); answered != (heard == 1) {
					t.Errorf("they heard %v", leg.Heard())
				}
			})
		})
	}
}

// back makes Asterisk say of every channel that is in the dialplan that it is in our application.
type back struct {
	dial func(context.Context, string, string) (net.Conn, error)
	on   atomic.Bool
}

func (b *back) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := b.dial(ctx, network, address)
	return &backConn{conn, b}, err
}

type backConn struct {
	net.Conn
	back *back
}

func (c *backConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	before, after := []byte(`"app_name":"","app_data":""`), []byte(`"app_name":"Stasis","app_data":"ivr"`)
	head, body, whole := bytes.Cut(p[:n], []byte("\r\n\r\n"))
	if !c.back.on.Load() || !whole || !bytes.Contains(body, before) {
		return n, err
	}
	longer := bytes.ReplaceAll(body, before, after)
	head = bytes.Replace(head, fmt.Appendf(nil, "Content-Length: %d", len(body)),
		fmt.Appendf(nil, "Content-Length: %d", len(longer)), 1)
	return copy(p, append(append(bytes.Clone(head), "\r\n\r\n"...), longer...)), err
}

// Law: a caller whose return from the dialplan was not told goes on all the same, at once where it was told that they had
// left, and else no sooner than they can be back.
func TestACallerIsBackUnnoticed(t *testing.T) {
	for _, told := range []bool{true, false} {
		t.Run(fmt.Sprint(told), func(t *testing.T) { backUnnoticed(t, told) })
	}
}

func backUnnoticed(t *testing.T, told bool) {
	b := &back{}
	synctest.Test(t, func(t *testing.T) {
		h := &house{t: t, ended: make(chan error, 1)}
		h.srv = fakeari.New(fakeari.Options{User: "ariapp", Password: "secret", DialplanStay: time.Hour})
		h.start(missedFile, func(o *Options) {
			b.dial, o.DialContext = o.DialContext, b.DialContext
		})
		h.awaitReady()
		defer h.nothingIsLeft()
		if !told {
			h.srv.Fault(fakeari.Fault{Name: fakeari.Drop, Event: "StasisEnd"})
		}
		c := h.call("204")
		time.Sleep(2 * time.Second)
		b.on.Store(true)
		h.srv.Fault(fakeari.Fault{Name: fakeari.CutSocket})
		time.Sleep(5 * time.Second)
		if got := strings.Contains(h.logged(), "unnoticed"); got != told {
			t.Errorf("they are taken for back: %v\n%s", got, h.logged())
		}
		time.Sleep(30 * time.Second)
		h.mustLog("is back from the dialplan unnoticed")
		b.on.Store(false)
		c.Hangup(16)
		h.ends(c, fakeari.EndDialplan, 0)
	})
}

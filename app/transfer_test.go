package app

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// In these tests A is the caller of 201, whose call rings B at PJSIP/100; B2 is B's second line. It calls 202, which
// rings C at PJSIP/300; or C calls 203, which rings it at PJSIP/102.
const transferFile = outer + `
outbound: {allow: [PJSIP/_1XX, PJSIP/_3XX]}
numbers: {"201": ours, "202": consult, "203": back, "204": menu, "205": asterisks}
flows:
  ours: [{dial: {id: d, targets: PJSIP/100, early_media: none, transfers: {allow: _1XX, context: phones, of: both}}}]
  asterisks: [{dial: {targets: PJSIP/100, early_media: none, transfers: asterisk}}]
  consult: [{dial: {targets: PJSIP/300, early_media: none, transfers: asterisk}}]
  back: [{dial: {targets: PJSIP/102, early_media: none}}]
  menu: [{play: ask}, {collect: {prompt: ask, length: 1, first_timeout: 60s, attempts: 1}}, {play: thanks}]
`

// parties are the telephones of a transfer after a word.
type parties struct {
	*house
	a, b, b2, c *fakeari.Call
}

// talks has a caller of a number and a telephone that it rings talk, and returns that telephone's line.
func (h *house) talks(c *fakeari.Call, phone *fakeari.Endpoint) *fakeari.Call {
	h.t.Helper()
	leg, err := phone.AwaitCall(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	if err := c.AwaitHears(h.t.Context(), leg.ID()); err != nil {
		h.t.Fatalf("%v\n%s", err, h.logged())
	}
	return leg.Call
}

// inTransfer has two talks: 201 or 205 from A, then that to or from C.
func inTransfer(t *testing.T, first, second string, body func(*parties)) {
	t.Helper()
	inHouse(t, transferFile, nil, func(h *house) {
		p := &parties{house: h}
		phones := map[string]*fakeari.Endpoint{}
		for _, name := range []string{"100", "102", "300"} {
			phones[name] = h.srv.Endpoint("PJSIP/"+name, fakeari.Answer(time.Second))
		}
		p.a = h.call(first)
		p.b = h.talks(p.a, phones["100"])
		switch second {
		case "202":
			p.b2 = h.call(second)
			p.c = h.talks(p.b2, phones["300"])
		case "203":
			p.c = h.call(second)
			p.b2 = h.talks(p.c, phones["102"])
		default:
			p.b2 = h.call(second)
			h.hears(p.b2, "sound:ask")
		}
		time.Sleep(time.Second)
		body(p)
	})
}

// soon is a context for what must happen at once.
func (h *house) soon() context.Context {
	ctx, cancel := context.WithTimeout(h.t.Context(), 10*time.Second)
	h.t.Cleanup(cancel)
	return ctx
}

// hear fails unless the two hear each other.
func (p *parties) hear(one, other *fakeari.Call) {
	p.t.Helper()
	for _, err := range []error{one.AwaitHears(p.soon(), other.ID()), other.AwaitHears(p.soon(), one.ID())} {
		if err != nil {
			p.t.Fatalf("%v\n%s", err, p.logged())
		}
	}
}

// told fails unless that is all that the telephone was told.
func (p *parties) told(asker *fakeari.Call, states ...string) {
	p.t.Helper()
	if err := asker.AwaitTransfer(p.soon(), states[len(states)-1]); err != nil {
		p.t.Errorf("%v\n%s", err, p.logged())
	}
	if got := asker.TransferStates(); !slices.Equal(got, states) {
		p.t.Errorf("told %v, want %v", got, states)
	}
}

// Law: after a word whoever remains in one talk has whoever remains in the other, whichever of the two calls was made
// by whom; the telephone is told so, and both its lines are hung up. Who leaves then ends it for the other one too.
func TestATransferAfterAWord(t *testing.T) {
	for _, second := range []string{"202", "203"} {
		for _, asks := range []string{"callee", "caller"} {
			for _, leaves := range []string{"the one who stayed", "the one who came"} {
				t.Run(second+" by the "+asks+", "+leaves+" leaves", func(t *testing.T) {
					inTransfer(t, "201", second, func(p *parties) {
						asker, stays := p.b, p.a
						if asks == "caller" {
							asker, stays = p.a, p.b
						}
						if !asker.ReferAttended("0900", p.b2) {
							t.Fatal("the transfer is Asterisk's")
						}
						p.hear(stays, p.c)
						p.told(asker, "channel_answered")
						p.ends(asker, fakeari.EndHangup, 16)
						p.ends(p.b2, fakeari.EndHangup, 16)
						time.Sleep(2 * time.Minute) // catch-ups find nothing amiss
						p.hear(stays, p.c)
						if n := p.app.Calls(); n != 1 {
							t.Errorf("%d calls", n)
						}
						first, last := stays, p.c
						if leaves == "the one who came" {
							first, last = p.c, stays
						}
						first.Hangup(16)
						p.ends(last, fakeari.EndHangup, 16)
					})
				})
			}
		}
	}
}

// Law: what cannot be joined leaves both talks as they are, and the telephone is told so.
func TestATransferAfterAWordThatCannotBe(t *testing.T) {
	for _, c := range []struct {
		name, second string
		before       func(*parties)
		state        string
	}{
		{"the telephone's other line has gone", "202", func(p *parties) { p.b2.Hangup(16); time.Sleep(time.Second) }, "channel_unavailable"},
		{"the other one has gone", "203", func(p *parties) { p.c.Hangup(16); time.Sleep(time.Second) }, "channel_unavailable"},
		{"the other one goes in this moment", "202", func(p *parties) { p.c.Hangup(16) }, "channel_unavailable"},
		{"there is nobody on the other line", "204", func(*parties) {}, "channel_unavailable"},
		{"Asterisk refuses", "202", func(p *parties) {
			p.srv.Fault(fakeari.Fault{Name: fakeari.ErrorOnce, Operation: "bridges.addChannel"})
		}, "channel_unavailable"},
	} {
		t.Run(c.name, func(t *testing.T) {
			inTransfer(t, "201", c.second, func(p *parties) {
				c.before(p)
				if !p.b.ReferAttended("100", p.b2) {
					t.Fatal("the transfer is Asterisk's")
				}
				p.told(p.b, c.state)
				p.hear(p.a, p.b)
				if c.name == "Asterisk refuses" {
					p.hear(p.b2, p.c)
				}
				if moved := p.srv.Members(p.a.Bridge()); len(moved) != 2 {
					t.Errorf("in the bridge are %v", moved)
				}
				p.a.Hangup(16)
				p.ends(p.b, fakeari.EndHangup, 16)
				p.b2.Hangup(16)
			})
		})
	}
}

// Law: who remains may hang up while the two are being joined: nobody is left behind.
func TestWhoRemainsGoesDuringATransfer(t *testing.T) {
	for _, second := range []string{"202", "203"} {
		for _, delay := range []time.Duration{0, 20 * time.Millisecond} {
			t.Run(second+" "+delay.String(), func(t *testing.T) {
				inTransfer(t, "201", second, func(p *parties) {
					p.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Operation: "bridges.addChannel", Delay: 50 * time.Millisecond})
					p.b.ReferAttended("100", p.b2)
					time.Sleep(delay)
					p.a.Hangup(16)
					p.ends(p.b, fakeari.EndHangup, 16)
					p.b2.Hangup(16)
					time.Sleep(10 * time.Second)
					if left := p.srv.Channels(); len(left) > 0 {
						t.Errorf("left are %v\n%s", left, p.logged())
					}
				})
			})
		}
	}
}

// Law: where Asterisk does the transfer, the calls go on with the channels that it puts into the places of the
// telephone's: that of a leg and that of a caller. The telephone's own are hung up if they stay.
func TestATransferOfAsterisks(t *testing.T) {
	inTransfer(t, "205", "202", func(p *parties) {
		if p.b.ReferAttended("300", p.b2) {
			t.Fatal("the transfer is ours")
		}
		p.told(p.b, "channel_answered")
		p.ends(p.b2, fakeari.EndHangup, 16)
		p.ends(p.b, fakeari.EndHangup, 16) // it stayed
		time.Sleep(2 * time.Minute)
		if n := p.app.Calls(); n != 2 || p.a.State() != "Up" || p.c.State() != "Up" {
			t.Fatalf("%d calls; the callers are %s and %s\n%s", n, p.a.State(), p.c.State(), p.logged())
		}
		for _, who := range []*fakeari.Call{p.a, p.c} {
			if members := p.srv.Members(who.Bridge()); len(members) != 2 {
				t.Errorf("with %s are %v", who.ID(), members)
			}
		}
		if !strings.Contains(p.logged(), "a transfer has put somebody else into the callee's place") ||
			!strings.Contains(p.logged(), "a transfer has put somebody else into the caller's place") {
			t.Errorf("not told:\n%s", p.logged())
		}
		p.c.Hangup(16)
		p.ends(p.a, fakeari.EndHangup, 16)
	})
}

// Law: a caller who comes into the place of another in the middle of a flow goes on there.
func TestATransferIntoAFlow(t *testing.T) {
	inTransfer(t, "205", "204", func(p *parties) {
		p.b.ReferAttended("204", p.b2)
		p.ends(p.b2, fakeari.EndHangup, 16)
		p.ends(p.b, fakeari.EndHangup, 16)
		synctest.Wait()
		if n := p.app.Calls(); n != 2 {
			t.Fatalf("%d calls\n%s", n, p.logged())
		}
		p.a.Hangup(16)
		time.Sleep(time.Second)
		if n := p.app.Calls(); n != 0 {
			t.Errorf("%d calls are left\n%s", n, p.logged())
		}
	})
}

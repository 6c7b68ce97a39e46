package rooms_test

import (
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// lot parks (300), parks with a parker (301), and fetches (3XX by slot: 701, 702).
const lot = "300:\n    - park: {id: p, on_timeout: {log: nobody}}\n    - log: '${steps.p.status} ${steps.p.slot} ${steps.p.talk}'\n    - wait: 5s\n" +
	"301:\n    - park: {id: p, timeout: 10s, announce: parker, parker: PJSIP/900, parker_timeout: 20s}\n    - log: '${steps.p.status} ${steps.p.duration} ${steps.p.talk}'\n" +
	"302:\n    - park: {id: p, slot: 702, announce: caller, timeout: 0s}\n    - log: '${steps.p.status} ${steps.p.slot}'\n" +
	"701:\n    - retrieve: {id: r, slot: 701, end_keys: '#'}\n    - log: '${steps.r.status} ${steps.r.talk} ${steps.r.from}'\n    - wait: 5s\n" +
	"702:\n    - retrieve: {id: r, slot: 702}\n    - log: '${steps.r.status} ${steps.r.other}'\n" +
	"400:\n    - hold: {id: h, time: 1m, until_key: true}\n    - log: '${steps.h.status} ${steps.h.duration} ${steps.h.talk}'\n    - wait: 5s\n" +
	"401:\n    - bridge: {id: b, call: ch-1}\n    - log: '${steps.b.status} ${steps.b.talk} ${steps.b.other}'\n" +
	"500:\n    - bridge: {id: b, name: lobby, end_keys: '#'}\n    - log: '${steps.b.status} ${steps.b.members} ${steps.b.talk}'\n" +
	"501:\n    - bridge: {id: b, name: lobby, muted: true, end_alone: false, timeout: 30s, music: default, keep: true}\n    - log: '${steps.b.status} ${steps.b.members}'\n"

// Law: one who is parked hears music, is listed, and is fetched by one only; when
// the one who fetched them goes, their walk goes on; then the slot is free.
func TestParkAndRetrieve(t *testing.T) {
	inOffice(t, lot, func(o *office) {
		a := o.dial("1", "300")
		o.pass(10 * time.Second)
		parked := o.house.Parked()
		if len(parked) != 1 || parked[0].Slot != "701" || parked[0].From != "1" || parked[0].By != "" || parked[0].Channel != "ch-1" ||
			time.Since(parked[0].Since) < 10*time.Second {
			t.Fatalf("parked are %+v", parked)
		}
		if a.Music() != "default" {
			t.Errorf("the parked one hears %q", a.Music())
		}
		b, c := o.dial("2", "701"), o.dial("3", "701")
		o.pass(10 * time.Second)
		o.hears(a, b)
		o.hears(b, a)
		if a.Music() != "" || o.house.Parked()[0].By != "c-ch-2" {
			t.Errorf("fetched: music %q, %+v", a.Music(), o.house.Parked())
		}
		if got := c.logged(); got != "nobody 0s " {
			t.Errorf("the one who came too late: %q", got)
		}
		b.Press("#")
		o.pass(time.Second)
		if got := b.logged(); !strings.HasPrefix(got, "left 10") || !strings.HasSuffix(got, " 1") {
			t.Errorf("the one who fetched: %q", got)
		}
		if got := a.logged(); !strings.HasPrefix(got, "retrieved 701 10") || len(o.house.Parked()) != 0 {
			t.Errorf("the one who was fetched: %q, parked %v", got, o.house.Parked())
		}
	})
}

// Law: when either of the two hangs up the other one's walk goes on at once.
func TestEitherHangsUp(t *testing.T) {
	inOffice(t, lot, func(o *office) {
		a := o.dial("1", "300")
		b := o.dial("2", "701")
		o.pass(5 * time.Second)
		a.Hangup(0)
		o.pass(time.Second)
		if got := b.logged(); !strings.HasPrefix(got, "ended 5") {
			t.Errorf("after the parked one hung up: %q", got)
		}
		c := o.dial("3", "300")
		d := o.dial("4", "701")
		o.pass(5 * time.Second)
		d.Hangup(0)
		o.pass(time.Second)
		if got := c.logged(); !strings.HasPrefix(got, "retrieved 701 5") {
			t.Errorf("after the one who fetched hung up: %q", got)
		}
	})
}

// Law: hanging up at any moment of a meeting leaves nothing behind, and the other one is not left in silence.
func TestMeetingsEndAtEveryStage(t *testing.T) {
	for stage := range 40 {
		for _, first := range []bool{true, false} {
			inOffice(t, lot, func(o *office) {
				a := o.dial("1", "300")
				o.slow(5 * time.Millisecond)
				b := o.dialFor("2", "701", time.Duration(stage)*time.Millisecond)
				leaves, stays := a, b
				if !first {
					leaves, stays = b, a
				}
				leaves.Hangup(0)
				o.pass(time.Minute)
				if got := stays.result(); got == "" {
					t.Errorf("stage %d, the parked one leaves %v: the other one has no result", stage, first)
				}
			})
		}
	}
}

// Law: nobody comes: the steps for that are taken. A lot that is full, and a slot that is taken, are a result.
func TestParkTimeoutAndFull(t *testing.T) {
	inOffice(t, lot, func(o *office) {
		a, b := o.dial("1", "300"), o.dial("2", "302")
		full, taken := o.dial("3", "300"), o.dial("4", "302")
		o.pass(5 * time.Second)
		if full.logged() != "no_slot  0s" || taken.logged() != "no_slot " {
			t.Errorf("full: %q, taken: %q", full.logged(), taken.logged())
		}
		if b.heard() != "digits/7 digits/0 digits/2" {
			t.Errorf("the caller heard %q", b.heard())
		}
		o.pass(time.Minute)
		if got := a.result(); got != "nobody; timeout 701 0s" {
			t.Errorf("nobody came: %q", got)
		}
		if late := o.dial("5", "701"); late.result() != "nobody 0s " {
			t.Errorf("too late: %q", late.result())
		}
	})
}

// Law: the parker is told the slot, and is rung again when the time is over; who answers has the caller back.
func TestBackToTheParker(t *testing.T) {
	for name, c := range map[string]struct {
		answers bool
		hangup  string // who hangs up
		want    string
	}{
		"the parker answers":  {true, "parker", "returned "},
		"the caller hangs up": {true, "caller", ""},
		"nobody answers":      {false, "", "timeout 30"},
	} {
		t.Run(name, func(t *testing.T) {
			inOffice(t, lot, func(o *office) {
				script := []fakeari.Step{fakeari.Ring(0), fakeari.Answer(time.Second)}
				if !c.answers {
					script = []fakeari.Step{fakeari.Ring(0)}
				}
				phone := o.srv.Endpoint("PJSIP/900", script...)
				a := o.dial("1", "301")
				o.pass(8 * time.Second)
				if calls := phone.Calls(); c.answers && (len(calls) != 1 || !heardBy(calls[0], "digits/7 digits/0 digits/1")) {
					t.Errorf("the parker was told nothing")
				}
				o.pass(8 * time.Second)
				if !c.answers {
					if got := a.result(); !strings.HasPrefix(got, c.want) {
						t.Errorf("got %q", got)
					}
					return
				}
				calls := phone.Calls()
				if len(calls) != 2 || !a.Hears(calls[1].ID()) || !calls[1].Hears(a.ID()) || a.Music() != "" {
					t.Fatalf("the parker and the caller do not hear each other; %d calls", len(calls))
				}
				if c.hangup == "caller" {
					a.Hangup(0)
					<-a.over
					o.pass(time.Second)
					if left := o.srv.Channels(); len(left) > 0 || a.outcome.Status != flows.HungUp {
						t.Errorf("there are the channels %v", left)
					}
					return
				}
				calls[1].Hangup(0)
				if got := a.result(); !strings.HasPrefix(got, c.want) {
					t.Errorf("got %q", got)
				}
			})
		})
	}
}

func heardBy(c *fakeari.Leg, want string) bool {
	var words []string
	for _, h := range c.Heard() {
		words = append(words, strings.TrimPrefix(h.Media, "sound:"))
	}
	return strings.Contains(strings.Join(words, " "), want)
}

// Law: one on hold is found by their channel, talks, and goes on behind the step; without anybody a key ends it, or the time.
func TestHoldAndBridge(t *testing.T) {
	inOffice(t, lot, func(o *office) {
		nobody := o.dial("9", "401")
		if got := nobody.result(); got != "nobody 0s " {
			t.Errorf("nobody is on hold: %q", got)
		}
		a, b := o.dial("1", "400"), o.dial("2", "401")
		o.pass(2 * time.Minute)
		o.hears(a, b)
		o.hears(b, a)
		a.Press("5") // not an end of the talk
		b.Hangup(0)
		o.pass(time.Second)
		if got := a.logged(); !strings.HasPrefix(got, "bridged 2m") {
			t.Errorf("the one on hold: %q", got)
		}
		timed, keyed := o.dial("3", "400"), o.dial("4", "400")
		o.pass(10 * time.Second)
		keyed.Press("5")
		if got := keyed.result(); !strings.HasPrefix(got, "interrupted 10") {
			t.Errorf("a key: %q", got)
		}
		if got := timed.result(); got != "done 1m0s 0s" {
			t.Errorf("the time: %q", got)
		}
	})
}

// Law: those who name a bridge meet there, in one of that very id; it is over when
// the others have gone, and stays only where it is to be kept.
func TestBridgeByName(t *testing.T) {
	inOffice(t, lot, func(o *office) {
		a, b := o.dial("1", "500"), o.dial("2", "500")
		o.pass(10 * time.Second)
		o.hears(a, b)
		o.hears(b, a)
		if a.Bridge() != "lobby" {
			t.Errorf("the bridge is %q", a.Bridge())
		}
		b.Press("#")
		if got := b.result(); !strings.HasPrefix(got, "left 2 10") {
			t.Errorf("the one who left: %q", got)
		}
		if got := a.result(); !strings.HasPrefix(got, "ended 2 10") {
			t.Errorf("the one who was left: %q", got)
		}
		o.pass(time.Second)
		if left := o.srv.Bridges(); len(left) != 0 {
			t.Errorf("bridges stay: %v", left)
		}
		c, d := o.dial("3", "501"), o.dial("4", "500")
		o.pass(10 * time.Second)
		o.hears(d)
		o.hears(c, d)
		d.Press("#")
		d.result()
		if got := c.result(); got != "timeout 2" {
			t.Errorf("the listener: %q", got)
		}
		if left := o.srv.Bridges(); len(left) != 1 || left[0] != "lobby" {
			t.Errorf("the kept bridge is %v", left)
		}
		if err := o.client.Bridges.Destroy(o.ctx, "lobby"); err != nil {
			t.Error(err)
		}
	})
}

// Law: what Asterisk refuses fails the step or is told, and leaves nothing behind; the other one goes on.
func TestMeetingsWithWhatAsteriskRefuses(t *testing.T) {
	for _, operation := range operations() {
		for times := 1; times <= 2; times++ {
			inOffice(t, lot, func(o *office) {
				o.srv.Fault(fakeari.Fault{Name: fakeari.ErrorOnce, Operation: operation, Times: times})
				a, b := o.dial("1", "300"), o.dial("2", "701")
				o.pass(10 * time.Second)
				b.Hangup(0)
				if got := a.result(); got == "" {
					t.Errorf("%s refused %d times: the parked one has no result", operation, times)
				}
			})
		}
	}
}

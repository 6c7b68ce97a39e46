//go:build linux && asterisk

package asterisk

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

const attendedFile = `
server: {listen: none}
numbers: {"7950": first, "7951": second}
flows:
  first: [{dial: {targets: FIRST, early_media: none, transfers: RULES}}]
  second: [{dial: {targets: SECOND, early_media: none, transfers: asterisk}}]
`

// twoTalks are those of a and b, and of b2 and c; b and b2 are one telephone's. Each of them is two lines of the program.
type twoTalks struct {
	*daemon
	a, b, b2, c *sip.Answerer
}

// inTwoTalks has 7950 ring b for a, and then 7951 ring c for b2; or, calledBack, b2 for c. Only c speaks, and a if it is
// to.
func inTwoTalks(t *testing.T, rules string, calledBack, speaks bool) *twoTalks {
	t.Helper()
	x := &twoTalks{a: answerer(t, sip.Manner{Speaks: speaks}), b: answerer(t, sip.Manner{}), b2: answerer(t, sip.Manner{}),
		c: answerer(t, sip.Manner{Speaks: true})}
	caller, callee := x.b2, x.c
	if calledBack {
		caller, callee = x.c, x.b2
	}
	x.daemon = party(t, strings.NewReplacer("RULES", rules, "FIRST", endpoint(x.b), "SECOND", endpoint(callee)).Replace(attendedFile))
	bring(t, x.a, "7952", "7950")
	bring(t, caller, "7953", "7951")
	for _, phone := range []*sip.Answerer{x.b, callee} {
		if err := phone.Up(inTime(t)); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.b.Stay(500 * time.Millisecond); err != nil { // they are joined
		t.Fatal(err)
	}
	return x
}

// refers asks to join the others, and returns what the telephone is told in the end.
func (x *twoTalks) refers(t *testing.T, asker *sip.Answerer) int {
	t.Helper()
	status, err := asker.Refer(sip.Replacing("7951", lab.SIP, x.b2))
	if err == nil && status != 202 {
		err = fmt.Errorf("REFER: %d", status)
	}
	for err == nil && status != 0 {
		if status, err = asker.Told(inTime(t)); status >= 200 {
			return status
		}
	}
	t.Fatal(err)
	return 0
}

// ended fails unless all of them are over soon.
func ended(t *testing.T, phones ...*sip.Answerer) {
	t.Helper()
	for i, phone := range phones {
		if err := phone.Ended(inTime(t)); err != nil {
			t.Errorf("telephone %d: %v", i, err)
		}
	}
}

// Law: after a word whoever remains in one talk hears whoever remains in the other; the telephone's lines are hung
// up; and who leaves ends it for both.
func TestAttendedTransfer(t *testing.T) {
	for _, c := range []struct {
		name, rules          string
		caller, back, leaves bool // by the caller, called back by the other one, who leaves first as well
	}{
		{"by the callee", "{allow: _2XX, context: onward}", false, false, false},
		{"by the callee, called back", "{allow: _2XX, context: onward}", false, true, true},
		{"by the caller", "{allow: _2XX, context: onward, of: both}", true, false, true},
		{"by the caller, called back", "{allow: _2XX, context: onward, of: both}", true, true, false},
		{"by Asterisk", "asterisk", false, false, false},
		{"by Asterisk, called back", "asterisk", false, true, true},
		{"by Asterisk, of the caller", "asterisk", true, false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := inTwoTalks(t, c.rules, c.back, !c.caller)
			asker, stays := x.b, x.a
			if c.caller {
				asker, stays = x.a, x.b
			}
			if status := x.refers(t, asker); status != 200 {
				t.Fatalf("told %d", status)
			}
			if c.rules == "asterisk" { // which leaves that to the telephone
				if err := asker.Hangup(); err != nil {
					t.Error(err)
				}
			}
			ended(t, asker, x.b2)
			if err := x.c.Stay(2 * time.Second); err != nil {
				t.Fatal(err)
			}
			first, last := stays, x.c
			if c.leaves {
				first, last = x.c, stays
			}
			if err := first.Hangup(); err != nil {
				t.Fatal(err)
			}
			ended(t, last)
			x.awaitIdle(t, 2)
			if heard := says(stays.Close()); heard < time.Second {
				t.Errorf("who stayed heard the one who came for %v", heard)
			}
			if heard := says(x.c.Close()); (heard >= time.Second) != !c.caller {
				t.Errorf("the one who came heard a tone for %v", heard)
			}
		})
	}
}

// Law: where the other line has gone, or has nobody, the telephone is told so, and talks on.
func TestAttendedTransferToNobody(t *testing.T) {
	x := inTwoTalks(t, "{allow: _79XX, context: callers}", false, true)
	if err := x.b2.Hangup(); err != nil {
		t.Fatal(err)
	}
	ended(t, x.c)
	if status := x.refers(t, x.b); status != 503 {
		t.Errorf("told %d", status)
	}
	if err := x.a.Stay(time.Second); err != nil {
		t.Error(err)
	}
	if err := x.b.Hangup(); err != nil {
		t.Error(err)
	}
	ended(t, x.a)
	x.awaitIdle(t, 2)
}

//go:build linux && asterisk

package asterisk

import (
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// parted is a team of which n1 runs on an island, with a cable to the others and one to Asterisk; it has the entry.
func parted(t *testing.T) (tm *team, others, asterisk *cable) {
	t.Helper()
	island := newIsland(t)
	others, asterisk = island.cable(t), island.cable(t)
	tm = newTeamAt(t, others.outside, sideBySide("", []string{waitsLong}))
	tm.on["n1"], tm.more["n1"] = island, []string{"RIG_URL=" + betweenAt(t, asterisk.outside).url()}
	tm.begin(t, "n1")
	tm.begin(t, "n2", "n3")
	return tm, others, asterisk
}

// Law: an instance whose packets to the others are lost, but not those to Asterisk, loses its calls and the entry to them,
// without anybody being hung up or heard twice; it says nothing more of them, new calls go to the others, and it is a member
// again when packets pass.
func TestTeamPartedFromTheOthers(t *testing.T) {
	tm, others, _ := parted(t)
	stay := menus(t, "8940", 12, 20, 30*time.Second)
	tm.awaitCalls(t, 12)
	had := tm.shares(t)["n1"]
	others.cut(t)
	t.Logf("the %d calls of n1 went on after %v", had, tm.takesOver(t, "n1"))
	late := menus(t, "8941", 6, 3, 8*time.Second)
	pass(t, 8*time.Second)
	if holder, _ := tm.holder(t); holder == "n1" {
		t.Error("n1 has the entry yet")
	}
	if has := tm.shares(t)["n1"]; has != 0 {
		t.Errorf("n1 has %d calls again", has)
	}
	others.mend(t)
	tm.awaitAll(t)
	allServed(t, stay)
	allServed(t, late)
	tm.over(t, 18)
	if ends := len(tm.now["n1"].ends()); had == 0 || ends > 6 {
		t.Errorf("n1 had %d calls, and has ended %d", had, ends)
	}
}

// Law: an instance whose packets to Asterisk are lost, but not those to the others, notices that by itself: its calls go on at
// the others, and so does what it would have been given; nobody is hung up, and it serves again when packets pass.
func TestTeamPartedFromAsterisk(t *testing.T) {
	tm, _, asterisk := parted(t)
	stay := menus(t, "8942", 12, 20, 50*time.Second)
	tm.awaitCalls(t, 12)
	shares := tm.shares(t)
	asterisk.cut(t)
	begun := time.Now()
	tm.eventually(t, 40*time.Second, "the calls of n1 to be with the others", func() bool { return tm.shares(t)["n1"] == 0 })
	t.Logf("of %v those of n1 went on after %v", shares, time.Since(begun))
	late := menus(t, "8943", 6, 3, 4*time.Second)
	allServed(t, late)
	asterisk.mend(t)
	tm.now["n1"].awaitLogged(t, "connected again", 1)
	allServed(t, stay)
	after, err := phone().Start(t.Context(), sip.Call{To: numbered(0), From: "8944" + sip.EachNumber, Script: sip.Script{
		sip.Answered(), sip.Pause(3 * time.Second), sip.Press("1"), sip.ExpectByeWithin(dialled)}}, sip.Load{Calls: 9, Rate: 20})
	if err != nil {
		t.Fatal(err)
	}
	allServed(t, after)
	tm.over(t, 27)
	if len(tm.now["n1"].ends()) == 0 {
		t.Error("n1 serves nobody any more")
	}
}

//go:build linux && asterisk && chaos

package asterisk

import (
	"os"
	"testing"
	"time"
)

// Law: instances of an older program are updated one after another while calls come in all the time, one of them is set
// back meanwhile, and one dies beside a newer one: no call fails, whichever program goes on with it.
func TestTeamIsUpdated(t *testing.T) {
	const calls, stay = 100, 90 * time.Second
	older := os.Getenv("ARIAPP_OLDER")
	if older == "" {
		t.Fatal("ARIAPP_OLDER names no older ariapp to update from: task update")
	}
	tm := newTeam(t, sideBySide("", []string{waitsLong}))
	tm.programs = map[string]string{"n1": older, "n2": older, "n3": older}
	tm.begin(t, "n1", "n2", "n3")
	begun, run := time.Now(), menus(t, "8941", calls, 5, stay)
	pass(t, 4*time.Second)
	runs := func(name, program string) {
		tm.leaves(t, name)
		tm.programs[name] = program
		tm.begin(t, name)
		pass(t, 2*time.Second) // new calls come to it
		t.Logf("%s runs %q; the calls are with %v", name, program, tm.shares(t))
	}
	runs("n1", "")
	runs("n1", older)
	runs("n1", "")
	tm.loses(t, "n2")
	t.Logf("those of n2, which ran the older one, go on after %v", tm.takesOver(t, "n2"))
	tm.programs["n2"] = ""
	tm.begin(t, "n2")
	runs("n3", "")
	if took := time.Since(begun); took > stay { // a key that is pressed while a call changes hands is lost
		t.Errorf("the machine took %v", took)
	}
	allServed(t, run)
	tm.over(t, calls)
}

//go:build linux && asterisk

package asterisk

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// Law: a call file of Asterisk's in the jobs' folder makes its call, once; one that is cut short calls nobody and is
// refused with the reason.
func TestCallFile(t *testing.T) {
	callee, nobody := answerer(t, sip.Manner{Rings: 300 * time.Millisecond}), answerer(t, sip.Manner{})
	defer nobody.Close()
	d, through, file := obeying(t, `
jobs: {folder: spool}
outbound: {allow: ["`+endpoint(callee)+`", "`+endpoint(nobody)+`"]}
numbers: {"7948": main}
flows:
  main: [hangup]
  reminder: [{play: beep}, {play: "digits/${vars.digit}"}, hangup]
vars: {digit: "0"}
`)
	spool := filepath.Join(filepath.Dir(file), "spool")
	for name, text := range map[string]string{
		"whole.call": "Channel: " + endpoint(callee) + "\nCallerid: \"Surgery\" <555>\nMaxRetries: 1\nApplication: Stasis\nData: " +
			lab.App + ",reminder\n",
		"cut.call": "Channel: " + endpoint(nobody) + "\nApplication: Stasis\nData: " + lab.App + ",remi",
	} {
		fresh := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(fresh, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(fresh, filepath.Join(spool, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := callee.Ended(inTime(t)); err != nil {
		t.Error(err)
	}
	d.awaitIdle(t, 1)
	if invited := callee.Invited(); !strings.Contains(invited, `"Surgery" <sip:555@`) {
		t.Errorf("the telephone shows\n%s", invited)
	}
	ear().Expect(t, callee.Close(), in("en", "beep", "digits/0"))
	var jobs []struct {
		Status, By string
		Attempts   []struct{ Result string }
	}
	d.awaitFor(t, "the job to be done", func() bool {
		if err := json.Unmarshal([]byte(through("jobs", "list", "--output", "json")), &jobs); err != nil {
			t.Fatal(err)
		}
		return len(jobs) == 1 && jobs[0].Status == "completed"
	})
	if len(jobs[0].Attempts) != 1 || jobs[0].Attempts[0].Result != "answered" || !strings.Contains(jobs[0].By, "whole.call") {
		t.Errorf("the job is %+v", jobs[0])
	}
	reason, err := os.ReadFile(awaitFile(t, d, spool, "cut.call.reason"))
	if err != nil || len(reason) == 0 || nobody.Invited() != "" {
		t.Errorf("refused because of %q, %v; rung with %q", reason, err, nobody.Invited())
	}
}

//go:build linux && asterisk

package asterisk

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// trunkPort is where the lab's trunk has its other side.
const trunkPort = 5070

// Law: `events tail` prints the events that are wanted, a line each, and no others; Ctrl-C ends it, and Asterisk has
// nothing left of its application.
func TestEventsByHand(t *testing.T) {
	c := client(t)
	defer c.Close()
	tail := beginStraight(t, "events", "tail", "--type", "ChannelDestroyed", "--filter", `"cause":17`)
	handsListen(t, c)
	for to, script := range map[string]sip.Script{"9906": {sip.Refused(486)}, "9901": {sip.Answered(), sip.ExpectBye()}} {
		if _, err := phone().Place(t.Context(), sip.Call{To: to, From: "7997", Script: script}); err != nil {
			t.Error(err)
		}
	}
	(&daemon{}).awaitFor(t, "the event", func() bool { return strings.Contains(tail.printed(), "\n") })
	awaitEmpty(t)
	if code := tail.interrupt(t, 1); code != 0 {
		t.Errorf("it ended with %d", code)
	}
	lines := strings.Split(strings.TrimSpace(tail.printed()), "\n")
	var event struct {
		Type    string
		Cause   int
		Channel struct{ Caller struct{ Number string } }
	}
	if err := json.Unmarshal([]byte(lines[0]), &event); err != nil || len(lines) != 1 || event.Type != "ChannelDestroyed" ||
		event.Cause != 17 || event.Channel.Caller.Number != "7997" {
		t.Errorf("printed was %q, %v", lines, err)
	}
	(&daemon{client: c}).awaitFor(t, "the application to be forgotten", func() bool {
		applications, err := c.Applications.List(t.Context())
		for _, one := range applications {
			if strings.HasPrefix(one.Name, "ariapp-hand-") {
				return false
			}
		}
		return err == nil
	})
}

// Law: devices, endpoints and sounds of the real Asterisk are shown, and devices of one's own are set and forgotten.
func TestLooksByHand(t *testing.T) {
	for _, c := range []struct {
		want string // in what is printed
		args []string
	}{
		{"Stasis:night is INUSE\n", []string{"device", "set", "Stasis:night", "INUSE"}},
		{"INUSE", []string{"device", "get", "Stasis:night"}},
		{"Stasis:night ", []string{"device", "list"}},
		{"Stasis:night", []string{"device", "delete", "Stasis:night"}},
		{"PJSIP/trunk", []string{"endpoints", "list"}},
		{`"resource": "trunk"`, []string{"endpoints", "show", "PJSIP/trunk"}},
		{"vm-goodbye", []string{"sounds", "vm-goodbye"}},
		{"vm-goodbye", []string{"sounds", "vm-", "--language", "en"}},
	} {
		if got := straight(t, c.args...); !strings.Contains(got, c.want) {
			t.Errorf("%q prints %q, want %q", c.args, got, c.want)
		}
	}
	if listed := straight(t, "device", "list"); strings.Contains(listed, "night") {
		t.Errorf("the device is there still: %s", listed)
	}
	if _, stderr, code := hands(t, "device", "set", "PJSIP/trunk", "INUSE", "--asterisk", lab.ARIURL, "--user", lab.User); code != 2 {
		t.Errorf("a device of Asterisk's is set: %d, %s", code, stderr)
	}
	reader := answerer(t, sip.Manner{Port: trunkPort})
	defer reader.Close()
	straight(t, "endpoints", "send", "PJSIP/trunk", "Your taxi is here", "--from", "pjsip:desk@example.com")
	if text, err := reader.Text(inTime(t)); err != nil || text != "Your taxi is here" {
		t.Errorf("%q, %v", text, err)
	}
}

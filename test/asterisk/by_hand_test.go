//go:build linux && asterisk

package asterisk

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// awaitEmpty waits until Asterisk has neither a channel nor a bridge.
func awaitEmpty(t *testing.T) {
	t.Helper()
	(&daemon{client: client(t)}).awaitFor(t, "Asterisk to be empty", func() bool {
		c := client(t)
		defer c.Close()
		channels, err := c.Channels.List(t.Context())
		bridges, failed := c.Bridges.List(t.Context())
		return err == nil && failed == nil && len(channels) == 0 && len(bridges) == 0
	})
}

// Law: `connect` has two talk who hear each other; when one hangs up all of it is gone.
func TestConnectByHand(t *testing.T) {
	one, other := answerer(t, sip.Manner{Speaks: true}), answerer(t, sip.Manner{Rings: 500 * time.Millisecond,
		Speaks: true, Leaves: 3 * time.Second})
	stdout, stderr, code := hands(t, "connect", endpoint(one), endpoint(other), "--asterisk", lab.ARIURL, "--user", lab.User)
	if code != 0 || strings.Count(stderr, " is connected as ") != 2 || !strings.Contains(stdout, ": Normal Clearing") {
		t.Errorf("%d: %s%s", code, stdout, stderr)
	}
	awaitEmpty(t)
	for name, phone := range map[string]*sip.Answerer{"one": one, "other": other} {
		if long := says(phone.Close()); long < 2*time.Second {
			t.Errorf("%s heard the other for %v", name, long)
		}
	}
}

// Law: what comes of ringing is the exit code of `originate`, and nothing is left of it.
func TestOriginateByHand(t *testing.T) {
	for _, c := range []struct {
		name   string
		manner sip.Manner
		flags  []string
		code   int
	}{
		{"busy", sip.Manner{Status: 486}, nil, 90},
		{"no answer", sip.Manner{Rings: -1}, []string{"--timeout", "1s"}, 91},
		{"rejected", sip.Manner{Status: 603}, nil, 92},
		{"not there", sip.Manner{Status: 404}, nil, 93},
		{"answered", sip.Manner{}, []string{"--wait", "--caller-id", "Support <4712>"}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			phone := answerer(t, c.manner)
			stdout, stderr, code := hands(t, append([]string{"originate", endpoint(phone), "--extension", "9901@callers",
				"--asterisk", lab.ARIURL, "--user", lab.User}, c.flags...)...)
			if code != c.code {
				t.Errorf("%d: %s%s", code, stdout, stderr)
			}
			awaitEmpty(t)
			invited, heard := phone.Invited(), phone.Close()
			if c.code != 0 {
				return
			}
			ear().Expect(t, heard, in("en", "beep"))
			if !strings.Contains(invited, `"Support" <sip:4712@`) {
				t.Errorf("the telephone shows\n%s", invited)
			}
		})
	}
}

// joins has a telephone join a bridge by `ariapp originate`, and returns its channel and how to end that command.
func joins(t *testing.T, phone *sip.Answerer, bridge string) (channel string, end func()) {
	t.Helper()
	command := exec.Command(binary, "originate", endpoint(phone), "--bridge", bridge, "--asterisk", lab.ARIURL,
		"--user", lab.User)
	command.Env = environment()
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	if err := phone.Up(inTime(t)); err != nil {
		t.Error(err)
	}
	(&daemon{}).awaitFor(t, "the telephone in the bridge", func() bool {
		var all []ari.Channel
		if err := json.Unmarshal([]byte(straight(t, "channels", "list", "--output", "json")), &all); err != nil {
			t.Fatal(err)
		}
		for _, one := range all {
			if one.State == ari.ChannelStateUp && strings.Contains(straight(t, "bridge", "show", bridge), one.ID) &&
				strings.Contains(one.Name, "PJSIP") {
				channel = one.ID
			}
		}
		return channel != ""
	})
	return channel, func() {
		_ = command.Process.Signal(syscall.SIGINT) // one that has ended does not hear it
		_ = command.Wait()
	}
}

// Law: the commands on channels, bridges and recordings do on the real Asterisk what docs/by-hand.md says, and Ctrl-C
// hangs up what its command has made.
func TestBridgeByHand(t *testing.T) {
	emptyRecordings(t)
	speaker, listener := answerer(t, sip.Manner{Speaks: true}), answerer(t, sip.Manner{})
	if made := straight(t, "bridge", "create", "sales", "--name", "Sales talk"); made != "sales\n" {
		t.Errorf("made %q", made)
	}
	first, endFirst := joins(t, speaker, "sales")
	_, endSecond := joins(t, listener, "sales")
	straight(t, "bridge", "record", "sales", "by-hand")
	straight(t, "bridge", "play", "sales", "sound:beep", "--wait")
	straight(t, "channels", "dtmf", first, "12")
	straight(t, "channels", "mute", first)
	straight(t, "channels", "mute", first, "--off")
	if shown := straight(t, "bridge", "list"); !strings.Contains(shown, "Sales talk") {
		t.Errorf("bridge list:\n%s", shown)
	}
	straight(t, "bridge", "remove", "sales", first)
	straight(t, "bridge", "add", "sales", first)
	straight(t, "channels", "hangup", first)
	if err := speaker.Ended(inTime(t)); err != nil {
		t.Error(err)
	}
	endFirst()
	endSecond()
	if err := listener.Ended(inTime(t)); err != nil {
		t.Error("Ctrl-C left a telephone:", err)
	}
	straight(t, "bridge", "destroy", "sales")
	awaitEmpty(t)
	if listed := straight(t, "recordings", "list"); !strings.Contains(listed, "by-hand") {
		t.Errorf("recordings list:\n%s", listed)
	}
	file := filepath.Join(t.TempDir(), "got.wav")
	straight(t, "recordings", "get", "by-hand", "--to", file)
	straight(t, "recordings", "delete", "by-hand")
	if long := says(recorded(t, file)); long < 500*time.Millisecond {
		t.Errorf("the speaker is recorded for %v", long)
	}
	if long := says(listener.Close()); long < time.Second {
		t.Errorf("the speaker was heard for %v", long)
	}
	speaker.Close()
}

//go:build linux && asterisk

package asterisk

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// killedWhile has a telephone ring 7993, kills the daemon after some seconds of speech, lets the caller go while nobody
// serves if they do not stay, and begins another daemon on the same folder.
func killedWhile(t *testing.T, text string, spoken time.Duration, stays bool) (next *daemon, caller *sip.Answerer, data string) {
	t.Helper()
	emptyRecordings(t)
	file := writeFile(t, partyHead+text, t.TempDir(), "ivr.yaml")
	data = t.TempDir()
	first := startOn(t, data, file)
	caller = answerer(t, sip.Manner{Speaks: true, Leaves: map[bool]time.Duration{true: spoken + 12*time.Second, false: spoken + 2*time.Second}[stays]})
	bring(t, caller, "7995", "7993")
	first.awaitFor(t, "a recording", func() bool {
		stored, err := first.client.Recordings.ListStored(t.Context())
		return err == nil && len(stored) == 1
	})
	begun := time.Now()
	first.awaitFor(t, "the caller to speak", func() bool { return time.Since(begun) > spoken })
	first.kill(t)
	if !stays {
		if err := caller.Ended(inTime(t)); err != nil {
			t.Error(err)
		}
	}
	return startOn(t, data, file), caller, data
}

// Law: a message whose caller hung up while the daemon was dead is in the mailbox as soon as the next one has begun; one
// whose caller stayed is ended and kept, and the call that begins anew leaves one of its own.
func TestKilledDaemonsMessages(t *testing.T) {
	for name, stays := range map[string]bool{"the caller is gone": false, "the caller stays": true} {
		t.Run(name, func(t *testing.T) {
			next, caller, data := killedWhile(t, voicemailFile, 8*time.Second, stays)
			defer caller.Close()
			begun, want := time.Now(), 1
			sounds := func() int {
				found, err := filepath.Glob(filepath.Join(data, "*", "sounds", "100", "*.wav"))
				if err != nil {
					t.Error(err)
				}
				return len(found)
			}
			next.awaitFor(t, "the message", func() bool { return sounds() == 1 })
			if took := time.Since(begun); took > 5*time.Second {
				t.Errorf("it took %v", took)
			}
			next.awaitFor(t, "the lamp", func() bool {
				state, err := next.client.DeviceStates.Get(t.Context(), "Stasis:mwi-100")
				return err == nil && string(state.State) == "INUSE"
			})
			if stays {
				want = 2
				if err := caller.Ended(inTime(t)); err != nil {
					t.Error(err)
				}
				next.awaitIdle(t, 1)
				next.awaitFor(t, "both messages", func() bool { return sounds() == want })
			}
			next.awaitFor(t, "no note to be left", func() bool {
				notes, err := filepath.Glob(filepath.Join(data, "*", "places", "*.json"))
				return err == nil && len(notes) == 0
			})
		})
	}
}

const abandonedFile = `
server: {listen: none}
numbers: {"7993": said}
flows:
  said:
    - record: {id: r, name: said, max: 6s}
    - continue: {context: onward, extension: "${steps.r.status}${steps.r.reason}"}
`

// Law: what a killed daemon was recording is ended by the next one, and deleted as when a caller hangs up: its name is free
// for the call that begins anew, and with a caller who is gone Asterisk has nothing of it.
func TestKilledDaemonsRecordings(t *testing.T) {
	for name, stays := range map[string]bool{"the caller is gone": false, "the caller stays": true} {
		t.Run(name, func(t *testing.T) {
			c := client(t)
			defer c.Close()
			forget(t, c, "ONWARD_7995")
			next, caller, _ := killedWhile(t, abandonedFile, 3*time.Second, stays)
			defer caller.Close()
			if stays {
				await(t, next.client, "ONWARD_7995", "timeout")
				return
			}
			next.awaitFor(t, "Asterisk to have no recording", func() bool {
				stored, err := next.client.Recordings.ListStored(t.Context())
				return err == nil && len(stored) == 0
			})
		})
	}
}

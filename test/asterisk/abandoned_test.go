//go:build linux && asterisk

package asterisk

import (
	"context"
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
	pass(t, spoken)
	first.kill(t)
	if !stays {
		if err := caller.Ended(inTime(t)); err != nil {
			t.Error(err)
		}
	}
	return startOn(t, data, file), caller, data
}

// Law: a message whose caller hung up while the daemon was dead is in the mailbox as soon as the next one has begun; that of
// a caller who stayed is recorded on by who takes the call up, until they hang up: there is one message of each.
func TestKilledDaemonsMessages(t *testing.T) {
	for name, stays := range map[string]bool{"the caller is gone": false, "the caller stays": true} {
		t.Run(name, func(t *testing.T) {
			next, caller, data := killedWhile(t, voicemailFile, 14*time.Second, stays)
			defer caller.Close()
			if stays {
				ctx, cancel := context.WithTimeout(t.Context(), 2*awaitTimeout)
				defer cancel()
				if err := caller.Ended(ctx); err != nil {
					t.Error(err)
				}
			}
			begun := time.Now()
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
				next.awaitIdle(t, 1)
				found, err := filepath.Glob(filepath.Join(data, "*", "sounds", "100", "*.wav"))
				if err != nil || len(found) != 1 {
					t.Fatalf("%v, %v", found, err)
				}
				if long := recorded(t, found[0]).Length(); long < 15*time.Second {
					t.Errorf("it is %v long: what was said while nobody served is missing, or behind it", long)
				}
			}
			if n := sounds(); n != 1 {
				t.Errorf("there are %d messages", n)
			}
			next.awaitFor(t, "no note to be left", func() bool {
				notes, err := filepath.Glob(filepath.Join(data, "*", "places", "*.json"))
				return err == nil && len(notes) == 0
			})
		})
	}
}

// lengthOf is how long the only recording is that Asterisk has, which bears this name.
func lengthOf(t *testing.T, d *daemon, name string) time.Duration {
	t.Helper()
	stored, err := d.client.Recordings.ListStored(t.Context())
	if err != nil || len(stored) != 1 || stored[0].Name != name {
		t.Errorf("Asterisk has %v, %v; want %s only", stored, err, name)
		return 0
	}
	return recorded(t, inside(t, "/var/spool/asterisk/recording/"+name+".wav")).Length()
}

// inside is the path of a file of Asterisk's.
func inside(t *testing.T, path string) string {
	t.Helper()
	found, err := machine.Inside(path)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

const abandonedFile = `
server: {listen: none}
numbers: {"7993": said}
flows:
  said:
    - record: {id: r, name: said, max: 6s}
    - continue: {context: onward, extension: "${steps.r.status}${steps.r.reason}"}
`

// Law: what a killed daemon was recording is recorded on by who takes the call up, and nothing is missing of it; with a caller
// who is gone Asterisk has nothing of it.
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
				next.awaitLogged(t, `msg="calls of the process before are taken up" calls=1`, 1)
				if long := lengthOf(t, next, "said"); long < 5500*time.Millisecond || long > 7500*time.Millisecond {
					t.Errorf("it is %v long", long)
				}
				return
			}
			next.awaitFor(t, "Asterisk to have no recording", func() bool {
				stored, err := next.client.Recordings.ListStored(t.Context())
				return err == nil && len(stored) == 0
			})
		})
	}
}

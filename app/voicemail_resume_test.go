package app

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// leaving is a file in which callers are recorded: by voicemail, and by record; who begins anew hears something first.
func leaving(settings string) string {
	return strings.Replace(outer, "app: {", "app: {"+settings, 1) + `server: {listen: none}
mailboxes: {'100': {name: Ann, pin: '4711'}}
voicemail: {silence: 0s}
numbers: {"200": leave, "201": says}
flows:
  leave: [answer, {play: welcome}, {voicemail: {mailbox: '100', greeting: none, instructions: false}}]
  says: [answer, {play: welcome}, {record: {max: 60s}}]
`
}

// messages are the sounds in the mailboxes of one daemon, or of all below a folder.
func (h *house) messages(below string) []string {
	h.t.Helper()
	sounds, err := filepath.Glob(filepath.Join(below, "data", "voicemail", "sounds", "100", "*.wav"))
	if err != nil {
		h.t.Fatal(err)
	}
	return sounds
}

// asked counts requests of some kind.
func asked(srv *fakeari.Server, operation string) (n int) {
	for _, r := range srv.Requests() {
		if r.Operation == operation {
			n++
		}
	}
	return n
}

// Law: a message whose caller has spoken for long when the daemon ends is recorded on by the next one, until they hang up.
func TestALongMessageOutlivesItsProcess(t *testing.T) {
	for name, killed := range deaths() {
		t.Run(name, func(t *testing.T) {
			resumed(t, leaving(""), killed, func(h *house, again func(time.Duration)) {
				c := h.call("200")
				time.Sleep(16 * time.Second)
				again(time.Second)
				time.Sleep(10 * time.Second)
				if n := asked(h.srv, "recordings.stop"); n > 0 || !c.Recorded() {
					t.Errorf("the recording was ended %d times, recorded on: %v\n%s", n, c.Recorded(), h.logged())
				}
				c.Hangup(16)
				time.Sleep(10 * time.Second)
				if got := h.messages(filepath.Dir(h.path)); len(got) != 1 || asked(h.srv, "channels.record") != 1 {
					t.Errorf("the messages are %v\n%s", got, h.logged())
				}
			})
		})
	}
}

// Law: an instance that is back leaves a message alone with which another one goes on: it is one message, in one mailbox.
func TestAMessageOutlivesItsInstance(t *testing.T) {
	inCluster(t, leaving(""), []string{"n1", "n2"}, func(s *shared) {
		c := s.call("200")
		time.Sleep(14 * time.Second)
		first := s.owner(c)
		s.kill(first)
		time.Sleep(10 * time.Second)
		back := s.begin(first)
		time.Sleep(20 * time.Second)
		if n := asked(s.srv, "recordings.stop"); n > 0 || !c.Recorded() {
			t.Errorf("the recording was ended %d times, recorded on: %v\n%s", n, c.Recorded(), s.logged())
		}
		c.Hangup(16)
		time.Sleep(7 * time.Hour)
		if got := back.messages(filepath.Join(s.folder, "n?")); len(got) != 1 || strings.Contains(got[0], "/"+first+"/") {
			t.Errorf("the messages are %v, %s has died\n%s", got, first, s.logged())
		}
	})
}

// Law: with at_stop dialplan who is being recorded goes back as soon as the others; what they said for a mailbox is in it
// after the next start, what they said for the step record is deleted.
func TestAtStopDialplanWhileRecorded(t *testing.T) {
	for number, messages := range map[string]int{"200": 1, "201": 0} {
		text := leaving("at_stop: dialplan, ")
		record := func(o *Options) { o.Record = true }
		inHouseAt(t, filepath.Join(t.TempDir(), "ivr.yaml"), text, record, func(h *house) {
			c := h.call(number)
			time.Sleep(12 * time.Second)
			begun := time.Now()
			h.stop()
			h.ends(c, fakeari.EndDialplan, 0)
			if took := time.Since(begun); took > 6*time.Second { // five of them are the drain
				t.Errorf("%s: they were in silence for %v", number, took)
			}
			h.start(text, record)
			h.awaitReady()
			time.Sleep(15 * time.Second)
			if got := h.messages(filepath.Dir(h.path)); len(got) != messages || len(h.srv.Recordings()) != messages {
				t.Errorf("%s: there are the messages %v, Asterisk has %q\n%s", number, got, h.srv.Recordings(), h.logged())
			}
		})
	}
}

// Law: a caller who was recorded and whose call begins anew hears at once what the new one plays.
func TestWhoIsRecordedBeginsAnew(t *testing.T) {
	for number, c := range map[string]struct {
		heard    string
		messages int
	}{"200": {"welcome beep welcome beep", 2}, "201": {"welcome welcome", 0}} {
		bucket := memstore.New()
		keep := func(o *Options) { o.calls, o.Record = bucket, true }
		inHouseAt(t, filepath.Join(t.TempDir(), "ivr.yaml"), leaving(""), keep, func(h *house) {
			caller := h.call(number)
			time.Sleep(12 * time.Second)
			h.finish()
			all, err := bucket.All(t.Context())
			if err != nil || len(all) != 1 {
				t.Fatalf("%d calls are kept, %v", len(all), err)
			}
			often := strings.Replace(string(all[0].Value), `"epoch":1`, `"epoch":20`, 1)
			bucket.Write(t.Context(), []cluster.Change{{Key: all[0].Key, Value: []byte(often), Revision: all[0].Revision}})
			h.start(leaving(""), keep)
			h.awaitReady()
			time.Sleep(4 * time.Second)
			if got := heardBy(caller); got != c.heard {
				t.Errorf("%s: they heard %s\n%s", number, got, h.logged())
			}
			time.Sleep(12 * time.Second)
			caller.Hangup(16)
			time.Sleep(15 * time.Second)
			if got := h.messages(filepath.Dir(h.path)); len(got) != c.messages || len(h.srv.Recordings()) != c.messages {
				t.Errorf("%s: there are the messages %v, Asterisk has %q\n%s", number, got, h.srv.Recordings(), h.logged())
			}
		})
	}
}

package app

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

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

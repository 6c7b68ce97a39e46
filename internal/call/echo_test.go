package call

import (
	"testing"

	"github.com/ariapp/ariapp/ari"
)

// Law: what is told of the caller by another application is heard once where the call's own is told of them too; of a channel
// that has taken the caller's place it is not known whether that is so.
func TestEchoes(t *testing.T) {
	c := New(Options{Channel: "1.1", App: "ivr.n1"})
	key := func(app string) ari.Event {
		return &ari.ChannelDtmfReceived{EventHeader: ari.EventHeader{Application: app}}
	}
	echoes := func(when string, want bool) {
		t.Helper()
		if got := c.isEcho(key("ivr")); got != want || c.isEcho(key("ivr.n1")) {
			t.Errorf("%s: an echo: %v, want %v", when, got, want)
		}
	}
	echoes("where only the door is told", false)
	c.apart.Store(true)
	echoes("where both are", true)
	c.Become("1.2")
	echoes("of another channel", false)
}

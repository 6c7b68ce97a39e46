package app

import (
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Where more is asked of Asterisk than it deals with, further calls go back to the dialplan before those that were taken
// wait for longer; a burst, and whoever comes when it is dealt with, is taken.
func TestCrowded(t *testing.T) {
	const slow, burst = 150 * time.Millisecond, 2*ari.ConnsMax - 2
	inHouse(t, strings.Replace(menuFile, "flows:", "server: {listen: none}\nflows:", 1), nil, func(h *house) {
		h.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Operation: "channels.answer", Times: burst, Delay: slow})
		var taken []*fakeari.Call
		for range burst {
			taken = append(taken, h.call("200"))
		}
		time.Sleep(crowdedAt - time.Millisecond)
		taken = append(taken, h.call("200")) // nobody has waited for too long yet
		time.Sleep(time.Millisecond)
		begin := time.Now()
		h.ends(h.call("200"), fakeari.EndDialplan, 0)
		if took := time.Since(begin); took > slow {
			t.Errorf("the refused caller waited %v", took)
		}
		h.mustLog("why=overloaded")
		if got := h.counted(); !strings.Contains(got, `ariapp_calls_refused_total{reason="overloaded"} 1`) {
			t.Error(got)
		}
		taken = append(taken, h.call("200")) // all have what they asked for
		for _, c := range taken {
			h.hears(c, "sound:ask")
			c.Press("1")
		}
		for _, c := range taken {
			h.ends(c, fakeari.EndHangup, 16)
		}
	})
}

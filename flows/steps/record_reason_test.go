package steps

import (
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// Law: the reason that a caller has said for a transfer is deleted when the transfer is over, however it ends, also if the
// process dies; and nobody fetches it.
func TestAReasonIsDeleted(t *testing.T) {
	for name, c := range map[string]struct {
		acts    string
		dialled flowtest.Callee
	}{
		"taken":                     {"60s", answers("PJSIP/100", 3*s, flowtest.Wait(9*s), flowtest.Press("1"), flowtest.Wait(s), flowtest.HangUp())},
		"declined":                  {"60s", answers("PJSIP/100", 3*s, flowtest.Wait(9*s), flowtest.Press("2"))},
		"busy":                      {"60s", says("PJSIP/100", s, 17, 486)},
		"the caller is gone":        {"12s hangup", rings("PJSIP/100")},
		"the caller is gone before": {"1s hangup", rings("PJSIP/100")},
	} {
		shelf := &tapeShelf{}
		l := line{world: flows.World{Recordings: shelf}, phone: flowtest.Options{Dialled: []flowtest.Callee{c.dialled}, Talks: 2 * time.Second}}
		p := stepOf(t, l, "transfer", "mode: warm\nto: PJSIP/100\nbrief: a-customer\nreason: {prompt: say-why, max: 4s}", "", c.acts)
		for _, one := range p.phone.Recordings() {
			if !one.Discarded || shelf.was != flows.DeleteAbandoned {
				t.Errorf("%s: %+v stays, and were it abandoned it would be: %q\n%s", name, one, shelf.was, p)
			}
		}
		if begun := len(p.phone.Recordings()) > 0; begun != (name != "the caller is gone before") || len(shelf.held) > 0 {
			t.Errorf("%s: recorded %v, a step is at %v\n%s", name, begun, shelf.held, p)
		}
		for _, told := range shelf.told {
			if told != "drop reasons/c1" && told != "drop reasons/" {
				t.Errorf("%s: %q", name, told)
			}
		}
	}
}

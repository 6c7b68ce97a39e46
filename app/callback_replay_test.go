package app

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/internal/journal"
	"github.com/ariapp/ariapp/internal/replay"
)

// Law: of a call that calls somebody back `replay` says that it cannot be replayed, and why, whether they are asked to take
// it or not, and of the agent's call too. A call that was made for a flow is replayed as that flow, though a number of the
// file would lead who calls there elsewhere.
func TestCallsThatWeMakeAreReplayedOrNot(t *testing.T) {
	for _, confirm := range []string{"", "confirm: false, "} {
		text := strings.Replace(linedCalls, "callback: {", "callback: {"+confirm, 1)
		text = strings.Replace(text, "numbers: {", "numbers: {_X.: other, ", 1) + "  other: [{log: other}, hangup]\n" +
			"  survey: [{play: hello-world}, hangup]\n"
		var calls []journal.Recorded
		var file *File
		inQueues(t, text, recording, func(h *house, _ func(time.Duration)) {
			file = h.app.now.Load().file
			h.logIn()
			h.isToBeCalledBack()
			h.answers("PJSIP/1001")
			customer := h.answers("PJSIP/5551@trunk")
			time.Sleep(3 * time.Second)
			customer.Press("1")
			time.Sleep(toldFor)
			customer.Hangup(16)
			time.Sleep(5 * time.Second)
			placed, err := h.app.Originate(context.Background(), Outgoing{Endpoint: "PJSIP/5551@trunk", Flow: "survey"})
			if err != nil {
				t.Fatal(err)
			}
			h.answers("PJSIP/5551@trunk")
			<-placed.Ended()
			h.finish()
			calls = h.calls()
			h.start(text, recording) // for the end of the house
			h.awaitReady()
		})
		want := map[string]string{journal.MadeBack: "it calls somebody back", journal.MadeSteps: "steps that are in no file",
			journal.MadeFlow: ""}
		for _, call := range calls {
			entered := call.Entered()
			if entered.Made == "" {
				continue
			}
			r, err := replay.Run(context.Background(), replay.Options{Setting: scenario.Setting{Program: file.Program}}, call)
			switch why := want[entered.Made]; {
			case why != "" && (!errors.Is(err, replay.ErrUnfit) || !strings.Contains(err.Error(), why)):
				t.Errorf("%q, made for %s: %s, %v", confirm, entered.Made, toldBy(call), err)
			case why == "" && (err != nil || r.Verdict != replay.Same || r.Steps != 2):
				t.Errorf("%q, made for %s: %s, %v", confirm, entered.Made, toldBy(call), err)
			case why == "":
				if _, err := r.Test(context.Background(), scenario.Setting{Program: file.Program}); !errors.Is(err, replay.ErrNoTest) {
					t.Errorf("as a test: %v", err)
				}
			}
			delete(want, entered.Made)
		}
		if len(want) > 0 {
			t.Errorf("%q: nothing was made for %v", confirm, want)
		}
	}
}

package rooms_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/internal/rooms"
)

// mortal is a phone whose process dies in one of its waits.
type mortal struct {
	*flowtest.Phone
	waits, dies int
}

func (m *mortal) Next(ctx context.Context, deadline time.Time) (*flows.Event, error) {
	if m.waits++; m.waits == m.dies {
		m.Detach()
	}
	return m.Phone.Next(ctx, deadline)
}

// Law: whatever the process waited for when it died, another one goes on: who has given a PIN is not asked again, who
// was parked is in the same slot, times are counted on; and the dead one's rooms keep nobody.
func TestAProcessThatDies(t *testing.T) {
	const text = "200:\n    - conference: {id: c, room: board, pin: '4711', timeout: 1m}\n    - log: '${steps.c.status} ${steps.c.duration}'\n" +
		"300:\n    - park: {id: p, slot: 702, announce: caller, parker: PJSIP/900}\n    - log: '${steps.p.status} ${steps.p.slot}'\n" +
		"400:\n    - hold: {id: h, time: 1m}\n    - log: '${steps.h.status} ${steps.h.duration}'\n" +
		"500:\n    - bridge: {id: b, name: lobby, timeout: 1m}\n    - log: '${steps.b.status} ${steps.b.talk}'\n"
	for number, c := range map[string]struct{ script, want string }{
		"200": {"@confbridge-pin 4711# 10s 1 5s 1", "timeout 1m0s"}, "300": {"", "timeout 702"},
		"400": {"10s 5", "done 1m0s"}, "500": {"10s 5", "timeout 1m0s"},
	} {
		program := compiled(t, text)
		everOpened := false
		for dies, ended := 1, false; !ended; dies++ {
			script, err := flowtest.ParseScript(c.script)
			if err != nil {
				t.Fatal(err)
			}
			phone := &mortal{Phone: flowtest.NewPhone(flowtest.Options{}, script...), dies: dies}
			var last *flows.Checkpoint
			said, asked := "", 0
			opts := flows.Options{Flow: program.Flow("f" + number), Call: flows.CallInfo{ID: "c", Channel: "ch", From: "1"},
				Checkpoint: func(c *flows.Checkpoint) error { last = c; return nil },
				Observe: func(f flows.Fact) {
					switch {
					case f.Kind == flows.Logged || f.Kind == flows.StepFailed:
						said += f.Text
					case f.Kind == flows.PromptBegun && f.Text == "confbridge-pin":
						asked++
					}
				}}
			walk := func(walker *flows.Walker) flows.Status {
				outcome := walker.Run(phone.Context())
				return outcome.Status
			}
			house := func() *rooms.House {
				h := rooms.New("").Under(rooms.Options{Lots: map[string]rooms.Lot{"default": {First: 701, Last: 702}}})
				opts.World.Rooms = h
				return h
			}
			first := house()
			opened := false
			if status := walk(flows.NewWalker(program, phone, opts)); status != flows.Detached {
				ended = true
			} else {
				opened = strings.Contains(string(checkpointed(t, last)), `"Opened":true`)
				everOpened = everOpened || opened
				phone.Reattach()
				house()
				walker, err := flows.Resume(program, phone, opts, last)
				if err != nil {
					t.Fatal(err)
				}
				walk(walker)
			}
			if said != c.want && (number != "200" || opened || ended) {
				t.Errorf("%s, in wait %d: %q, want %q", number, dies, said, c.want)
			}
			if opened && asked > 1 {
				t.Errorf("%s, in wait %d: the PIN was asked for %d times", number, dies, asked)
			}
			if left := len(first.Conferences()) + len(first.Parked()); left > 0 {
				t.Errorf("%s, in wait %d: the rooms of the dead have %v, %v", number, dies, first.Conferences(), first.Parked())
			}
			if ended && number == "200" && !everOpened {
				t.Error("no process died behind the PIN")
			}
			if ended && dies < 3 {
				t.Errorf("%s: it waited %d times only", number, dies)
			}
		}
	}
}

// checkpointed is a checkpoint as it is written down.
func checkpointed(t *testing.T, c *flows.Checkpoint) []byte {
	t.Helper()
	data, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

package steps

import (
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
)

// Law: what makes no sense in the steps where calls meet is one finding, at its place.
func TestRoomsFindings(t *testing.T) {
	l := line{outside: flows.Outside{Names: map[string][]string{"parking": {"default", "vip"}}}}
	l.findings(t, [][2]string{
		{"conference: {room: 'a b'}", "29: room must be 1 to 60 letters, digits and _ . -, beginning with a letter or digit; found \"a b\" [wrong-type]"},
		{"conference: {room: ../x}", "29: room must be 1 to 60 letters, digits and _ . -, beginning with a letter or digit; found \"../x\" [wrong-type]"},
		{"conference: {room: x, limit: -1}", "39: limit must not be negative [wrong-type]"},
		{"conference: {room: x, attempts: 0}", "42: attempts must be at least 1 [wrong-type]"},
		{"conference: {room: x, record: ../x}", "40: no recording may be called that: \"../x\": no part of it may begin with a dot, .. leads elsewhere [wrong-type]"},
		{"conference: {room: x, announce: song}", "42: unknown announce \"song\"; accepted: none, beep, name [unknown-value]"},
		{"conference: {pin: '1'}", "10: conference needs room: a text [missing-field]"},
		{"park: {lot: vpi}", "22: unknown parking \"vpi\"; did you mean \"vip\"? [unknown-parking]"},
		{"park: {announce: parker}", "27: announce needs a parker: the endpoint that is rung [missing-field]"},
		{"park: {parker_timeout: 5s}", "33: parker_timeout needs a parker: the endpoint that is rung [missing-field]"},
		{"park: {parker: PJSIP/100, parker_timeout: 0s}", "52: parker_timeout must be at least 1s [wrong-type]"},
		{"park: {parker: '${call.from}'}", "25: parker must be an endpoint such as PJSIP/100 or PJSIP/${call.to}@trunk, whose technology is written out, found \"${call.from}\" [wrong-type]"},
		{"retrieve: {lot: vip}", "10: retrieve needs slot: a text [missing-field]"},
		{"retrieve: {slot: 1, end_keys: x}", "40: end_keys must be keys such as # or *#, or none; found \"x\" [wrong-type]"},
		{"bridge: {muted: true}", "10: bridge needs either a name or a call [exclusive-fields]"},
		{"bridge: {name: x, call: y}", "10: bridge needs either a name or a call [exclusive-fields]"},
		{"bridge: {name: x/y}", "25: name must be 1 to 80 letters, digits and _ . -, beginning with a letter or digit; found \"x/y\" [wrong-type]"},
		{"bridge: {call: y, keep: true}", "34: keep goes with a name, not with a call [exclusive-fields]"},
	})
}

// Law: without rooms in the process a step that needs them fails and says so; hold is music then.
func TestWithoutRooms(t *testing.T) {
	for _, step := range []string{"conference: x", "park", "retrieve: 701", "bridge: x", "bridge: {call: x}"} {
		p := line{}.dial(t, "flows: {main: ["+step+"]}", "")
		if p.outcome.Status != flows.Failed || !strings.Contains(p.failures(), flows.ErrNotHere.Error()) {
			t.Errorf("%s: %+v, %s", step, p.outcome, p.failures())
		}
	}
	p := line{}.dial(t, "flows: {main: [hold: {id: h, time: 10s, music: jazz}, log: '${steps.h.status} ${steps.h.duration}']}", "")
	if signals := strings.Join(p.phone.Signals(), " "); p.logged() != "done 10s" || !strings.Contains(signals, "music") {
		t.Errorf("hold: %q, signals %q", p.logged(), signals)
	}
}

// Law: a room, a slot or a bridge that is computed is checked when the call comes there.
func TestComputedRooms(t *testing.T) {
	for step, want := range map[string]string{
		"conference: '${call.from}/x'":                       "room must be",
		"bridge: '${call.from}/x'":                           "name must be",
		"conference: {room: x, record: '${call.from}/../x'}": "no recording may be called that",
	} {
		p := line{world: flows.World{Rooms: noRooms{}}}.dial(t, "flows: {main: ["+step+"]}", "")
		if !strings.Contains(p.failures(), want) {
			t.Errorf("%s: %q", step, p.failures())
		}
	}
}

// noRooms has no room for anybody.
type noRooms struct{ flows.Rooms }

func (noRooms) Enter(flows.RoomEntry) (flows.Seat, error)  { return nil, flows.ErrRooms }
func (noRooms) Wait(flows.Waiter) (flows.Meeting, error)   { return nil, flows.ErrNoLot }
func (noRooms) PickUp(flows.PickUp) (flows.Meeting, error) { return nil, flows.ErrNoLot }

// Law: too many rooms are a result; a parking that is not there is an error.
func TestNoRooms(t *testing.T) {
	world := flows.World{Rooms: noRooms{}}
	p := line{world: world}.dial(t, "flows: {main: [conference: {id: c, room: x}, log: '${steps.c.status}']}", "")
	if p.logged() != "full" {
		t.Errorf("got %q", p.logged())
	}
	for step, want := range map[string]string{"park": "parking in default: there is no such parking", "retrieve: 1": "there is no such parking"} {
		if p := (line{world: world}).dial(t, "flows: {main: ["+step+"]}", ""); !strings.Contains(p.failures(), want) {
			t.Errorf("%s: %q", step, p.failures())
		}
	}
}

// unsettled are rooms whose callers of another process never come back.
type unsettled struct{ noRooms }

func (unsettled) Settled(string, string, func(any)) bool { return false }

func (unsettled) Elsewhere(string, string) {}

// Law: who comes to rooms whose callers are awaited waits at the door, but not for ever; keys are kept for the next question.
func TestTheDoorOpensAtLast(t *testing.T) {
	for _, step := range []string{"conference: x", "bridge: x", "park: {on_error: {set: {x: 1}}}", "hold: {on_error: {set: {x: 1}}}",
		"retrieve: {slot: 1, on_error: {set: {x: 1}}}"} {
		p := line{world: flows.World{Rooms: unsettled{}}}.dial(t, "flows: {main: ["+step+", collect: {id: c, length: 1, prompt: x}, log: '${steps.c.value}']}", "2s 7 60s")
		if took := p.phone.Elapsed(); p.logged() != "7" || took != rebuildTime {
			t.Errorf("%s: logged %q after %v; %s", step, p.logged(), took, p.failures())
		}
	}
}

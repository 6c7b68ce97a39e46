package flowtest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// happens are the events until the deadline, as "3s answered leg-1".
func happens(t *testing.T, p *flowtest.Phone, until time.Duration) string {
	t.Helper()
	start := p.Now().Add(-p.Elapsed())
	var told []string
	for {
		event, err := p.Next(p.Context(), start.Add(until))
		if err != nil {
			t.Fatal(err)
		}
		at := event.At.Sub(start)
		switch event.Kind {
		case flows.TimeUp:
			return strings.Join(told, ", ")
		case flows.LegChanged:
			told = append(told, fmt.Sprintf("%v %s %s", at, event.State, event.Leg))
		case flows.LegKey:
			told = append(told, fmt.Sprintf("%v %s presses %s", at, event.Leg, event.Key))
		case flows.PartyLeft:
			told = append(told, fmt.Sprintf("%v %s leaves %s", at, event.Leg, event.Bridge))
		case flows.PlaybackEnded:
			told = append(told, fmt.Sprintf("%v played", at))
		case flows.RecordingOver:
			told = append(told, fmt.Sprintf("%v recorded %s for %v", at, event.Recording, event.Took))
		default:
			told = append(told, fmt.Sprintf("%v %v", at, event.Kind))
		}
	}
}

// TestCalleesDoWhatTheyAreMadeFor has a row for each.
func TestCalleesDoWhatTheyAreMadeFor(t *testing.T) {
	s := time.Second
	for _, c := range []struct {
		callee flowtest.Callee
		leg    flows.Leg
		want   string
	}{
		{flowtest.Callee{Endpoint: "PJSIP/1", Answers: true, After: 2 * s}, flows.Leg{}, "0s rang leg-1, 2s answered leg-1"},
		{flowtest.Callee{Endpoint: "PJSIP/*", Answers: true, After: 2 * s, Progress: s, Silent: true}, flows.Leg{}, "1s progressed leg-1, 2s answered leg-1"},
		{flowtest.Callee{Endpoint: "*", Cause: 17, After: s}, flows.Leg{}, "0s rang leg-1, 1s gone leg-1"},
		{flowtest.Callee{Endpoint: "*/1"}, flows.Leg{Timeout: 5 * s}, "0s rang leg-1, 5s gone leg-1"},
		{flowtest.Callee{Endpoint: "PJSIP/2", Answers: true}, flows.Leg{}, "0s gone leg-1"},
		{flowtest.Callee{Endpoint: "P*/*1", Answers: true, Acts: flowtest.Script(flowtest.Wait(s), flowtest.Press("12"), flowtest.Wait(s), flowtest.HangUp())},
			flows.Leg{}, "0s rang leg-1, 0s answered leg-1, 1s leg-1 presses 1, 1.2s leg-1 presses 2, 2.2s gone leg-1"},
	} {
		p := flowtest.NewPhone(flowtest.Options{Dialled: []flowtest.Callee{c.callee}})
		c.leg.Endpoint = "PJSIP/1"
		if _, err := p.Dial(p.Context(), c.leg); err != nil {
			t.Fatal(err)
		}
		if got := happens(t, p, 20*s); got != c.want {
			t.Errorf("%+v: %s", c.callee, got)
		}
	}
}

// TestWhoHearsWhat: what plays to a leg it hears alone, what plays in a bridge all in it hear.
func TestWhoHearsWhat(t *testing.T) {
	p := flowtest.NewPhone(flowtest.Options{Dialled: []flowtest.Callee{{Endpoint: "*", Answers: true,
		Acts: flowtest.Script(flowtest.Hear("both"), flowtest.Wait(3*time.Second), flowtest.HangUp())}}})
	ctx := p.Context()
	leg, _ := p.Dial(ctx, flows.Leg{Endpoint: "PJSIP/1"})
	if _, err := p.PlayTo(ctx, leg, "", []string{"callee"}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Play(ctx, "", []string{"caller"}); err != nil {
		t.Fatal(err)
	}
	happens(t, p, 2*time.Second)
	bridge, _ := p.Bridge(ctx, flows.Bridge{})
	for _, party := range []flows.Party{flows.Caller, leg} {
		if err := p.Join(ctx, bridge, party, flows.Joining{}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := p.PlayIn(ctx, bridge, "", []string{"both"}); err != nil {
		t.Fatal(err)
	}
	if got, want := happens(t, p, 20*time.Second), "4s played, 5s leg-1 leaves bridge-3, 5s gone leg-1"; got != want {
		t.Error(got)
	}
	if legs := p.Legs(); len(p.Heard()) != 2 || len(legs[0].Heard) != 2 || legs[0].Heard[0].Media != "callee" || p.Heard()[0].Media != "caller" {
		t.Errorf("the caller heard %v, the callee %v", p.Heard(), legs[0].Heard)
	}
	if members := p.Members(bridge); len(members) != 1 || p.Bridged(leg) != "" || p.Bridged(flows.Caller) != bridge {
		t.Errorf("in the bridge are %v", members)
	}
	if err := p.Join(ctx, bridge, leg, flows.Joining{}); err != flows.ErrPartyGone {
		t.Errorf("a leg that is gone joins: %v", err)
	}
	if left := p.Left(); len(left) != 1 {
		t.Errorf("left are %v", left)
	}
	if err := p.Unbridge(ctx, bridge); err != nil || len(p.Left()) > 0 {
		t.Errorf("left are %v, %v", p.Left(), err)
	}
}

// TestRecordingsEnd as they are asked to: by time, silence, key, hand or with their party.
func TestRecordingsEnd(t *testing.T) {
	s := time.Second
	for _, c := range []struct {
		script    string
		recording flows.Recording
		talks     time.Duration
		change    flows.RecordingChange
		want      string
	}{
		{"", flows.Recording{Max: 5 * s}, 0, "", "5s recorded a for 5s"},
		{"", flows.Recording{Max: 9 * s, Silence: 2 * s}, 4 * s, "", "6s recorded a for 4s"},
		{"3s #", flows.Recording{Terminator: "#"}, 0, "", "3s 1, 3s recorded a for 3s"},
		{"3s 1", flows.Recording{Terminator: "any"}, 0, "", "3s 1, 3s recorded a for 3s"},
		{"3s 1", flows.Recording{Terminator: "none", Max: 4 * s}, 0, "", "3s 1, 4s recorded a for 4s"},
		{"", flows.Recording{}, 0, flows.StopRecording, "0s recorded a for 0s"},
		{"", flows.Recording{Max: 4 * s}, 0, flows.PauseRecording, "4s recorded a for 4s"},
	} {
		script, err := flowtest.ParseScript(c.script)
		if err != nil {
			t.Fatal(err)
		}
		p := flowtest.NewPhone(flowtest.Options{Talks: c.talks}, script...)
		c.recording.Name = "a"
		if err := p.Record(p.Context(), c.recording); err != nil {
			t.Fatal(err)
		}
		if c.change != "" {
			if err := p.ChangeRecording(p.Context(), "a", c.change); err != nil {
				t.Fatal(err)
			}
		}
		if got := happens(t, p, 20*s); got != c.want {
			t.Errorf("%+v: %s", c.recording, got)
		}
	}
}

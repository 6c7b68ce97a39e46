package call

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// tapes walks steps, each as YAML writes it in a line, while act plays the caller.
func tapes(t *testing.T, prepare func(*fakeari.Server), act func(context.Context, *exchange), steps ...string) *exchange {
	t.Helper()
	last := strings.TrimSuffix(steps[len(steps)-1], "}")
	text := "when: 'false', targets: [PJSIP/1]}"
	for _, one := range append(steps[:len(steps)-1:len(steps)-1], last) {
		text += "\n      - " + one
	}
	return walks(t, text, prepare, func(ctx context.Context, x *exchange) {
		ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
		defer cancel()
		act(ctx, x)
	})
}

// ended are the statuses with which steps ended.
func (x *exchange) ended() string {
	var words []string
	for _, f := range x.facts {
		if f.Kind == flows.StepEnded {
			words = append(words, f.Outcome)
		}
	}
	return strings.Join(words, " ")
}

func nothing(*fakeari.Server) {}

// TestRecordingOnAsterisk has a row for each end of a recording: what is told of it, and what Asterisk has then.
func TestRecordingOnAsterisk(t *testing.T) {
	for name, c := range map[string]struct {
		steps   []string
		prepare func(*fakeari.Server)
		act     func(context.Context, *exchange)
		ended   string
		kept    []string
	}{
		"a key": {steps: []string{"record: {name: a/b}"}, ended: "dtmf", kept: []string{"a/b"},
			act: func(_ context.Context, x *exchange) { time.Sleep(3 * time.Second); x.caller.Press("#") }},
		"its greatest length": {steps: []string{"record: {name: a, max: 4s}"}, ended: "timeout", kept: []string{"a"}},
		"silence": {steps: []string{"record: {name: a, silence: 2s}"}, ended: "silence", kept: []string{"a"},
			act: func(_ context.Context, x *exchange) { x.caller.Speak(3 * time.Second) }},
		"hanging up": {steps: []string{"record: {name: a}"}, kept: nil,
			act: func(_ context.Context, x *exchange) { time.Sleep(3 * time.Second); x.caller.Hangup(16) }},
		"hanging up, and it is kept": {steps: []string{"record: {name: a, keep_on_hangup: true}"}, kept: []string{"a"},
			act: func(_ context.Context, x *exchange) { time.Sleep(3 * time.Second); x.caller.Hangup(16) }},
		"too short": {steps: []string{"record: {name: a, min: 5s}"}, ended: "dtmf", kept: nil,
			act: func(_ context.Context, x *exchange) { time.Sleep(3 * time.Second); x.caller.Press("#") }},
		"the name is taken": {steps: []string{"record: {name: a, max: 1s}", "record: {name: a, max: 1s}"}, ended: "timeout error",
			kept: []string{"a"}},
		"an end that nobody tells": {steps: []string{"record: {name: a, silence: 2s}"}, ended: "silence", kept: []string{"a"},
			prepare: func(s *fakeari.Server) { s.Fault(fakeari.Fault{Name: fakeari.Drop, Event: "RecordingFinished"}) }},
		"an answer that is lost": {steps: []string{"record: {name: a, max: 4s}"}, ended: "timeout", kept: []string{"a"},
			prepare: func(s *fakeari.Server) { s.Fault(fakeari.Fault{Name: fakeari.Drop, Event: "RecordingStarted"}) }},
		"the whole call": {steps: []string{"record_call: {name: a}", "wait: {time: 5s}"}, ended: "recording done", kept: []string{"a"}},
		"the whole call, hung up": {steps: []string{"record_call: {name: a}", "wait: {time: 5s}"}, ended: "recording", kept: []string{"a"},
			act: func(_ context.Context, x *exchange) { time.Sleep(2 * time.Second); x.caller.Hangup(16) }},
		"the whole call, stopped": {steps: []string{"record_call: {name: a}", "wait: {time: 2s}", "record_call: {do: stop}", "wait: {time: 2s}"},
			ended: "recording done stopped done", kept: []string{"a"}},
		"a tap that is not ready": {steps: []string{"record_call: {name: a}", "wait: {time: 1s}"}, ended: "recording done", kept: []string{"a"},
			prepare: func(s *fakeari.Server) {
				s.Fault(fakeari.Fault{Name: fakeari.ErrorOnce, Operation: "channels.record", Status: 409, Times: 3})
			}},
		"a tap that is never ready": {steps: []string{"record_call: {name: a, on_error: {log: no}}", "wait: {time: 1s}"}, ended: " done", kept: nil,
			prepare: func(s *fakeari.Server) {
				s.Fault(fakeari.Fault{Name: fakeari.ErrorOnce, Operation: "channels.record", Status: 409, Times: -1})
			}},
		"a message within the recorded call": {steps: []string{"record_call: {name: whole}", "record: {name: a, max: 3s}"},
			ended: "recording timeout", kept: []string{"a", "whole"}},
	} {
		var left []string
		prepare, act := c.prepare, c.act
		if prepare == nil {
			prepare = nothing
		}
		x := tapes(t, prepare, func(ctx context.Context, x *exchange) {
			if act != nil {
				act(ctx, x)
			}
			if _, err := x.caller.AwaitEnd(ctx); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			time.Sleep(10 * time.Second)
			left = x.srv.Recordings()
		}, c.steps...)
		if got := x.ended(); got != c.ended || !slices.Equal(left, c.kept) {
			t.Errorf("%s: ended %q, want %q; Asterisk has %q, want %q\n%+v", name, got, c.ended, left, c.kept, x.facts)
		}
	}
}

// Law: who is joined as soon as their recording has ended is in the bridge, though Asterisk has not let go of it yet; where
// it never does that is told in half a second, and the caller is nobody who has hung up.
func TestJoiningBehindARecording(t *testing.T) {
	for times, joins := range map[int]bool{2: true, -1: false} {
		onLine(t, func(ctx context.Context, l *line) {
			if err := l.call.Answer(ctx); err != nil {
				t.Fatal(err)
			}
			bridge, err := l.call.Bridge(ctx, flows.Bridge{})
			if err != nil {
				t.Fatal(err)
			}
			l.srv.Fault(fakeari.Fault{Name: fakeari.ErrorOnce, Operation: "bridges.addChannel", Status: 409, Times: times})
			began := time.Now()
			err = l.call.Join(ctx, bridge, flows.Caller, flows.Joining{})
			if took := time.Since(began); (err == nil) != joins || took > time.Second {
				t.Errorf("refused %d times: %v after %v", times, err, took)
			}
			if cause := context.Cause(l.call.Context()); cause != nil {
				t.Errorf("refused %d times: %v", times, cause)
			}
			if isIn := len(l.srv.Members(bridge)) == 1; isIn != joins {
				t.Errorf("refused %d times: the bridge has %v", times, l.srv.Members(bridge))
			}
			if err := l.call.Unbridge(ctx, bridge); err != nil {
				t.Error(err)
			}
		})
	}
}

// Law: a secret is not in the recording of the call, also when it is asked for at the moment in which that begins.
func TestSecretOnAsterisk(t *testing.T) {
	x := tapes(t, nothing, func(ctx context.Context, x *exchange) {
		x.caller.Speak(time.Minute)
		time.Sleep(4 * time.Second)
		x.caller.Press("12")
		if _, err := x.caller.AwaitEnd(ctx); err != nil {
			t.Error(err)
		}
		got, err := x.srv.AwaitRecording(ctx, "a")
		if err != nil || got.Talking > 1500*time.Millisecond || got.Length < 4*time.Second {
			t.Errorf("recorded %v, of which %v is speech: %v", got.Length, got.Talking, err)
		}
	}, "record_call: {name: a}", "collect: {prompt: beep, secret: true, length: 2}", "wait: {time: 1s}")
	if got := x.ended(); got != "recording ok done" {
		t.Errorf("ended %q", got)
	}
}

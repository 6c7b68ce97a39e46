package flowtest_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// phone plays the lists one after the other, without a flow; it gives what
// happened: keys, "." for each list's end, and "!" for one that failed.
func phone(t *testing.T, opts flowtest.Options, script string, lists ...[]string) (*flowtest.Phone, string) {
	t.Helper()
	p := flowtest.NewPhone(opts, acts(t, script)...)
	happened := ""
	for _, media := range lists {
		id, err := p.Play(p.Context(), "", media)
		for err == nil {
			var event *flows.Event
			if event, err = p.Next(p.Context(), time.Time{}); err != nil {
				break
			}
			if event.Kind == flows.KeyPressed {
				happened += event.Key.String()
				continue
			}
			if event.Playback != id {
				t.Errorf("the end of %s came instead of that of %s", event.Playback, id)
			}
			happened += map[bool]string{true: "!", false: "."}[event.Failed]
			break
		}
		if err != nil {
			return p, happened + err.Error()
		}
	}
	return p, happened
}

func acts(t *testing.T, script string) []flowtest.Act {
	t.Helper()
	parsed, err := flowtest.ParseScript(script)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func heard(p *flowtest.Phone) string {
	text := ""
	for _, h := range p.Heard() {
		text += h.Media + "@" + h.At.String() + "+" + h.For.String()
		if h.Cut {
			text += "/"
		}
		text += " "
	}
	return text
}

// TestPhone has a row for each way in which prompts and acts meet.
func TestPhone(t *testing.T) {
	lengths := flowtest.Options{Lengths: map[string]time.Duration{"long": 5 * time.Second, "none": 0},
		Missing: []string{"nosuch"}}
	for name, c := range map[string]struct {
		script          string
		lists           [][]string
		happened, heard string
	}{
		"a length of its own, and the default": {"", [][]string{{"long", "a"}}, ".", "long@0s+5s a@5s+2s "},
		"keys while it plays":                  {"1s 12", [][]string{{"a"}}, "12.", "a@0s+2s "},
		"an end and a key at once":             {"2s 1", [][]string{{"a"}, {"b"}}, ".1.", "a@0s+2s b@2s+2s "},
		"a prompt without length":              {"@none 1", [][]string{{"none"}, {"a"}}, ".1.", "none@0s+0s a@0s+2s "},
		"waiting for a prompt":                 {"@b 1s 1", [][]string{{"a"}, {"b"}}, ".1.", "a@0s+2s b@2s+2s "},
		"waiting for one in a list":            {"@b 1s 1", [][]string{{"a", "b"}}, "1.", "a@0s+2s b@2s+2s "},
		"waiting for the same one twice":       {"@a @a 1s 1", [][]string{{"a"}, {"a"}}, ".1.", "a@0s+2s a@2s+2s "},
		"a missing prompt":                     {"", [][]string{{"nosuch"}, {"a", "nosuch"}, {"nosuch", "a"}}, "!!.", "a@0s+2s a@2s+2s "},
		"hanging up cuts it off":               {"1s hangup", [][]string{{"a"}}, "the caller has hung up (normal)", "a@0s+1s/ "},
	} {
		p, happened := phone(t, lengths, c.script, c.lists...)
		if happened != c.happened || heard(p) != c.heard {
			t.Errorf("%s: happened %q, want %q; heard %q, want %q", name, happened, c.happened, heard(p), c.heard)
		}
	}
}

func TestDeadlines(t *testing.T) {
	p := flowtest.NewPhone(flowtest.Options{}, acts(t, "1s 1 1s 2")...)
	at := func(d time.Duration) time.Time { return p.Now().Add(d) }
	for _, c := range []struct {
		wait time.Duration
		kind flows.EventKind
		took time.Duration
	}{
		{500 * time.Millisecond, flows.TimeUp, 500 * time.Millisecond},
		{500 * time.Millisecond, flows.KeyPressed, time.Second}, // at the very deadline the key comes first
		{0, flows.TimeUp, time.Second},
		{-time.Hour, flows.TimeUp, time.Second},
		{time.Minute, flows.KeyPressed, 2 * time.Second},
	} {
		event, err := p.Next(p.Context(), at(c.wait))
		if err != nil || event.Kind != c.kind || p.Elapsed() != c.took || !event.At.Equal(p.Now()) {
			t.Errorf("after %v: %+v, %v at %v", c.wait, event, err, p.Elapsed())
		}
	}
}

func TestPatience(t *testing.T) {
	p := flowtest.NewPhone(flowtest.Options{Patience: time.Minute}, flowtest.Wait(time.Second))
	_, err := p.Next(p.Context(), time.Time{})
	if !errors.Is(err, flows.ErrHangup) || p.Elapsed() != time.Minute+time.Second {
		t.Errorf("%v after %v", err, p.Elapsed())
	}
	p = flowtest.NewPhone(flowtest.Options{}, flowtest.Hear("never"))
	if _, err := p.Next(p.Context(), time.Time{}); err == nil {
		t.Error("a script that waits for what never plays came to an event")
	}
}

// TestKeysInTheAnswerDelay are not lost, and a hangup in it ends the answer.
func TestKeysInTheAnswerDelay(t *testing.T) {
	p := flowtest.NewPhone(flowtest.Options{AnswerDelay: time.Second}, acts(t, "10ms 7 2s 8")...)
	if err := p.Answer(p.Context()); err != nil || p.Elapsed() != time.Second {
		t.Fatal(err, p.Elapsed())
	}
	first, _ := p.Next(p.Context(), p.Now())
	second, _ := p.Next(p.Context(), time.Time{})
	if first.Key != '7' || first.At.Sub(p.Now().Add(-p.Elapsed())) != 10*time.Millisecond || second.Key != '8' {
		t.Errorf("got %+v and %+v", first, second)
	}
	p = flowtest.NewPhone(flowtest.Options{AnswerDelay: time.Second}, acts(t, "300ms hangup")...)
	if err := p.Answer(p.Context()); !errors.Is(err, flows.ErrHangup) || p.Elapsed() != 300*time.Millisecond {
		t.Errorf("%v after %v", err, p.Elapsed())
	}
}

// TestAnOverContextEndsEverything, with its cause.
func TestAnOverContextEndsEverything(t *testing.T) {
	p := flowtest.NewPhone(flowtest.Options{})
	id, _ := p.Play(p.Context(), "", []string{"a"})
	p.Detach()
	ctx := p.Context()
	_, playErr := p.Play(ctx, "", []string{"a"})
	_, nextErr := p.Next(ctx, p.Now())
	for what, err := range map[string]error{"Play": playErr, "Next": nextErr, "Answer": p.Answer(ctx),
		"Stop": p.Stop(ctx, id), "Continue": p.Continue(ctx, flows.Place{})} {
		if !errors.Is(err, flows.ErrDetached) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := p.Hangup(ctx, flows.CauseNormal); err != nil || p.HungUp() != nil {
		t.Errorf("a detached phone was hung up: %v", err)
	}
	if p.Reattach(); p.Context().Err() != nil || heard(p) != "a@0s+0s/ " {
		t.Errorf("after Reattach: %v, heard %q", p.Context().Err(), heard(p))
	}
}

func TestStopOfWhatIsOver(t *testing.T) {
	p := flowtest.NewPhone(flowtest.Options{})
	if err := p.Stop(context.Background(), "playback-9"); err != nil {
		t.Error(err)
	}
}

func TestParseScript(t *testing.T) {
	got, err := flowtest.ParseScript("3s 1, @ask 12#\n500ms hangup")
	if err != nil {
		t.Fatal(err)
	}
	want := flowtest.Script(flowtest.Wait(3*time.Second), flowtest.Press("1"), flowtest.Hear("ask"), flowtest.Press("12#"),
		flowtest.Wait(500*time.Millisecond), flowtest.HangUp())
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(flowtest.Act{}), cmp.Comparer(
		func(a, b digits.Key) bool { return a == b })); diff != "" {
		t.Error(diff)
	}
	for _, bad := range []string{"x", "-3s", "1e9", "hang up"} {
		if script, err := flowtest.ParseScript(bad); err == nil {
			t.Errorf("%q was read as %v", bad, script)
		}
	}
}

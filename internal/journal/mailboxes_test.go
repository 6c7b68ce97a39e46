package journal

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows"
)

// office answers all that mailboxes are asked.
type office struct {
	flows.Mailboxes
	err   error
	boxes int
}

func ann() flows.Mailbox {
	return flows.Mailbox{Number: "100", Name: "Ann Lee", Language: "en", Zone: "UTC", New: 2, Old: 3, Urgent: 1, Full: true, HasPIN: true,
		Greetings: map[string]string{"name": "recording:n", "busy": "recording:b"},
		Rules:     flows.VoicemailRules{Max: time.Minute, Min: time.Second, Silence: 2 * time.Second, MaxGreeting: 3 * time.Second, Format: "wav", PINLeast: 4}}
}

func letter() flows.VoiceMessage {
	return flows.VoiceMessage{ID: "a", Mailbox: "100", From: "0301", FromName: "Cleo", At: time.Date(2026, 3, 2, 9, 0, 0, 7, time.UTC), Took: time.Second,
		Urgent: true, Media: "recording:a", Recording: flows.StoredRecording{Asterisk: "pbx"}}
}

func (o office) Mailbox(context.Context, string, string) (flows.Mailbox, bool, error) {
	return ann(), o.err == nil, o.err
}

func (o office) Directory(context.Context, string) ([]flows.Mailbox, error) {
	all := []flows.Mailbox{}
	for range o.boxes {
		all = append(all, ann())
	}
	return all, o.err
}

func (o office) Unlock(_ context.Context, _ string, pin flows.Secret) (flows.Unlocking, error) {
	if flows.Reveal(pin) == "4711" {
		return flows.Unlocked, o.err
	}
	return flows.WrongPIN, o.err
}

func (o office) Messages(context.Context, string, string, string) ([]flows.VoiceMessage, error) {
	return []flows.VoiceMessage{letter()}, o.err
}

func (o office) SetPIN(context.Context, string, flows.Secret) error                 { return o.err }
func (o office) Expect(context.Context, flows.VoiceMessage) error                   { return o.err }
func (o office) Deliver(context.Context, flows.VoiceMessage) error                  { return o.err }
func (o office) Withdraw(context.Context, flows.VoiceMessage) error                 { return o.err }
func (o office) File(context.Context, string, string, string) error                 { return o.err }
func (o office) Discard(context.Context, string, string, bool) error                { return o.err }
func (o office) Forward(context.Context, string, string, string) error              { return o.err }
func (o office) Greet(context.Context, string, string, flows.StoredRecording) error { return o.err }

// visited are all questions to mailboxes, as a journal has them.
func visited(t *testing.T, opts Options, o office) []Asked {
	t.Helper()
	return asks(t, opts, world{}, func(ctx context.Context, w flows.World) {
		boxes := mailboxes{w.Store.(store).call, o}
		_, _, _ = boxes.Mailbox(ctx, "100", "pbx")
		_, _ = boxes.Directory(ctx, "pbx")
		_, _ = boxes.Unlock(ctx, "9876", flows.NewSecret("100"))
		_, _ = boxes.Unlock(ctx, "100", flows.NewSecret("4711"))
		_ = boxes.SetPIN(ctx, "100", flows.NewSecret("5566"))
		_ = boxes.Expect(ctx, letter())
		_ = boxes.Deliver(ctx, letter())
		_ = boxes.Withdraw(ctx, letter())
		_, _ = boxes.Messages(ctx, "100", "INBOX", "pbx")
		_ = boxes.File(ctx, "100", "a", "Old")
		_ = boxes.Discard(ctx, "100", "a", true)
		_ = boxes.Discard(ctx, "100", "a", false)
		_ = boxes.Forward(ctx, "100", "a", "200")
		_ = boxes.Greet(ctx, "100", "busy", flows.StoredRecording{Name: "b"})
		_ = boxes.Greet(ctx, "100", "busy", flows.StoredRecording{})
	})
}

// Law: what mailboxes are asked and answer is there to be walked again, and nothing of PINs, nor what a wrong one was tried for.
func TestMailboxesAreWritten(t *testing.T) {
	got := visited(t, Options{Answers: true}, office{boxes: 2})
	lines := []string{}
	for _, asked := range got {
		line := strings.TrimRight(asked.Op+" "+asked.Target+" "+asked.Key, " ")
		if asked.Value != "" {
			line += " " + asked.Value
		}
		lines = append(lines, line)
	}
	want := []string{"mailbox 100", "directory", "unlock   wrong", "unlock 100  unlocked", "set-pin 100", "expect 100", "deliver 100", "withdraw 100",
		"messages 100 INBOX", "file 100 a Old", "discard 100 a", "restore 100 a", "forward 100 a 200", "greet 100 busy", "ungreet 100 busy"}
	for i := range want {
		want[i] = strings.Join(strings.Fields(want[i]), " ")
		lines[i] = strings.Join(strings.Fields(lines[i]), " ")
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(ann(), got[0].Boxes[0].Mailbox()) + cmp.Diff(letter(), got[8].Messages[0].VoiceMessage()); diff != "" || !got[0].Found {
		t.Error(diff)
	}
	if named := got[1].Boxes; len(named) != 2 || named[0].Name != "Ann Lee" || len(named[0].Greetings) != 1 || named[0].Max != 0 {
		t.Errorf("the directory is %+v", named)
	}
	text, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"9876", "4711", "5566"} {
		if strings.Contains(string(text), secret) {
			t.Errorf("%s is in %s", secret, text)
		}
	}
}

// Law: an error has its kind; of a PIN that was tried not even its text. Too many mailboxes are cut, and without answers nothing is there.
func TestMailboxesThatFail(t *testing.T) {
	for _, asked := range visited(t, Options{Answers: true}, office{err: fmt.Errorf("opening the mailbox 9876: %w", flows.ErrMailboxFull)}) {
		if asked.Fault != "full" || asked.Op == "unlock" && strings.Contains(asked.Error, "9876") {
			t.Errorf("%+v", asked)
		}
	}
	if asked := visited(t, Options{Answers: true}, office{boxes: 2000})[1]; !asked.Cut || len(asked.Boxes) > 0 {
		t.Errorf("of two thousand mailboxes there are %d", len(asked.Boxes))
	}
	for _, asked := range visited(t, Options{}, office{boxes: 2}) {
		if !asked.Bare || asked.Target+asked.Key+asked.Value != "" || len(asked.Boxes)+len(asked.Messages) > 0 {
			t.Errorf("without answers there is %+v", asked)
		}
	}
}

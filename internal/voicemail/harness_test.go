package voicemail

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
)

// morning is when the clocks of tests begin.
func morning() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }

// house is a post with three mailboxes, and a clock that the test sets.
type house struct {
	t      *testing.T
	post   *Post
	office *Office
	now    time.Time
	// heeds sees the facts of calls, nil for nobody.
	heeds func(flows.Fact)
}

func boxes() Settings {
	return Settings{
		Boxes: []Box{{Number: "100", Name: "Ann Lee", PIN: flows.NewSecret("4711"), Zone: "UTC"},
			{Number: "200", Name: "Bob Müller", PIN: flows.NewSecret("1234")}, {Number: "300", MaxMessages: 1}},
		Rules: flows.VoicemailRules{Max: time.Minute, Min: 2 * time.Second, Silence: 5 * time.Second,
			MaxGreeting: 10 * time.Second, Format: "wav", PINLeast: 4},
		MaxMessages: 3, LockAfter: 4, LockFor: 15 * time.Minute, Location: time.UTC, Device: "Stasis:mwi-{mailbox}",
	}
}

func newHouse(t *testing.T, index index) *house {
	h := &house{t: t, now: morning()}
	h.post = newPost(Options{Now: func() time.Time { return h.now }}, index)
	h.office = h.post.Office(boxes())
	return h
}

// leave puts a message of some seconds into a mailbox, a minute after the one before.
func (h *house) leave(box, id string, seconds int, change ...func(*flows.VoiceMessage)) {
	h.t.Helper()
	h.now = h.now.Add(time.Minute)
	m := message(box, id, h.now)
	m.Took = time.Duration(seconds) * time.Second
	for _, one := range change {
		one(&m)
	}
	ctx := context.Background()
	if err := h.office.Expect(ctx, m); err != nil {
		h.t.Fatal(err)
	}
	if err := h.office.Deliver(ctx, m); err != nil {
		h.t.Fatal(err)
	}
}

func message(box, id string, at time.Time) flows.VoiceMessage {
	return flows.VoiceMessage{ID: id, Mailbox: box, From: "0301234", FromName: "Cleo", At: at, Took: 5 * time.Second,
		Recording: flows.StoredRecording{Asterisk: "pbx", Name: "voicemail/" + box + "/" + id, Format: "wav"}}
}

// inBox are the messages of all folders: "INBOX:a,b Old:c".
func (h *house) inBox(box string) string {
	h.t.Helper()
	var folders []string
	for _, folder := range flows.Folders() {
		messages, err := h.office.Messages(context.Background(), box, folder, "pbx")
		if err != nil {
			h.t.Fatal(err)
		}
		var ids []string
		for _, m := range messages {
			id := m.ID
			if len(id) == 20 {
				id = "new" // one that a call has left
			}
			if m.Urgent {
				id += "!"
			}
			ids = append(ids, fmt.Sprintf("%s/%v", id, m.Took))
		}
		if len(ids) > 0 {
			folders = append(folders, folder+":"+strings.Join(ids, ","))
		}
	}
	return strings.Join(folders, " ")
}

// dialled is how a call into the house went.
type dialled struct {
	outcome flows.Outcome
	phone   *flowtest.Phone
	facts   []flows.Fact
}

// dial walks steps; acts are those of the caller: "@prompt" waits for one, "3s" waits, "12#" presses, "hangup".
func (h *house) dial(text string, opts flowtest.Options, acts string) dialled {
	h.t.Helper()
	registry, err := flows.NewRegistry(steps.All()...)
	if err != nil {
		h.t.Fatal(err)
	}
	doc, findings := source.Parse("f", "numbers: {_.: main}\nflows:\n  main:\n    on_hangup: {log: 'gone ${steps.v.status}'}\n    steps:\n"+text)
	program, faults := flows.Compile(doc, registry)
	if program == nil {
		h.t.Fatalf("%v %v\n%s", findings, faults, text)
	}
	opts.Start = h.now
	d := dialled{phone: flowtest.NewPhone(opts, script(h.t, acts)...)}
	h.post.opts.Now = func() time.Time { return d.phone.Now() }
	d.outcome = flows.NewWalker(program, d.phone, flows.Options{Flow: program.Flow("main"), World: flows.World{Mailboxes: h.office},
		Call: flows.CallInfo{ID: "c1", From: "0301234", FromName: "Cleo", To: "200", Language: "en", Asterisk: "pbx"},
		Observe: func(f flows.Fact) {
			if d.facts = append(d.facts, f); h.heeds != nil {
				h.heeds(f)
			}
		}}).Run(d.phone.Context())
	h.now = d.phone.Now()
	h.post.opts.Now = func() time.Time { return h.now }
	return d
}

func script(t *testing.T, text string) []flowtest.Act {
	t.Helper()
	acts, err := flowtest.ParseScript(text)
	if err != nil {
		t.Fatal(err)
	}
	return acts
}

// heard is what the caller heard, without those prompts that were cut off at once.
func (d dialled) heard() string {
	var words []string
	for _, one := range d.phone.Heard() {
		if one.For > 0 {
			words = append(words, one.Media)
		}
	}
	return strings.Join(words, " ")
}

// asked are all prompts that were begun, however soon a key cut them off.
func (d dialled) asked() string {
	var texts []string
	for _, f := range d.facts {
		if f.Kind == flows.PromptBegun {
			texts = append(texts, strings.ReplaceAll(f.Text, " & ", " "))
		}
	}
	return strings.Join(texts, " ")
}

func (d dialled) logged() string {
	var texts []string
	for _, f := range d.facts {
		if f.Kind == flows.Logged {
			texts = append(texts, f.Text)
		}
	}
	if n := len(texts); n > 1 && strings.HasPrefix(texts[n-1], "gone ") { // of interest only where nothing else was said
		texts = texts[:n-1]
	}
	return strings.Join(texts, "; ")
}

func (d dialled) String() string {
	var b strings.Builder
	for _, f := range d.facts {
		fmt.Fprintf(&b, "%8v %-15s %-10s %s %s\n", f.At.Sub(d.facts[0].At).Round(time.Millisecond), f.Kind, f.Step, f.Text, f.Outcome)
	}
	return b.String()
}

package voicemail

import (
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
)

// handOver walks steps; at the first fact that dies is true of, the process dies and another one goes on.
func (h *house) handOver(t *testing.T, text, acts string, dies func(flows.Fact) bool) dialled {
	t.Helper()
	registry, err := flows.NewRegistry(steps.All()...)
	if err != nil {
		t.Fatal(err)
	}
	doc, _ := source.Parse("f", "numbers: {_.: main}\nflows:\n  main:\n"+text)
	program, findings := flows.Compile(doc, registry)
	if program == nil {
		t.Fatal(findings)
	}
	d := dialled{phone: flowtest.NewPhone(flowtest.Options{Start: h.now}, script(t, acts)...)}
	h.post.opts.Now = func() time.Time { return d.phone.Now() }
	key, last, dead := []byte("0123456789abcdef"), []byte(nil), false
	opts := flows.Options{Flow: program.Flow("main"), World: flows.World{Mailboxes: h.office},
		Call: flows.CallInfo{ID: "c1", From: "0301234", Asterisk: "pbx"},
		Observe: func(f flows.Fact) {
			d.facts = append(d.facts, f)
			if !dead && dies(f) {
				dead = true
				d.phone.Detach()
			}
		},
		Checkpoint: func(c *flows.Checkpoint) (err error) {
			last, err = c.Marshal(key)
			if strings.Contains(string(last), "4711") {
				t.Error("a checkpoint holds the PIN")
			}
			return err
		}}
	d.outcome = flows.NewWalker(program, d.phone, opts).Run(d.phone.Context())
	if d.outcome.Status != flows.Detached {
		t.Fatalf("ended %+v\n%s", d.outcome, d)
	}
	d.phone.Reattach()
	checkpoint, err := flows.UnmarshalCheckpoint(last, key)
	if err != nil {
		t.Fatal(err)
	}
	walker, err := flows.Resume(program, d.phone, opts, checkpoint)
	if err != nil {
		t.Fatal(err)
	}
	d.outcome = walker.Run(d.phone.Context())
	return d
}

// Law: a message is one message, and whole, wherever the process dies that takes it.
func TestAMessageOutlivesItsProcess(t *testing.T) {
	key := func(f flows.Fact) bool { return f.Kind == flows.KeyWas }
	for name, c := range map[string]struct {
		acts, in, logged string
		dies             func(flows.Fact) bool
	}{
		"while it is recorded":       {"@vm-intro 10s 5 5s hangup", "INBOX:new/13s", "", key},
		"before it is recorded":      {"@vm-intro 20s #", "INBOX:new/10s", "success", func(f flows.Fact) bool { return f.Kind == flows.PromptEnded }},
		"when it has hardly begun":   {"@vm-intro 12s #", "INBOX:new/10s", "success", func(f flows.Fact) bool { return f.Kind == flows.RecordBegun }},
		"when it has just been said": {"@vm-intro 10s #", "INBOX:new/8s", "success", func(f flows.Fact) bool { return f.Kind == flows.RecordEnded }},
	} {
		h := newHouse(t, newMemoryIndex())
		d := h.handOver(t, "    - voicemail: {id: v, mailbox: '100'}\n    - log: '${steps.v.status}'\n", c.acts, c.dies)
		if got := h.inBox("100"); got != c.in || !strings.Contains(d.logged(), c.logged) {
			t.Errorf("%s: in the mailbox is %q, want %q, logged %q\n%s", name, got, c.in, d.logged(), d)
		}
		rows, err := h.post.index.rows(t.Context(), "100")
		if err != nil || len(rows) != 1 {
			t.Errorf("%s: %d rows, %v", name, len(rows), err)
		}
	}
}

// Law: who was in their mailbox stays in, and is asked for no PIN again; the PIN is not written down.
func TestAListenerOutlivesTheirProcess(t *testing.T) {
	h := newHouse(t, newMemoryIndex())
	h.leave("100", "a", 5)
	d := h.handOver(t, "    - voicemail_menu: {id: v}\n    - log: '${steps.v.status} ${steps.v.new}'\n",
		"@vm-login 100# 4711# @vm-opts 1s 1 @recording:voicemail/100/a 1s 5 @vm-youhave 1s #",
		func(f flows.Fact) bool { return f.Kind == flows.KeyWas && f.Text == "5" })
	if asked := d.asked(); d.logged() != "done 0" || strings.Count(asked, "vm-login") != 1 || strings.Count(asked, "vm-youhave") != 2 {
		t.Errorf("logged %q, asked %q\n%s", d.logged(), asked, d)
	}
}

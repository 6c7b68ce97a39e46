package replay

import (
	"bytes"
	"context"
	"os"
	"testing"

	"github.com/ariapp/ariapp/internal/journal"
)

// FuzzScript replays whatever may stand in a journal: it may be unfit, or go
// another way, but the walk comes to an end, and no more steps are the same than were recorded.
func FuzzScript(f *testing.F) {
	text, err := os.ReadFile(journals + "/shipped.jsonl")
	if err != nil {
		f.Fatal(err)
	}
	for _, call := range bytes.Split(text, []byte(`"seq":1,`)) {
		f.Add(append([]byte(`{"at":"2026-03-02T10:00:00Z","kind":"entered","call":"c","seq":1,`), call...))
	}
	h := built(f, line)
	setting := h.setting()
	f.Fuzz(func(t *testing.T, text []byte) {
		call := journal.Recorded{ID: "c"}
		for _, one := range bytes.Split(text, []byte("\n")) {
			e, err := journal.Parse(one)
			if err != nil {
				continue
			}
			e.Seq = len(call.Entries) + 1
			call.Entries = append(call.Entries, e)
		}
		s, err := newScript(call)
		if err != nil {
			return
		}
		route, ok := setting.Program.Route(s.entered.Call.To)
		if !ok {
			return
		}
		hidden, err := newHiddenKeys(s, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		w := newWalk(setting, s, hidden.keys, s.start)
		w.run(context.Background(), route)
		if w.end == nil && w.outcome.Status == "detached" {
			t.Fatal("the walk came to no end")
		}
		if w.marks > len(s.marks) || w.acted > len(s.acts) {
			t.Fatalf("%d of %d marks, %d of %d acts", w.marks, len(s.marks), w.acted, len(s.acts))
		}
	})
}

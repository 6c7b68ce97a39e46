package flows_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Law: a checkpoint carries what a walk knows of the recordings of its call.
func TestCheckpointsKnowRecordings(t *testing.T) {
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	c := &flows.Checkpoint{Format: 1, Version: "v", Taping: flows.Taping{Plan: &flows.RecordingPlan{Name: "p", Format: "wav"},
		Running: []flows.CallRecording{{Name: "a", Format: "wav", Leg: "call", Began: at, Masked: true, Min: time.Second}},
		Names:   map[string]int{"a": 1}}}
	data, err := c.Marshal(nil)
	if err != nil {
		t.Fatal(err)
	}
	again, err := flows.UnmarshalCheckpoint(data, nil)
	if err != nil {
		t.Fatal(err)
	}
	want, _ := json.Marshal(c.Taping)
	got, _ := json.Marshal(again.Taping)
	if string(got) != string(want) || !strings.Contains(string(got), `"masked":true`) {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Law: a name that passes is a path below a folder, of plain characters.
func FuzzRecordingName(f *testing.F) {
	for _, name := range []string{"a/b", "../a", "/a", "a/../b", ".a", "a b", "a\x00", "a//b", "ü"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if err := flows.CheckRecordingName(name); err != nil {
			if !errors.Is(err, flows.ErrRecordingName) || strings.ContainsAny(err.Error(), "\x00\n") {
				t.Errorf("%q: %v", name, err)
			}
			return
		}
		if name == "" || strings.HasPrefix(name, "/") || strings.Contains("/"+name, "/.") || strings.Contains(name, "//") ||
			strings.ContainsAny(name, " \\\x00&@'\"") || strings.HasSuffix(name, "/") {
			t.Errorf("%q passes", name)
		}
	})
}

package app

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/call"
)

// Law: what is kept of a call is written as encoding/json writes it, with its walk.
func TestKeptCallsAreWrittenAsEncodingJSONDoes(t *testing.T) {
	walk := &flows.Checkpoint{Format: 1, Version: "v", Call: flows.CallInfo{ID: "1.1"}, Started: time.Unix(9, 0).UTC()}
	text, err := walk.Marshal(nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, kept := range map[string]keptCall{
		"little": {Asterisk: "pbx", Channel: "1.1", Version: "v"},
		"all": {Asterisk: "p\"bx", Channel: "1.1", Number: 7, Canary: true, Version: "v", Outgoing: &keptOutgoing{Connect: "PJSIP/1", Timeout: time.Second},
			Meets: true, Handed: 2, At: time.Unix(9, 5).UTC(), Estate: call.Estate{Prefix: "1.1.p", Plays: 2}},
	} {
		got, err := kept.write(nil, walk, nil)
		if err != nil {
			t.Fatal(err)
		}
		kept.Walk = text
		want, err := json.Marshal(kept)
		if diff := cmp.Diff(string(want), string(got)); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
}

// Law: what is kept of a call takes no more memory than it needs, and the next call's does not change it.
func TestKeptToSize(t *testing.T) {
	k := &keeping{}
	one, err := k.toSize(&keptCall{Channel: "one"}, &flows.Checkpoint{})
	if err != nil {
		t.Fatal(err)
	}
	before := string(one)
	if _, err := k.toSize(&keptCall{Channel: "two"}, &flows.Checkpoint{}); err != nil {
		t.Fatal(err)
	}
	huge, err := k.toSize(&keptCall{Channel: strings.Repeat("x", 2*keptRoom)}, &flows.Checkpoint{})
	if err != nil {
		t.Fatal(err)
	}
	if string(one) != before {
		t.Errorf("it has become %s", one)
	}
	for _, data := range [][]byte{one, huge} {
		if cap(data) > len(data)*5/4 {
			t.Errorf("%d bytes take %d", len(data), cap(data))
		}
	}
	if cap(k.room) > keptRoom {
		t.Errorf("room for %d bytes stays", cap(k.room))
	}
}

package ari_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/google/go-cmp/cmp"
)

const sampleTime = "2026-11-21T07:48:11.123+0000"

// described returns the fields of a model of Asterisk's description.
func described(name string) []ari.Field {
	for _, m := range ari.Models() {
		if m.Name == name {
			return m.Fields
		}
	}
	return nil
}

// sample builds a value of a described type; without optional fields if bare. Each is different.
func sample(kind string, bare bool, n *int) any {
	*n++
	if inner, ok := strings.CutPrefix(kind, "List["); ok {
		inner = strings.TrimSuffix(inner, "]")
		return []any{sample(inner, bare, n), sample(inner, bare, n)}
	}
	switch kind {
	case "string":
		return fmt.Sprintf("text %d ä", *n)
	case "int", "long":
		return float64(*n)
	case "double":
		return float64(*n) + 0.5
	case "boolean":
		return true
	case "Date":
		return sampleTime
	case "object":
		return map[string]any{"key": fmt.Sprintf("value %d", *n)}
	}
	object := map[string]any{}
	for _, f := range described(kind) {
		if f.Required || !bare {
			object[f.Name] = sample(f.Type, bare, n)
		}
	}
	return object
}

// sampleEvent builds a message of an event.
func sampleEvent(eventType string, bare bool) map[string]any {
	n := 0
	event := sample(eventType, bare, &n).(map[string]any)
	event["type"] = eventType
	return event
}

func encode(t *testing.T, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// generic decodes with encoding/json, times brought to one form.
func generic(t *testing.T, text []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return oneTimeForm(v)
}

func oneTimeForm(v any) any {
	switch v := v.(type) {
	case string:
		for _, layout := range []string{"2006-01-02T15:04:05.999-0700", time.RFC3339Nano} {
			if at, err := time.Parse(layout, v); err == nil {
				return at.UTC().Format(time.RFC3339Nano)
			}
		}
	case map[string]any:
		for key := range v {
			v[key] = oneTimeForm(v[key])
		}
	case []any:
		for i := range v {
			v[i] = oneTimeForm(v[i])
		}
	}
	return v
}

// TestEveryEventKeepsEveryField: what Asterisk describes arrives in Go and goes back unchanged, with and
// without what is optional, and absent stays absent.
func TestEveryEventKeepsEveryField(t *testing.T) {
	for _, eventType := range ari.EventTypes() {
		for _, bare := range []bool{false, true} {
			message := encode(t, sampleEvent(eventType, bare))
			event, err := ari.DecodeEvent(message)
			if err != nil {
				t.Fatalf("%s: %v", eventType, err)
			}
			if event.EventType() != eventType {
				t.Errorf("%s decoded as %s", eventType, event.EventType())
			}
			if diff := cmp.Diff(generic(t, message), generic(t, encode(t, event))); diff != "" {
				t.Errorf("%s, bare %v: %s", eventType, bare, diff)
			}
		}
	}
}

// TestNullIsAbsent: null stands for an absent value of every kind, and numbers in variables become text.
func TestNullIsAbsent(t *testing.T) {
	event, err := ari.DecodeEvent([]byte(`{"type":"StasisStart","args":null,"replace_channel":null,` +
		`"timestamp":null,"channel":{"id":null,"caller":null,"caller_rdnis":null,"dialplan":{"priority":null},` +
		`"channelvars":{"A":5,"B":null,"C":"c","D":[1]}}}`))
	want := &ari.StasisStart{EventHeader: ari.EventHeader{Type: "StasisStart"}, Channel: ari.Channel{
		ChannelVars: map[string]string{"A": "5", "B": "", "C": "c", "D": "[1]"},
	}}
	if err != nil || !cmp.Equal(event, ari.Event(want)) {
		t.Errorf("%v %s", err, cmp.Diff(want, event))
	}
	event, err = ari.DecodeEvent([]byte(`{"type":"ChannelCreated","channel":{"channelvars":null}}`))
	if err != nil || event.(*ari.ChannelCreated).Channel.ChannelVars != nil {
		t.Errorf("%v, %v", event, err)
	}
}

// TestStoredEventIsReadAgain: what encoding/json wrote of an event is the same event.
func TestStoredEventIsReadAgain(t *testing.T) {
	for _, eventType := range ari.EventTypes() {
		first, err := ari.DecodeEvent(encode(t, sampleEvent(eventType, false)))
		if err != nil {
			t.Fatal(err)
		}
		second, err := ari.DecodeEvent(encode(t, first))
		if err != nil || !cmp.Equal(first, second) {
			t.Errorf("%s: %v %s", eventType, err, cmp.Diff(first, second))
		}
	}
}

// TestUnknownEventIsKept: a type from a later Asterisk arrives with its header and whole text.
func TestUnknownEventIsKept(t *testing.T) {
	message := `{"type":"ChannelTeleported","application":"ivr","timestamp":"` + sampleTime +
		`","asterisk_id":"a","to":[1]}`
	event, err := ari.DecodeEvent([]byte(message))
	want := &ari.UnknownEvent{
		EventHeader: ari.EventHeader{
			Type: "ChannelTeleported", Application: "ivr", AsteriskID: "a",
			Timestamp: time.Date(2026, 11, 21, 7, 48, 11, 123e6, time.UTC),
		},
		Raw: json.RawMessage(message),
	}
	if err != nil || !cmp.Equal(event, ari.Event(want)) {
		t.Errorf("%v %s", err, cmp.Diff(want, event))
	}
}

// TestUnusableEvents: each fault has its sentinel, and shows a bounded beginning.
func TestUnusableEvents(t *testing.T) {
	long := `{"type":"StasisEnd","channel":{"id":` + strings.Repeat("1", 10000) + `}}`
	for message, want := range map[string]error{
		``:                         ari.ErrEventSyntax,
		`hello`:                    ari.ErrEventSyntax,
		`{"type":"StasisStart"`:    ari.ErrEventSyntax,
		`{"type":"StasisStart"} x`: ari.ErrEventSyntax,
		`{"type":"New","a":}`:      ari.ErrEventSyntax,
		`{}`:                       ari.ErrEventType,
		`{"type":""}`:              ari.ErrEventType,
		`{"type":5}`:               ari.ErrEventType,
		`{"type":null}`:            ari.ErrEventType,
		`[]`:                       ari.ErrEventType,
		`null`:                     ari.ErrEventType,
		`{"type":"ChannelDestroyed","cause":"x"}`: ari.ErrEventField,
		`{"type":"StasisStart","args":"x"}`:       ari.ErrEventField,
		`{"type":"StasisStart","channel":[]}`:     ari.ErrEventField,
		`{"type":"StasisEnd","timestamp":"soon"}`: ari.ErrEventField,
		long: ari.ErrEventField,
	} {
		event, err := ari.DecodeEvent([]byte(message))
		if event != nil || !errors.Is(err, want) {
			t.Errorf("%.60s: got %v, %v", message, event, err)
		}
		if start := message[:min(len(message), 8)]; err != nil && len(err.Error()) > 4*ari.BeginningMax ||
			!strings.Contains(err.Error(), strings.Trim(fmt.Sprintf("%q", start), `"`)) {
			t.Errorf("%.60s: error does not show a bounded beginning: %v", message, err)
		}
	}
}

// TestTimes: Asterisk's time is read exactly, whatever its zone; a wrong one is an error.
func TestTimes(t *testing.T) {
	at := time.Date(2026, 11, 21, 7, 48, 11, 123e6, time.UTC)
	for text, want := range map[string]time.Time{
		"2026-11-21T07:48:11.123+0000": at,
		"2026-11-21T09:48:11.123+0200": at,
		"2026-11-21T07:48:11.123Z":     at,
		"2026-11-21T07:48:11+0000":     at.Truncate(time.Second),
		"":                             {},
	} {
		event, err := ari.DecodeEvent([]byte(`{"type":"StasisEnd","timestamp":"` + text + `"}`))
		if err != nil || event.Header().Timestamp != want {
			t.Errorf("%s: got %v, %v", text, event, err)
		}
	}
	for _, text := range []string{"2026-13-21T07:48:11.123+0000", "2026-06-31T07:48:11.123+0000",
		"2026-11-21T24:48:11.123+0000", "2026-11-2xT07:48:11.123+0000", "x"} {
		if event, err := ari.DecodeEvent([]byte(`{"type":"StasisEnd","timestamp":"` + text + `"}`)); err == nil {
			t.Errorf("%s: got %v", text, event.Header().Timestamp)
		}
	}
}

// dtmf is as Asterisk 22 sends it, with the ids of a PJSIP call and two channel variables.
const dtmf = `{"type":"ChannelDtmfReceived","timestamp":"2026-11-21T07:48:11.123+0000","digit":"5",` +
	`"duration_ms":120,"channel":{"id":"ariapp-7c1d2a9be4f04f6b8f0c-1795247291.1042",` +
	`"name":"PJSIP/trunk-berlin-00000412","state":"Up",` +
	`"protocol_id":"7b2f6c1e-93d1-4d6a-b0e5-1f2a3c4d5e6f@192.0.2.17",` +
	`"caller":{"name":"Ann Example","number":"+4930123456789"},` +
	`"connected":{"name":"Service Line","number":"+498912345670"},"accountcode":"customer-4711",` +
	`"dialplan":{"context":"from-trunk","exten":"+498912345670","priority":3,"app_name":"Stasis",` +
	`"app_data":"ivr,main,en"},` +
	`"creationtime":"2026-11-21T07:47:58.004+0000","language":"en","caller_rdnis":"+498912345600",` +
	`"channelvars":{"CALLERID(dnid)":"+498912345670","X_TENANT":"acme","X_CAMPAIGN":"winter-2026-north",` +
	`"X_TRACE":"4bf92f3577b34da6a3ce929d0e0e4736","CHANNEL(audionativeformat)":"(alaw)"}},` +
	`"asterisk_id":"02:fc:00:00:00:01","application":"ivr"}`

// TestDtmfAllocations: the law of at most 12 allocations for a digit.
func TestDtmfAllocations(t *testing.T) {
	message := []byte(dtmf)
	allocs := testing.AllocsPerRun(200, func() {
		if _, err := ari.DecodeEvent(message); err != nil {
			t.Fatal(err)
		}
	})
	if allocs > 12 {
		t.Errorf("%v allocations", allocs)
	}
}

func BenchmarkDecodeChannelDtmfReceived(b *testing.B) {
	message := []byte(dtmf)
	b.SetBytes(int64(len(message)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ari.DecodeEvent(message); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkEncodingJSON decodes the same message the usual way, for comparison in the same run.
func BenchmarkEncodingJSON(b *testing.B) {
	type channel struct {
		ID, Name, State, Language, Accountcode string
		ProtocolID                             string `json:"protocol_id"`
		Caller, Connected                      struct{ Name, Number string }
		Dialplan                               struct {
			Context, Exten string
			Priority       int64
			AppName        string `json:"app_name"`
			AppData        string `json:"app_data"`
		}
		Creationtime string
		CallerRDNIS  *string `json:"caller_rdnis"`
		Channelvars  map[string]string
	}
	message := []byte(dtmf)
	b.SetBytes(int64(len(message)))
	b.ReportAllocs()
	for b.Loop() {
		var event struct {
			Type, Timestamp, Digit, Application string
			DurationMS                          int    `json:"duration_ms"`
			AsteriskID                          string `json:"asterisk_id"`
			Channel                             channel
		}
		if err := json.Unmarshal(message, &event); err != nil {
			b.Fatal(err)
		}
	}
}

package ari_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/google/go-cmp/cmp"
)

// FuzzDecodeEvent: no message makes the decoder panic, what it accepts is JSON, and each field that it read
// is what encoding/json reads there.
func FuzzDecodeEvent(f *testing.F) {
	f.Add([]byte(dtmf))
	f.Add([]byte(`{"type":"New","x":[{}]}`))
	f.Add([]byte(`{"type":5}`))
	f.Add([]byte(`{"type":"ChannelDtmfReceived","channel":{"creationtime":""}}`))
	f.Add([]byte(`{"type":"ChannelDtmfReceived","channel":{"creationtime":"2026-11-21T07:48:11.12+0130"}}`))
	for _, eventType := range ari.EventTypes() {
		text, err := json.Marshal(sampleEvent(eventType, false))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, message []byte) {
		event, err := ari.DecodeEvent(message)
		if err != nil {
			return
		}
		if !json.Valid(message) {
			t.Fatalf("accepted what is not JSON: %q", message)
		}
		if unknown, ok := event.(*ari.UnknownEvent); ok {
			if !bytes.Equal(unknown.Raw, message) {
				t.Fatalf("raw text differs: %q", unknown.Raw)
			}
			return
		}
		if repeatsKey(json.NewDecoder(bytes.NewReader(message))) {
			return // encoding/json replaces objects of the same name, a decoder merges them
		}
		sameWhereSet(t, generic(t, encode(t, event)), generic(t, message))
	})
}

// sameWhereSet fails unless each value of got is in want too, or zero.
func sameWhereSet(t *testing.T, got, want any) {
	t.Helper()
	switch got := got.(type) {
	case map[string]any:
		object, _ := want.(map[string]any)
		for key, value := range got {
			sameWhereSet(t, value, object[key])
		}
	case []any:
		list, _ := want.([]any)
		if len(got) != len(list) {
			t.Fatalf("list has %d elements, want %d", len(got), len(list))
		}
		for i := range got {
			sameWhereSet(t, got[i], list[i])
		}
	case string:
		if text, ok := want.(string); ok && got != text && !isSameTime(got, text) {
			t.Fatalf("got %q, want %q", got, text)
		}
	default:
		if want != nil && !cmp.Equal(got, want) || want == nil && got != nil && !reflect.ValueOf(got).IsZero() {
			t.Fatalf("got %v, want %v", got, want)
		}
	}
}

// isSameTime tells whether text is the time that got is, in another form; an empty one is the zero time.
func isSameTime(got, text string) bool {
	at, err := time.Parse(time.RFC3339Nano, got)
	if err != nil || text == "" {
		return err == nil && at.IsZero()
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999-0700"} {
		if t, err := time.Parse(layout, text); err == nil && t.Equal(at) {
			return true
		}
	}
	return false
}

// repeatsKey says whether an object has two members of one name.
func repeatsKey(d *json.Decoder) bool {
	token, err := d.Token()
	if err != nil {
		return false
	}
	delim, ok := token.(json.Delim)
	if !ok {
		return false
	}
	seen := map[any]bool{}
	for d.More() {
		if delim == '{' {
			key, err := d.Token()
			if err != nil || seen[key] {
				return true
			}
			seen[key] = true
		}
		if repeatsKey(d) {
			return true
		}
	}
	_, _ = d.Token()
	return false
}

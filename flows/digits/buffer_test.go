package digits_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows/digits"
)

func clock(second int) time.Time { return time.Date(2030, 1, 2, 3, 4, second, 0, time.UTC) }

// push presses keys at second 0 and writes down what became of them.
func push(b *digits.Buffer, keys string) string {
	var got []string
	for i := range len(keys) {
		got = append(got, b.Push(digits.Key(keys[i]), clock(0)).String())
	}
	return strings.Join(got, " ")
}

// Keys come out in the order they went in, also when the ring has gone round.
func TestBufferOrder(t *testing.T) {
	var b digits.Buffer
	if _, ok := b.Pop(); ok || b.Len() != 0 || b.Keys() != "" {
		t.Fatal("the zero buffer is not empty")
	}
	next, want := 0, 0
	digit := func(n int) digits.Key { return digits.Key('0' + n%10) }
	for range 50 {
		for range 7 {
			if b.Push(digit(next), clock(0)) == digits.Kept {
				next++
			}
		}
		for range 5 {
			key, ok := b.Pop()
			if !ok || key != digit(want) {
				t.Fatalf("key %d is %v (%v), not %v", want, key, ok, digit(want))
			}
			want++
		}
	}
	if b.Len() != next-want {
		t.Errorf("%d keys are left, not %d", b.Len(), next-want)
	}
}

// A full buffer refuses the newest key and keeps the oldest; one taken out makes room for one.
func TestBufferFull(t *testing.T) {
	var b digits.Buffer
	push(&b, strings.Repeat("12", digits.TypeAheadMax/2))
	if b.Len() != digits.TypeAheadMax {
		t.Fatalf("holds %d keys, not %d", b.Len(), digits.TypeAheadMax)
	}
	before := b.Keys()
	if got := b.Push('9', clock(0)); got != digits.Refused || b.Keys() != before {
		t.Errorf("the key is %v, the buffer %s", got, b.Keys())
	}
	b.Pop()
	if got := b.Push('9', clock(0)); got != digits.Kept || b.Keys() != before[1:]+"9" {
		t.Errorf("the key is %v, the buffer %s", got, b.Keys())
	}
	b.Clear()
	if b.Len() != 0 || b.Keys() != "" {
		t.Errorf("after Clear it holds %q", b.Keys())
	}
}

// What is no key is refused and leaves a swallow waiting.
func TestBufferRefusesNonKeys(t *testing.T) {
	var b digits.Buffer
	b.Swallow(keySet(t, "#"), time.Time{})
	for _, key := range []digits.Key{0, 'x', '+', 'a'} {
		if got := b.Push(key, clock(0)); got != digits.Refused {
			t.Errorf("%q is %v", byte(key), got)
		}
	}
	if got := push(&b, "#"); got != "swallowed" {
		t.Errorf("the terminator after them is %v", got)
	}
}

// The next key, and only the next, is dropped once when it is one of the set and in time.
func TestSwallow(t *testing.T) {
	tests := []struct {
		name    string
		ahead   string // in the buffer already
		set     string
		until   time.Time
		dropped bool
		keys    string // pressed at second 0
		became  string
		left    string
	}{
		{"terminator comes late", "", "#", time.Time{}, false, "#1", "swallowed kept", "1"},
		{"only once", "", "#", time.Time{}, false, "##", "swallowed kept", "#"},
		{"only the next", "", "#", time.Time{}, false, "1#", "kept kept", "1#"},
		{"any of the set", "", "#*", time.Time{}, false, "*", "swallowed", ""},
		{"at the deadline", "", "#", clock(0), false, "#", "swallowed", ""},
		{"after the deadline", "", "#", clock(0).Add(-1), false, "##", "kept kept", "##"},
		{"empty set", "", "", time.Time{}, false, "#", "kept", "#"},
		{"typed ahead", "#1", "#", time.Time{}, true, "#", "kept", "1#"},
		{"typed ahead alone", "#", "#", time.Time{}, true, "#", "kept", "#"},
		{"typed ahead another key", "1", "#", time.Time{}, false, "#", "kept", "1#"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var b digits.Buffer
			push(&b, test.ahead)
			if got := b.Swallow(keySet(t, test.set), test.until); got != test.dropped {
				t.Errorf("dropped is %v", got)
			}
			if got := push(&b, test.keys); got != test.became || b.Keys() != test.left {
				t.Errorf("the keys were %q and left %q; want %q, %q", got, b.Keys(), test.became, test.left)
			}
		})
	}
}

// A late terminator belongs to the entry before: Clear does not make it an answer, a new Swallow replaces
// the old one.
func TestSwallowOutlivesClear(t *testing.T) {
	var b digits.Buffer
	b.Swallow(keySet(t, "#"), time.Time{})
	b.Clear()
	if got := push(&b, "#"); got != "swallowed" {
		t.Errorf("after Clear the terminator is %s", got)
	}
	b.Swallow(keySet(t, "#"), time.Time{})
	b.Swallow(keySet(t, "*"), time.Time{})
	if got := push(&b, "#"); got != "kept" {
		t.Errorf("the terminator of a replaced Swallow is %s", got)
	}
	b.Clear()
	b.Swallow(keySet(t, "#"), time.Time{})
	b.Swallow(0, time.Time{})
	if got := push(&b, "#"); got != "kept" {
		t.Errorf("the terminator of a cancelled Swallow is %s", got)
	}
}

// A buffer goes into a checkpoint and comes back as it was, and behaves as it would have.
func TestBufferJSON(t *testing.T) {
	set := keySet(t, "#*")
	tests := []struct {
		name  string
		setup func(*digits.Buffer)
		text  string
	}{
		{"empty", func(*digits.Buffer) {}, `{}`},
		{"keys", func(b *digits.Buffer) { push(b, "12*#D") }, `{"keys":"12*#D"}`},
		{"gone round", func(b *digits.Buffer) {
			push(b, strings.Repeat("5", digits.TypeAheadMax))
			for range digits.TypeAheadMax - 1 {
				b.Pop()
			}
			push(b, "67")
		}, `{"keys":"567"}`},
		{"swallow", func(b *digits.Buffer) { b.Swallow(set, time.Time{}) }, `{"swallow":"*#"}`},
		{"swallow until", func(b *digits.Buffer) { b.Swallow(set, clock(3)) },
			`{"swallow":"*#","until":"2030-01-02T03:04:03Z"}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var b, back digits.Buffer
			test.setup(&b)
			text, err := json.Marshal(b)
			if err != nil || string(text) != test.text {
				t.Fatalf("got %s (%v), want %s", text, err, test.text)
			}
			push(&back, "99")
			if err := json.Unmarshal(text, &back); err != nil || back.Keys() != b.Keys() {
				t.Fatalf("came back with %q (%v)", back.Keys(), err)
			}
			if want, got := push(&b, "#1"), push(&back, "#1"); got != want || back.Keys() != b.Keys() {
				t.Errorf("it goes on with %s, %s; the original with %s, %s", got, back.Keys(), want, b.Keys())
			}
		})
	}
}

// A state that no buffer wrote is refused and changes nothing.
func TestBufferJSONFaults(t *testing.T) {
	for _, text := range []string{
		`{"keys":"1x"}`, `{"keys":"+"}`, `{"keys":1}`, `[]`, `"12"`, `{"swallow":"x"}`, `{"until":"noon"}`,
		`{"keys":"1","swallow":"#"}`, `{"keys":"` + strings.Repeat("1", digits.TypeAheadMax+1) + `"}`,
	} {
		var b digits.Buffer
		push(&b, "42")
		if err := json.Unmarshal([]byte(text), &b); !errors.Is(err, digits.ErrBuffer) || b.Keys() != "42" {
			t.Errorf("%s: %v, holds %q", text, err, b.Keys())
		}
	}
}

// What is typed ahead may be a PIN: no way of printing the buffer tells it. A copy is independent.
func TestBufferKeepsSecrets(t *testing.T) {
	var b digits.Buffer
	push(&b, "4711")
	for _, verb := range []string{"%v", "%+v", "%s", "%#v"} {
		for _, value := range []any{b, &b} {
			got := fmt.Sprintf(verb, value)
			if strings.ContainsAny(got, "0123456789") || !strings.Contains(got, "****") {
				t.Errorf("%s of %T prints %s", verb, value, got)
			}
		}
	}
	other := b
	push(&other, "0")
	b.Pop()
	if diff := cmp.Diff([]string{"711", "47110"}, []string{b.Keys(), other.Keys()}); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	third := other
	push(&third, "1")
	push(&other, "2")
	if diff := cmp.Diff([]string{"471102", "471101"}, []string{other.Keys(), third.Keys()}); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Law: who types nothing ahead takes no room for it: each call that waits has a buffer.
func TestBufferIsSmall(t *testing.T) {
	if size := unsafe.Sizeof(digits.Buffer{}); size > 64 {
		t.Errorf("%d bytes, at most 64", size)
	}
}

// Law: a key keeps the number that it was pushed with, in a checkpoint too; a key without one has none.
func TestNumbersOfKeys(t *testing.T) {
	var b digits.Buffer
	b.Number(7)
	b.Push('1', time.Time{})
	b.Number(0)
	b.Push('2', time.Time{})
	b.Number(9)
	b.Push('3', time.Time{})
	data, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	var read digits.Buffer
	if err := json.Unmarshal(data, &read); err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{7, 0, 9, 0} {
		if b.First() != want || read.First() != want {
			t.Errorf("%d and %d, want %d", b.First(), read.First(), want)
		}
		b.Pop()
		read.Pop()
	}
	if err := json.Unmarshal([]byte(`{"keys":"12","numbers":[1]}`), &read); !errors.Is(err, digits.ErrBuffer) {
		t.Error(err)
	}
}

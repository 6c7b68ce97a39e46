package digits

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/internal/jsonpush"
)

// Buffer is the type-ahead of one call: keys that were pressed before a step asked for them, at most
// TypeAheadMax. The zero Buffer is empty and ready; a copy is independent. It is not safe for use by
// several goroutines at once, and it never reads a clock: times are handed in.
//
// When it is full it refuses the newest key. The keys were pressed in the order of the questions to come,
// so to drop the oldest would give every answer to the wrong question.
type Buffer struct {
	// waiting are the keys, oldest first. It is never changed, but made anew: copies share it, and a call that waits has
	// room only for keys that there are.
	waiting []ahead
	number  int // that of the next key
	swallow KeySet
	until   time.Time
}

// ahead is a key typed ahead, and what it is known by, 0 for nothing.
type ahead struct {
	key    Key
	number int
}

// Pushed says what became of a key.
type Pushed uint8

const (
	// Kept: the key is in the buffer.
	Kept Pushed = iota
	// Swallowed: the key was the late terminator that Swallow was told of, and is gone.
	Swallowed
	// Refused: the buffer is full, or the key is no key; the buffer is as it was.
	Refused
)

// String gives what became of the key as one lower-case word.
func (p Pushed) String() string {
	switch p {
	case Kept:
		return "kept"
	case Swallowed:
		return "swallowed"
	default:
		return "refused"
	}
}

// Push adds a key that was pressed at the given time, and says what became of it. The time only matters
// after Swallow with a deadline.
func (b *Buffer) Push(key Key, at time.Time) Pushed {
	if !key.Valid() {
		return Refused
	}
	late := b.swallow.Has(key) && (b.until.IsZero() || !at.After(b.until))
	b.disarm()
	switch {
	case late:
		return Swallowed
	case len(b.waiting) == TypeAheadMax:
		return Refused
	}
	b.waiting = append(slices.Clip(b.waiting), ahead{key, b.number})
	return Kept
}

// Pop takes out the oldest key. ok is false when the buffer is empty.
func (b *Buffer) Pop() (key Key, ok bool) {
	if len(b.waiting) == 0 {
		return 0, false
	}
	key = b.waiting[0].key
	if b.waiting = slices.Clone(b.waiting[1:]); len(b.waiting) == 0 { // what was taken may be secret: it is kept no longer
		b.waiting = nil
	}
	return key, true
}

// Clear drops all keys. A terminator that Swallow waits for is still swallowed: it belongs to the entry
// before, whatever became of the keys after it.
func (b *Buffer) Clear() { *b = Buffer{swallow: b.swallow, until: b.until, number: b.number} }

// Number says what the keys that are pushed from now on are known by; 0 is nothing.
func (b *Buffer) Number(n int) { b.number = n }

// First is what the oldest key is known by, 0 for nothing.
func (b *Buffer) First() int {
	if len(b.waiting) == 0 {
		return 0
	}
	return b.waiting[0].number
}

// Len is the number of keys in the buffer.
func (b *Buffer) Len() int { return len(b.waiting) }

// IsZero tells that there is nothing in it: no key, and no terminator that may come late.
func (b *Buffer) IsZero() bool { return len(b.waiting) == 0 && b.swallow == 0 }

// Swallow drops the next key once, if it is one of the set and was pressed no later than until; the zero
// time means without a deadline. It is for an entry that ended by its length: many callers press the
// terminator all the same, and it must not answer the next question. The next key may be in the buffer
// already; then it is dropped, or not, at once, and dropped says so. Any next key settles the matter. A new
// Swallow replaces the one before, and the empty set cancels it.
func (b *Buffer) Swallow(set KeySet, until time.Time) (dropped bool) {
	b.disarm()
	if len(b.waiting) == 0 {
		if !set.Empty() {
			b.swallow, b.until = set, until
		}
		return false
	}
	if !set.Has(b.waiting[0].key) {
		return false
	}
	b.Pop()
	return true
}

func (b *Buffer) disarm() { b.swallow, b.until = 0, time.Time{} }

// Keys gives the keys, oldest first. They may be a caller's PIN: do not log them.
func (b *Buffer) Keys() string {
	var out strings.Builder
	for _, k := range b.waiting {
		out.WriteByte(byte(k.key))
	}
	return out.String()
}

// String gives a star for each key, since what is typed ahead may be secret.
func (b Buffer) String() string { return strings.Repeat("*", len(b.waiting)) }

// GoString gives the same as String, so that %#v does not tell the keys either.
func (b Buffer) GoString() string { return "digits.Buffer(" + b.String() + ")" }

// bufferUsual is how long a Buffer in a checkpoint usually is, in bytes.
const bufferUsual = 80

// bufferState is the Buffer in a checkpoint, as it is read.
type bufferState struct {
	Keys    string    `json:"keys,omitempty"`
	Numbers []int     `json:"numbers,omitempty"`
	Swallow KeySet    `json:"swallow,omitempty"`
	Until   time.Time `json:"until,omitzero"`
}

// MarshalJSON gives the whole state, keys in clear, for a checkpoint.
func (b Buffer) MarshalJSON() ([]byte, error) {
	o := make(jsonpush.Object, 0, bufferUsual)
	o.Begin()
	o.SomeText("keys", b.Keys())
	if numbers := b.known(); numbers != nil {
		if err := o.Any("numbers", numbers); err != nil {
			return nil, err
		}
	}
	o.SomeText("swallow", b.swallow.String())
	if !b.until.IsZero() {
		if err := o.Time("until", b.until); err != nil {
			return nil, err
		}
	}
	o.End()
	return o, nil
}

// known are the numbers of the keys, oldest first; nil when none has one.
func (b Buffer) known() []int {
	numbers, has := make([]int, len(b.waiting)), false
	for i, k := range b.waiting {
		numbers[i] = k.number
		has = has || k.number != 0
	}
	if !has {
		return nil
	}
	return numbers
}

// UnmarshalJSON reads what MarshalJSON wrote; what it cannot have written gives ErrBuffer and leaves the
// buffer as it was.
func (b *Buffer) UnmarshalJSON(data []byte) error {
	var state bufferState
	if err := json.Unmarshal(data, &state); err != nil {
		return fmt.Errorf("reading type-ahead: %w: %w", ErrBuffer, err)
	}
	keys, err := ParseKeys(state.Keys)
	switch {
	case err != nil:
		return fmt.Errorf("reading type-ahead: %w: %w", ErrBuffer, err)
	case len(keys) > TypeAheadMax:
		return fmt.Errorf("reading type-ahead: %w: more than %d keys", ErrBuffer, TypeAheadMax)
	case len(state.Numbers) > 0 && len(state.Numbers) != len(keys):
		return fmt.Errorf("reading type-ahead: %w: %d numbers for %d keys", ErrBuffer, len(state.Numbers), len(keys))
	case len(keys) > 0 && !state.Swallow.Empty():
		return fmt.Errorf("reading type-ahead: %w: a key to swallow behind keys", ErrBuffer)
	}
	read := Buffer{}
	for i, key := range keys {
		k := ahead{key: key}
		if len(state.Numbers) > 0 {
			k.number = state.Numbers[i]
		}
		read.waiting = append(read.waiting, k)
	}
	if !state.Swallow.Empty() {
		read.swallow, read.until = state.Swallow, state.Until
	}
	*b = read
	return nil
}

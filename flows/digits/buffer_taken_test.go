package digits

import (
	"testing"
	"time"
)

// Law: a key that was taken is kept no longer, as it may be of a PIN: not behind those that wait still either.
func TestTakenKeysAreNotKept(t *testing.T) {
	b := &Buffer{}
	for _, key := range "4711" {
		b.Push(Key(key), time.Time{})
	}
	before := b.waiting
	b.Pop()
	if b.Keys() != "711" || &b.waiting[0] == &before[1] {
		t.Errorf("what waits, %s, has the taken key behind it", b.Keys())
	}
}

package digits

import "strings"

// KeySet is a set of keys, such as the terminators of an entry. The zero KeySet is empty.
type KeySet uint16

// allKeys holds the whole keypad.
const allKeys KeySet = 1<<len(keypad) - 1

// ParseKeySet reads a set written as a run of keys ("#*"); the empty string is the empty set. It gives
// ErrNotAKey at the first character that is no key. A key written twice counts once.
func ParseKeySet(s string) (KeySet, error) {
	keys, err := ParseKeys(s)
	if err != nil {
		return 0, err
	}
	return KeySetOf(keys...), nil
}

// KeySetOf gives the set of the keys; an invalid key is left out.
func KeySetOf(keys ...Key) KeySet {
	var set KeySet
	for _, key := range keys {
		if bit := key.bit(); bit >= 0 {
			set |= 1 << bit
		}
	}
	return set
}

// Has reports whether the key is in the set.
func (s KeySet) Has(key Key) bool {
	bit := key.bit()
	return bit >= 0 && s&(1<<bit) != 0
}

// Empty reports whether the set has no key.
func (s KeySet) Empty() bool { return s == 0 }

// String lists the keys: digits, then *, #, A to D.
func (s KeySet) String() string {
	var out strings.Builder
	for bit := range len(keypad) {
		if s&(1<<bit) != 0 {
			out.WriteByte(keypad[bit])
		}
	}
	return out.String()
}

// MarshalText gives the same as String; it never fails.
func (s KeySet) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what ParseKeySet reads.
func (s *KeySet) UnmarshalText(text []byte) error {
	set, err := ParseKeySet(string(text))
	if err != nil {
		return err
	}
	*s = set
	return nil
}

// characters gives the same keys as a charSet.
func (s KeySet) characters() charSet {
	var out charSet
	for bit := range len(keypad) {
		if s&(1<<bit) != 0 {
			out.add(keypad[bit])
		}
	}
	return out
}

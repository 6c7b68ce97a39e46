package digits

import "fmt"

// Key is one key of a telephone: '0' to '9', '*', '#', or 'A' to 'D'. The zero Key is no key.
type Key byte

// keypad lists every key in the order of its bit in a KeySet.
const keypad = "0123456789*#ABCD"

// ParseKey reads a key. The letters a to d are taken for A to D, since a tone has no case. Any other rune
// gives ErrNotAKey.
func ParseKey(r rune) (Key, error) {
	if 'a' <= r && r <= 'd' {
		r -= 'a' - 'A'
	}
	if r <= 0 || r > maxASCII || !Key(r).Valid() {
		return 0, fmt.Errorf("reading key %q: %w", r, ErrNotAKey)
	}
	return Key(r), nil
}

// ParseKeys reads a run of keys, with ErrNotAKey at the first character that is none. The empty string
// gives no keys.
func ParseKeys(s string) ([]Key, error) {
	keys := make([]Key, 0, len(s))
	for _, r := range s {
		key, err := ParseKey(r)
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// Valid reports whether k is a key.
func (k Key) Valid() bool { return k.bit() >= 0 }

// String gives the key as it is printed on the telephone, and nothing for the zero Key.
func (k Key) String() string {
	if k == 0 {
		return ""
	}
	return string(rune(k))
}

// MarshalText gives the key, or nothing for the zero Key; an invalid key gives ErrNotAKey.
func (k Key) MarshalText() ([]byte, error) {
	if k == 0 {
		return []byte{}, nil
	}
	if !k.Valid() {
		return nil, fmt.Errorf("writing key %#x: %w", byte(k), ErrNotAKey)
	}
	return []byte{byte(k)}, nil
}

// UnmarshalText reads what MarshalText wrote, and otherwise gives ErrNotAKey.
func (k *Key) UnmarshalText(text []byte) error {
	keys, err := ParseKeys(string(text))
	switch {
	case err != nil:
		return err
	case len(keys) > 1:
		return fmt.Errorf("reading key %q: %w", text, ErrNotAKey)
	case len(keys) == 0:
		*k = 0
	default:
		*k = keys[0]
	}
	return nil
}

// bit is the place of the key in keypad, or -1.
func (k Key) bit() int {
	switch {
	case '0' <= k && k <= '9':
		return int(k - '0')
	case k == '*':
		return 10
	case k == '#':
		return 11
	case 'A' <= k && k <= 'D':
		return int(k-'A') + 12
	default:
		return -1
	}
}

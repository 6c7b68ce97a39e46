package digits_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows/digits"
)

const keypad = "0123456789*#ABCD"

// The keypad has sixteen keys, and no other character is one.
func TestParseKey(t *testing.T) {
	for r := rune(-1); r < 0x300; r++ {
		upper := r
		if 'a' <= r && r <= 'd' {
			upper = r - 'a' + 'A'
		}
		want := r > 0 && strings.ContainsRune(keypad, upper)
		key, err := digits.ParseKey(r)
		right := key == digits.Key(upper) && key.Valid() && key.String() == string(upper)
		if (err == nil) != want || want && !right {
			t.Errorf("%q: got %v, %v", r, key, err)
		}
		if !want && (!errors.Is(err, digits.ErrNotAKey) || key != 0) {
			t.Errorf("%q: got %v, %v; want ErrNotAKey", r, key, err)
		}
	}
	var none digits.Key
	if none.Valid() || none.String() != "" {
		t.Errorf("the zero key is %q", none)
	}
}

// Keys and sets of keys survive being text; what is none is refused and changes nothing.
func TestKeyText(t *testing.T) {
	type both struct {
		Key digits.Key    `json:"key"`
		Set digits.KeySet `json:"set"`
	}
	for _, text := range []string{`{"key":"#","set":"05*D"}`, `{"key":"","set":""}`} {
		var value both
		if err := json.Unmarshal([]byte(text), &value); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if got, err := json.Marshal(value); err != nil || string(got) != text {
			t.Errorf("%s came back as %s (%v)", text, got, err)
		}
	}
	for _, text := range []string{`{"key":"12"}`, `{"key":"x"}`, `{"set":"1x"}`} {
		value := both{Key: '1', Set: digits.KeySetOf('1')}
		err := json.Unmarshal([]byte(text), &value)
		if !errors.Is(err, digits.ErrNotAKey) || value != (both{Key: '1', Set: digits.KeySetOf('1')}) {
			t.Errorf("%s: %v, %+v", text, err, value)
		}
	}
	if _, err := digits.Key('x').MarshalText(); !errors.Is(err, digits.ErrNotAKey) {
		t.Errorf("an invalid key was written: %v", err)
	}
}

// A set has the keys it was made of, once each, in the order of the keypad.
func TestKeySet(t *testing.T) {
	set := keySet(t, "#1*1d")
	if set.String() != "1*#D" || set.Empty() || set != digits.KeySetOf('1', '*', '#', 'D', 'x', 0) {
		t.Errorf("got %v", set)
	}
	for _, key := range keypad {
		if set.Has(digits.Key(key)) != strings.ContainsRune("1*#D", key) {
			t.Errorf("has %c: %v", key, set.Has(digits.Key(key)))
		}
	}
	if set.Has(0) || set.Has('x') {
		t.Error("it has what is no key")
	}
	if empty := keySet(t, ""); !empty.Empty() || empty.Has('#') || empty.String() != "" {
		t.Errorf("the empty set is %v", empty)
	}
	if _, err := digits.ParseKeySet("#é"); !errors.Is(err, digits.ErrNotAKey) {
		t.Errorf("got %v", err)
	}
}

// A policy is written by its name and read back; another name is refused.
func TestPolicyText(t *testing.T) {
	for i, name := range digits.PolicyNames() {
		policy, err := digits.ParsePolicy(name)
		if err != nil || policy != digits.Policy(i) || policy.String() != name || !policy.Valid() {
			t.Errorf("%s: got %v, %v", name, policy, err)
		}
		text, err := policy.MarshalText()
		var back digits.Policy
		if err != nil || back.UnmarshalText(text) != nil || back != policy {
			t.Errorf("%s came back as %v (%v)", name, back, err)
		}
	}
	policy := digits.PolicyStrict
	err := policy.UnmarshalText([]byte("Auto"))
	if !errors.Is(err, digits.ErrPolicy) || policy != digits.PolicyStrict {
		t.Errorf("got %v, %v", policy, err)
	}
	if _, err := digits.Policy(9).MarshalText(); !errors.Is(err, digits.ErrPolicy) {
		t.Errorf("an invalid policy was written: %v", err)
	}
	digits.PolicyNames()[0] = "changed"
	if digits.PolicyAuto.String() != "auto" {
		t.Error("the names can be changed from outside")
	}
}

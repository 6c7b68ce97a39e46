package dialling

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows/digits"
)

// typed are the codes that keys make; "," is a pause that is long enough to decide.
func typed(codes []string, keys string) string {
	k := NewKeypad(codes)
	now := time.Unix(1000, 0)
	var made []string
	add := func(code string) {
		if code != "" {
			made = append(made, code)
		}
	}
	for _, r := range keys + "," {
		if r == ',' {
			for {
				due, waits := k.Due()
				if !waits {
					break
				}
				now = due
				add(k.Decide())
			}
			continue
		}
		now = now.Add(200 * time.Millisecond)
		add(k.Press(digits.Key(r), now))
	}
	return strings.Join(made, " ")
}

// TestKeypad has a row for each way in which keys make codes, or none.
func TestKeypad(t *testing.T) {
	for _, row := range []struct {
		codes      []string
		keys, want string
	}{
		{[]string{"*0"}, "*0", "*0"},
		{[]string{"*0"}, "5*0", "*0"},
		{[]string{"*0"}, "**0", "*0"},
		{[]string{"*0"}, "*,0", ""},
		{[]string{"*0", "*1"}, "*1*0", "*1 *0"},
		{[]string{"1", "12"}, "1,", "1"},
		{[]string{"1", "12"}, "12", "12"},
		{[]string{"1", "12"}, "13", "1"},
		{[]string{"1", "123"}, "12,", "1"},
		{[]string{"#"}, "12#", "#"},
		{[]string{"112"}, "1112", "112"},
		{nil, "123", ""},
	} {
		if got := typed(row.codes, row.keys); got != row.want {
			t.Errorf("%q with %v: %q, not %q", row.keys, row.codes, got, row.want)
		}
	}
}

// TestParseCode: one to eight keys, nothing else.
func TestParseCode(t *testing.T) {
	for text, want := range map[string]string{"1": "1", "*0": "*0", "#1a": "#1A", "12345678": "12345678", "": "", "x": "", "1 2": "", "123456789": ""} {
		if got, err := ParseCode(text); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
}

// FuzzKeypad: whatever is typed, what comes out are codes, each made of keys of its own, and nothing is held for ever.
func FuzzKeypad(f *testing.F) {
	f.Add("*0 1 12 123", "1*0,12#123")
	f.Add("1", "")
	f.Fuzz(func(t *testing.T, words, keys string) {
		var codes []string
		for _, word := range strings.Fields(words) {
			if code, err := ParseCode(word); err == nil && !slices.Contains(codes, code) {
				codes = append(codes, code)
			}
		}
		var legal strings.Builder
		for _, r := range keys {
			if key, err := digits.ParseKey(r); err == nil {
				legal.WriteString(key.String())
			} else if r == ',' {
				legal.WriteRune(r)
			}
		}
		made := typed(codes, legal.String())
		length := 0
		for _, code := range strings.Fields(made) {
			if length += len(code); !slices.Contains(codes, code) {
				t.Errorf("%q of %q is no code of %q", code, legal.String(), codes)
			}
		}
		if length > legal.Len() {
			t.Errorf("%q made %q: a key counted twice", legal.String(), made)
		}
	})
}

package dialling

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows/digits"
)

// Keypad takes one party's keys and tells which codes they make. A code that
// begins a longer one is meant when no further key comes within [CodeGap].
type Keypad struct {
	codes []string
	held  string
	last  time.Time
}

// NewKeypad makes a keypad with codes as [ParseCode] gives them.
func NewKeypad(codes []string) *Keypad { return &Keypad{codes: codes} }

var errCode = errors.New("a code is 1 to 8 keys, such as 0 or *1")

// ParseCode reads a code, with the letters A to D large.
func ParseCode(text string) (string, error) {
	keys, err := digits.ParseKeys(text)
	if err != nil || len(keys) == 0 || len(keys) > CodeMax {
		return "", fmt.Errorf("reading %q: %w", text, errCode)
	}
	return strings.ToUpper(text), nil
}

// Press takes a key and returns the code that it completes, "" for none.
func (k *Keypad) Press(key digits.Key, at time.Time) string {
	if k.held != "" && at.Sub(k.last) > CodeGap {
		k.held = ""
	}
	k.held, k.last = k.held+key.String(), at
	for k.held != "" {
		exact, longer := k.find(k.held)
		switch {
		case longer:
			return ""
		case exact:
			return k.take(len(k.held))
		}
		for n := len(k.held) - 1; n > 0; n-- {
			if exact, _ := k.find(k.held[:n]); exact {
				return k.take(n)
			}
		}
		k.held = k.held[1:] // it begins nothing: what follows may
	}
	return ""
}

// Due is when what was pressed is decided without a further key; false when nothing waits.
func (k *Keypad) Due() (time.Time, bool) { return k.last.Add(CodeGap), k.held != "" }

// Decide is the code that is meant as no further key came, "" for none.
func (k *Keypad) Decide() string {
	for n := len(k.held); n > 0; n-- {
		if exact, _ := k.find(k.held[:n]); exact {
			return k.take(n)
		}
	}
	k.held = ""
	return ""
}

func (k *Keypad) take(n int) string {
	code := k.held[:n]
	k.held = k.held[n:]
	if _, longer := k.find(k.held); !longer {
		k.held = ""
	}
	return code
}

// find tells whether keys are a code, and whether they begin a longer one.
func (k *Keypad) find(keys string) (exact, longer bool) {
	exact = slices.Contains(k.codes, keys)
	longer = slices.ContainsFunc(k.codes, func(code string) bool {
		return len(code) > len(keys) && strings.HasPrefix(code, keys)
	})
	return exact, longer && keys != ""
}

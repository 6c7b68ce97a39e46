package flows

import (
	"crypto/subtle"
	"fmt"
	"log/slog"
	"reflect"
	"sync"

	"github.com/ariapp/ariapp/flows/source"
)

// Secret is a value that nobody may read by the way: a PIN, a card's number, a
// service's token. It prints as stars wherever it is formatted, logged or
// marshalled; only [Reveal], the expression function same and the fields of
// steps that take secrets look inside. What a caller entered is wiped when the
// call is over. Two secrets compare with same, never with ==.
type Secret struct{ sealed *sealed }

// sealed is what a secret holds; copies of the secret share it.
type sealed struct {
	mu    sync.Mutex
	value []byte
}

const stars = "***"

// NewSecret makes a secret of value.
func NewSecret(value string) Secret { return Secret{&sealed{value: []byte(value)}} }

// Reveal is the secret's value, for the one place where it is needed; "" when
// it has been wiped. It is a function, not a method, so that no expression of a
// flow can call it.
func Reveal(s Secret) string {
	if s.sealed == nil {
		return ""
	}
	s.sealed.mu.Lock()
	defer s.sealed.mu.Unlock()
	return string(s.sealed.value)
}

// Wipe overwrites the secret's value, in all copies of it.
func Wipe(s Secret) {
	if s.sealed == nil {
		return
	}
	s.sealed.mu.Lock()
	defer s.sealed.mu.Unlock()
	clear(s.sealed.value)
	s.sealed.value = nil
}

// Plain is any value but a secret, written out or computed: Value[any].
var Plain = Type{Name: Any.Name, Accepts: Any.Accepts, parse: (*compiler).parsePlain}

func (c *compiler) parsePlain(what string, n *source.Node) any {
	before := len(c.pending)
	value := c.parseAny(what, n)
	for _, p := range c.pending[before:] {
		if p.wants == nil {
			p.wants = plainFits
		}
	}
	return value
}

func plainFits(t reflect.Type) string {
	if t == secretType {
		return "a secret may not stand here"
	}
	return ""
}

func sameText(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// String is stars.
func (Secret) String() string { return stars }

// Format writes stars, whatever the verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(stars)) }

// MarshalText is stars.
func (Secret) MarshalText() ([]byte, error) { return []byte(stars), nil }

// LogValue is stars.
func (Secret) LogValue() slog.Value { return slog.StringValue(stars) }

// wipe overwrites what the caller entered in secret: after the call nobody needs
// it. The secrets of ivr.yaml belong to all calls and stay.
func (w *Walker) wipe() {
	for _, value := range w.vars {
		w.wipeValue(value)
	}
	for _, f := range w.frames {
		for _, value := range f.params {
			w.wipeValue(value)
		}
		for _, result := range f.results {
			for _, value := range result {
				w.wipeValue(value)
			}
		}
	}
	for _, secret := range w.entered {
		w.wipeValue(secret)
	}
	w.entered = nil
	w.keys.Clear()
}

func (w *Walker) wipeValue(value any) {
	switch value := value.(type) {
	case Secret:
		if !w.program.owns(value) {
			Wipe(value)
		}
	case []any:
		for _, item := range value {
			w.wipeValue(item)
		}
	case map[string]any:
		for _, item := range value {
			w.wipeValue(item)
		}
	}
}

// owns tells whether a secret is one of ivr.yaml's.
func (p *Program) owns(s Secret) bool {
	for _, own := range p.secrets {
		if own, ok := own.(Secret); ok && own.sealed == s.sealed {
			return true
		}
	}
	return false
}

package ari

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/ariapp/ariapp/ari/internal/jsonpull"
)

// decodable is a generated model or event.
type decodable interface{ decode(r *jsonpull.Reader) }

// decodableEvent is a generated event.
type decodableEvent interface {
	Event
	decodable
}

// DecodeEvent turns a message of the event socket into its event. Strings of the event share the message's
// memory (one copy of it is made): strings.Clone what is kept for long. The type decides; an unknown type
// gives *UnknownEvent and no error. An error wraps one of the ErrEvent sentinels and shows the beginning.
func DecodeEvent(message []byte) (Event, error) {
	text := string(message)
	var r jsonpull.Reader
	r.Reset(text)
	kind, found := r.Find("type")
	if event := newEvent(kind); event != nil {
		event.decode(&r)
		if err := r.End(); err != nil {
			return nil, eventFault(err, kind, text)
		}
		event.Header().Type = kind
		return event, nil
	}
	event := &UnknownEvent{}
	for more := r.Object() && r.Next(); more; more = r.Next() {
		event.decodeMember(&r)
	}
	if err := r.End(); err != nil && (found || !errors.Is(err, jsonpull.ErrType)) {
		return nil, eventFault(err, kind, text)
	}
	if kind == "" {
		return nil, fmt.Errorf("decoding an event: %w: %s", ErrEventType, beginning(text))
	}
	event.Type = kind
	event.Raw = json.RawMessage(text)
	return event, nil
}

func eventFault(err error, kind, text string) error {
	if errors.Is(err, jsonpull.ErrType) || errors.Is(err, jsonpull.ErrRange) {
		return fmt.Errorf("decoding an event: %w: %s: %w: %s", ErrEventField, kind, err, beginning(text))
	}
	return fmt.Errorf("decoding an event: %w: %w: %s", ErrEventSyntax, err, beginning(text))
}

// beginning is the start of a message, quoted, at most BeginningMax bytes of it.
func beginning(text string) string {
	if len(text) > BeginningMax {
		text = text[:BeginningMax]
		for len(text) > 0 && !utf8.RuneStart(text[len(text)-1]) {
			text = text[:len(text)-1]
		}
	}
	return fmt.Sprintf("%q", strings.ToValidUTF8(text, "\uFFFD"))
}

// decodeText decodes one JSON text into a model. It makes encoding/json work on generated types.
func decodeText(m decodable, text string) error {
	var r jsonpull.Reader
	r.Reset(text)
	m.decode(&r)
	return r.End()
}

// decodeOptional takes a value, or nil for null.
func decodeOptional[T any](r *jsonpull.Reader, take func(*jsonpull.Reader) T) *T {
	if r.Null() {
		return nil
	}
	v := take(r)
	return &v
}

// decodeEnum takes a string of a named type.
func decodeEnum[T ~string](r *jsonpull.Reader) T { return T(r.String()) }

// decodeModel takes an object into a new T, or nil for null.
func decodeModel[T any, P interface {
	*T
	decodable
}](r *jsonpull.Reader) *T {
	if r.Null() {
		return nil
	}
	m := new(T)
	P(m).decode(r)
	return m
}

// decodeModels takes a list of objects; null is nil.
func decodeModels[T any, P interface {
	*T
	decodable
}](r *jsonpull.Reader) []T {
	if r.Null() {
		return nil
	}
	list := []T{}
	var empty T
	for more := r.Array() && r.More(); more; more = r.More() {
		list = append(list, empty)
		P(&list[len(list)-1]).decode(r)
	}
	return list
}

// decodeList takes a list of plain values; null is nil.
func decodeList[T any](r *jsonpull.Reader, take func(*jsonpull.Reader) T) []T {
	if r.Null() {
		return nil
	}
	list := []T{}
	for more := r.Array() && r.More(); more; more = r.More() {
		list = append(list, take(r))
	}
	return list
}

// decodeTexts takes an object of strings. A value of another kind keeps its JSON text.
func decodeTexts(r *jsonpull.Reader) map[string]string {
	if r.Null() {
		return nil
	}
	texts := map[string]string{}
	for more := r.Object() && r.Next(); more; more = r.Next() {
		texts[r.Key()] = r.Text()
	}
	return texts
}

// decodeObject takes an object of anything; null is nil.
func decodeObject(r *jsonpull.Reader) map[string]any {
	if r.Null() {
		return nil
	}
	object := map[string]any{}
	for more := r.Object() && r.Next(); more; more = r.Next() {
		key := r.Key()
		object[key] = r.Any()
	}
	return object
}

package flows

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows/digits"
)

// wireCheckpoint is a checkpoint as JSON. Values that JSON cannot tell apart
// carry their type as a key that begins with $; what callers entered in secret,
// and the keys that they typed ahead, are sealed.
type wireCheckpoint struct {
	Format  int            `json:"format"`
	Version string         `json:"version"`
	Call    CallInfo       `json:"call"`
	Started time.Time      `json:"started"`
	Steps   int            `json:"steps"`
	Pressed int            `json:"pressed,omitempty"`
	SameRow int            `json:"same_row,omitempty"`
	Same    string         `json:"same,omitempty"`
	Vars    map[string]any `json:"vars,omitempty"`
	Keys    string         `json:"keys,omitempty"`
	Frames  []wireFrame    `json:"frames"`
	Occurs  map[string]int `json:"occasions,omitempty"`
	Taping  *Taping        `json:"taping,omitempty"`
	Legs    []Party        `json:"legs,omitempty"`
	Bridges []string       `json:"bridges,omitempty"`
	Spared  int            `json:"spared,omitempty"`
}

type wireFrame struct {
	Block   string          `json:"block"`
	Index   int             `json:"index"`
	State   json.RawMessage `json:"state,omitempty"`
	Begun   bool            `json:"begun,omitempty"`
	Since   time.Time       `json:"since,omitzero"`
	Occurs  int             `json:"occasion,omitempty"`
	Nth     int             `json:"nth,omitempty"`
	Status  string          `json:"status,omitempty"`
	Masked  bool            `json:"masked,omitempty"`
	Talks   bool            `json:"talks,omitempty"`
	Return  bool            `json:"returned,omitempty"`
	Flow    string          `json:"flow,omitempty"`
	Params  map[string]any  `json:"params,omitempty"`
	Results map[string]any  `json:"results,omitempty"`
	Failure failure         `json:"failure,omitzero"`
	Attends *AttendedState  `json:"attends,omitempty"`
}

// sealer hides values under a key of 16 or 32 bytes; without one they are left out.
type sealer struct{ key []byte }

func newSealer(key []byte) (sealer, error) {
	switch len(key) {
	case 0, 16, 24, 32:
		return sealer{key}, nil
	}
	return sealer{}, fmt.Errorf("sealing a checkpoint: %w", aes.KeySizeError(len(key)))
}

// aead is made when there is something to be sealed: most checkpoints hold no secret.
func (s sealer) aead() (cipher.AEAD, error) {
	block, err := aes.NewCipher(s.key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func (s sealer) seal(text string) string {
	if len(s.key) == 0 || text == "" {
		return ""
	}
	aead, err := s.aead()
	if err != nil { // newSealer has looked at the key
		return ""
	}
	nonce := make([]byte, aead.NonceSize())
	_, _ = rand.Read(nonce) // crypto/rand never fails
	return base64.StdEncoding.EncodeToString(aead.Seal(nonce, nonce, []byte(text), nil))
}

func (s sealer) open(text string) (string, error) {
	if len(s.key) == 0 || text == "" {
		return "", nil
	}
	aead, err := s.aead()
	if err != nil {
		return "", err
	}
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(data) < aead.NonceSize() {
		return "", fmt.Errorf("%w: a sealed value is broken", ErrCheckpoint)
	}
	plain, err := aead.Open(nil, data[:aead.NonceSize()], data[aead.NonceSize():], nil)
	if err != nil {
		return "", fmt.Errorf("%w: a sealed value was sealed with another key", ErrCheckpoint)
	}
	return string(plain), nil
}

// UnmarshalCheckpoint reads what [Checkpoint.Marshal] wrote with the same key.
// What is not a checkpoint is an [ErrCheckpoint].
func UnmarshalCheckpoint(data, key []byte) (*Checkpoint, error) {
	s, err := newSealer(key)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	decoder.UseNumber()
	var wire wireCheckpoint
	if err := decoder.Decode(&wire); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCheckpoint, err)
	}
	if decoder.More() {
		return nil, fmt.Errorf("%w: something stands behind it", ErrCheckpoint)
	}
	c, err := s.checkpoint(wire)
	switch {
	case err == nil:
		return c, nil
	case errors.Is(err, ErrCheckpoint):
		return nil, err
	}
	return nil, fmt.Errorf("%w: %w", ErrCheckpoint, err)
}

// checkpoint takes apart what the wire brought.
func (s sealer) checkpoint(wire wireCheckpoint) (c *Checkpoint, err error) {
	c = &Checkpoint{Format: wire.Format, Version: wire.Version, Call: wire.Call, Started: wire.Started,
		Steps: wire.Steps, Pressed: wire.Pressed, SameRow: wire.SameRow, Same: wire.Same, Legs: wire.Legs,
		Bridges: wire.Bridges, Occasions: wire.Occurs, Spared: wire.Spared}
	if wire.Taping != nil {
		c.Taping = *wire.Taping
	}
	if c.Keys, err = s.openKeys(wire.Keys); err != nil {
		return nil, err
	}
	if c.Vars, err = s.decodeMap(wire.Vars); err != nil {
		return nil, err
	}
	for _, f := range wire.Frames {
		frame := FrameState{Block: f.Block, Index: f.Index, State: f.State, Begun: f.Begun, Since: f.Since,
			Occasion: f.Occurs, Nth: f.Nth, Status: f.Status, Masked: f.Masked, Talks: f.Talks, Returned: f.Return,
			Flow: f.Flow, Failure: f.Failure, Attended: f.Attends}
		if frame.Params, err = s.decodeMap(f.Params); err != nil {
			return nil, err
		}
		if frame.Results, err = s.decodeResults(f.Results); err != nil {
			return nil, err
		}
		c.Frames = append(c.Frames, frame)
	}
	return c, nil
}

// sealKeys hides the keys typed ahead. Most steps find none: nothing is sealed for that.
func (s sealer) sealKeys(keys digits.Buffer) (string, error) {
	if keys.IsZero() {
		return "", nil
	}
	data, err := keys.MarshalJSON()
	return s.seal(string(data)), err
}

func (s sealer) openKeys(sealed string) (digits.Buffer, error) {
	var keys digits.Buffer
	text, err := s.open(sealed)
	if err == nil && text != "" {
		if err = json.Unmarshal([]byte(text), &keys); err != nil {
			err = fmt.Errorf("%w: %w", ErrCheckpoint, err)
		}
	}
	return keys, err
}

func (s sealer) decodeResults(wire map[string]any) (map[string]map[string]any, error) {
	if wire == nil {
		return nil, nil
	}
	results := make(map[string]map[string]any, len(wire))
	for id, raw := range wire {
		m, ok := raw.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("%w: the results of %q are no mapping", ErrCheckpoint, id)
		}
		result, err := s.decodeMap(m)
		if err != nil {
			return nil, err
		}
		results[id] = result
	}
	return results, nil
}

func (s sealer) encodeMap(m map[string]any) map[string]any {
	if m == nil {
		return nil
	}
	out := make(map[string]any, len(m))
	for key, value := range m {
		out[key] = s.encode(value)
	}
	return out
}

// encode makes v survive JSON with its type.
func (s sealer) encode(v any) any {
	switch v := v.(type) {
	case Secret:
		return map[string]any{"$secret": s.seal(Reveal(v))}
	case time.Duration:
		return map[string]any{"$duration": v.String()}
	case time.Time:
		return map[string]any{"$time": v.Format(time.RFC3339Nano)}
	case float64:
		return map[string]any{"$float": strconv.FormatFloat(v, 'g', -1, 64)} // JSON knows no infinity
	case []string:
		return map[string]any{"$words": v}
	case map[string]any:
		return map[string]any{"$map": s.encodeMap(v)}
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = s.encode(item)
		}
		return out
	}
	return v
}

func (s sealer) decodeMap(wire map[string]any) (map[string]any, error) {
	if wire == nil {
		return nil, nil
	}
	out := make(map[string]any, len(wire))
	for key, raw := range wire {
		value, err := s.decode(raw)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		out[key] = value
	}
	return out, nil
}

func (s sealer) decode(raw any) (any, error) {
	switch raw := raw.(type) {
	case json.Number:
		n, err := raw.Int64()
		return int(n), err
	case []any:
		out := make([]any, len(raw))
		for i, item := range raw {
			value, err := s.decode(item)
			if err != nil {
				return nil, err
			}
			out[i] = value
		}
		return out, nil
	case map[string]any:
		if len(raw) == 1 {
			for tag, inner := range raw {
				return s.decodeTagged(tag, inner)
			}
		}
		return nil, fmt.Errorf("%w: a value with %d types", ErrCheckpoint, len(raw))
	}
	return raw, nil
}

func (s sealer) decodeTagged(tag string, inner any) (any, error) {
	text, _ := inner.(string)
	switch tag {
	case "$secret":
		plain, err := s.open(text)
		return NewSecret(plain), err
	case "$duration":
		return time.ParseDuration(text)
	case "$time":
		return time.Parse(time.RFC3339Nano, text)
	case "$float":
		return strconv.ParseFloat(text, 64)
	case "$words":
		if list, ok := inner.([]any); ok {
			words := make([]string, len(list))
			for i, item := range list {
				words[i], _ = item.(string)
			}
			return words, nil
		}
	case "$map":
		if m, ok := inner.(map[string]any); ok {
			return s.decodeMap(m)
		}
	}
	return nil, fmt.Errorf("%w: a value of type %q cannot be read", ErrCheckpoint, tag)
}

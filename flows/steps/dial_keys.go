package steps

import (
	"context"
	"errors"
	"slices"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// dialKey is what keys do: a word, or steps.
type dialKey struct {
	code  string
	word  string
	block *flows.Block
}

// dialKeys are the keys of both parties.
type dialKeys struct{ caller, callee []dialKey }

// The words for keys of a conversation.
const (
	keyHangup   = "hangup"
	keyTransfer = "transfer"
	keyRecord   = "record"
)

func keyWords() []string { return []string{keyHangup, keyTransfer, keyRecord} }

func codesOf(keys []dialKey) []string {
	codes := make([]string, 0, len(keys))
	for _, key := range keys {
		codes = append(codes, key.code)
	}
	return codes
}

// findKey is the key with that code, nil for none.
func findKey(keys []dialKey, code string) *dialKey {
	if i := slices.IndexFunc(keys, func(k dialKey) bool { return k.code == code }); i >= 0 {
		return &keys[i]
	}
	return nil
}

// dialKeysType reads {caller: {keys: action}, callee: {…}}: dialKeys.
func dialKeysType() flows.Type {
	const accepts = "a mapping with caller and callee, each a mapping of keys to hangup, transfer, record or steps"
	actions := flows.Shape{Map: &flows.Shape{Words: keyWords(), Types: []flows.Type{flows.Steps}}}
	one := flows.NewType("actions", "a mapping of keys to actions", func(flows.Parser, *source.Node) any { return nil }).
		Shaped(actions)
	return flows.NewType("keys", accepts, func(p flows.Parser, n *source.Node) any {
		if n.Kind != source.Map || len(n.Pairs) == 0 {
			p.Report().WrongType(n, p.What(), accepts)
			return nil
		}
		var keys dialKeys
		for who, item := range n.All() {
			switch who.Value {
			case "caller":
				keys.caller = parseDialKeys(p, "keys.caller", item, keyWords())
			case "callee":
				keys.callee = parseDialKeys(p, "keys.callee", item, keyWords())
			default:
				p.Report().Unknown(who, "unknown-key", "key of keys", []string{"caller", "callee"})
			}
		}
		return keys
	}).Shaped(flows.Shape{Fields: []flows.Field{
		{Name: "caller", Type: one, Doc: "What the caller's keys do."},
		{Name: "callee", Type: one, Doc: "What the callee's keys do."},
	}})
}

// dialExitsType reads {keys: steps}: []dialKey.
func dialExitsType() flows.Type {
	return flows.NewType("exit keys", "a mapping of keys to steps", func(p flows.Parser, n *source.Node) any {
		return parseDialKeys(p, "exit_keys", n, nil)
	}).Shaped(flows.Shape{Map: &flows.Shape{Types: []flows.Type{flows.Steps}}})
}

func parseDialKeys(p flows.Parser, what string, n *source.Node, words []string) []dialKey {
	if n.Kind != source.Map || len(n.Pairs) == 0 {
		p.Report().WrongType(n, what, "a mapping of keys to what they do")
		return nil
	}
	var keys []dialKey
	for key, item := range n.All() {
		k := dialKey{code: dialCode(p, what, key)}
		if item.Kind == source.Scalar && slices.Contains(words, item.Value) {
			k.word = item.Value
		} else if k.block = p.Block(what+"."+key.Value, item); k.block == nil {
			continue
		}
		keys = append(keys, k)
	}
	return keys
}

// key takes a key of one of those who talk.
func (t *dialTalk) key(ctx context.Context, party flows.Party, event *flows.Event) (over bool, err error) {
	t.held(event)
	if t.typing != nil {
		if t.typing.by != party || t.typing.failed {
			return false, nil
		}
		return t.typeKey(ctx, event)
	}
	return t.act(ctx, party, t.pads[party].Press(event.Key, event.At))
}

// act does what keys of a party are for; "" does nothing.
func (t *dialTalk) act(ctx context.Context, party flows.Party, code string) (over bool, err error) {
	set, who := t.caller, endedByCaller
	if party != flows.Caller {
		set, who = t.callee, endedByCallee
	}
	key := findKey(set, code)
	if key == nil || code == "" {
		return false, nil
	}
	switch key.word {
	case keyHangup:
		t.result.by = who
		return true, nil
	case keyTransfer:
		return false, t.beginTransfer(ctx, party)
	case keyRecord:
		return false, errors.Join(t.tape.toggle(ctx, t.r, t.bridge, t.leg.party), t.save())
	}
	t.result.by, t.result.key, t.way = who, key.code, key.block
	return true, nil
}

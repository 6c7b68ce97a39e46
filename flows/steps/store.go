package steps

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/ariapp/ariapp/flows"
)

func storeSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "store",
		Pace:    flows.Instant,
		Summary: "Reads or changes a value that outlives the call.",
		Doc: "With `key` alone it reads; `set` writes, `add` counts up (or down), `delete` removes. With `if_absent` or " +
			"`if_value` it writes only if nothing, or just that, is there: compare-and-set, `status` is `conflict` " +
			"otherwise and `value` what is there instead. Values are kept across restarts and for all instances; " +
			"with `ttl` they are forgotten after that time. It does what `DB()` does in the dialplan; and as two " +
			"calls cannot both succeed, `{key: lock, set: 1, if_absent: true, ttl: 1m}` does what `MacroExclusive` " +
			"did. See [store](../store.md).",
		Short: "key", Offline: true,
		Fields: []flows.Field{
			{Name: "key", Type: flows.Text, Required: true, Doc: "The name of the value."},
			{Name: "set", Type: flows.Plain, Doc: "The value to write."},
			{Name: "add", Type: flows.Whole, Doc: "What to add to the number that is there; nothing there is 0."},
			{Name: "delete", Type: flows.Bool, Default: "false", Doc: "Whether to remove it."},
			{Name: "if_absent", Type: flows.Bool, Default: "false", Doc: "Write only if nothing is there."},
			{Name: "if_value", Type: flows.Plain, Doc: "Write only if this is there."},
			{Name: "ttl", Type: flows.Duration, Default: "0s",
				Doc: "After how long it is forgotten; 0s for never. Adding does not prolong it."},
		},
		Result: []flows.Result{
			{Name: "status", Zero: "", Doc: "`ok`, `none` when there is nothing to read, or `conflict`."},
			{Name: "value", Zero: nil, Doc: "What is there now."},
		},
		Example: "- store: {id: calls, key: 'calls/${call.from}', add: 1, ttl: 24h}\n" +
			"- log: 'call ${steps.calls.value} of ${call.from} today'\n",
		New: newStore,
	}
}

type store struct {
	key             flows.Value[string]
	set, ifValue    flows.Value[any]
	add             flows.Value[int]
	remove          flows.Value[bool]
	ifAbsent        flows.Value[bool]
	ttl             flows.Value[time.Duration]
	sets, adds, ifs bool
}

func newStore(a flows.Args) flows.Step {
	s := store{key: flows.Get[flows.Value[string]](a, "key"), set: flows.Get[flows.Value[any]](a, "set"),
		ifValue: flows.Get[flows.Value[any]](a, "if_value"), add: flows.Get[flows.Value[int]](a, "add"),
		remove: flows.Get[flows.Value[bool]](a, "delete"), ifAbsent: flows.Get[flows.Value[bool]](a, "if_absent"),
		ttl: flows.Get[flows.Value[time.Duration]](a, "ttl"), sets: a.Has("set"), adds: a.Has("add"), ifs: a.Has("if_value")}
	count := 0
	for _, name := range []string{"set", "add", "delete"} {
		if a.Has(name) {
			if count++; count == 2 {
				a.Errorf(name, "exclusive-fields", "set, add and delete exclude each other")
			}
		}
	}
	if (s.ifs || a.Has("if_absent")) && !s.sets {
		a.Errorf("", "missing-field", "if_value and if_absent go with set")
	}
	if s.ifs && a.Has("if_absent") {
		a.Errorf("if_absent", "exclusive-fields", "if_value and if_absent exclude each other")
	}
	return s
}

// change is what a store step does, computed for a call.
type change struct {
	key           string
	value, wanted string
	ttl           time.Duration
	now           time.Time
	add           int
	do            string // get, set, add, delete, absent or value
}

// stored is what came of it.
type stored struct {
	status string
	value  any
}

func (s store) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	keeper := r.World().Store
	if keeper == nil {
		return flows.Next{}, flows.ErrNotHere
	}
	c, err := s.evaluate(r)
	if err != nil {
		return flows.Next{}, err
	}
	result, err := r.Do(ctx, storeTime, func(ctx context.Context) (any, error) { return c.apply(ctx, keeper) })
	if err != nil {
		return flows.Next{}, err
	}
	outcome, _ := result.(stored)
	r.SetResult(map[string]any{"status": outcome.status, "value": outcome.value})
	return flows.Advance(), nil
}

func (s store) evaluate(r *flows.Run) (c change, err error) {
	c.do, c.now = "get", r.Now()
	if c.key, err = s.key.Eval(r); err != nil {
		return c, err
	}
	if c.ttl, err = s.ttl.Eval(r); err != nil {
		return c, err
	}
	remove, err := s.remove.Eval(r)
	if err != nil {
		return c, err
	}
	absent, err := s.ifAbsent.Eval(r)
	if err != nil {
		return c, err
	}
	switch {
	case remove:
		c.do = "delete"
	case s.adds:
		c.do = "add"
		c.add, err = s.add.Eval(r)
	case s.sets:
		c.do = "set"
		if absent {
			c.do = "absent"
		}
		if c.value, err = encoded(r, s.set); err == nil && s.ifs {
			c.do = "value"
			c.wanted, err = encoded(r, s.ifValue)
		}
	}
	return c, err
}

// encoded is a value as the store keeps it. A secret is not kept.
func encoded(r *flows.Run, v flows.Value[any]) (string, error) {
	value, err := v.Eval(r)
	if err != nil {
		return "", err
	}
	if _, secret := value.(flows.Secret); secret {
		return "", errors.New("a secret may not be stored")
	}
	if span, ok := value.(time.Duration); ok {
		value = span.String()
	}
	text, err := json.Marshal(value)
	if odd := (*json.UnsupportedValueError)(nil); errors.As(err, &odd) { // 1/0 and its like
		return "", fmt.Errorf("writing the value: %s cannot be stored, only finite numbers can", odd.Str)
	}
	if err != nil {
		return "", fmt.Errorf("writing the value: %w", err)
	}
	return string(text), nil
}

func decoded(text string) any {
	value, ok := readJSON(flows.Response{Body: []byte(text)})
	if !ok {
		return text // somebody else has written it
	}
	return value
}

// apply does it.
func (c change) apply(ctx context.Context, keeper flows.Store) (stored, error) {
	switch c.do {
	case "set":
		_, err := keeper.Put(ctx, c.key, c.value, c.ttl)
		return stored{"ok", decoded(c.value)}, err
	case "delete":
		return stored{"ok", nil}, keeper.Delete(ctx, c.key)
	case "add":
		return c.count(ctx, keeper)
	}
	item, err := keeper.Get(ctx, c.key)
	switch {
	case err != nil:
		return stored{}, err
	case c.do == "get" && item.Revision == 0:
		return stored{"none", nil}, nil
	case c.do == "get":
		return stored{"ok", decoded(item.Value)}, nil
	case c.do == "absent" && item.Revision != 0, c.do == "value" && !c.meets(item):
		return conflict(item), nil
	}
	_, err = keeper.Swap(ctx, c.key, c.value, item.Revision, c.ttl)
	if !errors.Is(err, flows.ErrConflict) {
		return stored{"ok", decoded(c.value)}, err
	}
	if item, err = keeper.Get(ctx, c.key); err != nil {
		return stored{}, err
	}
	return conflict(item), nil
}

// meets tells whether the item has the value that if_value wants, however it is written.
func (c change) meets(item flows.Item) bool {
	return item.Revision != 0 && reflect.DeepEqual(decoded(item.Value), decoded(c.wanted))
}

func conflict(item flows.Item) stored {
	if item.Revision == 0 {
		return stored{"conflict", nil}
	}
	return stored{"conflict", decoded(item.Value)}
}

// left is how long a counter still lives: adding does not prolong it, or "five
// wrong PINs in an hour" would never end for one who keeps trying.
func (c change) left(item flows.Item) time.Duration {
	switch {
	case item.Revision == 0:
		return c.ttl
	case item.Expires.IsZero():
		return 0
	}
	return max(item.Expires.Sub(c.now), time.Nanosecond)
}

// count adds, however many calls count at the same time.
func (c change) count(ctx context.Context, keeper flows.Store) (stored, error) {
	for range swapTries {
		item, err := keeper.Get(ctx, c.key)
		if err != nil {
			return stored{}, err
		}
		sum := c.add
		if item.Revision != 0 {
			number, ok := decoded(item.Value).(int)
			if !ok {
				return stored{}, fmt.Errorf("counting %s: it holds no whole number", c.key)
			}
			if sum += number; (sum > number) != (c.add > 0) && c.add != 0 {
				return stored{}, fmt.Errorf("counting %s: the sum is too large", c.key)
			}
		}
		_, err = keeper.Swap(ctx, c.key, fmt.Sprint(sum), item.Revision, c.left(item))
		if !errors.Is(err, flows.ErrConflict) {
			return stored{"ok", sum}, err
		}
	}
	return stored{}, fmt.Errorf("counting %s: %w, %d times", c.key, flows.ErrConflict, swapTries)
}

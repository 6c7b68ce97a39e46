package steps

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

func splitSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "split",
		Pace:    flows.Instant,
		Summary: "Sends shares of the callers different ways.",
		Doc: "The same `by` always takes the same way, so that a caller who calls again hears the same: a hash of it and " +
			"of `name` chooses. When `by` is empty, as the number of a caller who withholds it, the call's id chooses. " +
			"Weights are shares of their sum. Change `name` to deal the callers anew.",
		Short:  "ways",
		Steers: true, Offline: true,
		Fields: []flows.Field{
			{Name: "ways", Type: waysType(), Required: true, Doc: "A list of {weight, steps}; steps may be missing."},
			{Name: "by", Type: flows.Text, Default: "${call.from}", Doc: "What is dealt."},
			{Name: "name", Type: flows.Text, Doc: "What the deal is called; the step's address without it."},
		},
		Result:  []flows.Result{{Name: "way", Zero: 0, Doc: "The number of the way, from 1."}},
		Example: "- split:\n    - {weight: 90}\n    - {weight: 10, steps: {play: hello-world}}\n",
		New: func(a flows.Args) flows.Step {
			return split{flows.Get[[]way](a, "ways"), flows.Get[flows.Value[string]](a, "by"),
				flows.Get[flows.Value[string]](a, "name")}
		},
	}
}

// way is one of the ways of a split.
type way struct {
	weight int
	block  *flows.Block
}

const wayAccepts = "a list of mappings with weight and steps, with weights from 0 to 1000000 that are not all 0"

func waysType() flows.Type {
	return flows.NewType("ways", wayAccepts, func(p flows.Parser, n *source.Node) any {
		if n.Kind != source.List || len(n.Items) == 0 || len(n.Items) > waysMax {
			p.Report().WrongType(n, "ways", wayAccepts)
			return nil
		}
		var ways []way
		sum, whole := 0, true
		for i, item := range n.Items {
			if item.Kind != source.Map || item.Get("weight") == nil {
				p.Report().WrongType(item, "a way", "a mapping with weight and steps")
				continue
			}
			var one way
			for key, value := range item.All() {
				switch key.Value {
				case "weight":
					weight, err := strconv.Atoi(value.Value)
					if value.Kind != source.Scalar || err != nil || weight < 0 || weight > 1_000_000 {
						p.Report().WrongType(value, "weight", "a whole number from 0 to 1000000")
						whole = false
						continue
					}
					one.weight = weight
				case "steps":
					one.block = p.Block(wayLabel(i), value)
				default:
					p.Report().Unknown(key, "unknown-key", "key of a way", []string{"weight", "steps"})
				}
			}
			sum += one.weight
			ways = append(ways, one)
		}
		if whole && len(ways) == len(n.Items) && sum == 0 {
			p.Report().WrongType(n, "ways", wayAccepts)
			return nil
		}
		return ways
	}).Shaped(flows.Shape{List: &flows.Shape{Fields: wayFields()}})
}

// wayFields are the keys of a way.
func wayFields() []flows.Field {
	return []flows.Field{
		{Name: "weight", Type: flows.Whole, Required: true, Doc: "The share of the callers, 0 to 1000000."},
		{Name: "steps", Type: flows.Steps, Doc: "What they hear; nothing without it."},
	}
}

type split struct {
	ways     []way
	by, name flows.Value[string]
}

func (s split) Run(_ context.Context, r *flows.Run) (flows.Next, error) {
	by, err := s.by.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	name, err := s.name.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	if by == "" {
		by = r.Call().ID
	}
	if name == "" {
		name = r.Address()
	}
	i := s.choose(name, by)
	r.SetResult(map[string]any{"way": i + 1})
	return flows.Enter(s.ways[i].block).By(wayLabel(i)), nil
}

func wayLabel(i int) string { return fmt.Sprintf("ways.%d", i+1) }

// Ways are those that some caller takes.
func (s split) Ways() []flows.Way {
	var ways []flows.Way
	for i, w := range s.ways {
		if w.weight > 0 {
			ways = append(ways, flows.WayOf(wayLabel(i), flows.Enter(w.block)))
		}
	}
	return ways
}

// choose is the index of the way for by: the hash's place on the line of weights.
func (s split) choose(name, by string) int {
	sum := uint64(0)
	for _, w := range s.ways {
		sum += uint64(w.weight)
	}
	hash := sha256.Sum256([]byte(name + "\x00" + by))
	at := binary.BigEndian.Uint64(hash[:8]) % sum
	for i, w := range s.ways {
		if at < uint64(w.weight) {
			return i
		}
		at -= uint64(w.weight)
	}
	return len(s.ways) - 1
}

package steps

import (
	"slices"
	"strconv"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/source"
)

// directDialLength is how long a directly dialled extension may be unless the menu says otherwise.
const directDialLength = 4

// directDial lets callers dial an extension in a menu.
type directDial struct {
	allow, deny []digits.Pattern
	length      int
	block       *flows.Block
}

// directDialType reads {allow, deny, max_length, steps}: *directDial.
func directDialType() flows.Type {
	accepted := []string{"allow", "deny", "max_length", "steps"}
	return flows.NewType("direct dial", "a mapping with allow and steps", func(p flows.Parser, n *source.Node) any {
		if n.Kind != source.Map || n.Get("allow") == nil || n.Get("steps") == nil {
			p.Report().WrongType(n, "direct_dial", "a mapping with allow and steps")
			return nil
		}
		d := &directDial{length: directDialLength}
		for key, item := range n.All() {
			switch key.Value {
			case "allow":
				d.allow, _ = p.Parse(patternsType(), key.Value, item).([]digits.Pattern)
			case "deny":
				d.deny, _ = p.Parse(patternsType(), key.Value, item).([]digits.Pattern)
			case "max_length":
				if v, ok := p.Parse(flows.Whole, key.Value, item).(flows.Value[int]); ok {
					d.length, _ = v.Constant()
				}
			case "steps":
				d.block = p.Block("direct_dial", item)
			default:
				p.Report().Unknown(key, "unknown-key", "key of direct_dial", accepted)
			}
		}
		for _, pattern := range d.allow {
			if pattern.MinLen() > d.length {
				p.Report().Errorf(n.Get("allow"), "unreachable-entry", "%s needs %d digits; max_length is %d",
					pattern, pattern.MinLen(), d.length)
			}
		}
		return d
	}).Shaped(flows.Shape{Fields: directDialFields()})
}

// directDialFields are the keys of direct_dial.
func directDialFields() []flows.Field {
	return []flows.Field{
		{Name: "allow", Type: patternsType(), Required: true, Doc: "The extensions that may be dialled."},
		{Name: "deny", Type: patternsType(), Doc: "Those among them that may not."},
		{Name: "max_length", Type: flows.Whole, Default: strconv.Itoa(directDialLength),
			Doc: "How many digits an extension may have."},
		{Name: "steps", Type: flows.Steps, Required: true, Doc: "What to do with it; `steps.<id>.value` is the extension."},
	}
}

// denies tells whether the entry may not be dialled though a pattern allows it.
func (d *directDial) denies(entry string) bool {
	return len(entry) > d.length ||
		slices.ContainsFunc(d.deny, func(p digits.Pattern) bool { return p.Match(entry) })
}

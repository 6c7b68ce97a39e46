package steps

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/source"
)

func directorySpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "directory",
		Pace:    flows.Waiting,
		Summary: "Finds somebody's extension by their name, on the keypad.",
		Doc: "Asks for the first three letters of a name, as `Directory` does (7 stands for Q too, 9 for Z; # ends fewer " +
			"letters), and tells those whom they fit one by one, in their own voice where a name was recorded in the " +
			"mailbox, else spelled: 1 takes that one, * goes to the next, # begins anew. `on_found` are the steps for an " +
			"extension that was taken, `steps.<id>.extension`; the step dials nobody itself. 0 takes `on_operator` and " +
			"* in place of a name `on_assistant`, each only where it is there. Those who can be found are the mailboxes " +
			"of ivr.yaml that have a name, and `people`.",
		Bare: true,
		Fields: []flows.Field{
			{Name: "by", Type: flows.OneOf("last", "first", "both"), Default: "last",
				Doc: "Which name is keyed in: the last word of the name, its first, or either."},
			{Name: "people", Type: peopleType(), Doc: "Extensions with names, beside the mailboxes."},
			{Name: "mailboxes", Type: flows.Bool, Default: "true", Doc: "Whether owners of mailboxes can be found."},
			{Name: "attempts", Type: flows.Whole, Default: "3", Doc: "How often the caller may try, from 1."},
			{Name: "on_found", Type: flows.Steps, Doc: "Steps for an extension that was taken."},
			{Name: "on_operator", Type: flows.Steps, Doc: "Steps for a caller who presses 0."},
			{Name: "on_assistant", Type: flows.Steps, Doc: "Steps for a caller who presses * in place of a name."},
		},
		Result: []flows.Result{
			{Name: "status", Zero: "", Doc: "`found`, `none`, `noinput`, `operator` or `assistant`."},
			{Name: "extension", Zero: "", Doc: "The extension that was taken."},
			{Name: "name", Zero: "", Doc: "The name of its owner."},
		},
		Example: "- directory:\n    id: who\n    by: both\n    people: {\"101\": Anna Lee}\n" +
			"    on_found: {continue: '${steps.who.extension}'}\n",
		New: newDirectory,
	}
}

// people are names by extension.
type people map[string]string

func peopleType() flows.Type {
	const accepts = "a mapping of extensions to names, such as {101: Anna Lee}"
	return flows.NewType("people", accepts, func(p flows.Parser, n *source.Node) any {
		if n.Kind != source.Map {
			p.Report().WrongType(n, p.What(), accepts)
			return nil
		}
		all := people{}
		for key, item := range n.All() {
			switch {
			case spoken(key.Value) != key.Value || key.Value == "":
				p.Report().WrongType(key, "an extension", "digits")
			case item.Kind != source.Scalar || keyed(item.Value) == "":
				p.Report().WrongType(item, "a name", "a text with letters that a keypad has")
			default:
				all[key.Value] = item.Value
			}
		}
		return all
	}).Shaped(flows.Shape{Map: &flows.Shape{Plain: true}})
}

type directory struct {
	by                         string
	people                     people
	mailboxes                  flows.Value[bool]
	attempts                   flows.Value[int]
	found, operator, assistant *flows.Block
}

func newDirectory(a flows.Args) flows.Step {
	d := directory{by: flows.Get[string](a, "by"), people: flows.Get[people](a, "people"),
		mailboxes: flows.Get[flows.Value[bool]](a, "mailboxes"), attempts: flows.Get[flows.Value[int]](a, "attempts"),
		found: flows.Get[*flows.Block](a, "on_found"), operator: flows.Get[*flows.Block](a, "on_operator"),
		assistant: flows.Get[*flows.Block](a, "on_assistant")}
	if n, fixed := d.attempts.Constant(); fixed && n < 1 {
		a.Errorf("attempts", "wrong-type", "attempts must be a whole number from 1")
	}
	return d
}

// Ways are that behind the step, that of an extension, to the operator and to the assistant.
func (d directory) Ways() []flows.Way {
	ways := []flows.Way{flows.WayOf("", flows.Advance())}
	for _, block := range []*flows.Block{d.found, d.operator, d.assistant} {
		if block != nil {
			ways = append(ways, flows.WayOf(block.Label(), flows.Enter(block)))
		}
	}
	return ways
}

func (d directory) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	attempts, err := d.attempts.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	all, err := d.all(ctx, r)
	if err == nil {
		err = r.Answer(ctx)
	}
	if err != nil {
		return flows.Next{}, err
	}
	t, status := talk{r}, "noinput"
	for range max(attempts, 1) {
		keys, err := d.ask(ctx, t)
		if err != nil {
			return flows.Next{}, err
		}
		switch keys {
		case "0":
			return d.end(r, "operator", flows.Mailbox{}, d.operator), nil
		case "*":
			return d.end(r, "assistant", flows.Mailbox{}, d.assistant), nil
		case "":
			continue
		}
		status = "none"
		one, found, err := d.choose(ctx, t, d.fitting(all, keys))
		switch {
		case err != nil:
			return flows.Next{}, err
		case found:
			return d.end(r, "found", one, d.found), nil
		}
	}
	return d.end(r, status, flows.Mailbox{}, nil), nil
}

func (d directory) end(r *flows.Run, status string, one flows.Mailbox, block *flows.Block) flows.Next {
	r.SetResult(map[string]any{"status": status, "extension": one.Number, "name": one.Name})
	return flows.Enter(block)
}

// all are those who can be found, by extension.
func (d directory) all(ctx context.Context, r *flows.Run) ([]flows.Mailbox, error) {
	var all []flows.Mailbox
	with, err := d.mailboxes.Eval(r)
	if err != nil {
		return nil, err
	}
	if with && (r.World().Mailboxes != nil || d.people == nil) {
		asterisk := r.Call().Asterisk
		all, err = reach(ctx, r, func(ctx context.Context, boxes flows.Mailboxes) ([]flows.Mailbox, error) {
			return boxes.Directory(ctx, asterisk)
		})
		if err != nil {
			return nil, err
		}
	}
	for _, extension := range slices.Sorted(maps.Keys(d.people)) {
		if !slices.ContainsFunc(all, func(one flows.Mailbox) bool { return one.Number == extension }) {
			all = append(all, flows.Mailbox{Number: extension, Name: d.people[extension]})
		}
	}
	return all, nil
}

// ask asks for the letters of a name, "" when nothing that can be one was keyed in.
func (d directory) ask(ctx context.Context, t talk) (string, error) {
	rule := digits.Rule{Terminators: digits.KeySetOf('#')}
	for n := 1; n <= directoryKeys; n++ {
		pattern, err := digits.Parse("_NNNNNNNN"[:n+1])
		if err != nil {
			return "", err
		}
		rule.Patterns = append(rule.Patterns, pattern)
	}
	if d.operator != nil {
		rule.Values = append(rule.Values, "0")
	}
	if d.assistant != nil {
		rule.Values = append(rule.Values, "*")
	}
	which := map[string]string{"last": "dir-last", "first": "dir-first", "both": "dir-firstlast"}[d.by]
	e, err := t.entry(ctx, rule, entryTime, []string{"dir-welcome", "dir-pls-enter",
		"number:" + strconv.Itoa(directoryKeys), which, "dir-usingkeypad"})
	if err != nil || e.verdict != digits.Complete {
		return "", err
	}
	return e.value, nil
}

// fitting are those whose name begins with the letters of the keys.
func (d directory) fitting(all []flows.Mailbox, keys string) []flows.Mailbox {
	var fit []flows.Mailbox
	for _, one := range all {
		if d.fits(one.Name, keys) && len(fit) < directoryMax {
			fit = append(fit, one)
		}
	}
	return fit
}

// choose tells of them one by one until the caller takes one.
func (d directory) choose(ctx context.Context, t talk, fit []flows.Mailbox) (flows.Mailbox, bool, error) {
	if len(fit) == 0 {
		return flows.Mailbox{}, false, t.say(ctx, "dir-nomatch")
	}
	for _, one := range fit {
		for range menuRepeats {
			key, err := t.key(ctx, "1*#", menuTime, append(d.introduce(one), "dir-instr")...)
			switch {
			case err != nil:
				return one, false, err
			case key == '1':
				return one, true, nil
			case key == '#':
				return one, false, nil
			}
			if key == '*' { // the next one
				break
			}
		}
	}
	return flows.Mailbox{}, false, t.say(ctx, "dir-nomore")
}

func (d directory) introduce(one flows.Mailbox) []string {
	name := one.Greetings["name"]
	if name == "" {
		name = "characters:" + folded(one.Name)
	}
	return []string{name, "vm-extension", "digits:" + one.Number}
}

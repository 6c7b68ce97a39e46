package steps

import (
	"context"
	"slices"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/source"
)

func menuSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "menu",
		Pace:    flows.Waiting,
		Asks:    true,
		Summary: "Plays a question and takes the way that the caller's key chooses.",
		Doc: "The keys of `choices` are digits (`1`, `10`, `\"*\"`) or patterns of the dialplan (`_2XX`); digits that " +
			"stand there as such go before patterns, those in the order of the file, and `direct_dial` comes last. " +
			"A choice holds steps, or one of the words `repeat` (say the menu again), `back` (the menu around this " +
			"one), `top` (the outermost menu) and `exit` (go on behind the menu). After a choice's steps the walk " +
			"goes on behind the menu; to come back to it, end them with `goto` and the menu's id. A caller who comes " +
			"by `back` or `top` hears `short_prompt`, if there is one.",
		Fields: append([]flows.Field{
			{Name: "choices", Type: choicesType(), Required: true, Doc: "What each key does."},
			{Name: "direct_dial", Type: directDialType(),
				Doc: "Extensions that may be dialled here: allow (patterns, needed), deny (patterns), " +
					"max_length (4), steps (needed). A choice that begins one waits inter_timeout."},
			{Name: "pin", Type: pinType(),
				Doc: "A PIN in front of the menu: value (needed), prompt, attempts (3); then on_exhausted."},
			{Name: "short_prompt", Type: flows.Media, Doc: "What a caller hears who comes back to the menu."},
			{Name: "terminators", Type: flows.Words, Default: "none", Doc: "Keys that end an entry at once, or `none`."},
		}, askingFields("0", "3", "3")...),
		Result: append(askingResults(""),
			flows.Result{Name: "choice", Zero: "", Doc: "The key of the choice, as it stands in the file."},
			flows.Result{Name: "captures", Zero: []string{}, Doc: "The digits that a pattern's wildcards matched."}),
		Example: "- menu:\n    id: top\n    prompt: [vm-press, 'digits:1']\n    choices:\n      1: {play: hello-world}\n" +
			"      _2XX: {log: '${steps.top.value}'}\n      \"*\": repeat\n    on_exhausted: {hangup: normal}\n",
		New: newMenu,
	}
}

// choice is what one key does: steps, or a word.
type choice struct {
	key     string
	pattern digits.Pattern
	word    string
	block   *flows.Block
	pos     source.Pos
}

var choiceWords = []string{"repeat", "back", "top", "exit"}

func choicesType() flows.Type {
	return flows.NewType("choices", "a mapping of keys to steps", func(p flows.Parser, n *source.Node) any {
		if n.Kind != source.Map || len(n.Pairs) == 0 {
			p.Report().WrongType(n, "choices", "a mapping of keys to steps")
			return nil
		}
		var choices []choice
		for key, item := range n.All() {
			pattern, ok := p.Pattern(key)
			if !ok {
				continue
			}
			c := choice{key: key.Value, pattern: pattern, pos: key.Pos}
			if item.Kind == source.Scalar && slices.Contains(choiceWords, item.Value) {
				c.word = item.Value
			} else {
				c.block = p.Block("choices."+key.Value, item)
			}
			choices = append(choices, c)
		}
		return choices
	}).Shaped(flows.Shape{Map: &flows.Shape{Words: choiceWords, Types: []flows.Type{flows.Steps}}})
}

type menu struct {
	asking
	choices []choice
	direct  *directDial
	pin     *pin
}

// AsksSecret tells whether a PIN stands in front of the menu.
func (m *menu) AsksSecret() bool { return m.pin != nil }

func newMenu(a flows.Args) flows.Step {
	m := &menu{asking: newAsking(a), choices: flows.Get[[]choice](a, "choices"),
		direct: flows.Get[*directDial](a, "direct_dial"), pin: flows.Get[*pin](a, "pin")}
	if a.Has("short_prompt") {
		m.short = flows.Get[[]flows.Value[string]](a, "short_prompt")
	}
	rule := digits.Rule{Policy: policy(a), Terminators: keySet(a, "terminators", flows.Get[[]string](a, "terminators"))}
	for _, c := range m.choices {
		rule.Choices = append(rule.Choices, c.pattern)
	}
	if m.direct != nil {
		rule.Patterns = m.direct.allow
	}
	rule.KeepTerminatorIfAlone = slices.ContainsFunc(m.choices, func(c choice) bool {
		key, err := digits.ParseKeySet(c.key)
		return err == nil && len(c.key) == 1 && key&rule.Terminators != 0
	})
	m.legal, m.fill = m.allowed, m.choose
	m.matcher = matcherFor(a, rule, map[string]string{"Choices": "choices", "Patterns": "direct_dial",
		"Terminators": "terminators", "Policy": "match"})
	for _, u := range m.matcher.Unreachable() {
		if u.Source == digits.SourceChoice {
			a.Parser().Report().Errorf(a.Node("choices").KeyNode(u.Key), "unreachable-choice", "%s", u)
		}
	}
	return m
}

// allowed refuses what direct_dial denies, and a terminator that is no choice.
func (m *menu) allowed(entry string) bool {
	switch match, _ := m.matcher.Matched(entry); match.Source {
	case digits.SourceChoice:
		return true
	case digits.SourcePattern:
		return !m.direct.denies(entry)
	}
	return false
}

// choose fills the result with the choice that the entry made.
func (m *menu) choose(entry string, result map[string]any) {
	match, _ := m.matcher.Matched(entry)
	result["choice"], result["captures"] = match.Key, append([]string{}, match.Captures...)
}

func (m *menu) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	var s askState
	if r.Load(&s); r.Returned() {
		s = askState{Opened: s.Opened, Returned: true}
	}
	if m.pin != nil && !s.Opened && !s.Done && !s.Last {
		opened, err := m.pin.open(ctx, r, m.answer)
		if err != nil {
			return flows.Next{}, err
		}
		if !opened {
			s.Reason = "pin"
			return m.giveUp(r, &s)
		}
		s.Opened = true
		if err := r.Save(s); err != nil {
			return flows.Next{}, err
		}
	}
	for {
		a, err := m.ask(ctx, r, &s)
		if err == nil && !a.done {
			err = m.follow(r, &s, a)
		}
		if err != nil {
			return flows.Next{}, err
		}
		if a.done {
			return a.next, nil
		}
	}
}

// follow goes where the entry leads, or has the question asked again.
func (m *menu) follow(r *flows.Run, s *askState, a *asked) error {
	m.report(r, s, "ok", a.answer)
	chosen := m.take(a.answer.value)
	if chosen.word != "repeat" {
		return a.leads(chosen.next().By(chosen.label()), nil)
	}
	r.Took(chosen.label())
	*s = askState{Opened: s.Opened}
	return r.Save(*s)
}

// take finds the choice that the entry makes; direct_dial is one too.
func (m *menu) take(value string) choice {
	match, _ := m.matcher.Matched(value)
	if match.Source != digits.SourceChoice {
		return choice{block: m.direct.block}
	}
	return m.choices[match.Index]
}

// next is where the choice leads; repeat leads nowhere else.
func (c choice) next() flows.Next {
	switch c.word {
	case "back":
		return flows.Back()
	case "top":
		return flows.Top()
	case "exit":
		return flows.Advance()
	}
	return flows.Enter(c.block)
}

// label names the choice as a way on from the menu.
func (c choice) label() string {
	if c.key == "" {
		return "direct_dial"
	}
	return "choices." + c.key
}

// Ways are the choices and direct_dial; handlers come beside.
func (m *menu) Ways() []flows.Way {
	var ways []flows.Way
	for _, c := range m.choices {
		if c.word == "repeat" {
			ways = append(ways, flows.WayAnew(c.label()).At(c.pos))
			continue
		}
		ways = append(ways, flows.WayOf(c.label(), c.next()).At(c.pos))
	}
	if m.direct != nil {
		direct := choice{block: m.direct.block}
		ways = append(ways, flows.WayOf(direct.label(), direct.next()))
	}
	return ways
}

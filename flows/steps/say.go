package steps

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

func saySpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "say",
		Pace:    flows.Timed,
		Summary: "Says a number, a date, an amount of money and the like, or a text.",
		Doc: "One of the fields down to `text` is what is said, in the call's language, spelled into the sounds that " +
			"Asterisk's sound packs have (en, es, fr, it and ru; see [say](../say.md)). A `text` is spoken by the " +
			"speech program of `prompts.speech`, when the file is loaded, so it must be written out; it may be a " +
			"mapping of languages to texts. The same may stand among the prompts of `play`, `menu` and `collect`: " +
			"`play: [you-have, 'number:${steps.x.value}']`.",
		Fields:  append(append(sayValues(), sayOptions()...), soundFields()...),
		Result:  soundResults(),
		Example: "- say: {number: 21, gender: f}\n- say: {money: '12.50', currency: EUR}\n- say: {date: '2026-12-24'}\n",
		New:     newSay,
	}
}

// sayValues are the fields of which one says what is said; text is apart.
func sayValues() []flows.Field {
	return []flows.Field{
		{Name: "number", Type: flows.Text, Doc: "A number, up to 1000000000000, negative too."},
		{Name: "ordinal", Type: flows.Text, Doc: "A number as a place: first, second, third."},
		{Name: "digits", Type: flows.Text, Doc: "Digits one by one."},
		{Name: "characters", Type: flows.Text, Doc: "Letters, digits and signs one by one."},
		{Name: "phone", Type: flows.Text, Doc: "A telephone number."},
		{Name: "date", Type: flows.Text, Doc: "A day, 2026-12-24, or a time such as call.started."},
		{Name: "time", Type: flows.Text, Doc: "A time of day, 14:30, or a time such as call.started."},
		{Name: "datetime", Type: flows.Text, Doc: "Both."},
		{Name: "duration", Type: flows.Text, Doc: "A time span, 1h30m."},
		{Name: "money", Type: flows.Text, Doc: "An amount, 12.50, of `currency`."},
		{Name: "text", Type: textType(), Doc: "A text, or a mapping of languages to texts."},
	}
}

// sayOptions are what the value's kind may be told; their names are those of the prompt's options.
func sayOptions() []flows.Field {
	return []flows.Field{
		{Name: "gender", Type: flows.OneOf("m", "f", "n", "c"), Doc: "The gender of what is counted."},
		{Name: "currency", Type: flows.Text, Doc: "The currency of money: EUR, USD or another code of three letters."},
		{Name: "zone", Type: flows.Text, Doc: "The zone of a date or time, Europe/Paris."},
		{Name: "clock", Type: flows.OneOf("12", "24"), Doc: "Whether a day has two halves; as the language has it."},
		{Name: "weekday", Type: flows.OneOf("yes", "no"), Doc: "Whether a date's weekday is said."},
		{Name: "year", Type: flows.OneOf("yes", "no"), Doc: "Whether a date's year is said."},
	}
}

// texts are a text by language; "" is any.
type texts map[string]string

func textType() flows.Type {
	const accepts = "a text written out, or a mapping of languages to texts"
	return flows.NewType("text by language", accepts, func(p flows.Parser, n *source.Node) any {
		all := texts{}
		read := func(language string, n *source.Node) {
			if n.Kind != source.Scalar || strings.TrimSpace(n.Value) == "" || strings.Contains(n.Value, "${") {
				p.Report().WrongType(n, "text", accepts+"; it is spoken when the file is loaded, so no ${…} is possible")
				return
			}
			all[language] = n.Value
			p.Prompt(n, "text:"+n.Value, language)
		}
		if n.Kind != source.Map {
			read("", n)
			return all
		}
		for key, item := range n.All() {
			if _, ok := p.Parse(flows.Language, "language", key).(flows.Value[string]); ok {
				read(key.Value, item)
			}
		}
		return all
	}).Shaped(flows.Shape{Plain: true, Map: &flows.Shape{Plain: true}})
}

// in is the text for a language, or for the language that it is a kind of, or any.
func (t texts) in(language string) string {
	for language = strings.ReplaceAll(language, "_", "-"); ; {
		for _, name := range slices.Sorted(maps.Keys(t)) {
			if strings.EqualFold(strings.ReplaceAll(name, "_", "-"), language) {
				return t[name]
			}
		}
		cut := strings.LastIndexByte(language, '-')
		if cut < 0 {
			break
		}
		language = language[:cut]
	}
	if text, ok := t["en"]; ok {
		return text
	}
	for _, name := range slices.Sorted(maps.Keys(t)) {
		return t[name] // "" for any language sorts first
	}
	return ""
}

type say struct {
	sound
	scheme  string
	value   flows.Value[string]
	texts   texts
	options []sayOption
}

type sayOption struct {
	name  string
	value flows.Value[string]
}

func newSay(a flows.Args) flows.Step {
	s := say{sound: newSound(a)}
	var given []string
	for _, field := range sayValues() {
		if a.Has(field.Name) {
			given = append(given, field.Name)
		}
	}
	switch len(given) {
	case 0:
		a.Errorf("", "missing-field", "say needs what to say: one of number, ordinal, digits, characters, phone, date, "+
			"time, datetime, duration, money and text")
		return s
	case 1:
		s.scheme = given[0]
	default:
		a.Errorf(given[1], "exclusive-fields", "%s exclude each other: say one thing a step", strings.Join(given, " and "))
		return s
	}
	if s.scheme == "text" {
		s.texts = flows.Get[texts](a, "text")
	} else {
		s.value = flows.Get[flows.Value[string]](a, s.scheme)
	}
	fixed := s.readOptions(a)
	switch value, constant := s.value.Constant(); {
	case s.scheme == "text":
	case constant && fixed:
		a.Parser().Prompt(a.Node(s.scheme), s.prompt(value, s.constants()), "")
	default:
		a.Parser().ComputedPrompt(a.Node(s.scheme), s.scheme+":")
	}
	return s
}

// readOptions reads the options; it tells whether all of them are written out.
func (s *say) readOptions(a flows.Args) (fixed bool) {
	fixed = true
	for _, field := range sayOptions() {
		if !a.Has(field.Name) {
			continue
		}
		if s.scheme == "text" {
			a.Errorf(field.Name, "exclusive-fields", "%s does not go with text", field.Name)
		}
		option := sayOption{name: field.Name}
		if field.Type.Name == "word" {
			option.value = flows.Fixed(flows.Get[string](a, field.Name))
		} else {
			option.value = flows.Get[flows.Value[string]](a, field.Name)
		}
		_, constant := option.value.Constant()
		fixed = fixed && constant
		s.options = append(s.options, option)
	}
	return fixed
}

func (s say) constants() []string {
	values := make([]string, len(s.options))
	for i, option := range s.options {
		values[i], _ = option.value.Constant()
	}
	return values
}

// prompt is the value in the form that prompts have: scheme;option=value:value.
func (s say) prompt(value string, options []string) string {
	var b strings.Builder
	b.WriteString(s.scheme)
	for i, option := range s.options {
		b.WriteString(";" + option.name + "=" + options[i])
	}
	return b.String() + ":" + value
}

func (s say) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	if s.texts != nil {
		return s.run(ctx, r, []string{"text:" + s.texts.in(r.Call().Language)}, 1)
	}
	value, err := s.value.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	options := make([]string, len(s.options))
	for i, option := range s.options {
		if options[i], err = option.value.Eval(r); err != nil {
			return flows.Next{}, err
		}
		if strings.ContainsAny(options[i], ";:=") {
			return flows.Next{}, refused(option.name, options[i], "without ; : and =")
		}
	}
	return s.run(ctx, r, []string{s.prompt(value, options)}, 1)
}

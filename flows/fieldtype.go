package flows

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows/source"
)

// Type is what a field of a step takes: how it is read, and how it is told.
type Type struct {
	// Name is the type's name in documentation: "duration".
	Name string
	// Accepts is what one may write, as a phrase that ends "must be …".
	Accepts string
	// parse reads a node; nil after a finding.
	parse func(c *compiler, what string, n *source.Node) any
	// takesMap tells that a mapping may be a value of this type, so that a step's
	// short form may be one.
	takesMap bool
	// shape tells editors what its values look like; nil where nobody said.
	shape *Shape
}

// NewType makes a field type of one's own. parse gets the value's node, reports
// what is wrong with it and then returns nil; what it returns is what
// [Get] gives.
func NewType(name, accepts string, parse func(p Parser, n *source.Node) any) Type {
	return Type{Name: name, Accepts: accepts, takesMap: true,
		parse: func(c *compiler, what string, n *source.Node) any { return parse(Parser{c, what}, n) }}
}

// What a field takes, as the end of "must be …".
const (
	phraseCondition   = "an expression that is true or false"
	phraseMedia       = "a prompt or a list of prompts"
	phraseMediaSeries = "a list with the prompts of each attempt"
	phraseWords       = "a text or a list of texts"
	phraseName        = "a name of letters, digits and _"
	phraseSteps       = "a step or a list of steps"
	phraseAssignments = "a mapping of names to values"
	phraseLanguage    = "a language such as en or pt-BR"
)

// The field types. The comment behind each is the Go type that [Get] gives.
var (
	// Text is a text, with expressions in it if need be: Value[string].
	Text = Type{Name: "text", Accepts: "a text", parse: (*compiler).parseText}
	// Whole is a whole number: Value[int].
	Whole = Type{Name: "number", Accepts: "a whole number", parse: scalarType(toWhole, wholeFits, parseWhole)}
	// Duration is a time span: Value[time.Duration].
	Duration = Type{Name: "duration", Accepts: "a duration such as 5s, 1m30s or 500ms",
		parse: scalarType(toDuration, durationFits, parseDuration)}
	// Bool is true or false: Value[bool].
	Bool = Type{Name: "bool", Accepts: "true or false", parse: scalarType(toBool, boolFits, parseBool)}
	// Condition is an expression that holds or not, with or without ${…} around it: Value[bool].
	Condition = Type{Name: "condition", Accepts: phraseCondition, parse: (*compiler).parseCondition}
	// Any is any value, written out or computed: Value[any].
	Any = Type{Name: "any", Accepts: "a value or ${…}", parse: (*compiler).parseAny}
	// Media is a prompt or a list of prompts played as one: []Value[string].
	Media = Type{Name: "media", Accepts: phraseMedia, parse: (*compiler).parseMedia}
	// MediaSeries is a list of Media, one for each attempt: [][]Value[string].
	MediaSeries = Type{Name: "media series", Accepts: phraseMediaSeries, parse: (*compiler).parseMediaSeries}
	// Words is a text or a list of texts written out: []string.
	Words = Type{Name: "words", Accepts: phraseWords, parse: (*compiler).parseWords}
	// Name is a name written out: string.
	Name = Type{Name: "name", Accepts: phraseName, parse: (*compiler).parseName}
	// Language is a language, written out or computed: Value[string].
	Language = Type{Name: "language", Accepts: phraseLanguage, parse: (*compiler).parseLanguage}
	// Sealed is a text in which secrets may stand: Value[Secret]. Its value goes
	// nowhere but to where the step sends it.
	Sealed = Type{Name: "text with secrets", Accepts: "a text, in which secrets may stand", parse: (*compiler).parseSealed}
	// Steps are steps: *Block.
	Steps = Type{Name: "steps", Accepts: phraseSteps, parse: func(c *compiler, what string, n *source.Node) any {
		return nilOr(c.block(n, what, blockPlain))
	}}
	// LoopSteps are steps after which the step that holds them runs again: *Block.
	LoopSteps = Type{Name: "steps", Accepts: phraseSteps, parse: func(c *compiler, what string, n *source.Node) any {
		return nilOr(c.block(n, what, blockAgain))
	}}
	// StepOrFlow is the target of a goto: *Target.
	StepOrFlow = Type{Name: "target", Accepts: "the id of a step of this flow, or a flow", parse: (*compiler).parseTarget}
	// FlowName is the name of a flow: *Target.
	FlowName = Type{Name: "flow", Accepts: "the name of a flow", parse: (*compiler).parseFlowName}
	// Assignments are names with values: map[string]Value[any].
	Assignments = Type{Name: "assignments", Accepts: phraseAssignments, parse: (*compiler).parseAssignments}
	// HandlerSet are steps for an event, all times alike or by count: Handlers.
	HandlerSet = Type{Name: "handlers", Accepts: "steps, or a mapping of counts to steps",
		parse: (*compiler).parseHandlers}
)

// Named takes the name of something that stands outside of the flows, such as a
// "schedule"; one that is not there is a finding: string.
func Named(sort string) Type {
	accepts := "the name of a " + sort
	return Type{Name: sort, Accepts: accepts, parse: func(c *compiler, what string, n *source.Node) any {
		if n.Kind != source.Scalar || n.Value == "" || strings.Contains(n.Value, "${") {
			c.report.WrongType(n, what, accepts+", written out")
			return nil
		}
		if !c.knows(sort, n) {
			return nil
		}
		return n.Value
	}}.Shaped(Shape{Plain: true})
}

// Naming takes a text, with expressions in it if need be, that names something
// which stands outside of the flows, such as a "mailbox"; one that is written out
// and is not there is a finding: Value[string].
func Naming(sort string) Type {
	return Type{Name: sort, Accepts: "the name of a " + sort, parse: func(c *compiler, what string, n *source.Node) any {
		text, ok := c.parseText(what, n).(Value[string])
		if _, fixed := text.Constant(); !ok || fixed && !c.knows(sort, n) {
			return nil
		}
		return text
	}}.Shaped(Shape{Plain: true})
}

// knows tells whether something of that sort is there, and reports where it is not.
func (c *compiler) knows(sort string, n *source.Node) bool {
	names, checked := c.registry.outside.Names[sort]
	if !checked || slices.Contains(names, n.Value) {
		return true
	}
	c.report.Unknown(n, "unknown-"+strings.ReplaceAll(sort, " ", "-"), sort, names)
	return false
}

// OneOf takes one of the words: string.
func OneOf(words ...string) Type {
	accepts := strings.Join(words, " or ")
	return Type{Name: "word", Accepts: accepts, parse: func(c *compiler, what string, n *source.Node) any {
		for _, word := range words {
			if n.Kind == source.Scalar && n.Value == word {
				return word
			}
		}
		if n.Kind != source.Scalar {
			c.report.WrongType(n, what, "one of "+strings.Join(words, ", "))
			return nil
		}
		c.report.Unknown(n, "unknown-value", what, words)
		return nil
	}}.Shaped(Shape{Words: words})
}

func nilOr(b *Block) any {
	if b == nil {
		return nil
	}
	return b
}

// scalarType reads a single value: a constant by parse, an expression whose
// type fits says all is well with, converted at run time by convert.
func scalarType[T any](convert func(any) (T, error), fits func(reflect.Type) string,
	parse func(string) (T, bool),
) func(*compiler, string, *source.Node) any {
	return func(c *compiler, what string, n *source.Node) any {
		if n.Kind != source.Scalar {
			c.report.WrongType(n, what, acceptsOf[T]())
			return nil
		}
		text := c.template(n, fits)
		if text == nil {
			return nil
		}
		if constant, ok := text.constant(); ok {
			value, ok := parse(constant)
			if !ok {
				c.report.WrongType(n, what, acceptsOf[T]())
				return nil
			}
			return Value[T]{constant: value}
		}
		return Value[T]{text: text, convert: convert}
	}
}

func acceptsOf[T any]() string {
	var zero T
	switch any(zero).(type) {
	case int:
		return "a whole number"
	case bool:
		return "true or false"
	case time.Duration:
		return "a duration such as 5s, 1m30s or 500ms"
	}
	return "a single value"
}

// constant is the template's text when no expression is in it.
func (t *template) constant() (string, bool) {
	switch {
	case len(t.pieces) == 0:
		return "", true
	case len(t.pieces) == 1 && t.pieces[0].expr == nil:
		return t.pieces[0].text, true
	}
	return "", false
}

var (
	secretType = reflect.TypeOf(Secret{})
	spanType   = reflect.TypeOf(time.Duration(0))
	// languageName is what Asterisk's folders of sounds are called: en, en_GB, pt-BR.
	languageName = regexp.MustCompile(`^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*$`)

	namePart = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
)

func textFits(t reflect.Type) string {
	switch {
	case t == secretType:
		return "a secret may not stand in a text"
	case t == nil || t == spanType || t == reflect.TypeOf(time.Time{}):
		return ""
	}
	switch t.Kind() {
	case reflect.Slice, reflect.Map, reflect.Struct, reflect.Array:
		return fmt.Sprintf("a text is wanted here, this is %s", typeName(t))
	}
	return ""
}

func sealedFits(t reflect.Type) string {
	if t == secretType {
		return ""
	}
	return textFits(t)
}

func wholeFits(t reflect.Type) string {
	return fitsKinds(t, "a whole number", reflect.Int, reflect.Int64, reflect.Float64, reflect.String)
}

func durationFits(t reflect.Type) string {
	return fitsKinds(t, "a duration", reflect.Int64, reflect.Int, reflect.Float64, reflect.String)
}

func boolFits(t reflect.Type) string { return fitsKinds(t, "true or false", reflect.Bool) }

func fitsKinds(t reflect.Type, wanted string, kinds ...reflect.Kind) string {
	if t == nil || t.Kind() == reflect.Interface {
		return ""
	}
	for _, kind := range kinds {
		if t.Kind() == kind {
			return ""
		}
	}
	return fmt.Sprintf("%s is wanted here, this is %s", wanted, typeName(t))
}

func typeName(t reflect.Type) string {
	switch {
	case t == nil:
		return "nothing"
	case t == secretType:
		return "a secret"
	case t == spanType:
		return "a duration"
	case t == reflect.TypeOf(time.Time{}):
		return "a time"
	}
	switch t.Kind() {
	case reflect.String:
		return "a text"
	case reflect.Int, reflect.Int64, reflect.Float64:
		return "a number"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Map:
		return "a mapping"
	}
	return t.String()
}

func parseWhole(s string) (int, bool) {
	n, err := toWhole(s)
	return n, err == nil
}

func parseBool(s string) (bool, bool) {
	switch s {
	case "true", "yes", "on":
		return true, true
	case "false", "no", "off":
		return false, true
	}
	return false, false
}

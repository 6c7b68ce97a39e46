package flows

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/ariapp/ariapp/flows/source"
)

// template reads a scalar's text; its expressions are compiled when the whole
// file is read. fits checks the type of an expression that is the whole value.
func (c *compiler) template(n *source.Node, fits func(reflect.Type) string) *template {
	return c.templateOf(n, fits, textFits)
}

// templateOf is template where partFits checks the type of an expression among others.
func (c *compiler) templateOf(n *source.Node, fits, partFits func(reflect.Type) string) *template {
	pieces, offset, err := splitTemplate(n.Value)
	if err != nil {
		c.report.Add(source.Finding{Pos: n.At(offset), Width: 2, Rule: "expression", Severity: source.Error,
			Message: err.Error()})
		return nil
	}
	t := &template{source: n.Value, node: n}
	for _, raw := range pieces {
		if !raw.isExpr {
			t.pieces = append(t.pieces, piece{text: raw.text})
			continue
		}
		wants := partFits
		if len(pieces) == 1 {
			wants = fits
		}
		t.pieces = append(t.pieces, piece{expr: c.expression(n, raw.text, raw.at, wants)})
	}
	return t
}

func (c *compiler) expression(n *source.Node, text string, at int, wants func(reflect.Type) string) *expression {
	e := &expression{source: strings.TrimSpace(text)}
	at += len(text) - len(strings.TrimLeft(text, " \t\n"))
	c.pending = append(c.pending, &pendingExpression{expr: e, node: n, at: at, flow: c.flow, step: c.step,
		field: c.fieldName, wants: wants})
	return e
}

// parseCondition reads an expression with or without ${…} around it.
func (c *compiler) parseCondition(what string, n *source.Node) any {
	if n.Kind != source.Scalar || strings.TrimSpace(n.Value) == "" {
		c.report.WrongType(n, what, phraseCondition)
		return nil
	}
	if b, ok := parseBool(n.Value); ok && !n.Quoted {
		return Value[bool]{constant: b}
	}
	if !strings.HasPrefix(strings.TrimSpace(n.Value), "${") {
		t := &template{source: n.Value, node: n, pieces: []piece{{expr: c.expression(n, n.Value, 0, boolFits)}}}
		return Value[bool]{text: t, convert: toBool}
	}
	t := c.template(n, boolFits)
	if t == nil {
		return nil
	}
	if t.whole() == nil {
		c.report.WrongType(n, what, "one expression: put all of it into ${…}")
		return nil
	}
	return Value[bool]{text: t, convert: toBool}
}

// parseAny reads any value; the parts of lists and mappings must be constants.
func (c *compiler) parseAny(what string, n *source.Node) any {
	if n.Kind == source.Scalar {
		t := c.template(n, nil)
		if t == nil {
			return nil
		}
		if _, ok := t.constant(); !ok {
			return Value[any]{text: t, convert: toAny}
		}
	}
	constant, ok := c.literal(what, n)
	if !ok {
		return nil
	}
	return Value[any]{constant: constant}
}

// literal is a value as it is written: numbers and booleans where they are
// unquoted and look so; a number with a leading zero or plus is a text, as
// telephone numbers are.
func (c *compiler) literal(what string, n *source.Node) (any, bool) {
	switch n.Kind {
	case source.List:
		list := make([]any, 0, len(n.Items))
		for _, item := range n.Items {
			value, ok := c.literal(what, item)
			if !ok {
				return nil, false
			}
			list = append(list, value)
		}
		return list, true
	case source.Map:
		m := make(map[string]any, len(n.Pairs))
		for key, item := range n.All() {
			value, ok := c.literal(what, item)
			if !ok {
				return nil, false
			}
			m[key.Value] = value
		}
		return m, true
	case source.Empty:
		return nil, true
	}
	if strings.Contains(n.Value, "${") {
		t := c.template(n, nil)
		if text, ok := t.constantOrNil(); ok {
			return text, true
		}
		c.report.Errorf(n, "wrong-type", "%s must be written out; no ${…} is possible here", what)
		return nil, false
	}
	return scalarLiteral(n), true
}

func (t *template) constantOrNil() (string, bool) {
	if t == nil {
		return "", false
	}
	return t.constant()
}

func scalarLiteral(n *source.Node) any {
	s := n.Value
	if n.Quoted || s == "" {
		return s
	}
	if b := s == "true"; b || s == "false" {
		return b
	}
	if len(s) > 1 && (s[0] == '0' && s[1] != '.' || s[0] == '+') {
		return s
	}
	if i, err := strconv.Atoi(s); err == nil {
		return i
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil && strings.ContainsAny(s, ".") {
		return f
	}
	return s
}

// parseText reads a single text.
func (c *compiler) parseText(what string, n *source.Node) any {
	return scalarType(toText, textFits, func(s string) (string, bool) { return s, true })(c, what, n)
}

// parseMedia reads a prompt or a list of prompts.
func (c *compiler) parseMedia(what string, n *source.Node) any {
	if n.Kind != source.Scalar && n.Kind != source.List || n.Kind == source.List && len(n.Items) == 0 {
		c.report.WrongType(n, what, phraseMedia)
		return nil
	}
	media := make([]Value[string], 0, 1)
	for _, item := range n.Elements() {
		text, ok := c.parseText(what, item).(Value[string])
		if !ok {
			return nil
		}
		if constant, fixed := text.Constant(); fixed && strings.TrimSpace(constant) == "" {
			c.report.WrongType(item, what, "the name of a prompt")
			return nil
		} else if fixed {
			c.prompt(item, constant)
		} else if first := text.text.pieces[0]; first.expr == nil {
			Parser{c: c}.ComputedPrompt(item, first.text)
		}
		media = append(media, text)
	}
	return media
}

// parseMediaSeries reads a list of Media.
func (c *compiler) parseMediaSeries(what string, n *source.Node) any {
	if n.Kind != source.List || len(n.Items) == 0 {
		c.report.WrongType(n, what, phraseMediaSeries)
		return nil
	}
	var series [][]Value[string]
	for _, item := range n.Items {
		media, ok := c.parseMedia(what, item).([]Value[string])
		if !ok {
			return nil
		}
		series = append(series, media)
	}
	return series
}

// parseWords reads constant texts.
func (c *compiler) parseWords(what string, n *source.Node) any {
	if n.Kind == source.Map || len(n.Elements()) == 0 {
		c.report.WrongType(n, what, phraseWords)
		return nil
	}
	words := make([]string, 0, 1)
	for _, item := range n.Elements() {
		if item.Kind != source.Scalar || strings.Contains(item.Value, "${") {
			c.report.WrongType(item, what, "written out, a text or a list of texts")
			return nil
		}
		words = append(words, item.Value)
	}
	return words
}

// parseLanguage reads a language's name.
func (c *compiler) parseLanguage(what string, n *source.Node) any {
	v, ok := c.parseText(what, n).(Value[string])
	if !ok {
		return nil
	}
	if constant, fixed := v.Constant(); fixed {
		if !languageName.MatchString(constant) {
			c.report.WrongType(n, what, phraseLanguage)
			return nil
		}
		c.speaks(constant)
		return v
	}
	v.convert = toLanguage
	return v
}

func toLanguage(raw any) (string, error) {
	text, err := toText(raw)
	if err == nil && !languageName.MatchString(text) {
		err = fmt.Errorf("%q is no language", clip(text))
	}
	return text, err
}

// parseSealed reads a text that may hold secrets.
func (c *compiler) parseSealed(what string, n *source.Node) any {
	if n.Kind != source.Scalar {
		c.report.WrongType(n, what, "a text, in which secrets may stand")
		return nil
	}
	t := c.templateOf(n, sealedFits, sealedFits)
	if t == nil {
		return nil
	}
	if constant, ok := t.constant(); ok {
		return Value[Secret]{constant: NewSecret(constant)}
	}
	t.sealed = true
	return Value[Secret]{text: t, convert: toSecret}
}

func toSecret(raw any) (Secret, error) {
	if secret, ok := raw.(Secret); ok {
		return secret, nil
	}
	text, err := toText(raw)
	return NewSecret(text), err
}

func (c *compiler) parseName(what string, n *source.Node) any {
	if n.Kind != source.Scalar || !namePart.MatchString(n.Value) {
		c.report.WrongType(n, what, phraseName)
		return nil
	}
	return n.Value
}

func (c *compiler) parseAssignments(what string, n *source.Node) any {
	if n.Kind != source.Map || len(n.Pairs) == 0 {
		c.report.WrongType(n, what, phraseAssignments)
		return nil
	}
	values := make(map[string]Value[any], len(n.Pairs))
	for key, item := range n.All() {
		if !namePart.MatchString(strings.TrimPrefix(key.Value, "flow.")) {
			c.report.WrongType(key, "the name of a variable", phraseName)
			continue
		}
		if value, ok := c.parseAny(key.Value, item).(Value[any]); ok {
			values[key.Value] = value
		}
	}
	return values
}

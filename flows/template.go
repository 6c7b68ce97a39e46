package flows

import (
	"fmt"
	"strings"

	"github.com/ariapp/ariapp/flows/source"
)

// template is a text with expressions in it: pieces, each a text or an expression.
type template struct {
	source string
	node   *source.Node
	pieces []piece
	// sealed tells that secrets may stand in it, and that its value is one.
	sealed bool
	// escape makes a value fit to stand behind the text before it; nil where it stands as it is.
	escape func(before, value string) string
	// check refuses a value that may not stand in the text; nil where any may.
	check func(value string) error
}

type piece struct {
	text string
	expr *expression
}

// whole is the template's expression when it is nothing but one.
func (t *template) whole() *expression {
	if len(t.pieces) == 1 {
		return t.pieces[0].expr
	}
	return nil
}

// eval computes the template: the expression's own value when it is nothing but one, else a text.
func (t *template) eval(env map[string]any) (any, error) {
	if e := t.whole(); e != nil {
		return e.eval(env)
	}
	var b strings.Builder
	for _, p := range t.pieces {
		text := p.text
		if p.expr != nil {
			value, err := p.expr.eval(env)
			if err != nil {
				return nil, err
			}
			if secret, ok := value.(Secret); ok && t.sealed {
				text = Reveal(secret)
			} else if text, err = toText(value); err != nil {
				return nil, fmt.Errorf("%s: %w", p.expr.source, err)
			}
			if t.check != nil {
				if err := t.check(text); err != nil {
					return nil, fmt.Errorf("%s: %w", p.expr.source, err)
				}
			}
			if t.escape != nil {
				text = t.escape(b.String(), text)
			}
		}
		b.WriteString(text)
		if b.Len() > maxTextBytes {
			return nil, errTextTooLong
		}
	}
	if t.sealed {
		return NewSecret(b.String()), nil
	}
	return b.String(), nil
}

// rawPiece is a piece of a text before its expression is compiled.
type rawPiece struct {
	text   string
	isExpr bool
	at     int
}

// splitTemplate cuts s into texts and the insides of ${…}; $${ stands for ${
// itself. The error is about the byte at offset.
func splitTemplate(s string) (pieces []rawPiece, offset int, err error) {
	var text strings.Builder
	flush := func() {
		if text.Len() > 0 {
			pieces = append(pieces, rawPiece{text: text.String()})
			text.Reset()
		}
	}
	for i := 0; i < len(s); {
		switch {
		case strings.HasPrefix(s[i:], "$${"):
			text.WriteString("${")
			i += 3
		case strings.HasPrefix(s[i:], "${"):
			end := expressionEnd(s, i+2)
			if end < 0 {
				return nil, i, fmt.Errorf("${ without its }")
			}
			flush()
			pieces = append(pieces, rawPiece{text: s[i+2 : end], isExpr: true, at: i + 2})
			i = end + 1
		default:
			text.WriteByte(s[i])
			i++
		}
	}
	flush()
	return pieces, 0, nil
}

// expressionEnd finds the } that closes an expression begun before start: not
// one of a nested pair, not one inside quotes. -1 when there is none.
func expressionEnd(s string, start int) int {
	depth := 0
	for i := start; i < len(s); i++ {
		switch c := s[i]; c {
		case '{':
			depth++
		case '}':
			if depth == 0 {
				return i
			}
			depth--
		case '"', '\'', '`':
			for i++; i < len(s) && s[i] != c; i++ {
				if s[i] == '\\' && c != '`' {
					i++
				}
			}
		}
	}
	return -1
}

// begun reads a text whose beginning the file must write out, and gives that
// beginning too; nil after a finding.
func (c *compiler) begun(what string, n *source.Node, accepts string) (t *template, fixed string) {
	if n.Kind != source.Scalar {
		c.report.WrongType(n, what, accepts)
		return nil, ""
	}
	if t = c.template(n, textFits); t == nil {
		return nil, ""
	}
	t.base(c.program.config)
	if len(t.pieces) > 0 && t.pieces[0].expr == nil {
		fixed = t.pieces[0].text
	}
	return t, fixed
}

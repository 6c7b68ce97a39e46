package flows

import (
	"errors"
	"net/url"
	"strings"

	"github.com/ariapp/ariapp/flows/source"
)

const phraseURL = "a URL such as https://crm.example.com/customers/${call.from}, whose scheme and host are " +
	"written out or come from one ${config.…} at the beginning"

// URL is the address of a request: Value[string]. What expressions give is
// escaped as the place wants where it stands, in the path or behind the ?; so a
// caller's data cannot lead elsewhere. Scheme and host are the file's.
var URL = Type{Name: "URL", Accepts: phraseURL, parse: (*compiler).parseURL}

func (c *compiler) parseURL(what string, n *source.Node) any {
	t, fixed := c.begun(what, n, phraseURL)
	if t == nil {
		return nil
	}
	parsed, err := url.Parse(fixed)
	if err != nil || parsed.Scheme != "http" && parsed.Scheme != "https" || parsed.Hostname() == "" ||
		parsed.User != nil || len(t.pieces) > 1 && !strings.ContainsAny(strings.SplitN(fixed, "://", 2)[1], "/?") {
		c.report.WrongType(n, what, phraseURL)
		return nil
	}
	if constant, ok := t.constant(); ok {
		return Value[string]{constant: constant}
	}
	t.escape = escapeForURL
	return Value[string]{text: t, convert: toURL}
}

// base puts a setting at the template's beginning in its place.
func (t *template) base(config map[string]any) {
	if len(t.pieces) == 0 || t.pieces[0].expr == nil {
		return
	}
	name, ok := strings.CutPrefix(t.pieces[0].expr.source, "config.")
	text, isText := config[name].(string)
	if !ok || !isText {
		return
	}
	t.pieces[0] = piece{text: text}
	if len(t.pieces) > 1 && t.pieces[1].expr == nil {
		t.pieces[0].text += t.pieces[1].text
		t.pieces = append(t.pieces[:1], t.pieces[2:]...)
	}
}

// escapeForURL escapes a value that stands behind before.
func escapeForURL(before, value string) string {
	if strings.Contains(before, "?") {
		return url.QueryEscape(value)
	}
	return url.PathEscape(value)
}

var (
	errURL       = errors.New("the URL cannot be read") // its text may hold a caller's data
	errElsewhere = errors.New("the URL's path leads elsewhere by . or ..; it is not asked for")
)

// toURL refuses a path that a server would take for another one: . and .. are
// found behind escapes too, which many servers undo before they look.
func toURL(raw any) (string, error) {
	text, err := toText(raw)
	if err != nil {
		return "", err
	}
	parsed, err := url.Parse(text)
	if err != nil {
		return "", errURL
	}
	for part := range strings.FieldsFuncSeq(parsed.Path, func(r rune) bool { return r == '/' || r == '\\' }) {
		if part == "." || part == ".." {
			return "", errElsewhere
		}
	}
	return text, nil
}

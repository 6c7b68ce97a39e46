package fakeari

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
)

// params are what a request was given: from the query, a form, or a JSON body,
// which wins.
type params struct {
	path  map[string]string
	query map[string]string
	body  map[string]json.RawMessage
}

// addForm takes a form or query; of a repeated name the last value counts.
func (p *params) addForm(values url.Values) {
	if p.query == nil {
		p.query = map[string]string{}
	}
	for name, all := range values {
		p.query[name] = all[len(all)-1]
	}
}

// text is a parameter as text, empty when it is absent or not a text.
func (p *params) text(name string) string {
	if raw, ok := p.body[name]; ok {
		var text string
		_ = json.Unmarshal(raw, &text)
		return text
	}
	if value, ok := p.path[name]; ok {
		return value
	}
	return p.query[name]
}

// number is a parameter as a whole number, the given one when it is absent and
// zero when it is not a number.
func (p *params) number(name string, absent int) int {
	if raw, ok := p.body[name]; ok {
		n := 0
		_ = json.Unmarshal(raw, &n)
		return n
	}
	if value, ok := p.query[name]; ok {
		n, _ := strconv.Atoi(strings.TrimSpace(value))
		return n
	}
	return absent
}

// flag is a parameter as a truth value, false when it is absent.
func (p *params) flag(name string) bool {
	if raw, ok := p.body[name]; ok {
		yes := false
		_ = json.Unmarshal(raw, &yes)
		return yes
	}
	switch strings.ToLower(p.query[name]) {
	case "yes", "true", "y", "t", "1", "on":
		return true
	}
	return false
}

// list is a parameter that may have several values: an array in a body, values
// with commas between in a query.
func (p *params) list(name string) []string {
	if raw, ok := p.body[name]; ok {
		var many []string
		if json.Unmarshal(raw, &many) == nil {
			return many
		}
		var one string
		if json.Unmarshal(raw, &one) == nil {
			return []string{one}
		}
		return nil
	}
	value, ok := p.query[name]
	if !ok || value == "" {
		return nil
	}
	return splitList(value)
}

// splitList splits at commas that are not inside brackets.
func splitList(value string) []string {
	var parts []string
	depth, start := 0, 0
	for i := range len(value) {
		switch value[i] {
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		case ',':
			if depth == 0 && len(parts) < listParamMax-1 {
				parts = append(parts, strings.TrimSpace(value[start:i]))
				start = i + 1
			}
		}
	}
	return append(parts, strings.TrimSpace(value[start:]))
}

// variables are the "variables" of a body as texts; a value may also be an object
// that holds "value" and "report_events".
func (p *params) variables() (values map[string]string, reported map[string]bool) {
	var raw map[string]json.RawMessage
	_ = json.Unmarshal(p.body["variables"], &raw)
	values, reported = map[string]string{}, map[string]bool{}
	for name, value := range raw {
		var text string
		if json.Unmarshal(value, &text) == nil {
			values[name] = text
			continue
		}
		var object struct {
			Value  string `json:"value"`
			Report bool   `json:"report_events"`
		}
		if json.Unmarshal(value, &object) == nil {
			values[name], reported[name] = object.Value, object.Report
		}
	}
	return values, reported
}

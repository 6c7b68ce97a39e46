package scenario

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// literal is a value as the flows read one that is written out: numbers and
// truths where they are unquoted and look so, texts with a leading zero or plus.
func literal(n *source.Node) any {
	switch n.Kind {
	case source.List:
		list := make([]any, len(n.Items))
		for i, item := range n.Items {
			list[i] = literal(item)
		}
		return list
	case source.Map:
		m := make(map[string]any, len(n.Pairs))
		for key, item := range n.All() {
			m[key.Value] = literal(item)
		}
		return m
	case source.Empty:
		return nil
	}
	s := n.Value
	if n.Quoted || s == "" {
		return s
	}
	if s == "true" || s == "false" {
		return s == "true"
	}
	if len(s) > 1 && (s[0] == '0' && s[1] != '.' || s[0] == '+') {
		return s
	}
	if i, err := strconv.Atoi(s); err == nil {
		return i
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil && strings.Contains(s, ".") {
		return f
	}
	return s
}

// sameValue tells whether a value of the flows is what a test writes for it.
func sameValue(want, got any) bool {
	if x, ok := number(want); ok {
		y, also := number(got)
		return also && x == y
	}
	switch want := want.(type) {
	case string:
		return want == plainText(got)
	case []any:
		list, ok := listOf(got)
		return ok && slices.EqualFunc(want, list, sameValue)
	case map[string]any:
		m, ok := got.(map[string]any)
		return ok && maps.EqualFunc(want, m, sameValue)
	}
	return want == got
}

func number(v any) (float64, bool) {
	switch v := v.(type) {
	case int:
		return float64(v), true
	case int64:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}

func listOf(v any) ([]any, bool) {
	switch v := v.(type) {
	case []any:
		return v, true
	case []string:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = item
		}
		return list, true
	}
	return nil, false
}

// plainText is a value that tests can only write as a text; "" for any other and for secrets.
func plainText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case time.Duration:
		return v.String()
	case time.Time:
		return v.Format(time.RFC3339)
	}
	return ""
}

// valueText is a value as it reads in a failure; secrets are stars.
func valueText(v any) string {
	switch v := v.(type) {
	case flows.Secret:
		return "a secret"
	case time.Duration, time.Time:
		return strconv.Quote(plainText(v))
	}
	text, err := json.Marshal(v)
	if err != nil {
		return shown(fmt.Sprint(v))
	}
	return shown(string(text))
}

// otherJSON is the first place where a JSON is not as wanted, "" for none. Of
// mappings only the wanted keys count.
func otherJSON(place string, want, got any) string {
	if fields, ok := want.(map[string]any); ok {
		m, _ := got.(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(fields)) {
			value, there := m[name]
			if !there {
				return place + "." + name
			}
			if other := otherJSON(place+"."+name, fields[name], value); other != "" {
				return other
			}
		}
		if m == nil {
			return place
		}
		return ""
	}
	if items, ok := want.([]any); ok {
		list, _ := got.([]any)
		if len(list) != len(items) {
			return place
		}
		for i := range items {
			if other := otherJSON(fmt.Sprintf("%s[%d]", place, i), items[i], list[i]); other != "" {
				return other
			}
		}
		return ""
	}
	if !sameValue(want, got) {
		return place
	}
	return ""
}

package journal

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
)

// plain makes values ready to be written so that they are read again as what
// they were: a number with a fraction keeps its point. Spans of time and what
// JSON has no number for become texts; secrets are stars by themselves.
func plain(value any) any {
	switch value := value.(type) {
	case float64:
		return number(value)
	case float32:
		return number(float64(value))
	case time.Duration:
		return value.String()
	case map[string]any:
		return plainMap(value)
	case []any:
		all := make([]any, len(value))
		for i, item := range value {
			all[i] = plain(item)
		}
		return all
	}
	return value
}

func plainMap(m map[string]any) map[string]any {
	if m == nil {
		return nil
	}
	all := make(map[string]any, len(m))
	for name, value := range m {
		all[name] = plain(value)
	}
	return all
}

func number(value float64) any {
	text := strconv.FormatFloat(value, 'g', -1, 64)
	if math.IsInf(value, 0) || math.IsNaN(value) {
		return text
	}
	if !strings.ContainsAny(text, ".e") {
		text += ".0"
	}
	return json.Number(text)
}

// typed turns the numbers of read values into those of flows; false when one is beyond them.
func typed(value any) (any, bool) {
	switch value := value.(type) {
	case json.Number:
		if whole, err := strconv.Atoi(value.String()); err == nil {
			return whole, true
		}
		number, err := value.Float64()
		return number, err == nil
	case map[string]any:
		return value, typedMap(value)
	case []any:
		for i, item := range value {
			one, ok := typed(item)
			if !ok {
				return nil, false
			}
			value[i] = one
		}
	}
	return value, true
}

func typedMap(m map[string]any) bool {
	for name, item := range m {
		one, ok := typed(item)
		if !ok {
			return false
		}
		m[name] = one
	}
	return true
}

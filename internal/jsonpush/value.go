package jsonpush

import (
	"maps"
	"slices"
	"strconv"
)

// appendValue writes a value: the few kinds that most values of flows are by itself, all others by encoding/json.
func appendValue(to []byte, value any) ([]byte, error) {
	switch value := value.(type) {
	case nil:
		return append(to, "null"...), nil
	case string:
		return appendText(to, value), nil
	case bool:
		return strconv.AppendBool(to, value), nil
	case int:
		return strconv.AppendInt(to, int64(value), 10), nil
	case []string:
		if value != nil {
			return appendTexts(to, value), nil
		}
	case map[string]any:
		if value != nil {
			return appendMap(to, value)
		}
	}
	text, err := marshal(value)
	if err != nil {
		return nil, err
	}
	return append(to, text...), nil
}

func appendTexts(to []byte, texts []string) []byte {
	to = append(to, '[')
	for i, text := range texts {
		if i > 0 {
			to = append(to, ',')
		}
		to = appendText(to, text)
	}
	return append(to, ']')
}

func appendMap(to []byte, values map[string]any) (_ []byte, err error) {
	to = append(to, '{')
	for i, name := range slices.Sorted(maps.Keys(values)) {
		if i > 0 {
			to = append(to, ',')
		}
		if to, err = appendValue(append(appendText(to, name), ':'), values[name]); err != nil {
			return nil, err
		}
	}
	return append(to, '}'), nil
}

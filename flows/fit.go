package flows

import (
	"fmt"
	"math"
	"strconv"
)

// Fit makes a value that comes from outside one of the type that the variable is
// declared with in `vars`: a number where a text is wanted becomes its text, a text
// that is a number a number, nothing the empty value. A variable that is not
// declared takes what comes. The error says what does not fit.
func (r *Run) Fit(name string, value any) (any, error) {
	declared, ok := r.walker.program.declared[name]
	if !ok || declared == nil {
		return value, nil
	}
	fitted, ok := fit(declared, value)
	if !ok {
		return nil, fmt.Errorf("the variable %s holds %s, not %s", name, describeType(typeOf(declared)),
			describeType(typeOf(value)))
	}
	return fitted, nil
}

// fit is value as one of the type of like; false when it is none.
func fit(like, value any) (any, bool) {
	if value == nil {
		return zeroLike(like)
	}
	switch like.(type) {
	case string:
		text, err := toText(value)
		return text, err == nil
	case int:
		whole, err := toWhole(value)
		return whole, err == nil
	case float64:
		return toNumber(value)
	case bool:
		return toTruth(value)
	case []any:
		_, ok := value.([]any)
		return value, ok
	case map[string]any:
		_, ok := value.(map[string]any)
		return value, ok
	}
	return value, true
}

func zeroLike(like any) (any, bool) {
	switch like.(type) {
	case string:
		return "", true
	case int:
		return 0, true
	case float64:
		return 0.0, true
	case bool:
		return false, true
	case []any:
		return []any{}, true
	}
	return nil, false
}

func toNumber(value any) (any, bool) {
	switch value := value.(type) {
	case float64:
		return value, true
	case int:
		return float64(value), true
	case int64:
		return float64(value), true
	case string:
		number, err := strconv.ParseFloat(value, 64)
		return number, err == nil && !math.IsNaN(number) && !math.IsInf(number, 0)
	}
	return nil, false
}

func toTruth(value any) (any, bool) {
	switch value := value.(type) {
	case bool:
		return value, true
	case string:
		return parseBool(value)
	}
	return nil, false
}

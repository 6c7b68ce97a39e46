package flows

import (
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"
)

// Value is a field that is written out in the file or computed for each call.
type Value[T any] struct {
	constant T
	text     *template
	convert  func(any) (T, error)
}

// Constant is the value and true when the file holds it as it is.
func (v Value[T]) Constant() (T, bool) { return v.constant, v.text == nil }

// Fixed is a value that is the same for every call.
func Fixed[T any](constant T) Value[T] { return Value[T]{constant: constant} }

// Eval computes the value for the call of r.
func (v Value[T]) Eval(r *Run) (T, error) {
	if v.text == nil { // what needs no scope makes none
		return v.constant, nil
	}
	return v.eval(r.walker.scope())
}

func (v Value[T]) eval(env map[string]any) (T, error) {
	if v.text == nil {
		return v.constant, nil
	}
	var none T
	raw, err := v.text.eval(env)
	if err != nil {
		return none, err
	}
	converted, err := v.convert(raw)
	if err != nil {
		return none, fmt.Errorf("%s: %w", v.text.source, err)
	}
	return converted, nil
}

// toText is how a value reads when it stands in a text.
func toText(v any) (string, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case nil:
		return "", nil
	case bool:
		return strconv.FormatBool(v), nil
	case int:
		return strconv.Itoa(v), nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), nil
	case time.Duration:
		return v.String(), nil
	case time.Time:
		return v.Format(time.RFC3339), nil
	case Secret:
		return "", fmt.Errorf("a secret may not stand in a text")
	}
	return "", fmt.Errorf("%T is no text", v)
}

func toWhole(v any) (int, error) {
	switch v := v.(type) {
	case int:
		return v, nil
	case int64:
		return int(v), nil
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1<<53 {
			return int(v), nil
		}
	case string:
		if n, err := strconv.Atoi(v); err == nil {
			return n, nil
		}
	}
	return 0, fmt.Errorf("%v is no whole number", v)
}

func toDuration(v any) (time.Duration, error) {
	switch v := v.(type) {
	case time.Duration:
		return max(v, 0), nil
	case int, float64, string:
		if d, ok := parseDuration(fmt.Sprint(v)); ok {
			return d, nil
		}
	}
	return 0, fmt.Errorf("%v is no duration; write 5s, 1m30s or a number of seconds", v)
}

// parseDuration reads 5s, 1m30s, 500ms or a plain number of seconds; never negative.
func parseDuration(s string) (time.Duration, bool) {
	if seconds, err := strconv.ParseFloat(s, 64); err == nil {
		return time.Duration(seconds * float64(time.Second)), seconds >= 0 && seconds < 1e9
	}
	d, err := time.ParseDuration(s)
	return d, err == nil && d >= 0
}

func toBool(v any) (bool, error) {
	if b, ok := v.(bool); ok {
		return b, nil
	}
	return false, fmt.Errorf("%v is neither true nor false", v)
}

// toAny lets only such values into variables as a checkpoint can hold.
func toAny(v any) (any, error) {
	switch v := v.(type) {
	case nil, string, bool, int, float64, time.Duration, time.Time, Secret, []string:
		return v, nil
	case []any:
		return v, eachFits(slices.Values(v))
	case map[string]any:
		return v, eachFits(maps.Values(v))
	case []int:
		list := make([]any, len(v))
		for i, n := range v {
			list[i] = n
		}
		return list, nil
	}
	return nil, fmt.Errorf("a variable cannot hold a %T", v)
}

func eachFits(values iter.Seq[any]) error {
	for v := range values {
		if _, err := toAny(v); err != nil {
			return err
		}
	}
	return nil
}

package metrics

import (
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

// other stands for the values that a label has no place for.
const other = "other"

// label is a label whose number of values is bounded. The first ones stay:
// were they forgotten, their counters would start anew.
type label struct {
	most int64
	// empty is what stands for no value.
	empty string
	seen  sync.Map
	n     atomic.Int64
}

func newLabel(most int64, empty string) *label { return &label{most: most, empty: empty} }

// of is the value itself if there is place for it.
func (l *label) of(value string) string {
	if value == "" {
		return l.empty
	}
	if _, known := l.seen.Load(value); known {
		return value
	}
	if len(value) > labelMax || !utf8.ValidString(value) || l.n.Load() >= l.most {
		return other
	}
	if l.n.Add(1) > l.most { // somebody took the last place meanwhile
		return other
	}
	if _, twice := l.seen.LoadOrStore(value, struct{}{}); twice {
		l.n.Add(-1)
	}
	return value
}

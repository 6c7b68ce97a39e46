package scenario

import (
	"fmt"
	"strconv"
	"time"

	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/source"
)

// reader reads nodes of a test file. What it has found once it does not tell
// again: the rows of a test read the same lines.
type reader struct {
	report *source.Report
	said   map[finding]bool
	faults int
}

type finding struct {
	pos        source.Pos
	rule, text string
}

func newReader(report *source.Report) *reader {
	return &reader{report: report, said: map[finding]bool{}}
}

// isNew tells whether a fault is told for the first time.
func (r *reader) isNew(n *source.Node, rule, text string) bool {
	r.faults++
	key := finding{n.Pos, rule, text}
	if r.said[key] {
		return false
	}
	r.said[key] = true
	return true
}

func (r *reader) errorf(n *source.Node, rule, format string, args ...any) {
	if r.isNew(n, rule, fmt.Sprintf(format, args...)) {
		r.report.Errorf(n, rule, format, args...)
	}
}

func (r *reader) wrongType(n *source.Node, what, wanted string) {
	if r.isNew(n, "wrong-type", what) {
		r.report.WrongType(n, what, wanted)
	}
}

func (r *reader) unknown(n *source.Node, rule, what string, accepted []string) {
	if r.isNew(n, rule, what) {
		r.report.Unknown(n, rule, what, accepted)
	}
}

// fields are a mapping's values by key; keys that are not accepted are findings. nil where n is no mapping.
func (r *reader) fields(n *source.Node, what string, accepted ...string) map[string]*source.Node {
	if n.Kind != source.Map {
		r.wrongType(n, what, "a mapping")
		return nil
	}
	fields := make(map[string]*source.Node, len(n.Pairs))
	for key, value := range n.All() {
		known := false
		for _, name := range accepted {
			known = known || name == key.Value
		}
		if !known {
			r.unknown(key, "unknown-key", "key", accepted)
			continue
		}
		fields[key.Value] = value
	}
	return fields
}

// pairs are a mapping's entries, in the order of the file; none after a finding.
func (r *reader) pairs(n *source.Node, what, wanted string) []source.Pair {
	if n == nil {
		return nil
	}
	if n.Kind != source.Map {
		r.wrongType(n, what, wanted)
		return nil
	}
	return n.Pairs
}

// text reads a single value that is not empty.
func (r *reader) text(n *source.Node, what, wanted string) string {
	if n == nil {
		return ""
	}
	if n.Kind != source.Scalar || n.Value == "" {
		r.wrongType(n, what, wanted)
		return ""
	}
	return n.Value
}

// word reads one of the accepted words.
func (r *reader) word(n *source.Node, what string, accepted ...string) string {
	if n == nil {
		return ""
	}
	if n.Kind != source.Scalar {
		r.wrongType(n, what, "a word")
		return ""
	}
	for _, word := range accepted {
		if n.Value == word {
			return word
		}
	}
	r.unknown(n, "unknown-value", what, accepted)
	return ""
}

// names reads a text or a list of texts.
func (r *reader) names(n *source.Node, what, wanted string) []Name {
	if n == nil {
		return nil
	}
	if n.Kind == source.Map || len(n.Elements()) == 0 {
		r.wrongType(n, what, "a list of "+wanted+"s")
		return nil
	}
	var names []Name
	for _, item := range n.Elements() {
		if text := r.text(item, what, "a "+wanted); text != "" {
			names = append(names, Name{text, item.Pos})
		}
	}
	return names
}

const phraseDuration = "a duration such as 500ms, 5s, 1m30s or a number of seconds"

// duration reads a span of time; least is the shortest that will do.
func (r *reader) duration(n *source.Node, what string, least time.Duration) time.Duration {
	if n == nil {
		return 0
	}
	d, ok := parseDuration(n.Value)
	if n.Kind != source.Scalar || !ok || d < least {
		r.wrongType(n, what, phraseDuration)
		return 0
	}
	return d
}

func parseDuration(s string) (time.Duration, bool) {
	d, err := time.ParseDuration(s)
	if seconds, isNumber := strconv.ParseFloat(s, 64); isNumber == nil && seconds >= 0 && seconds <= timeMax.Seconds() {
		d, err = time.Duration(seconds*float64(time.Second)), nil
	}
	return d, err == nil && d >= 0 && d <= timeMax
}

// count reads a whole number from 0; -1 where there is none.
func (r *reader) count(n *source.Node, what string) int {
	if n == nil {
		return -1
	}
	count, err := strconv.Atoi(n.Value)
	if n.Kind != source.Scalar || err != nil || count < 0 {
		r.wrongType(n, what, "a whole number from 0")
		return -1
	}
	return count
}

// keys reads the keys of a telephone.
func (r *reader) keys(n *source.Node) string {
	const wanted = "keys of a telephone: 0-9, *, # and A-D; * and a leading # stand in quotes"
	if n.Kind != source.Scalar || n.Value == "" {
		r.wrongType(n, "press", wanted)
		return ""
	}
	if keys, err := digits.ParseKeys(n.Value); err != nil || len(keys) == 0 || len(keys) > keysMax {
		r.wrongType(n, "press", wanted)
		return ""
	}
	return n.Value
}

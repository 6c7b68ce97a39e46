package ari

import (
	"strconv"
	"strings"
)

// A query gathers the parameters of a GET.
type query []QueryValue

func (q *query) text(name, value string) { *q = append(*q, QueryValue{name, value}) }

func (q *query) optionalText(name string, value *string) {
	if value != nil {
		q.text(name, *value)
	}
}

func (q *query) optionalFlag(name string, value *bool) {
	if value != nil {
		q.text(name, strconv.FormatBool(*value))
	}
}

// addList joins with commas, as Asterisk splits; of a repeated name it would keep the last value only.
func addList[T ~string](q *query, name string, values []T) {
	if values == nil {
		return
	}
	texts := make([]string, len(values))
	for i, value := range values {
		texts[i] = string(value)
	}
	q.text(name, strings.Join(texts, ","))
}

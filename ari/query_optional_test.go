package ari

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Optional values of a query are there only when they are set, false and empty included.
func TestOptionalValuesOfAQuery(t *testing.T) {
	var q query
	q.optionalFlag("absent", nil)
	q.optionalFlag("off", Ptr(false))
	q.optionalText("absent", nil)
	q.optionalText("empty", Ptr(""))
	if diff := cmp.Diff(query{{"off", "false"}, {"empty", ""}}, q); diff != "" {
		t.Error(diff)
	}
}

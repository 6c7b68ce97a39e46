package outbound

import (
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/outbound/endpoint"
	"github.com/ariapp/ariapp/internal/store"
)

var _ flows.Places = (*Gate)(nil)

// Law: legs and originated calls share the places of a rule, of a trunk and of all, over versions of the file; a leg that finds none takes none, is told why, and counts as a refusal.
func TestOccupy(t *testing.T) {
	reasons := map[string]int{}
	ledger := NewLedger(Options{Store: store.NewMemory(), Refused: func(reason string) { reasons[reason]++ }})
	rules := Rules{Caps: Caps{AtOnce: 3, PerDay: 1}, Allow: []Allowed{{Rule: rule(t, "PJSIP/_1XX"), Caps: Caps{AtOnce: 2}}, {Rule: rule(t, "PJSIP/_X.@trunk")}},
		Trunks: map[string]Trunk{"trunk": {AtOnce: 1}}, Deny: []endpoint.Rule{rule(t, "PJSIP/199")}}
	gate, next := ledger.Gate(rules), ledger.Gate(rules)
	ctx, call := WithHold(t.Context())
	if err := gate.Permit(ctx, "PJSIP/100", "test"); err != nil {
		t.Fatal(err)
	}
	var leave []func()
	for _, c := range []struct{ endpoint, reason, says string }{
		{"PJSIP/101", "", ""},
		{"PJSIP/102", AtOnce, "there are 2 calls at once by the rule PJSIP/_1XX already"},
		{"PJSIP/11@trunk", "", ""},
		{"PJSIP/12@trunk", AtOnce, "there are 3 calls at once in all already"},
		{"PJSIP/199", Denied, "forbidden"},
		{"PJSIP/300", NotAllowed, "no rule allows"},
		{"PJSIP/1&PJSIP/2", Malformed, "several at once"},
	} {
		release, err := next.Occupy(c.endpoint, "main/d")
		if got := reasonOf(t, err); got != c.reason || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want the reason %q and %q", c.endpoint, err, c.reason, c.says)
		}
		if after, ends := RetryAfter(err); ends != (c.reason == AtOnce) || ends && !after.After(time.Now()) {
			t.Errorf("%s: again after %v, %v", c.endpoint, after, ends)
		}
		if err == nil {
			leave = append(leave, release)
		}
	}
	if reasons[AtOnce] != 2 || reasons[Denied] != 1 || reasons[NotAllowed] != 1 || reasons[Malformed] != 1 {
		t.Errorf("counted %v", reasons)
	}
	for range 2 { // twice is once
		leave[1]()
	}
	call.Release()
	release, err := gate.Occupy("PJSIP/12@trunk", "main/d")
	if err != nil {
		t.Error(err)
	}
	if _, err := gate.Occupy("PJSIP/13@trunk", "main/d"); reasonOf(t, err) != AtOnce || !strings.Contains(err.Error(), "by the trunk trunk") {
		t.Error(err)
	}
	release()
	leave[0]()
	if len(ledger.held) != 0 {
		t.Errorf("places are taken still: %v", ledger.held)
	}
}

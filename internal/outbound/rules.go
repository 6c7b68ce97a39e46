package outbound

import (
	"fmt"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/internal/outbound/endpoint"
)

// Caps are how many calls there may be, 0 for any number.
type Caps struct{ PerMinute, PerDay, AtOnce int }

// Allowed is a rule of whom one may call.
type Allowed struct {
	Rule endpoint.Rule
	Caps
	// Premium lets numbers through that look like premium lines.
	Premium bool
}

// Trunk is how fast calls may leave by a trunk.
type Trunk struct {
	// PerSecond is how many calls may begin in a second, 0 for any number.
	PerSecond float64
	// AtOnce is how many there may be at once, 0 for any number.
	AtOnce int
}

// Rules are those of one version of ivr.yaml.
type Rules struct {
	Allow []Allowed
	Deny  []endpoint.Rule
	// Premium are patterns of numbers that cost the caller; package premium has them.
	Premium []digits.Pattern
	// Caps are those of all calls together.
	Caps
	Trunks map[string]Trunk
	// Zone is whose midnight ends a day of caps; nil is that of the ledger's clock.
	Zone *time.Location
	// Written tells whether a step of the file has the endpoint as a constant; nil for none.
	Written func(endpoint string) bool
}

// find is the rule that allows an endpoint, nil for one that the file writes
// out; or why there is none.
func (r *Rules) find(e endpoint.Endpoint) (*Allowed, *Refusal) {
	for _, rule := range r.Deny {
		if rule.MatchLoosely(e) {
			return nil, &Refusal{Reason: Denied, Detail: fmt.Sprintf("%s is forbidden by the rule %s", e.Text, rule),
				Accepted: r.accepted()}
		}
	}
	if r.Written != nil && r.Written(e.Text) {
		return nil, nil
	}
	var premium *Refusal
	for i := range r.Allow {
		allowed := &r.Allow[i]
		if !allowed.Rule.Match(e) {
			continue
		}
		pattern, expensive := r.premium(e)
		if !expensive || allowed.Premium || !allowed.Rule.IsWide() {
			return allowed, nil
		}
		if premium == nil {
			premium = &Refusal{Reason: Premium, Detail: fmt.Sprintf("%s looks like a premium line (%s)", e.Text, pattern),
				Accepted: fmt.Sprintf("a rule of its own, or %s with premium: true", allowed.Rule)}
		}
	}
	if premium != nil {
		return nil, premium
	}
	return nil, &Refusal{Reason: NotAllowed, Detail: "no rule allows " + e.Text, Accepted: r.accepted()}
}

// premium tells whether a number in the endpoint looks expensive, and by which pattern.
func (r *Rules) premium(e endpoint.Endpoint) (digits.Pattern, bool) {
	for _, number := range e.Numbers() {
		for _, pattern := range r.Premium {
			if pattern.Match(number) {
				return pattern, true
			}
		}
	}
	return digits.Pattern{}, false
}

// accepted names the rules that allow somebody.
func (r *Rules) accepted() string {
	if len(r.Allow) == 0 {
		return "endpoints written out in dial steps; ivr.yaml has no rules under outbound.allow"
	}
	var names []string
	for i, allowed := range r.Allow {
		if i == namedMost {
			names = append(names, "…")
			break
		}
		names = append(names, allowed.Rule.String())
	}
	return strings.Join(names, ", ")
}

package config

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/outbound/endpoint"
)

// Outbound says whom one may call beside the endpoints that steps write out.
type Outbound struct {
	Allow []OutboundRule
	Deny  []endpoint.Rule
	// Premium are patterns of numbers that cost the caller, nil for the usual ones.
	Premium []digits.Pattern
	// Caps of all calls together, 0 for none.
	PerMinute, PerDay, AtOnce int
	Trunks                    []Trunk
}

// OutboundRule is a rule of whom one may call, with its caps, 0 for none.
type OutboundRule struct {
	Rule                      endpoint.Rule
	PerMinute, PerDay, AtOnce int
	// Premium lets numbers through that look like premium lines.
	Premium bool
}

// Trunk is how fast calls may leave by a trunk, 0 for as fast as they come.
type Trunk struct {
	Name      string
	PerSecond float64
	AtOnce    int
}

// IsSet tells whether there is any rule.
func (o Outbound) IsSet() bool {
	return len(o.Allow)+len(o.Deny)+len(o.Trunks)+o.PerMinute+o.PerDay+o.AtOnce > 0
}

func (r *reader) outbound(o *Outbound, n *source.Node) {
	r.mapping("outbound", n, map[string]func(*source.Node){
		"allow": func(n *source.Node) {
			for _, item := range n.Elements() {
				r.outboundRule(o, item)
			}
		},
		"deny": func(n *source.Node) {
			for _, item := range n.Elements() {
				if rule, ok := r.endpointRule(item); ok {
					o.Deny = append(o.Deny, rule)
				}
			}
		},
		"premium":    r.premium(&o.Premium),
		"per_minute": r.within(&o.PerMinute, 1, callsMost), "per_day": r.within(&o.PerDay, 1, callsMost),
		"at_once": r.within(&o.AtOnce, 1, callsMost), "trunks": func(n *source.Node) { r.trunks(o, n) },
	})
}

// outboundRule reads PJSIP/_1XX, or a mapping with an endpoint.
func (r *reader) outboundRule(o *Outbound, n *source.Node) {
	var one OutboundRule
	fine := false
	if n.Kind != source.Map {
		one.Rule, fine = r.endpointRule(n)
	} else {
		r.mapping("a rule", n, map[string]func(*source.Node){
			"endpoint":   func(n *source.Node) { one.Rule, fine = r.endpointRule(n) },
			"per_minute": r.within(&one.PerMinute, 1, callsMost), "per_day": r.within(&one.PerDay, 1, callsMost),
			"at_once": r.within(&one.AtOnce, 1, callsMost), "premium": r.truth(&one.Premium)})
		if n.Get("endpoint") == nil {
			r.report.Errorf(n, "missing-field", "a rule needs an endpoint, such as PJSIP/_0X.@trunk")
		}
	}
	if fine {
		o.Allow = append(o.Allow, one)
	}
}

func (r *reader) endpointRule(n *source.Node) (endpoint.Rule, bool) {
	text, ok := r.scalar(n, "an endpoint such as PJSIP/100 or PJSIP/_0X.@trunk")
	if !ok {
		return endpoint.Rule{}, false
	}
	rule, err := endpoint.ParseRule(text)
	if err != nil {
		r.report.Errorf(n, "wrong-endpoint", "%s; a rule looks like PJSIP/100 or PJSIP/_0X.@trunk", err)
	}
	return rule, err == nil
}

// premium reads patterns of numbers, or none; what is empty leaves the usual ones.
func (r *reader) premium(into *[]digits.Pattern) func(*source.Node) {
	return func(n *source.Node) {
		if n.Kind == source.Scalar && n.Value == "none" {
			*into = []digits.Pattern{}
			return
		}
		for _, item := range n.Elements() {
			text, ok := r.scalar(item, "a pattern such as _0900X.")
			if !ok {
				continue
			}
			pattern, err := digits.Parse(text)
			if err != nil || !strings.HasPrefix(text, "_") {
				if err == nil {
					err = errors.New("only none, or patterns, may stand here")
				}
				r.report.Errorf(item, "wrong-pattern", "%s; a pattern looks like _0900X.", err)
				continue
			}
			*into = append(*into, pattern)
		}
	}
}

func (r *reader) trunks(o *Outbound, n *source.Node) {
	if n.Kind != source.Map {
		if n.Kind != source.Empty {
			r.report.WrongType(n, "trunks", "a mapping of names of trunks to their pace")
		}
		return
	}
	for key, value := range n.All() {
		one := Trunk{Name: key.Value}
		r.mapping("a trunk", value, map[string]func(*source.Node){
			"per_second": r.perSecond(&one.PerSecond), "at_once": r.within(&one.AtOnce, 1, callsMost)})
		o.Trunks = append(o.Trunks, one)
	}
}

// perSecond reads how often something may happen in a second; less than once is possible.
func (r *reader) perSecond(into *float64) func(*source.Node) {
	return func(n *source.Node) {
		wanted := fmt.Sprintf("a number from %g to %g, such as 0.5 or 2", perSecondLeast, perSecondMost)
		text, ok := r.scalar(n, wanted)
		if !ok {
			return
		}
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || !(f >= perSecondLeast && f <= perSecondMost) {
			r.report.WrongType(n, "the value", wanted)
			return
		}
		*into = f
	}
}

package config

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/outbound/endpoint"
	"github.com/ariapp/ariapp/internal/outbound/premium"
)

// Outbound says whom one may call beside the endpoints that steps write out.
type Outbound struct {
	Allow []OutboundRule
	Deny  []endpoint.Rule
	// Premium are patterns of numbers that cost the caller, nil for the usual ones.
	Premium []digits.Pattern
	// Countries are those whose numbers Premium has as they are dialled there: where the trunks are.
	Countries []string
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
	var places []*source.Node // of the rules under allow
	r.mapping("outbound", n, map[string]func(*source.Node){
		"allow": func(n *source.Node) {
			for _, item := range n.Elements() {
				if r.outboundRule(o, item) {
					places = append(places, item)
				}
			}
		},
		"deny": func(n *source.Node) {
			for _, item := range n.Elements() {
				if rule, ok := r.endpointRule(item); ok {
					o.Deny = append(o.Deny, rule)
				}
			}
		},
		"premium":    r.premium(o),
		"per_minute": r.within(&o.PerMinute, 1, callsMost), "per_day": r.within(&o.PerDay, 1, callsMost),
		"at_once": r.within(&o.AtOnce, 1, callsMost), "trunks": func(n *source.Node) { r.trunks(o, n) },
	})
	r.shadowed(o, places)
}

// shadowed finds rules whose caps never count, as a rule before them takes all their endpoints.
func (r *reader) shadowed(o *Outbound, places []*source.Node) {
	for i, rule := range o.Allow {
		for j, wider := range o.Allow[:i] {
			if !o.shadows(wider, rule) {
				continue
			}
			if caps(wider) != caps(rule) {
				at := places[i]
				if written := at.Get("endpoint"); written != nil {
					at = written
				}
				r.report.Warnf(at, "shadowed-rule", "the caps of %s never count: %s in line %d takes all its endpoints; "+
					"put the narrower rule first", rule.Rule, wider.Rule, places[j].Pos.Line)
			}
			break
		}
	}
}

// caps are what a rule says beside its endpoint.
func caps(rule OutboundRule) [4]int {
	dear := 0
	if rule.Premium {
		dear = 1
	}
	return [4]int{rule.PerMinute, rule.PerDay, rule.AtOnce, dear}
}

// shadows tells whether a rule leaves nothing to a later one. A wide rule lets no premium numbers through, and leaves
// them.
func (o *Outbound) shadows(wider, rule OutboundRule) bool {
	switch {
	case !wider.Rule.Covers(rule.Rule):
		return false
	case wider.Premium || !wider.Rule.IsWide():
		return true
	case rule.Rule.IsWide():
		return !rule.Premium
	}
	dear := o.Premium
	if dear == nil {
		dear = premium.Usual()
	}
	e, err := endpoint.Parse(rule.Rule.String())
	return err == nil && !slices.ContainsFunc(e.Numbers(), func(number string) bool {
		return slices.ContainsFunc(dear, func(p digits.Pattern) bool { return p.Match(number) })
	})
}

// outboundRule reads PJSIP/_1XX, or a mapping with an endpoint. It tells whether there is one.
func (r *reader) outboundRule(o *Outbound, n *source.Node) bool {
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
	return fine
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

// premium reads what counts as dear: usual, countries, patterns of numbers, or none; what is empty leaves the usual.
func (r *reader) premium(o *Outbound) func(*source.Node) {
	return func(n *source.Node) {
		into := &o.Premium
		if n.Kind == source.Scalar && n.Value == "none" {
			*into = []digits.Pattern{}
			return
		}
		for _, item := range n.Elements() {
			text, ok := r.scalar(item, "usual, a country such as DE, or a pattern such as _0900X.")
			if !ok {
				continue
			}
			if text == "usual" {
				*into = append(*into, premium.Usual()...)
				continue
			}
			if patterns, known := premium.Of(text); known {
				*into, o.Countries = append(*into, patterns...), append(o.Countries, text)
				continue
			}
			if countryForm.MatchString(text) {
				r.report.Unknown(item, "unknown-value", "country", premium.Codes())
				continue
			}
			pattern, err := digits.Parse(text)
			if err != nil || !strings.HasPrefix(text, "_") {
				if err == nil {
					err = errors.New("only none, usual, countries and patterns may stand here")
				}
				r.report.Errorf(item, "wrong-pattern", "%s; a pattern looks like _0900X.", err)
				continue
			}
			*into = append(*into, pattern)
		}
	}
}

// countryForm is what the code of a country looks like.
var countryForm = regexp.MustCompile(`^[A-Za-z]{2}$`)

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

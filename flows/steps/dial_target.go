package steps

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/dialling"
	"github.com/ariapp/ariapp/flows/source"
)

// dialTarget is one endpoint of a round, as the file has it.
type dialTarget struct {
	endpoint       flows.Value[string]
	delay, timeout flows.Value[time.Duration]
	weight         flows.Value[int]
	manner         dialManner
}

// dialManner is how an endpoint is dialled; each a mapping of names to flows.Value[string], nil where not given.
type dialManner struct {
	callerID, connected, redirecting, headers, variables map[string]any
}

func dialMannerOf(a flows.Args) dialManner {
	get := func(name string) map[string]any { return flows.Get[map[string]any](a, name) }
	checkDialNames(a, get("headers"), "headers", headerName, "the name of a header, such as X-Customer")
	checkDialNames(a, get("variables"), "variables", variableName, "a variable, or a function such as CHANNEL(musicclass)")
	return dialManner{get("caller_id"), get("connected"), get("redirecting"), get("headers"), get("variables")}
}

var (
	headerName   = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]{0,63}$`)
	variableName = regexp.MustCompile(`^_{0,2}[A-Za-z][A-Za-z0-9_]{0,79}(\([A-Za-z0-9_,:.-]{1,80}\))?$`)
)

func checkDialNames(a flows.Args, fields map[string]any, field string, form *regexp.Regexp, accepts string) {
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if !form.MatchString(name) {
			a.Errorf(field, "wrong-type", "%q is not %s", name, accepts)
		}
	}
}

const phraseTargets = "an endpoint, a list of endpoints, or a list of lists; in lists each an endpoint such as " +
	"PJSIP/100 or a mapping with endpoint, delay, timeout, weight, caller_id, connected, headers and variables"

// dialTargetsType reads endpoints: [][]dialTarget, the rounds.
func dialTargetsType() flows.Type {
	one := flows.Shape{Plain: true, Fields: dialTargetFields()}
	list := flows.Shape{Plain: true, Fields: one.Fields, List: &one}
	return flows.NewType("endpoints", phraseTargets, func(p flows.Parser, n *source.Node) any {
		if n.Kind == source.Scalar {
			if target, ok := parseDialTarget(p, n); ok {
				return [][]dialTarget{{target}}
			}
			return nil
		}
		if n.Kind != source.List {
			p.Report().WrongType(n, p.What(), phraseTargets)
			return nil
		}
		var rounds [][]dialTarget
		var flat []dialTarget
		count := 0
		inRounds := slices.ContainsFunc(n.Items, func(item *source.Node) bool { return item.Kind == source.List })
		for _, item := range n.Items {
			var round []dialTarget
			for _, each := range item.Elements() {
				if target, ok := parseDialTarget(p, each); ok {
					round = append(round, target)
				}
				count++
			}
			if inRounds {
				rounds = append(rounds, round)
			} else {
				flat = append(flat, round...)
			}
		}
		switch {
		case count == 0:
			p.Report().WrongType(n, p.What(), phraseTargets)
			return nil
		case count > dialTargetsMax:
			p.Report().Errorf(n, "too-large", "%d endpoints; dial takes at most %d", count, dialTargetsMax)
			return nil
		case !inRounds:
			return [][]dialTarget{flat}
		}
		return rounds
	}).Shaped(flows.Shape{Plain: true, List: &list})
}

func dialTargetFields() []flows.Field {
	return []flows.Field{
		{Name: "endpoint", Type: flows.Endpoint, Required: true, Doc: "The endpoint."},
		{Name: "delay", Type: flows.Duration, Doc: "After how long it rings."},
		{Name: "timeout", Type: flows.Duration, Doc: "How long it rings; ring_timeout."},
		{Name: "weight", Type: flows.Whole, Doc: "Its share with weighted_random; 1."},
		{Name: "caller_id", Type: dialWords("caller id", "name", "number", "presentation"), Doc: "What this callee sees."},
		{Name: "connected", Type: dialWords("connected line", "name", "number"), Doc: "What the caller's telephone shows."},
		{Name: "headers", Type: mapOf(flows.Text), Doc: "SIP headers, beside those of the step."},
		{Name: "variables", Type: mapOf(flows.Text), Doc: "Variables, beside those of the step."},
	}
}

func parseDialTarget(p flows.Parser, n *source.Node) (t dialTarget, ok bool) {
	if n.Kind == source.Scalar {
		t.endpoint, ok = p.Parse(flows.Endpoint, "endpoint", n).(flows.Value[string])
		return t, ok
	}
	if n.Kind != source.Map || n.Get("endpoint") == nil {
		p.Report().WrongType(n, p.What(), phraseTargets)
		return t, false
	}
	fields := dialTargetFields()
	for key, item := range n.All() {
		i := slices.IndexFunc(fields, func(f flows.Field) bool { return f.Name == key.Value })
		if i < 0 {
			p.Report().Unknown(key, "unknown-key", "key of an endpoint", fieldNames(fields))
			continue
		}
		value := p.Parse(fields[i].Type, key.Value, item)
		switch v := value.(type) {
		case flows.Value[string]:
			t.endpoint, ok = v, true
		case flows.Value[int]:
			t.weight = v
		case flows.Value[time.Duration]:
			if key.Value == "delay" {
				t.delay = v
			} else {
				t.timeout = v
			}
		case map[string]any:
			t.manner.set(key.Value, v)
		}
	}
	return t, ok
}

func fieldNames(fields []flows.Field) []string {
	names := make([]string, 0, len(fields))
	for _, f := range fields {
		names = append(names, f.Name)
	}
	return names
}

func (m *dialManner) set(name string, value map[string]any) {
	switch name {
	case "caller_id":
		m.callerID = value
	case "connected":
		m.connected = value
	case "headers":
		m.headers = value
	case "variables":
		m.variables = value
	}
}

// dialWords reads a mapping with these keys, each a text: map[string]any of flows.Value[string].
func dialWords(name string, keys ...string) flows.Type {
	accepts := "a mapping with " + strings.Join(keys[:len(keys)-1], ", ") + " and " + keys[len(keys)-1]
	fields := make([]flows.Field, 0, len(keys))
	for _, key := range keys {
		fields = append(fields, flows.Field{Name: key, Type: flows.Text, Doc: "The " + key + "."})
	}
	return flows.NewType(name, accepts, func(p flows.Parser, n *source.Node) any {
		if n.Kind != source.Map || len(n.Pairs) == 0 {
			p.Report().WrongType(n, p.What(), accepts)
			return nil
		}
		all := map[string]any{}
		for key, item := range n.All() {
			if !slices.Contains(keys, key.Value) {
				p.Report().Unknown(key, "unknown-key", "key of "+p.What(), keys)
				continue
			}
			if value := p.Parse(flows.Text, key.Value, item); value != nil {
				all[key.Value] = value
			}
		}
		return all
	}).Shaped(flows.Shape{Fields: fields})
}

// dialSpot is a target as it is for one call.
type dialSpot struct {
	leg     flows.Leg
	written bool
	target  dialling.Target
	// round and at are where it stands in the file.
	round, at int
}

// spot evaluates a target.
func (d *dial) spot(r *flows.Run, t dialTarget, inherit bool) (dialSpot, error) {
	endpoint, err := t.endpoint.Eval(r)
	if err != nil {
		return dialSpot{}, err
	}
	s := dialSpot{leg: flows.Leg{Endpoint: endpoint, Inherit: inherit}, target: dialling.Target{Name: endpoint}}
	_, s.written = t.endpoint.Constant()
	if s.target.Delay, err = t.delay.Eval(r); err != nil {
		return s, err
	}
	if s.target.Timeout, err = t.timeout.Eval(r); err != nil {
		return s, err
	}
	if s.target.Weight, err = t.weight.Eval(r); err != nil {
		return s, err
	}
	return s, d.addManner(r, &s.leg, t.manner)
}

// addManner fills how a leg is dialled: the step's manner, and over it the target's own.
func (d *dial) addManner(r *flows.Run, leg *flows.Leg, own dialManner) error {
	variables := map[string]string{}
	add := func(all map[string]any, name func(string) string) error {
		for _, key := range slices.Sorted(maps.Keys(all)) {
			text, err := dialText(r, key, all[key])
			if err != nil {
				return err
			}
			variables[name(key)] = text
		}
		return nil
	}
	plain := func(key string) string { return key }
	header := func(key string) string { return "PJSIP_HEADER(add," + key + ")" }
	connected := func(key string) string {
		return map[string]string{"name": "CALLERID(name)", "number": "CALLERID(num)"}[key]
	}
	redirecting := func(key string) string {
		return map[string]string{"name": "REDIRECTING(from-name,i)", "number": "REDIRECTING(from-num,i)",
			"reason": "REDIRECTING(reason,i)"}[key]
	}
	for _, part := range []struct {
		all  map[string]any
		name func(string) string
	}{{d.manner.redirecting, redirecting}, {d.manner.connected, connected}, {own.connected, connected},
		{d.manner.headers, header}, {own.headers, header}, {d.manner.variables, plain}, {own.variables, plain}} {
		if err := add(part.all, part.name); err != nil {
			return err
		}
	}
	if len(d.manner.redirecting) > 0 {
		variables["REDIRECTING(count,i)"] = "1" // else Asterisk tells nobody that a call was forwarded
	}
	if leg.Variables = variables; len(variables) == 0 {
		leg.Variables = nil
	}
	id := own.callerID
	if id == nil {
		id = d.manner.callerID
	}
	if id == nil {
		if len(d.manner.redirecting) > 0 { // Asterisk takes it from the caller otherwise, with who redirected them
			leg.CallerID = &flows.CallerID{Name: r.Call().FromName, Number: r.Call().From}
		}
		return nil
	}
	leg.CallerID = &flows.CallerID{}
	for key, into := range map[string]*string{"name": &leg.CallerID.Name, "number": &leg.CallerID.Number,
		"presentation": &leg.CallerID.Presentation} {
		if value, given := id[key]; given {
			text, err := dialText(r, key, value)
			if err != nil {
				return err
			}
			*into = text
		}
	}
	if p := leg.CallerID.Presentation; p != "" && !slices.Contains(presentations(), p) {
		return refused("presentation", p, "one of "+strings.Join(presentations(), ", "))
	}
	return nil
}

// dialText is a text for Asterisk; it has no line breaks, that would begin further headers.
func dialText(r *flows.Run, key string, value any) (string, error) {
	v, _ := value.(flows.Value[string])
	text, err := v.Eval(r)
	if err != nil {
		return "", err
	}
	if strings.ContainsFunc(text, unicode.IsControl) {
		return "", fmt.Errorf("%s must have no line breaks", key)
	}
	return text, nil
}

// presentations are those that Asterisk knows.
func presentations() []string {
	return []string{"allowed", "allowed_not_screened", "allowed_passed_screen", "allowed_failed_screen", "prohib",
		"prohib_not_screened", "prohib_passed_screen", "prohib_failed_screen", "unavailable"}
}

// permit asks whether what is not written out may be dialled.
func (d *dialRun) permit(ctx context.Context, spots ...dialSpot) error {
	for _, spot := range spots {
		if spot.written {
			continue
		}
		if err := permitOutbound(ctx, d.r, "dialling", spot.leg.Endpoint); err != nil {
			return err
		}
	}
	return nil
}

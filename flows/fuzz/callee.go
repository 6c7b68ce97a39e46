package fuzz

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/flows/source"
)

// endpoint is somebody whom the flows dial.
type endpoint struct {
	// pattern is as the file has it, * for what a call fills in.
	pattern string
	// answers are keys with which callees answer a question, codes those that they may press while they talk.
	answers, codes []string
}

// computed tells that calls make up a part of it, which the rules would have to permit.
func (e endpoint) computed() bool { return strings.Contains(e.pattern, "*") }

// dials tells whether steps of a kind have somebody called, or send the caller to them.
func dials(kind string) bool {
	switch kind {
	case "dial", "transfer", "park", "message":
		return true
	}
	return false
}

// learnEndpoints reads whom a step dials.
func (k *knowledge) learnEndpoints(step *flows.Placed, fields *source.Node) {
	if !dials(step.Kind) || fields == nil {
		return
	}
	codes := keysOf(fields.Get("keys").Get("callee"))
	var answers []string
	if confirm := fields.Get("confirm"); confirm != nil {
		answers = []string{"1", "2"}
		for i, name := range []string{"accept", "decline"} {
			if n := confirm.Get(name); n != nil {
				answers[i] = n.Value
			}
		}
	}
	texts := []string{}
	for _, part := range []*source.Node{fields, fields.Get("targets"), fields.Get("to"), fields.Get("parker")} {
		endpointTexts(part, &texts)
	}
	if forwarding := fields.Get("forwarding").Get("context"); forwarding != nil {
		texts = append(texts, "Local/*@"+forwarding.Value+"/n")
	}
	for _, text := range texts {
		k.addEndpoint(endpoint{filledIn.ReplaceAllString(text, "*"), answers, codes})
	}
}

// filledIn is what a call fills in.
var filledIn = regexp.MustCompile(`\$\{[^}]*\}`)

// endpointTexts are the endpoints of a list, of rounds, or of a target with its own fields; of a step's fields it takes
// the short form only.
func endpointTexts(n *source.Node, texts *[]string) {
	switch {
	case n == nil:
	case n.Kind == source.Scalar:
		if strings.Contains(n.Value, "/") {
			*texts = append(*texts, n.Value)
		}
	default:
		endpointTexts(n.Get("endpoint"), texts)
		for _, item := range n.Items {
			endpointTexts(item, texts)
		}
	}
}

func (k *knowledge) addEndpoint(one endpoint) {
	for i, known := range k.endpoints {
		if known.pattern == one.pattern {
			k.endpoints[i].answers = append(slices.Clip(known.answers), one.answers...)
			k.endpoints[i].codes = append(slices.Clip(known.codes), one.codes...)
			return
		}
	}
	k.endpoints = append(k.endpoints, one)
}

// answerDialled has everybody whom the flows dial do something.
func (f *fuzzer) answerDialled(given *scenario.Given) {
	for _, one := range f.known.endpoints {
		f.setDialled(given, f.callee(one))
	}
}

// otherDialled has one of them do something else, or all of them the same.
func (f *fuzzer) otherDialled(given *scenario.Given) {
	one := f.callee(pick(f.random, f.known.endpoints))
	f.setDialled(given, one)
	if !f.chance(25) {
		return
	}
	for _, other := range f.known.endpoints {
		one.Endpoint = other.pattern
		f.setDialled(given, one)
	}
}

// setDialled puts somebody among those who are dialled; who stands for one endpoint comes before who stands for many.
func (f *fuzzer) setDialled(given *scenario.Given, one scenario.Dialled) {
	given.Dialled = slices.DeleteFunc(given.Dialled, func(d scenario.Dialled) bool { return d.Endpoint == one.Endpoint })
	given.Dialled = append(given.Dialled, one)
	slices.SortStableFunc(given.Dialled, func(a, b scenario.Dialled) int {
		return cmp.Or(cmp.Compare(strings.Count(a.Endpoint, "*"), strings.Count(b.Endpoint, "*")),
			cmp.Compare(len(b.Endpoint), len(a.Endpoint)), strings.Compare(a.Endpoint, b.Endpoint))
	})
}

// callee is what somebody does: they answer and hang up after a while, with keys
// or without, or do not answer. Nobody talks for ever: that would be no fault of the flows.
func (f *fuzzer) callee(e endpoint) scenario.Dialled {
	one := scenario.Dialled{Endpoint: e.pattern}
	if f.chance(55) {
		one.Status = pick(f.random, []string{"busy", "busy", "rejected", "congestion", "unavailable", "no_answer",
			"no_answer"})
		one.After = pick(f.random, []time.Duration{0, 0, soon, 2 * time.Second, 14 * time.Second})
		return one
	}
	one.Answers = true
	one.After = pick(f.random, []time.Duration{0, soon, 3 * time.Second, 9 * time.Second, 19 * time.Second})
	hangUp := pick(f.random, []time.Duration{0, soon, 3 * time.Second, 12 * time.Second, talkMost})
	one.HangUp = &hangUp
	if one.Keys = f.calleeKeys(e); one.Keys != "" {
		one.PressAfter = pick(f.random, []time.Duration{0, soon, 3 * time.Second, 8 * time.Second})
	}
	return one
}

// calleeKeys are what somebody presses who has answered: "" for nothing, or rather what the file wants.
func (f *fuzzer) calleeKeys(e endpoint) string {
	if f.chance(8) {
		return f.anyKeys(1 + f.random.IntN(3))
	}
	keys := ""
	if len(e.answers) > 0 && f.chance(75) {
		keys = pick(f.random, e.answers[:1+f.random.IntN(len(e.answers))])
	}
	if len(e.codes) > 0 && f.chance(60) {
		keys += pick(f.random, e.codes)
	}
	return asKeys(keys)
}

// dialKey is one of the keys that a caller may press while it rings or they talk, "" where there are none.
func (f *fuzzer) dialKey(fields *source.Node) string {
	codes := queueKeys(fields)
	if len(codes) == 0 {
		return ""
	}
	return pick(f.random, codes)
}

// completeDialled gives those whose endpoints are computed: whom the rules permit is not played.
func (f *fuzzer) completeDialled(given *scenario.Given) {
	for _, one := range f.known.endpoints {
		known := func(d scenario.Dialled) bool { return d.Endpoint == one.pattern }
		if one.computed() && !slices.ContainsFunc(given.Dialled, known) {
			f.setDialled(given, scenario.Dialled{Endpoint: one.pattern, Status: "unavailable"})
		}
	}
}

func dialledOf(g *scenario.Given) *[]scenario.Dialled { return &g.Dialled }

// dialled leaves out those of a list who need not be given, and makes the others plain.
func (s *shrinker) dialled(of func(*scenario.Given) *[]scenario.Dialled) {
	best := func() []scenario.Dialled { return *of(&s.best.scene.Given) }
	for i, n := 0, len(best()); i < n; {
		s.change(func(c *scenario.Case) {
			all := of(&c.Given)
			*all = slices.Delete(*all, i, i+1)
		})
		if left := len(best()); left < n {
			n = left
			continue
		}
		for _, plain := range plainer(best()[i]) {
			s.change(func(c *scenario.Case) { (*of(&c.Given))[i] = plain })
		}
		i++
	}
}

// plainer are callees who do less than one does, the plainest first.
func plainer(d scenario.Dialled) []scenario.Dialled {
	var all []scenario.Dialled
	add := func(change func(*scenario.Dialled)) {
		one := d
		change(&one)
		if effort(one) < effort(d) {
			all = append(all, one)
		}
	}
	for _, status := range []string{"unavailable", "busy", "no_answer"} {
		add(func(one *scenario.Dialled) { *one = scenario.Dialled{Endpoint: d.Endpoint, Status: status} })
	}
	for _, hangUp := range []time.Duration{0, soon, 3 * time.Second} {
		add(func(one *scenario.Dialled) {
			*one = scenario.Dialled{Endpoint: d.Endpoint, Answers: true, HangUp: &hangUp}
		})
	}
	for _, hangUp := range []time.Duration{0, soon, 3 * time.Second} {
		add(func(one *scenario.Dialled) {
			if one.Answers {
				one.HangUp = &hangUp
			}
		})
	}
	add(func(one *scenario.Dialled) { one.Keys, one.PressAfter = "", 0 })
	for at := range d.Keys {
		add(func(one *scenario.Dialled) { one.Keys = d.Keys[:at] + d.Keys[at+1:] })
	}
	add(func(one *scenario.Dialled) { one.After = 0 })
	add(func(one *scenario.Dialled) { one.PressAfter = 0 })
	return all
}

// effort is how much somebody does.
func effort(d scenario.Dialled) int {
	n := len(d.Keys)
	if d.Answers {
		n += 2
	}
	for _, span := range []time.Duration{d.After, d.PressAfter} {
		if span > 0 {
			n++
		}
	}
	if d.HangUp != nil && *d.HangUp > 0 {
		n += 1 + int(*d.HangUp/(3*time.Second))
	}
	return n
}

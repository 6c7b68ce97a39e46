package steps

import (
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
)

// asking is what menu and collect have in common: a question, what counts as an
// answer, and how long to wait for it.
type asking struct {
	matcher *digits.Matcher
	// prompts are the question by attempt; the last one repeats. None is silence.
	prompts [][]flows.Value[string]
	// short is the question for a caller who comes back to it, nil for the same.
	short []flows.Value[string]

	first, inter, term       flows.Value[time.Duration]
	bargein                  string
	typeahead, flush, answer flows.Value[bool]
	secret                   bool
	// takesAll leaves no key to hotkeys: who guesses a PIN shall not begin anew by one.
	takesAll                     bool
	attempts, noinputs, nomatchs flows.Value[int]

	onNoinput, onNomatch, onExhausted flows.Handlers

	// legal refuses an answer that the matcher takes, nil for none.
	legal func(entry string) bool
	// fill adds what the step's result has beside the common values, nil for nothing.
	fill func(entry string, result map[string]any)
}

// The words of bargein.
const (
	bargeinAny   = "any"
	bargeinValid = "valid"
	bargeinNone  = "none"
)

// askingFields are the fields that menu and collect share; the counts differ in their defaults.
func askingFields(attempts, noinputs, nomatchs string) []flows.Field {
	return []flows.Field{
		{Name: "prompt", Type: flows.Media, Doc: "What is asked, the same at every attempt."},
		{Name: "prompts", Type: flows.MediaSeries,
			Doc: "What is asked at the first attempt, the second, and so on; the last repeats. Instead of prompt."},
		{Name: "first_timeout", Type: flows.Duration, Default: "5s",
			Doc: "How long to wait for the first key. It begins when the last prompt has ended."},
		{Name: "inter_timeout", Type: flows.Duration, Default: "2s", Doc: "How long to wait for each further key."},
		{Name: "term_timeout", Type: flows.Duration, Default: "0s",
			Doc: "How long to wait for the terminator when no more digits can follow. With 0s the entry is complete " +
				"at once, and a terminator pressed out of habit within inter_timeout is dropped."},
		{Name: "match", Type: flows.OneOf(digits.PolicyNames()...), Default: "auto",
			Doc: "`auto` ends as soon as nothing else can come of the keys, right or wrong, and waits while a longer " +
				"answer is possible; `first` takes the first answer that fits; `strict` waits for the terminator " +
				"or the timeout."},
		{Name: "bargein", Type: flows.OneOf(bargeinAny, bargeinValid, bargeinNone), Default: bargeinAny,
			Doc: "Which keys stop the prompt: `any`; `valid`, those that may begin an answer, while others are dropped; " +
				"`none`, where the prompt plays to its end and throws away what was pressed before and meanwhile."},
		{Name: "typeahead", Type: flows.Bool, Default: "true",
			Doc: "Whether keys pressed before the question count. If they answer it, no prompt is played."},
		{Name: "flush", Type: flows.Bool, Default: "false", Doc: "Throw away keys pressed before the question."},
		{Name: "answer", Type: flows.Bool, Default: "true", Doc: "Whether to answer the call first."},
		{Name: "attempts", Type: flows.Whole, Default: attempts,
			Doc: "How often to ask in all; 0 leaves it to the two counts below."},
		{Name: "max_noinput", Type: flows.Whole, Default: noinputs,
			Doc: "After how many times without a key to give up; 0 for never."},
		{Name: "max_nomatch", Type: flows.Whole, Default: nomatchs,
			Doc: "After how many wrong entries to give up; 0 for never."},
		{Name: "on_noinput", Type: flows.HandlerSet,
			Doc: "What to do when nothing was pressed, before asking again or giving up."},
		{Name: "on_nomatch", Type: flows.HandlerSet,
			Doc: "What to do after a wrong entry, before asking again or giving up."},
		{Name: "on_exhausted", Type: flows.HandlerSet,
			Doc: "What to do when there is no further attempt; then the walk goes on behind the step."},
	}
}

// askingResults are the results that menu and collect share.
func askingResults(value any) []flows.Result {
	return []flows.Result{
		{Name: "value", Zero: value, Doc: "What was entered."},
		{Name: "status", Zero: "", Doc: "`ok`, or `max_attempts` when the caller had no attempt left; in handlers " +
			"`noinput`, `nomatch` or `partial`."},
		{Name: "reason", Zero: "", Doc: "Why the last attempt failed: `noinput`, `nomatch` or `partial`; `rejected` " +
			"when the caller did not confirm the entry, `pin` when the PIN in front of a menu was wrong."},
		{Name: "attempt", Zero: 0, Doc: "The number of the last attempt, from 1."},
		{Name: "terminator", Zero: "", Doc: "The key that ended the entry, empty when none did."},
		{Name: "duration", Zero: time.Duration(0), Doc: "How long the step took."},
	}
}

// newAsking reads the shared fields; the matcher is the step's own business.
func newAsking(a flows.Args) asking {
	duration := func(name string) flows.Value[time.Duration] { return flows.Get[flows.Value[time.Duration]](a, name) }
	flag := func(name string) flows.Value[bool] { return flows.Get[flows.Value[bool]](a, name) }
	count := func(name string) flows.Value[int] { return flows.Get[flows.Value[int]](a, name) }
	handlers := func(name string) flows.Handlers { return flows.Get[flows.Handlers](a, name) }
	q := asking{
		first: duration("first_timeout"), inter: duration("inter_timeout"), term: duration("term_timeout"),
		bargein: flows.Get[string](a, "bargein"), typeahead: flag("typeahead"), flush: flag("flush"),
		answer: flag("answer"), attempts: count("attempts"), noinputs: count("max_noinput"),
		nomatchs: count("max_nomatch"), onNoinput: handlers("on_noinput"), onNomatch: handlers("on_nomatch"),
		onExhausted: handlers("on_exhausted"),
	}
	switch {
	case a.Has("prompt") && a.Has("prompts"):
		a.Errorf("prompts", "exclusive-fields", "prompt and prompts exclude each other")
	case a.Has("prompt"):
		q.prompts = [][]flows.Value[string]{flows.Get[[]flows.Value[string]](a, "prompt")}
	default:
		q.prompts = flows.Get[[][]flows.Value[string]](a, "prompts")
	}
	q.checkCounts(a)
	return q
}

// Handles are the events for which the flow or the file may have handlers.
func (q *asking) Handles() []string { return []string{"on_noinput", "on_nomatch", "on_exhausted"} }

// checkCounts refuses a question that would be asked for ever.
func (q *asking) checkCounts(a flows.Args) {
	none := true
	for _, name := range []string{"attempts", "max_noinput", "max_nomatch"} {
		n, fixed := flows.Get[flows.Value[int]](a, name).Constant()
		if fixed && n < 0 {
			a.Errorf(name, "wrong-type", "%s must not be negative", name)
		}
		none = none && fixed && n == 0
	}
	if none {
		a.Errorf("attempts", "no-end", "with attempts, max_noinput and max_nomatch all 0 the question would have no end")
	}
}

// policy is the field `match`.
func policy(a flows.Args) digits.Policy {
	p, err := digits.ParsePolicy(flows.Get[string](a, "match"))
	if err != nil {
		a.Errorf("match", "unknown-value", "%v", err)
	}
	return p
}

// keySet reads keys written together or one by one; `none` is the empty set.
func keySet(a flows.Args, field string, words []string) digits.KeySet {
	var set digits.KeySet
	for _, word := range words {
		if word == "none" || word == "" {
			continue
		}
		keys, err := digits.ParseKeySet(word)
		if err != nil {
			a.Errorf(field, "wrong-type", "%s must be keys such as # or *#, or none; found %q", field, word)
		}
		set |= keys
	}
	return set
}

// matcherFor makes the matcher; what makes no sense in the rule is a finding at the field it came from.
func matcherFor(a flows.Args, rule digits.Rule, fields map[string]string) *digits.Matcher {
	m, err := digits.NewMatcher(rule)
	if err == nil {
		return m
	}
	for _, fault := range ruleFaults(err) {
		a.Errorf(fields[fault.Field], "rule", "%s", fault.Reason)
	}
	m, _ = digits.NewMatcher(digits.Rule{}) // stands in until the findings are mended
	return m
}

// ruleFaults takes the joined errors of a rule apart.
func ruleFaults(err error) []*digits.RuleError {
	var faults []*digits.RuleError
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range joined.Unwrap() {
			faults = append(faults, ruleFaults(one)...)
		}
	} else if fault, ok := err.(*digits.RuleError); ok {
		faults = append(faults, fault)
	}
	return faults
}

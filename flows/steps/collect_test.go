package steps

import (
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

const s = time.Second

// TestCollect has a row for every rule of digit collection: fields of the step,
// what the caller does (prompts last 2 s), and what comes of it.
func TestCollect(t *testing.T) {
	const result = "${steps.c.value}|${steps.c.status}|${steps.c.reason}|${steps.c.attempt}|${steps.c.terminator}"
	for name, c := range map[string]struct {
		fields string
		before string
		script string
		want   string
		heard  string
		took   time.Duration
	}{
		"a terminator ends the entry":              {"prompt: ask", "", "3s 1234#", "1234|ok||1|#", "ask", 0},
		"the first key stops the prompt":           {"prompt: ask", "", "500ms 12#", "12|ok||1|#", "ask/500ms", 0},
		"the inter-digit timeout ends the entry":   {"prompt: ask", "", "500ms 12", "12|ok||1|", "ask/500ms", 2700 * time.Millisecond},
		"the exact length ends the entry":          {"prompt: ask, length: 3", "", "500ms 123", "123|ok||1|", "ask/500ms", 900 * time.Millisecond},
		"the greatest length ends the entry":       {"prompt: ask, max: 2, min: 1", "", "500ms 12", "12|ok||1|", "ask/500ms", 700 * time.Millisecond},
		"first_timeout begins at the prompt's end": {"prompt: ask, attempts: 1", "", "", "|max_attempts|noinput|1|", "ask", 7 * s},
		"without a prompt it begins at once":       {"attempts: 1", "", "", "|max_attempts|noinput|1|", "", 5 * s},
		"a key just before first_timeout counts":   {"prompt: ask", "", "6999ms 7#", "7|ok||1|#", "ask", 0},
		"a key just after it does not":             {"prompt: ask, attempts: 1", "", "7001ms 7#", "|max_attempts|noinput|1|", "ask", 7 * s},
		"each key starts inter_timeout anew":       {"prompt: ask", "", "500ms 1 1900ms 2 1900ms 3 #", "123|ok||1|#", "ask/500ms", 0},
		"inter_timeout can be long":                {"prompt: ask, inter_timeout: 10s", "", "500ms 1 9s 2 #", "12|ok||1|#", "ask/500ms", 0},
		"no input asks again":                      {"prompt: ask", "", "8s 9#", "9|ok||2|#", "ask ask/1s", 0},
		"no input thrice exhausts":                 {"prompt: ask", "", "", "|max_attempts|noinput|3|", "ask ask ask", 21 * s},
		"prompts escalate, the last repeats":       {"prompts: [a, [b, c]]", "", "", "|max_attempts|noinput|3|", "a b c b c", 0},
		"too few digits are a partial entry":       {"prompt: ask, min: 4, attempts: 1", "", "500ms 12", "|max_attempts|partial|1|", "ask/500ms", 0},
		"too few digits and # do not match":        {"prompt: ask, min: 4, attempts: 1", "", "500ms 12#", "|max_attempts|nomatch|1|", "ask/500ms", 0},
		"a terminator alone uses up an attempt":    {"prompt: ask, attempts: 2", "", "500ms # @ask 500ms 5#", "5|ok||2|#", "ask/500ms ask/500ms", 0},
		"min 0 accepts a terminator alone":         {"prompt: ask, min: 0", "", "500ms #", "|ok||1|#", "ask/500ms", 0},
		"min 0 does not accept silence":            {"prompt: ask, min: 0, attempts: 1", "", "", "|max_attempts|noinput|1|", "ask", 0},
		"keep_terminator_if_alone keeps it":        {"prompt: ask, keep_terminator_if_alone: true", "", "500ms #", "#|ok||1|#", "ask/500ms", 0},
		"a set of terminators":                     {"prompt: ask, terminators: '*#'", "", "500ms 12*", "12|ok||1|*", "ask/500ms", 0},
		"no terminator":                            {"prompt: ask, terminators: none, max: 4", "", "500ms 12#4", "12#4|ok||1|", "ask/500ms", 0},
		"a pattern completes at once":              {"prompt: ask, pattern: _2XX", "", "500ms 234", "234|ok||1|", "ask/500ms", 900 * time.Millisecond},
		"a pattern fails at once":                  {"prompt: ask, pattern: _2XX, attempts: 1", "", "500ms 34", "|max_attempts|nomatch|1|", "ask/500ms", 500 * time.Millisecond},
		"an ambiguous entry waits":                 {"prompt: ask, values: ['1', '12']", "", "500ms 1", "1|ok||1|", "ask/500ms", 2500 * time.Millisecond},
		"an ambiguous entry goes on":               {"prompt: ask, values: ['1', '12']", "", "500ms 12", "12|ok||1|", "ask/500ms", 700 * time.Millisecond},
		"match first takes the first":              {"prompt: ask, min: 2, max: 6, match: first", "", "500ms 123", "12|ok||1|", "ask/500ms", 700 * time.Millisecond},
		"match strict waits for the terminator":    {"prompt: ask, pattern: _2XX, match: strict, attempts: 1", "", "500ms 34#", "|max_attempts|nomatch|1|", "ask/500ms", 900 * time.Millisecond},
		"term_timeout 0 ends at max":               {"prompt: ask, length: 2", "", "500ms 12", "12|ok||1|", "ask/500ms", 700 * time.Millisecond},
		"term_timeout waits for the terminator":    {"prompt: ask, length: 2, term_timeout: 3s", "", "500ms 12 1s #", "12|ok||1|#", "ask/500ms", 1700 * time.Millisecond},
		"term_timeout passes without it":           {"prompt: ask, length: 2, term_timeout: 3s", "", "500ms 12", "12|ok||1|", "ask/500ms", 3700 * time.Millisecond},
		"type-ahead answers without a prompt":      {"prompt: ask, length: 3", "- play: welcome", "500ms 123", "123|ok||1|", "welcome", 2 * s},
		"type-ahead that begins skips the prompt":  {"prompt: ask, length: 3", "- play: welcome", "1500ms 12 1s 3", "123|ok||1|", "welcome", 2700 * time.Millisecond},
		"typeahead off drops it":                   {"prompt: ask, length: 3, typeahead: false", "- play: welcome", "500ms 123 3s 456", "456|ok||1|", "welcome ask/1.9s", 0},
		"flush drops it":                           {"prompt: ask, length: 3, flush: true", "- play: welcome", "500ms 123 3s 456", "456|ok||1|", "welcome ask/1.9s", 0},
		"bargein none plays on and drops keys":     {"prompt: ask, length: 3, bargein: none", "- play: welcome", "500ms 99 2s 123 2s 456", "456|ok||1|", "welcome ask", 0},
		"bargein valid ignores senseless keys":     {"prompt: ask, pattern: _2XX, bargein: valid", "", "500ms 9 300ms 234", "234|ok||1|", "ask/800ms", 0},
		"bargein any counts them wrong":            {"prompt: ask, pattern: _2XX, attempts: 1", "", "500ms 9", "|max_attempts|nomatch|1|", "ask/500ms", 500 * time.Millisecond},
		"a wrong entry clears the type-ahead":      {"prompt: ask, pattern: _2XX", "- play: welcome", "500ms 9234 4s 255", "255|ok||2|", "welcome ask", 0},
	} {
		t.Run(name, func(t *testing.T) {
			flow := "flows:\n  main:\n    - answer\n"
			if c.before != "" {
				flow += "    " + c.before + "\n"
			}
			flow += "    - collect: {id: c, " + c.fields + "}\n    - log: '" + result + "'\n"
			script, err := flowtest.ParseScript(c.script)
			if err != nil {
				t.Fatal(err)
			}
			p := dialIn(t, compile(t, flow), flowtest.Options{}, script...)
			if got := p.logged(); got != c.want || p.heard() != c.heard {
				t.Errorf("result %q, want %q\nheard %q, want %q\n%s", got, c.want, p.heard(), c.heard, p)
			}
			if c.took != 0 && p.phone.Elapsed() != c.took {
				t.Errorf("took %v, want %v\n%s", p.phone.Elapsed(), c.took, p)
			}
			if p.outcome.Status != flows.Ended {
				t.Errorf("ended as %+v", p.outcome)
			}
		})
	}
}

// TestWhatTheNextQuestionGets: keys that came too late for one question answer
// the next, but for the terminator that is pressed out of habit.
func TestWhatTheNextQuestionGets(t *testing.T) {
	for name, c := range map[string]struct{ fields, script, want string }{
		"a habitual # is dropped":          {"length: 2", "3s 12 300ms # 1s 7", "12 7"},
		"but not a late one":               {"length: 2", "3s 12 2500ms # 1s 7", "12 7 after 2"},
		"a habitual # after a pattern":     {"pattern: _2XX", "3s 234# 1s 7", "234 7"},
		"typed ahead with its #":           {"length: 2", "500ms 12#7", "12 7"},
		"another key settles the matter":   {"length: 2", "3s 127#", "12 7"},
		"the rest of what was typed ahead": {"length: 2", "500ms 127", "12 7"},
		"another digit in term_timeout":    {"length: 2, term_timeout: 3s", "3s 12 1s 7", "12 7"},
		"another digit, typed ahead":       {"length: 2, term_timeout: 3s", "500ms 127", "12 7"},
		"a digit behind the terminator":    {"max: 5", "3s 12#7", "12 7"},
		"a digit behind one typed ahead":   {"max: 5", "500ms 12#7", "12 7"},
	} {
		p := dialIn(t, compile(t, "flows:\n  main:\n    - play: welcome\n    - collect: {id: c, "+c.fields+"}\n"+
			"    - collect: {id: d, length: 1, first_timeout: 10s}\n"+
			"    - log: \"${steps.c.value} ${steps.d.value}${steps.d.attempt > 1 ? ' after 2' : ''}\"\n"),
			flowtest.Options{}, script(t, c.script)...)
		if p.logged() != c.want {
			t.Errorf("%s: %q, want %q\n%s", name, p.logged(), c.want, p)
		}
	}
}

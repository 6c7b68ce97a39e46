package steps

import (
	"testing"

	"github.com/ariapp/ariapp/flows"
)

// TestAnswersFitTheirVariables: what comes from outside has the type that the
// variable is declared with, or the step fails and nothing is set. Whatever came,
// expressions that were checked with the declared type can be evaluated.
func TestAnswersFitTheirVariables(t *testing.T) {
	const declared = "vars: {text: before, whole: 1, number: 1.5, truth: true, list: [1], open: }\n"
	const uses = `'${vars.text + "|" + string(vars.whole + 1) + "|" + string(vars.number * 2) + "|" + ` +
		`string(vars.truth and true) + "|" + string(len(vars.list))}'`
	for answer, want := range map[string]string{
		`{"text": 4711}`:                 "4711|2|3|true|1",
		`{"text": 1.50}`:                 "1.5|2|3|true|1",
		`{"text": true}`:                 "true|2|3|true|1",
		`{"text": null, "truth": null}`:  "|2|3|false|1",
		`{"whole": 7, "number": 7}`:      "before|8|14|true|1",
		`{"whole": "7", "number": "-1"}`: "before|8|-2|true|1",
		`{"whole": 7.0, "number": null}`: "before|8|0|true|1",
		`{"truth": "no", "list": []}`:    "before|2|3|false|0",
		`{"text": {"a": 1}}`:             "cannot: text: the variable text holds a text, not a mapping",
		`{"text": "x", "whole": 7.5}`:    "cannot: whole: the variable whole holds a whole number, not a number with a point",
		`{"whole": "many"}`:              "cannot: whole: the variable whole holds a whole number, not a text",
		`{"number": "NaN"}`:              "cannot: number: the variable number holds a number with a point, not a text",
		`{"truth": 1}`:                   "cannot: truth: the variable truth holds true or false, not a whole number",
		`{"list": "x"}`:                  "cannot: list: the variable list holds a list, not a text",
		`{"open": {"any": ["thing"]}}`:   "before|2|3|true|1",
	} {
		parsed, _ := readJSON(flows.Response{Body: []byte(answer)})
		fields := ""
		for _, name := range []string{"text", "whole", "number", "truth", "list", "open"} {
			if _, there := parsed.(map[string]any)[name]; there {
				fields += name + ": " + name + ", "
			}
		}
		w := &web{answers: []reply{{status: 200, kind: "application/json", body: answer}}}
		p := line{world: flows.World{HTTP: w}}.dial(t, declared+"flows:\n  main:\n    - http: {id: h, url: '"+crm+
			"', result: {"+fields+"}, on_error: [{log: '${replace(error.message, \"the response cannot be used\", \"cannot\")}'}, "+
			"{log: '${steps.h.status == \"bad_response\" ? \"\" : \"no bad_response\"}'}, hangup]}\n    - log: "+uses+"\n", "")
		if got := p.logged(); got != want && got != want+"; " || p.outcome.Status != flows.Ended {
			t.Errorf("%s: logged %q, want %q, %v", answer, got, want, p.outcome)
		}
	}
}

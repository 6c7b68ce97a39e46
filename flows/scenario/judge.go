package scenario

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// finish goes over the acts that are left when the call is over.
func (c *caller) finish() {
	c.settle()
	act := c.act()
	if act == nil || len(c.run.result.Failures) > 0 {
		return
	}
	r := c.run.result
	r.Failures = append(r.Failures, Failure{Pos: act.Pos, Flow: c.place,
		Message: "wanted " + act.wanted() + ", instead " + r.ending() + c.when(r.Elapsed) + c.nearly()})
}

// judge looks at what must hold at the end.
func (run *running) judge() {
	r, end := run.result, &run.result.Case.End
	run.judgeOutcome()
	run.judgeHangup()
	if end.Path != nil {
		r.judgePath(end.Path)
	}
	for _, name := range end.Visited {
		if !r.visited(name.Text) {
			r.fail(name.Pos, "wanted %s to be visited, instead the path was %s", name.Text, r.pathText())
		}
	}
	for _, name := range end.NotVisited {
		if r.visited(name.Text) {
			r.fail(name.Pos, "wanted %s not to be visited, instead the path was %s", name.Text, r.pathText())
		}
	}
	for _, want := range end.Vars {
		if got := run.vars[want.Name]; !sameValue(want.Value, got) {
			r.fail(want.Pos, "wanted vars.%s to be %s, instead it is %s", want.Name, valueText(want.Value), valueText(got))
		}
	}
	run.judgeStore()
	if span := end.Duration; span != nil && (r.Elapsed < span.Least || span.Most > 0 && r.Elapsed > span.Most) {
		r.fail(placeOr(end.Places, "duration", r.Case.Pos), "wanted the call to take %v, instead it took %v",
			span, rounded(r.Elapsed))
	}
	r.judgeRequests()
	run.judgeDialled()
	run.judgeQueues()
	r.judgeTexts()
	run.judgeNever()
	run.judgeQuiet()
}

// judgeOutcome looks at how the call ended.
func (run *running) judgeOutcome() {
	r, end := run.result, &run.result.Case.End
	pos := func(key string) source.Pos { return placeOr(end.Places, key, r.Case.Pos) }
	failed := Failure{Pos: pos("status")}
	if step, ok := r.failedAt(); ok {
		failed.Flow = step
	}
	switch {
	case end.Status == "" && r.Outcome.Status == flows.Failed:
		failed.Message = "the call failed: " + shown(fmt.Sprint(r.Outcome.Err)) +
			"; a test whose call is to fail says so: `end: {status: failed}`"
		r.Failures = append(r.Failures, failed)
	case end.Status != "" && end.Status != r.Outcome.Status:
		failed.Message = fmt.Sprintf("wanted the status %s, instead it is %s: %s", end.Status, r.Outcome.Status, r.ending())
		r.Failures = append(r.Failures, failed)
	case end.Cause != 0 && end.Cause != r.Outcome.Cause:
		r.fail(pos("cause"), "wanted the cause %v, instead it is %v", end.Cause, r.Outcome.Cause)
	}
	if want := end.Continue; want != nil && (r.Went == nil || !samePlace(*want, *r.Went)) {
		r.fail(pos("continue"), "wanted the call to go on in the dialplan%s, instead %s", dialplan(want), r.ending())
	}
}

// failedAt is the place of the step that failed last.
func (r *Result) failedAt() (source.Pos, bool) {
	for i := len(r.Facts) - 1; i >= 0; i-- {
		if r.Facts[i].Kind == flows.StepFailed {
			return r.Facts[i].Pos, true
		}
	}
	return source.Pos{}, false
}

// samePlace compares what the test names of a place.
func samePlace(want, got flows.Place) bool {
	return (want.Context == "" || want.Context == got.Context) &&
		(want.Extension == "" || want.Extension == got.Extension) &&
		(want.Priority == "" || want.Priority == got.Priority || want.Priority == "1" && got.Priority == "")
}

// Path are the addresses of the steps that were begun, in order.
func (r *Result) Path() []string {
	path := []string{}
	for _, fact := range r.Facts {
		if fact.Kind == flows.StepBegun {
			path = append(path, fact.Step)
		}
	}
	return path
}

func (r *Result) pathText() string { return "[" + strings.Join(r.Path(), ", ") + "]" }

// visited tells whether a step, or a flow, was begun.
func (r *Result) visited(name string) bool {
	return slices.ContainsFunc(r.Facts, func(f flows.Fact) bool {
		return f.Kind == flows.StepBegun && (f.Step == name || f.Type != "" && flowOf(f.Step) == name)
	})
}

// flowOf is the flow that a step's address begins with.
func flowOf(address string) string {
	flow, _, _ := strings.Cut(address, "/")
	return flow
}

// judgePath compares the path with the one wanted, and says where they part.
func (r *Result) judgePath(want []string) {
	path, pos := r.Path(), placeOr(r.Case.End.Places, "path", r.Case.Pos)
	switch {
	case fitsPath(want, path):
		return
	case slices.Contains(want, anySteps):
		r.fail(pos, "wanted the path [%s], instead it is %s", strings.Join(want, ", "), r.pathText())
		return
	}
	same := 0
	for same < len(want) && same < len(path) && want[same] == path[same] {
		same++
	}
	wanted, behind, instead := "the path to end", "at its beginning", "the path ends there"
	if same < len(want) {
		wanted = want[same]
	}
	if same > 0 {
		behind = "behind " + path[same-1]
	}
	if same < len(path) {
		instead = "the path goes on to " + path[same]
	}
	r.fail(pos, "wanted %s %s, instead %s", wanted, behind, instead)
}

// anySteps stands in a path for any number of steps.
const anySteps = "..."

// fitsPath tells whether a path is the one wanted.
func fitsPath(want, path []string) bool {
	star, mark, i, j := -1, 0, 0, 0
	for i < len(path) {
		switch {
		case j < len(want) && want[j] == anySteps:
			star, mark = j, i
			j++
		case j < len(want) && want[j] == path[i]:
			i, j = i+1, j+1
		case star >= 0:
			mark++
			i, j = mark, star+1
		default:
			return false
		}
	}
	return !slices.ContainsFunc(want[j:], func(name string) bool { return name != anySteps })
}

// judgeStore looks at what is stored.
func (run *running) judgeStore() {
	for _, want := range run.result.Case.End.Store {
		got, there := run.store.value(want.Key)
		switch {
		case want.Gone && there:
			run.result.fail(want.Pos, "wanted nothing to be stored under %s, instead it is %s", want.Key, valueText(got))
		case !want.Gone && !there:
			run.result.fail(want.Pos, "wanted %s to be stored under %s, instead there is nothing", valueText(want.Value),
				want.Key)
		case !want.Gone && !sameValue(want.Value, got):
			run.result.fail(want.Pos, "wanted %s to be stored under %s, instead it is %s", valueText(want.Value), want.Key,
				valueText(got))
		}
	}
}

// judgeRequests counts the requests, and the use of stubs.
func (r *Result) judgeRequests() {
	for _, want := range r.Case.End.Requests {
		made := 0
		for _, one := range r.Requests {
			if fitsRequest(want.Request, one.Request) {
				made++
			}
		}
		if made != want.Times {
			r.fail(want.Pos, "wanted %s to be asked for %s, instead it was %s", want.Request, times(want.Times), times(made))
		}
	}
	for i := range r.Case.Given.HTTP {
		stub := &r.Case.Given.HTTP[i]
		switch {
		case stub.Times >= 0 && r.Hits[i] != stub.Times:
			r.fail(stub.Pos, "wanted %s to be asked for %s, instead it was %s", stub.Request, times(stub.Times),
				times(r.Hits[i]))
		case stub.Times < 0 && r.Hits[i] == 0 && !stub.Optional:
			r.fail(stub.Pos, "the stub of %s was never asked; remove it, or say `optional: true`", stub.Request)
		}
	}
}

// Unused are failures for the stubs of the file that none of its cases has
// asked for. It tells the truth when the results are those of all cases.
func (f *File) Unused(results []*Result) []Failure {
	used := map[source.Pos]bool{}
	for _, r := range results {
		for i, hits := range r.Hits {
			used[r.Case.Given.HTTP[i].Pos] = used[r.Case.Given.HTTP[i].Pos] || hits > 0
		}
	}
	var failures []Failure
	for _, stub := range f.Stubs {
		if !stub.Optional && !used[stub.Pos] && stub.Times != 0 {
			failures = append(failures, Failure{Pos: stub.Pos, Message: fmt.Sprintf(
				"the stub of %s was never asked by any test; remove it, or say `optional: true`", stub.Request)})
		}
	}
	return failures
}

func times(n int) string {
	switch n {
	case 0:
		return "never"
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}

// String is the span as a test writes it.
func (s *Span) String() string {
	switch {
	case s.Most == 0:
		return s.Least.String() + ".."
	case s.Most == s.Least:
		return s.Least.String()
	case s.Least == 0:
		return ".." + s.Most.String()
	}
	return s.Least.String() + ".." + s.Most.String()
}

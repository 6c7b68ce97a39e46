package fuzz

import (
	"context"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/scenario"
)

// fuzzer is a search under way.
type fuzzer struct {
	ctx    context.Context
	opts   Options
	random *rand.Rand
	known  *knowledge
	corpus *corpus
	report *Report
	// last is the call that was made last, deep how many times in a row it was gone on with.
	last *call
	deep int
}

// call is a case that was run, and what came of it.
type call struct {
	scene  *scenario.Case
	result *scenario.Result
	times  []span
	// kept are the moments of a call that is gone on from later, without its result.
	kept []scenario.Moment
	// reads are the keys of the store that the call looked at.
	reads []scenario.StoreRead
}

func newCall(scene *scenario.Case, result *scenario.Result) *call {
	return &call{scene: scene, result: result, times: timesOf(scene.Acts), reads: result.Reads}
}

func newFuzzer(ctx context.Context, o Options) *fuzzer {
	f := &fuzzer{ctx: ctx, opts: o, random: rand.New(rand.NewPCG(o.Seed, 0)), report: &Report{}}
	f.known = learn(o)
	f.corpus = newCorpus(o.Setting.Program)
	f.report.Ways = f.corpus.all
	return f
}

// loop makes calls until there is a break, or no more time.
func (f *fuzzer) loop() {
	for f.ctx.Err() == nil && (f.opts.Runs == 0 || f.report.Runs < f.opts.Runs) {
		one := f.run(f.next())
		f.report.Runs++
		if one.result.Outcome.Status == flows.Detached {
			f.last = nil // stopped from outside, or at a web service that cannot be stubbed
			continue
		}
		f.last = one
		if f.corpus.isNew(one.result) {
			f.deep = 0
			f.corpus.keep(one, f.moments(one))
		}
		if found := f.breakOf(one); found != nil {
			f.report.Break = f.shrink(one, found)
			break
		}
	}
	f.report.Reached, f.report.Untaken = len(f.corpus.reached), f.corpus.untaken()
}

// run makes a call. A web service that it comes upon without a stub gets one, and the call is made anew.
func (f *fuzzer) run(scene *scenario.Case) *call {
	f.complete(&scene.Given)
	for range stubsMax {
		result := f.walk(scene)
		request, step := unanswered(result)
		if request == "" {
			return newCall(scene, result)
		}
		scene.Given.HTTP = append(scene.Given.HTTP, f.stub(request, f.known.requests[step]))
	}
	return newCall(scene, f.walk(scene))
}

// walk makes a call as it stands.
func (f *fuzzer) walk(scene *scenario.Case) *scenario.Result {
	return scenario.Run(context.WithoutCancel(f.ctx), f.opts.Setting, scene)
}

// unanswered is the request for which a call had no stub, "" when there was none, and the step that made it.
func unanswered(r *scenario.Result) (request, step string) {
	answered := 0
	for _, hits := range r.Hits {
		answered += hits
	}
	if answered == len(r.Requests) {
		return "", ""
	}
	last := r.Requests[len(r.Requests)-1]
	address, _, _ := strings.Cut(last.Request, "?")
	return address, last.Step
}

// span is when an act begins and is done, from the call's beginning.
type span struct{ from, to time.Duration }

// next is the call to make.
func (f *fuzzer) next() *scenario.Case {
	if len(f.known.first) > 0 {
		number := f.known.first[0]
		f.known.first = f.known.first[1:]
		return f.fresh(number)
	}
	if f.writes() {
		return f.text()
	}
	if f.last != nil && f.deep < descents && f.chance(60) {
		f.deep++
		return f.goOn(f.last, true)
	}
	f.deep = 0
	if f.chance(towardsOften) {
		if from, step := f.corpus.frontier(f.random); from != nil {
			return f.towards(from, f.known.steps[step])
		}
	}
	from := f.corpus.pick(f.random)
	if from == nil || f.chance(5) {
		return f.fresh(pick(f.random, f.known.numbers))
	}
	switch n := f.random.IntN(100); {
	case n < 50:
		return f.goOn(from, false)
	case n < 70:
		return f.otherWorld(from)
	case n < 78:
		return f.hangUp(from)
	}
	return f.perturb(from)
}

// chance is true in that many of a hundred cases.
func (f *fuzzer) chance(percent int) bool { return f.random.IntN(100) < percent }

// pick is one of a list at random.
func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

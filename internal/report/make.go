package report

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/journal"
)

// Options say what a report is about.
type Options struct {
	// Since is the time from which on calls count, zero for all.
	Since time.Time
	// Flow has only calls count that came through that flow, and only its steps; "" for all.
	Flow string
	// Paths is how many paths the report has, 10 when it is 0.
	Paths int
}

// Make counts calls. The error is that of the calls.
func Make(calls iter.Seq2[journal.Recorded, error], opts Options) (Report, error) {
	c := counting{opts: opts, total: &tally{}, versions: map[Version]*tally{}, flows: map[string]*flowTally{},
		steps: map[string]*stepTally{}, prompts: map[string]*promptTally{}, paths: map[string]*Path{}}
	if c.opts.Paths <= 0 {
		c.opts.Paths = pathsShown
	}
	for call, err := range calls {
		if err != nil {
			return Report{}, err
		}
		c.add(call)
	}
	return c.report(), nil
}

// The words for ends of calls, beside those of [flows.Status].
const (
	endOpen      = "open"
	endCut       = "cut-off"
	endElsewhere = "elsewhere"
)

// statusOf is how a call ended.
func statusOf(call journal.Recorded) flows.Status {
	switch ended := call.Ended(); {
	case ended != nil:
		return ended.Status
	case call.HandedOver():
		return endElsewhere
	case call.CutOff:
		return endCut
	}
	return endOpen
}

// other stands for what is beyond a bound.
const other = "other"

// counting is a report that is being made.
type counting struct {
	opts     Options
	from, to time.Time
	partial  int
	holes    int
	total    *tally
	versions map[Version]*tally
	flows    map[string]*flowTally
	steps    map[string]*stepTally
	prompts  map[string]*promptTally
	paths    map[string]*Path
}

type tally struct {
	Totals
	took sample
}

type flowTally struct {
	Flow
	pos source.Pos
}

type stepTally struct {
	Step
	pos   source.Pos
	took  sample
	exits map[Exit]int
}

type promptTally struct {
	Prompt
	heard, length sample
}

// add counts one call.
func (c *counting) add(call journal.Recorded) {
	entered := call.Entered()
	switch {
	case entered == nil:
		c.partial++
		return
	case call.HasHoles():
		c.holes++ // what came behind a step is not known
		return
	case call.Entries[0].At.Before(c.opts.Since), c.opts.Flow != "" && !cameThrough(call, c.opts.Flow):
		return
	}
	at := call.Entries[0].At
	if c.from.IsZero() || at.Before(c.from) {
		c.from = at
	}
	if at.After(c.to) {
		c.to = at
	}
	status := statusOf(call)
	over := overAt(call.Entries)
	early := status == flows.HungUp && overTime(call.Entries, over).Sub(at) < earlyWithin
	c.total.add(call, early)
	which := Version{Version: entered.Version, Share: entered.Share}
	if c.versions[which] == nil {
		c.versions[which] = &tally{}
	}
	c.versions[which].add(call, early)
	trace := tracing{counting: c, end: string(status), at: overTime(call.Entries, over), playing: map[string]playing{}}
	for _, e := range call.Entries[:over] {
		trace.take(e)
	}
	trace.finish()
	c.addPath(call.Entries[:over], string(status))
}

// cameThrough tells whether a call was in a flow.
func cameThrough(call journal.Recorded, flow string) bool {
	return slices.ContainsFunc(call.Entries, func(e journal.Entry) bool {
		return e.Flow == flow && goesOn(e)
	})
}

func (t *tally) add(call journal.Recorded, early bool) {
	ended := call.Ended()
	t.Calls++
	if early {
		t.Early++
	}
	switch {
	case ended != nil:
	case call.HandedOver():
		t.Elsewhere++
		return
	case call.CutOff:
		t.CutOff++
		return
	default:
		t.Open++
		return
	}
	t.took.add(ended.Took)
	switch ended.Status {
	case flows.Ended:
		t.Ended++
	case flows.Left:
		t.Left++
	case flows.HungUp:
		t.HungUp++
	case flows.Detached:
		t.Detached++
	default:
		t.Failed++
	}
}

// addPath counts the way that a call went.
func (c *counting) addPath(entries []journal.Entry, end string) {
	path := Path{End: end}
	for _, e := range entries {
		if !is(e, flows.StepBegun) || !c.shows(e.Step) {
			continue
		}
		if path.More = len(path.Steps) == pathSteps; path.More {
			break
		}
		path.Steps = append(path.Steps, e.Step)
	}
	key := path.key()
	known := c.paths[key]
	if known == nil && len(c.paths) >= pathsMost {
		path = Path{Steps: []string{other}}
		key = path.key()
		known = c.paths[key]
	}
	if known == nil {
		known = &path
		c.paths[key] = known
	}
	known.Calls++
}

func (p Path) key() string {
	more := ""
	if p.More {
		more = "…"
	}
	return strings.Join(append(slices.Clone(p.Steps), more, p.End), "\n")
}

// shows tells whether a step is one of those asked for.
func (c *counting) shows(step string) bool {
	return c.opts.Flow == "" || strings.HasPrefix(step, c.opts.Flow+"/")
}

// report puts the tables into their order.
func (c *counting) report() Report {
	r := Report{Since: c.opts.Since, Flow: c.opts.Flow, From: c.from, To: c.to, Calls: c.total.totals(),
		Partial: c.partial, Holes: c.holes,
		Versions: []Version{}, Flows: []Flow{}, Steps: []Step{}, Prompts: []Prompt{}, Paths: []Path{}}
	for which, one := range c.versions {
		which.Totals = one.totals()
		r.Versions = append(r.Versions, which)
	}
	slices.SortFunc(r.Versions, func(a, b Version) int {
		return cmp.Or(cmp.Compare(b.Calls, a.Calls), cmp.Compare(a.Version, b.Version), cmp.Compare(a.Share, b.Share))
	})
	for _, name := range inFile(c.flows, func(f *flowTally) source.Pos { return f.pos }) {
		if c.opts.Flow == "" || c.opts.Flow == name {
			r.Flows = append(r.Flows, c.flows[name].Flow)
		}
	}
	for _, address := range inFile(c.steps, func(s *stepTally) source.Pos { return s.pos }) {
		if c.shows(address) && c.steps[address].Entries > 0 { // none where the next process began elsewhere
			r.Steps = append(r.Steps, c.steps[address].step())
		}
	}
	for _, text := range slices.Sorted(maps.Keys(c.prompts)) {
		one := c.prompts[text]
		one.Heard, one.Length = one.heard.median(), one.length.median()
		r.Prompts = append(r.Prompts, one.Prompt)
	}
	slices.SortStableFunc(r.Prompts, func(a, b Prompt) int { return cmp.Compare(b.Begun, a.Begun) })
	for _, key := range slices.Sorted(maps.Keys(c.paths)) {
		r.Paths = append(r.Paths, *c.paths[key])
	}
	slices.SortStableFunc(r.Paths, func(a, b Path) int { return cmp.Compare(b.Calls, a.Calls) })
	r.Paths = r.Paths[:min(len(r.Paths), c.opts.Paths)]
	return r
}

// inFile are names in the order in which they stand in the file.
func inFile[T any](all map[string]T, pos func(T) source.Pos) []string {
	names := slices.Sorted(maps.Keys(all))
	slices.SortStableFunc(names, func(a, b string) int {
		switch p, q := pos(all[a]), pos(all[b]); {
		case p.Before(q):
			return -1
		case q.Before(p):
			return 1
		}
		return 0
	})
	return names
}

func (t *tally) totals() Totals {
	t.Median = t.took.median()
	return t.Totals
}

func (s *stepTally) step() Step {
	s.Median, s.Step.Exits = s.took.median(), []Exit{}
	for exit, count := range s.exits {
		exit.Count = count
		s.Step.Exits = append(s.Step.Exits, exit)
	}
	slices.SortFunc(s.Step.Exits, func(a, b Exit) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Way, b.Way), cmp.Compare(a.Next, b.Next))
	})
	return s.Step
}

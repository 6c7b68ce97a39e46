package scenario

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// Setting is where cases run.
type Setting struct {
	Program *flows.Program
	// World has the real tables and schedules, for what a case does not give. Its HTTP and Store are never used.
	World flows.World
	// Spell gives the sounds of a prompt in a language, as production has them; an error is why the prompt cannot be
	// played. nil plays everything and knows no sounds.
	Spell func(language, prompt string) ([]string, error)
	// Mailboxes makes mailboxes without messages that follow a case's clock, for one case alone; nil for no mailboxes.
	Mailboxes func(now func() time.Time) flows.Mailboxes
	// Texts is the flow that takes texts, "" for none.
	Texts string
	// Apology is what callers hear when their flow has failed.
	Apology []string
	// AnswerDelay is that of numbers that do not name one.
	AnswerDelay time.Duration
	// Language is that of numbers and cases that do not name one; en when it is empty.
	Language string
	// RequestTime is how long a request may take, where its step does not say; [DefaultRequestTime] when it is 0.
	RequestTime time.Duration
	// Secrets are the values of the scope secrets, for tests of what is never told.
	Secrets map[string]flows.Secret
	// Seed makes the call's id, on which the steps that deal callers out depend where a number is withheld.
	Seed uint64
}

// Run walks the case's call, in virtual time and in the caller's goroutine.
// When ctx is over the walk ends, and that is a failure.
func Run(ctx context.Context, s Setting, c *Case) *Result {
	r := &Result{Case: c, Hits: make([]int, len(c.Given.HTTP))}
	if route, ok := r.route(s); ok {
		newRunning(s, r, route).walk(ctx)
	}
	return r
}

// running is a case under way.
type running struct {
	setting Setting
	result  *Result
	phone   *phone
	caller  *caller
	store   *store
	info    flows.CallInfo
	options flows.Options
	// vars are the variables as the call left them.
	vars map[string]any
}

func newRunning(s Setting, r *Result, route flows.Route) *running {
	given := &r.Case.Given
	run := &running{setting: s, result: r}
	run.caller = newCaller(run, r.Case.Acts, cmp.Or(given.Patience, DefaultPatience))
	run.phone = newPhone(run, route)
	r.began = run.phone.Now()
	run.caller.since = r.began
	run.store = newStore(given, run.phone.Now)
	run.store.kept, run.store.read = run.kept, run.read
	run.info = flows.CallInfo{ID: fmt.Sprintf("test-%016x", s.Seed), Channel: "test", Asterisk: "test", Context: "test",
		From: cmp.Or(given.From, DefaultFrom), FromName: given.FromName, To: given.To, Captures: route.Captures,
		Language: cmp.Or(given.Language, route.Language, s.Language, "en"), Started: r.began}
	if given.Withheld {
		run.info.From = ""
	}
	vars := maps.Clone(route.Vars)
	for _, one := range given.Vars {
		if vars == nil {
			vars = map[string]any{}
		}
		vars[one.Name] = one.Value
	}
	run.options = flows.Options{Flow: route.Flow, Call: run.info, Vars: vars, Apology: s.Apology, Observe: run.observe,
		Offline: given.Text != "",
		World: flows.World{HTTP: &web{run: run}, Store: run.store, Tables: &tables{given.Tables, s.World.Tables},
			Schedules: newSchedules(given, s.World.Schedules), Outbound: &outbound{run.callees(), s.World.Outbound}}}
	run.options.World.Queues = Staff(s.World.Queues, given.Agents)
	if s.World.Rooms != nil { // a case meets nobody of another one
		run.options.World.Rooms = s.World.Rooms.Apart()
	}
	if s.Mailboxes != nil {
		run.options.World.Mailboxes = s.Mailboxes(run.phone.Now)
	}
	return run
}

// callees are those whom the case has answer.
func (run *running) callees() []flowtest.Callee {
	given := &run.result.Case.Given
	callees := AgentCallees(given.Agents)
	for i := range given.Dialled {
		callees = append(callees, given.Dialled[i].Callee())
	}
	return callees
}

func newPhone(run *running, route flows.Route) *phone {
	given := &run.result.Case.Given
	options := flowtest.Options{Start: given.At, AnswerDelay: route.AnswerDelay, DefaultLength: given.PromptLength,
		Caller: run.caller, Lengths: make(map[string]time.Duration, len(given.Prompts))}
	if options.AnswerDelay < 0 {
		options.AnswerDelay = run.setting.AnswerDelay
	}
	for _, one := range given.Prompts {
		options.Lengths[one.Prompt] = one.Length
	}
	options.Dialled = run.callees()
	for _, one := range given.Missing {
		options.Missing = append(options.Missing, one.Text)
	}
	return &phone{Phone: flowtest.NewPhone(options), run: run}
}

// walk takes the call from its number to its end, and judges it.
func (run *running) walk(ctx context.Context) {
	r := run.result
	if ctx.Err() == nil {
		defer context.AfterFunc(ctx, run.phone.Detach)()
		walker := flows.NewWalker(run.setting.Program, run.phone, run.options)
		r.Outcome = walker.Run(run.phone.Context())
		run.vars = walker.Vars()
	}
	defer r.show()
	r.Heard, r.Went = run.phone.Heard(), run.phone.Went()
	if r.Elapsed = run.phone.Elapsed(); r.Outcome.Status != flows.Detached {
		r.Elapsed, _ = run.phone.Ended()
	}
	if len(r.Failures) > 0 {
		return
	}
	if ctx.Err() != nil {
		r.fail(r.Case.Pos, "the run was stopped: %v", context.Cause(ctx))
		return
	}
	if run.caller.finish(); len(r.Failures) == 0 {
		run.judge()
	}
}

// observe takes a fact in, and looks whether it is what the case waits for.
func (run *running) observe(f flows.Fact) {
	run.result.Facts = append(run.result.Facts, f)
	if f.Pos.Line != 0 {
		run.caller.place = f.Pos
	}
	run.caller.settle()
}

// kept takes in what the call has stored.
func (run *running) kept(key, value string) {
	r := run.result
	r.stored = append(r.stored, stored{key, value, run.phone.Elapsed(), len(r.Facts)})
}

// read takes in what the call looks at in its store.
func (run *running) read(key string) {
	r := run.result
	if !slices.ContainsFunc(r.Reads, func(one StoreRead) bool { return one.Key == key }) {
		r.Reads = append(r.Reads, StoreRead{key, run.caller.step()})
	}
}

// stop ends the case where it is: the walk goes no further, and nothing else is judged.
func (run *running) stop(f Failure) {
	if len(run.result.Failures) == 0 {
		run.result.Failures = append(run.result.Failures, f)
	}
	run.phone.Detach()
}

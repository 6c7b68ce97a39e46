package steps

import (
	"context"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
)

func dialplanSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "dialplan",
		Pace:    flows.Waiting,
		Summary: "Sends the caller into Asterisk's dialplan, and takes them back with what came of it.",
		Doc: "Any application of Asterisk is one step away by it: AGI, AMD, SMS, and what you have written yourself. The " +
			"dialplan sends the caller back by `Stasis(ivr)`, the application of ivr.yaml; then the walk goes on behind " +
			"the step, with the variables of `result` in `steps.<id>`. Who hangs up there, or is hung up, is gone: " +
			"`on_hangup` runs.\n\n" +
			"A program cannot call a caller back out of the dialplan. With `timeout` Asterisk itself does: the step sets " +
			"`TIMEOUT(absolute)`, at whose end the caller goes to the extension `T` of the context they are in, " +
			"which should hold `Stasis(ivr)` too. Without `T` Asterisk hangs up. More is on [the dialplan](../dialplan.md).",
		Short: "extension",
		Fields: []flows.Field{
			{Name: "context", Type: flows.Text, Doc: "The dialplan's context; the one in which the call came without it."},
			{Name: "extension", Type: flows.Text, Required: true,
				Doc: "The extension: digits, letters, *, #, + and _ . - only, whatever an expression brings."},
			{Name: "priority", Type: flows.Text, Doc: "A priority's number or label; 1 without it."},
			{Name: "variables", Type: mapOf(flows.Text),
				Doc: "Variables of the channel, or functions of the dialplan, that are set before."},
			{Name: "result", Type: mapOf(flows.Text), Doc: "What is read afterwards: names in `steps.<id>`, each with a " +
				"variable or a function of the dialplan, such as `{who: AMDSTATUS}`. One that is not set is empty."},
			{Name: "timeout", Type: flows.Duration, Default: "0s", Doc: "How long the caller may stay; 0s for no limit."},
		},
		Result: dialplanResults(nil),
		Example: "- dialplan:\n    id: heard\n    context: visits\n    extension: amd\n" +
			"    result: {who: AMDSTATUS}\n    timeout: 30s\n" +
			"- hangup:\n    when: steps.heard.who == 'MACHINE'\n",
		New: newDialplan,
	}
}

func dialplanResults(names []string) []flows.Result {
	results := []flows.Result{
		{Name: "status", Zero: "",
			Doc: "`done`, `timeout` (Asterisk sent the caller back because their time was up), or `hangup`."},
		{Name: "took_ms", Zero: 0, Doc: "How long the caller was away, in milliseconds."},
	}
	for _, name := range names {
		results = append(results, flows.Result{Name: name, Zero: "", Doc: "A variable, as `result` says."})
	}
	return results
}

// plainName is how a result may be called.
var plainName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,39}$`)

// dialplanVisit is the step as the file has it.
type dialplanVisit struct {
	place     [3]flows.Value[string] // context, extension, priority
	variables map[string]any
	result    map[string]string // names of variables, by name of the result
	timeout   flows.Value[time.Duration]
}

func newDialplan(a flows.Args) flows.Step {
	text := func(name string) flows.Value[string] { return flows.Get[flows.Value[string]](a, name) }
	v := dialplanVisit{place: [3]flows.Value[string]{text("context"), text("extension"), text("priority")},
		variables: flows.Get[map[string]any](a, "variables"), result: map[string]string{},
		timeout: flows.Get[flows.Value[time.Duration]](a, "timeout")}
	checkDialNames(a, v.variables, "variables", variableName, "a variable, or a function such as CHANNEL(musicclass)")
	wanted := flows.Get[map[string]any](a, "result")
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		value, _ := wanted[name].(flows.Value[string])
		variable, fixed := value.Constant()
		switch {
		case name == "status" || name == "took_ms" || !plainName.MatchString(name):
			a.Errorf("result", "wrong-type", "%q is no name of a result: letters, digits and _, neither status nor took_ms",
				name)
		case !fixed || !variableName.MatchString(variable):
			a.Errorf("result", "wrong-type", "result.%s must be a variable, or a function such as CHANNEL(state)", name)
		}
		v.result[name] = variable
	}
	if d, fixed := v.timeout.Constant(); fixed && d != 0 && d < time.Second {
		a.Errorf("timeout", "wrong-type", "timeout must be at least 1s, as Asterisk counts in seconds")
	}
	return v
}

// Results are those of every visit, and the variables that are read.
func (v dialplanVisit) Results() []flows.Result {
	return dialplanResults(slices.Sorted(maps.Keys(v.result)))
}

// Ways are onward, and the end of a call that the dialplan keeps beyond its time.
func (v dialplanVisit) Ways() []flows.Way {
	ways := []flows.Way{flows.WayOf("back", flows.Advance())}
	if d, fixed := v.timeout.Constant(); !fixed || d > 0 {
		ways = append(ways, flows.Way{Label: "kept", Goes: flows.Over})
	}
	return ways
}

// dialplanState is what a run writes down before the caller leaves.
type dialplanState struct {
	Left time.Time `json:"left"`
	// Limit is the time that they have, 0 for no limit.
	Limit time.Duration `json:"limit"`
}

// Run sends the caller away and waits.
func (v dialplanVisit) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	port, ok := r.Port().(flows.Variables)
	if !ok {
		return flows.Next{}, errors.New("there is no dialplan here")
	}
	var state dialplanState
	if r.Load(&state) { // another process has sent them there
		if !r.Away() {
			return v.back(ctx, r, port, state)
		}
		deadline := time.Time{}
		if state.Limit > 0 {
			deadline = state.Left.Add(state.Limit + visitSlack)
		}
		return v.came(ctx, r, port, state, r.AwaitBack(ctx, deadline))
	}
	place, err := v.where(r)
	if err != nil {
		return flows.Next{}, err
	}
	limit, err := v.timeout.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	if limit > 0 {
		limit = max(limit.Round(time.Second), time.Second)
	}
	state = dialplanState{Left: r.Now(), Limit: limit} // before their time begins, which is compared with it
	if err := v.prepare(ctx, r, port, limit); err != nil {
		return flows.Next{}, err
	}
	if err := r.Save(state); err != nil {
		return flows.Next{}, err
	}
	r.SetResult(map[string]any{"status": "hangup"}) // what counts if they do not come back
	within := limit
	if limit > 0 {
		within += visitSlack
	}
	return v.came(ctx, r, port, state, r.Visit(ctx, place, within))
}

// came goes on with a caller who is back, or with why not.
func (v dialplanVisit) came(ctx context.Context, r *flows.Run, port flows.Variables, state dialplanState, err error,
) (flows.Next, error) {
	if errors.Is(err, flows.ErrTimeout) {
		r.Log("warn", "dialplan: the caller is kept beyond the timeout, and is hung up")
		r.SetResult(map[string]any{"status": "timeout", "took_ms": int(r.Now().Sub(state.Left).Milliseconds())})
		return flows.End(flows.CauseNormal).By("kept"), nil
	}
	if err != nil {
		return flows.Next{}, err
	}
	return v.back(ctx, r, port, state)
}

// where is the place to send the caller to.
func (v dialplanVisit) where(r *flows.Run) (place flows.Place, err error) {
	for i, into := range []*string{&place.Context, &place.Extension, &place.Priority} {
		if *into, err = v.place[i].Eval(r); err != nil {
			return place, err
		}
		if !placeName.MatchString(*into) {
			return place, errors.New("a place in the dialplan holds what none can")
		}
	}
	if place.Extension == "" {
		return place, errors.New("a place in the dialplan needs an extension")
	}
	return place, nil
}

// prepare sets the variables, and the time.
func (v dialplanVisit) prepare(ctx context.Context, r *flows.Run, port flows.Variables, limit time.Duration) error {
	for _, name := range slices.Sorted(maps.Keys(v.variables)) {
		text, err := dialText(r, name, v.variables[name])
		if err != nil {
			return err
		}
		if err := port.SetVariable(ctx, flows.Caller, name, text); err != nil {
			return err
		}
	}
	if limit == 0 {
		return nil
	}
	return port.SetVariable(ctx, flows.Caller, absoluteTime, strconv.Itoa(int(limit/time.Second)))
}

// absoluteTime is the function by which Asterisk ends the stay of a channel.
const absoluteTime = "TIMEOUT(absolute)"

// back reads what came of the visit.
func (v dialplanVisit) back(ctx context.Context, r *flows.Run, port flows.Variables, state dialplanState) (flows.Next,
	error) {
	away := r.Now().Sub(state.Left)
	result := map[string]any{"status": "done", "took_ms": int(away.Milliseconds())}
	if state.Limit > 0 {
		if away >= state.Limit {
			result["status"] = "timeout"
		}
		// The rest of the time must not end the call in the flow.
		if err := port.SetVariable(ctx, flows.Caller, absoluteTime, "0"); err != nil {
			return flows.Next{}, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(v.result)) {
		value, err := port.Variable(ctx, flows.Caller, v.result[name])
		if err != nil && !flows.IsFailure(ctx, err) {
			return flows.Next{}, err
		}
		if err != nil {
			r.Log("warn", "dialplan: "+name+" could not be read: "+err.Error())
		}
		result[name] = strings.ToValidUTF8(value, "\uFFFD")
	}
	r.SetResult(result)
	return flows.Advance().By("back"), nil
}

package steps

import (
	"context"
	"errors"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
)

func agentSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "agent",
		Pace:    flows.Waiting,
		Summary: "Logs an agent of queues in or out, or has them pause, by telephone.",
		Doc: "Without `agent` the number is asked for, and unless `check_pin` is false the PIN of `agents:`. A PIN that is " +
			"wrong is asked for again, `attempts` times in all; whether number or PIN was wrong is not told. An agent " +
			"without a PIN can do nothing where it is checked.\n\n" +
			"`standby` logs the agent in and keeps them on the line: they hear music until a caller comes, then a beep, and " +
			"are joined, behind what the queue asks and tells its agents. Afterwards they wait again; hanging up logs them " +
			"out. See [queues](../queues.md).",
		Short: "do",
		Fields: []flows.Field{
			{Name: "do", Type: flows.OneOf(agentWords()...), Required: true, Doc: "What is to be done: `login`, `logout`, " +
				"`pause`, `resume`, `ready` (ends the rest after a call), `status` (nothing but the result), or `standby`."},
			{Name: "agent", Type: flows.Text, Doc: "The agent's number; asked for without it."},
			{Name: "check_pin", Type: flows.Bool, Default: "true", Doc: "Whether the PIN is asked for."},
			{Name: "queues", Type: flows.Words, Doc: "The queues for which it counts; all of the agent's without it."},
			{Name: "reason", Type: flows.Text, Doc: "Why the agent pauses, such as `lunch`."},
			{Name: "endpoint", Type: flows.Endpoint, Doc: "Where the agent is reached while logged in; that of " +
				"`agents:` without it."},
			{Name: "attempts", Type: flows.Whole, Default: "3", Doc: "How often the agent may try."},
			{Name: "number_prompt", Type: flows.Media, Default: "agent-user", Doc: "What asks for the number."},
			{Name: "pin_prompt", Type: flows.Media, Default: "agent-pass", Doc: "What asks for the PIN."},
			{Name: "wrong", Type: flows.Media, Default: "agent-incorrect", Doc: "What is heard when they do not fit."},
			{Name: "announce", Type: flows.Bool, Default: "true",
				Doc: "Whether they hear `agent-loginok` or `agent-loggedoff`."},
			{Name: "music", Type: flows.Text, Doc: "What is heard in standby: the channel's class without it, `none` for " +
				"silence."},
			{Name: "beep", Type: flows.Media, Default: "beep", Doc: "What is heard in standby before a caller comes."},
			{Name: "ready_key", Type: flows.Text, Doc: "The key that ends the rest after a call in standby."},
			{Name: "answer", Type: flows.Bool, Default: "true", Doc: "Whether to answer the call first."},
			{Name: "on_failed", Type: flows.Steps, Doc: "Steps for every status but `ok`."},
		},
		Result: []flows.Result{
			{Name: "status", Zero: "", Doc: "`ok`; `wrong_pin` (or a number that is none), `unknown` (there is no such " +
				"agent, or queue), `refused` (the agent is in no state for it), or `away` (the queues cannot be reached)."},
			{Name: "agent", Zero: "", Doc: "The agent's number."},
			{Name: "name", Zero: "", Doc: "The agent's name."},
			{Name: "presence", Zero: "", Doc: "`logged_out`, `available` or `on_break`."},
			{Name: "work", Zero: "", Doc: "`idle`, `reserved`, `ringing`, `in_call`, `wrapup` or `external_call`."},
			{Name: "reason", Zero: "", Doc: "Why the agent is on a break."},
			{Name: "calls", Zero: 0, Doc: "How many callers came in standby."},
		},
		Example: "- agent: {id: a, do: login}\n" +
			"- agent: {do: pause, agent: '${call.from}', check_pin: false, reason: lunch}\n" +
			"- log: '${steps.a.status}'\n- agent: {do: standby, ready_key: '#'}\n",
		New: newAgent,
	}
}

// The words of do that are no acts of the port's.
const agentStatus = "status"

func agentWords() []string {
	return []string{string(flows.AgentLogin), string(flows.AgentLogout), string(flows.AgentPause),
		string(flows.AgentResume), string(flows.AgentReady), agentStatus, string(flows.AgentStandby)}
}

// agentStep is the step as the file has it.
type agentStep struct {
	do                                               flows.AgentAct
	agent, reason, endpoint, music                   flows.Value[string]
	named, reached                                   bool
	checkPIN, announce, answer                       flows.Value[bool]
	queues                                           []string
	attempts                                         int
	numberPrompt, pinPrompt, wrongPrompt, beepPrompt []flows.Value[string]
	readyKey                                         digits.KeySet
	onFailed                                         *flows.Block
	number, pin                                      asking
}

func newAgent(a flows.Args) flows.Step {
	text := func(name string) flows.Value[string] { return flows.Get[flows.Value[string]](a, name) }
	flag := func(name string) flows.Value[bool] { return flows.Get[flows.Value[bool]](a, name) }
	media := func(name string) []flows.Value[string] { return flows.Get[[]flows.Value[string]](a, name) }
	s := &agentStep{do: flows.AgentAct(flows.Get[string](a, "do")), agent: text("agent"), named: a.Has("agent"),
		reason: text("reason"), endpoint: text("endpoint"), reached: a.Has("endpoint"), music: text("music"),
		checkPIN: flag("check_pin"), announce: flag("announce"), answer: flag("answer"),
		queues: flows.Get[[]string](a, "queues"), numberPrompt: media("number_prompt"), pinPrompt: media("pin_prompt"),
		wrongPrompt: media("wrong"), beepPrompt: media("beep"), onFailed: flows.Get[*flows.Block](a, "on_failed")}
	if s.do == agentStatus {
		s.do = flows.AgentLook
	}
	var fixed bool
	if s.attempts, fixed = flows.Get[flows.Value[int]](a, "attempts").Constant(); !fixed || s.attempts < 1 {
		a.Errorf("attempts", "wrong-type", "attempts must be a whole number from 1, written out")
	}
	if key, fixed := text("ready_key").Constant(); !fixed {
		a.Errorf("ready_key", "wrong-type", "ready_key must be written out")
	} else if a.Has("ready_key") {
		s.readyKey = keySet(a, "ready_key", []string{key})
	}
	for field, only := range map[string]flows.AgentAct{"reason": flows.AgentPause, "ready_key": flows.AgentStandby,
		"music": flows.AgentStandby} {
		if a.Has(field) && s.do != only {
			a.Errorf(field, "rule", "%s is for do: %s only", field, only)
		}
	}
	s.number, s.pin = askingDigits(s.numberPrompt), askingDigits(s.pinPrompt)
	s.number.answer, s.pin.answer, s.pin.secret = s.answer, s.answer, true
	return s
}

// askingDigits asks for digits with # behind them.
func askingDigits(prompt []flows.Value[string]) asking {
	// A rule without patterns has no faults.
	matcher, _ := digits.NewMatcher(digits.Rule{Terminators: digits.KeySetOf('#')})
	return asking{matcher: matcher, takesAll: true, bargein: bargeinAny, prompts: [][]flows.Value[string]{prompt},
		first: flows.Fixed(entryTime), inter: flows.Fixed(digitTime), typeahead: flows.Fixed(true)}
}

// AsksSecret tells that the PIN may be asked for.
func (s *agentStep) AsksSecret() bool {
	check, fixed := s.checkPIN.Constant()
	return check || !fixed
}

// Ways are the steps for a failure, and onward; a standby has no end of its own.
func (s *agentStep) Ways() []flows.Way {
	return append(wayInto(s.onFailed), flows.Way{Label: wayDone, Goes: flows.Onward})
}

// wayDone is the way of an agent behind the step.
const wayDone = "done"

// Sounds are what the step plays beside its prompts.
func (s *agentStep) Sounds() []string {
	switch s.do {
	case flows.AgentLogin, flows.AgentStandby:
		return []string{"agent-loginok"}
	case flows.AgentLogout:
		return []string{"agent-loggedoff"}
	}
	return nil
}

// agentState survives the process.
type agentState struct {
	// Number is who they say they are, while the PIN is asked for.
	Number string `json:"number,omitempty"`
	// Tries is how often it was tried in vain, Done that the order was taken, from Agent.
	Tries int             `json:"tries,omitempty"`
	Done  bool            `json:"done,omitempty"`
	View  flows.AgentView `json:"view,omitzero"`
	// Untold tells that they have not heard yet what came of the last try.
	Untold bool `json:"untold,omitempty"`
	// In tells that the agent is in standby.
	In bool `json:"in,omitempty"`
	// Calls are the callers who came in standby, Wait is the wait for the next.
	Calls int          `json:"calls,omitempty"`
	Wait  *waiterState `json:"wait,omitempty"`
	// Word is what the agent is asked and told before they are joined with who has come.
	Word *flows.MeetingWord `json:"word,omitempty"`
}

// agentRun is one run of the step.
type agentRun struct {
	*agentStep
	r      *flows.Run
	queues flows.Queues
	state  agentState
	status string
	check  bool
}

// The statuses of the step.
const (
	agentOK       = "ok"
	agentWrongPIN = "wrong_pin"
	agentUnknown  = "unknown"
	agentRefused  = "refused"
	agentAway     = "away"
)

func (s *agentStep) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	a := &agentRun{agentStep: s, r: r, queues: r.World().Queues}
	if a.queues == nil {
		return flows.Next{}, flows.ErrNotHere
	}
	r.Load(&a.state)
	err := a.prove(ctx)
	if err == nil && a.status == agentOK && s.do == flows.AgentStandby {
		err = a.standby(ctx)
	}
	a.report()
	switch {
	case err != nil:
		return flows.Next{}, err
	case a.status != agentOK && s.onFailed != nil:
		return flows.Enter(s.onFailed), nil
	}
	return flows.Advance().By(wayDone), nil
}

// report sets the step's result.
func (a *agentRun) report() {
	v := a.state.View
	a.r.SetResult(map[string]any{"status": a.status, "agent": v.Agent, "name": v.Name, "presence": v.Presence,
		"work": v.Work, "reason": v.Reason, "calls": a.state.Calls})
}

// order has the queues do it.
func (a *agentRun) order(ctx context.Context, order flows.AgentOrder) (flows.AgentView, error) {
	order.By = "call " + a.r.Call().ID
	view, err := a.r.Do(ctx, agentTime, func(ctx context.Context) (any, error) {
		return a.queues.Agent(ctx, order)
	})
	v, _ := view.(flows.AgentView)
	return v, err
}

// statusOf is what an error of an order means, "" for one that is none of them.
func agentStatusOf(err error) string {
	for _, one := range []struct {
		err    error
		status string
	}{{flows.ErrAgentPIN, agentWrongPIN}, {flows.ErrNoAgent, agentUnknown}, {flows.ErrNoQueue, agentUnknown},
		{flows.ErrAgentOrder, agentRefused}, {flows.ErrQueuesAway, agentAway}, {flows.ErrTimeout, agentAway}} {
		if errors.Is(err, one.err) {
			return one.status
		}
	}
	return ""
}

// say plays prompts to their end.
func (a *agentRun) say(ctx context.Context, media []string) error {
	if len(media) == 0 {
		return nil
	}
	playback, err := a.r.Play(ctx, media)
	for err == nil {
		var event *flows.Event
		event, err = a.r.Next(ctx, time.Time{})
		switch {
		case err != nil:
		case event.Kind == flows.PlaybackEnded && event.Playback == playback:
			return nil
		case event.Kind == flows.KeyPressed:
			a.r.Keys().Push(event.Key, event.At)
		}
	}
	return err
}

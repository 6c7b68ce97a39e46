package steps

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
)

// standby keeps an agent on the line: callers come, one after the other. It ends with the call, or where the walk is
// led elsewhere; then the agent is logged out.
func (a *agentRun) standby(ctx context.Context) error {
	if a.r.World().Rooms == nil {
		return flows.ErrNotHere
	}
	music, err := a.music.Eval(a.r)
	if err != nil {
		return err
	}
	beep, err := a.r.Media(a.beepPrompt)
	if err != nil {
		return err
	}
	for err == nil && a.status == agentOK {
		err = a.await(ctx, music, beep)
	}
	if a.state.In && !errors.Is(context.Cause(ctx), flows.ErrDetached) {
		a.logOut(ctx)
	}
	return err
}

// await waits for one caller, and talks with them.
func (a *agentRun) await(ctx context.Context, music string, beep []string) error {
	w := newWaiter(a.r)
	if w.port == nil {
		return flows.ErrNotHere
	}
	w.music = music
	w.saves = func(s waiterState) error {
		a.state.Wait = &s
		if word := w.view.Word; a.state.Word == nil && !word.None() { // whose call may not be back where this one goes on
			a.state.Word = &word
		}
		return a.r.Save(a.state)
	}
	w.fetched = func(ctx context.Context) (bool, error) {
		if err := a.say(ctx, beep); flows.IsFailure(ctx, err) {
			a.r.Log("warn", "an agent heard no beep: "+err.Error())
		}
		return a.hearsWord(ctx, w)
	}
	w.keyed, w.tells = a.key, true
	w.other = func(ctx context.Context, event *flows.Event) error {
		if event.Kind != flows.TransferAsked { // by a telephone: there are keys for that
			return nil
		}
		return referDecline(ctx, a.r, event.Transfer)
	}
	if a.state.Wait != nil {
		w.state = *a.state.Wait
		if err := w.comeBack(ctx); err != nil {
			return err
		}
	} else {
		w.state.Since = a.r.Now()
	}
	left := false
	leave := func() {
		if !left {
			left = true
			w.leave(ctx)
			a.report()
		}
	}
	defer leave()
	if err := w.wait(ctx, a.r.World().Rooms, flows.Waiter{}); err != nil {
		return err
	}
	if err := a.begin(ctx); err != nil || a.status != agentOK {
		return err
	}
	a.r.Want(func(key digits.Key) bool { return w.view.Taken || a.readyKey.Has(key) }) // in a talk no key is a hotkey
	if err := w.attend(ctx); err != nil {
		return err
	}
	if !w.talks.IsZero() {
		a.state.Calls++
	}
	leave() // before it is forgotten: the next process would not know of the bridge
	if err := context.Cause(ctx); err != nil {
		return err // nor has the agent left it, where that process is to take them out
	}
	a.state.Wait, a.state.Word = nil, nil
	return a.r.Save(a.state)
}

// begin tells the queues that the agent waits, once.
func (a *agentRun) begin(ctx context.Context) error {
	if a.state.In {
		return nil
	}
	view, err := a.order(ctx, flows.AgentOrder{Agent: a.state.View.Agent, Do: flows.AgentStandby,
		Queues: a.agentStep.queues, Standby: a.r.Call().ID, Asterisk: a.r.Call().Asterisk})
	if err != nil {
		if a.status = agentStatusOf(err); a.status == "" || !flows.IsFailure(ctx, err) {
			return err
		}
		return nil
	}
	a.state.In, a.state.View = true, view
	a.r.QueueTells(flows.AgentChanged, flows.Fact{Text: view.Agent, Outcome: string(flows.AgentStandby)})
	return a.r.Save(a.state)
}

// key ends the rest after a call.
func (a *agentRun) key(ctx context.Context, event *flows.Event) error {
	if !a.readyKey.Has(event.Key) {
		a.r.Keys().Push(event.Key, event.At)
		return nil
	}
	view, err := a.order(ctx, flows.AgentOrder{Agent: a.state.View.Agent, Do: flows.AgentReady})
	if err != nil {
		if !flows.IsFailure(ctx, err) {
			return err
		}
		a.r.Log("warn", "an agent's rest goes on: "+err.Error())
		return nil
	}
	a.state.View = view
	a.r.QueueTells(flows.AgentChanged, flows.Fact{Text: view.Agent, Outcome: string(flows.AgentReady)})
	return nil
}

// logOut logs the agent out: the line is gone on which they were reached.
func (a *agentRun) logOut(ctx context.Context) {
	after, cancel := context.WithTimeout(context.WithoutCancel(ctx), leavingTime)
	defer cancel()
	view, err := a.queues.Agent(after, flows.AgentOrder{Agent: a.state.View.Agent, Do: flows.AgentLogout,
		By: "call " + a.r.Call().ID})
	if err != nil {
		a.r.Log("warn", "logging agent "+a.state.View.Agent+" out: "+err.Error())
		return
	}
	a.state.View = view
	a.r.QueueTells(flows.AgentChanged, flows.Fact{Text: view.Agent, Outcome: string(flows.AgentLogout)})
}

// MayStandBy tells whether a walk is, as far as is written down, in a step that may have put an agent on the line.
func MayStandBy(walk *flows.Checkpoint) bool {
	for i := range walk.Frames {
		var s agentState
		if json.Unmarshal(walk.Frames[i].State, &s) == nil && s.Done && s.View.Agent != "" {
			return true
		}
	}
	return false
}

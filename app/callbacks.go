package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
	"github.com/ariapp/ariapp/internal/acd"
	"github.com/ariapp/ariapp/internal/jobs"
	"github.com/ariapp/ariapp/internal/queue"
)

// keptBack is what a call does that calls somebody back: enough to make its program anew in another process.
type keptBack struct {
	Queue string `json:"queue"`
	// Customer is who is dialled, CallerID what they see.
	Customer string `json:"customer"`
	CallerID string `json:"caller_id,omitempty"`
	// AgentFirst tells that it is the agent's call, who takes it with Confirm; else it is the customer's.
	AgentFirst bool               `json:"agent_first,omitempty"`
	Confirm    flows.QueueConfirm `json:"confirm,omitzero"`
}

// backNumber is what may be called back: nothing that means something within an endpoint.
var backNumber = regexp.MustCompile(`^\+?[0-9*#]{2,32}$`)

// callBack has somebody called back, whose turn it is. It does not wait.
func (q *queueing) callBack(call queue.CallBack) { q.over.Go(func() { q.back(call) }) }

// back calls somebody back, and tells the queue when that comes to nothing. What becomes of a call that is answered
// is told as it walks.
func (q *queueing) back(call queue.CallBack) {
	rules, log := q.hall.Callback(call.Queue), q.app.log.With("queue", call.Queue, "entry", call.Entry)
	o, err := q.backOrder(call, rules)
	if err != nil {
		log.Error("nobody can be called back", "error", err)
		q.calledBack(call.Entry, time.Time{}, err.Error())
		return
	}
	if until := q.closed(rules); !until.IsZero() {
		q.notYet(call.Entry, until, "closed")
		return
	}
	placed, err := q.app.originateHeld(q.ctx, o)
	if err != nil {
		if q.ctx.Err() == nil {
			log.Warn("somebody is not called back", "error", err)
			q.notPlaced(call.Entry, err)
		}
		return
	}
	reached, err := placed.Wait(q.ctx)
	switch {
	case err != nil || reached.Answered:
	case o.back.AgentFirst:
		q.became(call.Entry, call.Offer.ID, noOffer(reached), "")
	default:
		q.calledBack(call.Entry, time.Now().Add(rules.RetryDelay), reached.Cause.String())
	}
}

// notPlaced tells that a call could not be asked for: later where there is a time for it, never where it is forbidden.
func (q *queueing) notPlaced(entry string, err error) {
	later := (*jobs.LaterError)(nil)
	switch when := whenOf(err); {
	case errors.As(when, &later):
		q.notYet(entry, later.After, err.Error())
	case errors.Is(when, jobs.ErrNever):
		q.calledBack(entry, time.Time{}, err.Error())
	default:
		q.calledBack(entry, time.Now().Add(callbackPause), err.Error())
	}
}

// noOffer is what an agent's telephone that was not answered means.
func noOffer(reached Reached) queue.OfferState {
	switch reached.Cause {
	case flows.CauseBusy:
		return queue.Busy
	case flows.CauseRejected:
		return queue.Rejected
	case flows.CauseNoAnswer, flows.CauseNormal, 0:
		return queue.NoAnswer
	}
	return queue.NotThere
}

// closed is until when nobody is to be called, zero for who may be called now.
func (q *queueing) closed(rules acd.Callback) time.Time {
	if rules.Schedule == "" {
		return time.Time{}
	}
	now := time.Now()
	d, err := presentHours{q.app}.Decide(q.ctx, rules.Schedule, now)
	switch {
	case err == nil && d.Open:
		return time.Time{}
	case err != nil || d.Until.IsZero():
		return now.Add(max(rules.RetryDelay, callbackPause))
	}
	return d.Until
}

// backOrder is the call that calls somebody back.
func (q *queueing) backOrder(call queue.CallBack, rules acd.Callback) (Outgoing, error) {
	if !backNumber.MatchString(call.Number) {
		return Outgoing{}, fmt.Errorf("calling %q back: no number", call.Number)
	}
	if rules.Endpoint == "" {
		return Outgoing{}, fmt.Errorf("calling %s back: queues.%s.callback has no endpoint", call.Number, call.Queue)
	}
	heard, _ := q.hall.Rules(call.Queue)
	customer := strings.ReplaceAll(rules.Endpoint, "{number}", call.Number)
	back := &keptBack{Queue: call.Queue, Customer: customer, CallerID: rules.CallerID, AgentFirst: !rules.CustomerFirst}
	o := Outgoing{id: acd.CallID(call.Offer.ID), back: back, By: "queue " + call.Queue}
	if back.AgentFirst {
		back.Confirm = heard.Confirm
		agent := q.hall.Reach(call.Offer, "")
		o.Endpoint, o.Asterisk, o.Timeout = agent.Endpoint, agent.Asterisk, call.Offer.Ring
		o.CallerID = flows.CallerID{Name: call.Queue, Number: call.Number}
		return o, nil
	}
	if heard.Callback != nil {
		back.Confirm = heard.Callback.Confirm
	}
	o.Endpoint, o.CallerID.Number = customer, rules.CallerID
	return o, nil
}

// program is what the call walks when it is answered.
func (b *keptBack) program() (*flows.Program, error) {
	registry, err := flows.NewRegistry(steps.All()...)
	if err != nil {
		return nil, err
	}
	work := fmt.Sprintf("{queue: {id: second, queue: %s}}", quoted(b.Queue))
	if b.AgentFirst {
		work = fmt.Sprintf("{dial: {id: second, targets: [%s], ring_timeout: %s%s}}", quoted(b.Customer), ringTime, b.shown())
	}
	if b.Confirm.Key != "" {
		prompt := b.Confirm.Prompt
		if len(prompt) == 0 {
			prompt = []string{"vm-press", "digits:" + b.Confirm.Key}
		}
		work = fmt.Sprintf("{menu: {id: first, prompt: %s, first_timeout: %s, max_noinput: 2, on_exhausted: hangup, "+
			"choices: {%s: %s}}}", quoted(prompt), max(b.Confirm.Timeout, time.Second), quoted(b.Confirm.Key), work)
	}
	doc, findings := source.Parse(connectFlow, fmt.Sprintf("numbers: {s: %[1]s}\nflows: {%[1]s: [%[2]s, hangup]}\n",
		connectFlow, work))
	program, faults := flows.Compile(doc, registry)
	if findings = append(findings, faults...); findings.HasErrors() {
		return nil, &FindingsError{findings}
	}
	return program, nil
}

// shown is what the customer sees.
func (b *keptBack) shown() string {
	if b.CallerID == "" {
		return ""
	}
	return fmt.Sprintf(", caller_id: {number: %s}", quoted(b.CallerID))
}

// quoted is a value as YAML reads it that reads JSON.
func quoted(value any) string {
	text, _ := json.Marshal(value) // texts
	return string(text)
}

// backHeard tells the queue what becomes of a call that calls somebody back.
func (a *App) backHeard(back *keptBack, f flows.Fact) {
	offer, is := acd.OfferOfCall(f.Call)
	q := a.queues.Load()
	if back == nil || !is || q == nil {
		return
	}
	entry, _ := acd.EntryOfCall(f.Call)
	rules := q.hall.Callback(back.Queue)
	switch {
	case f.Kind == flows.CallOver && back.AgentFirst:
		q.calledBack(entry, f.At.Add(rules.RetryDelay), "not connected") // of no effect when they have talked
		q.became(entry, offer, queue.ConversationEnd, "")
	case f.Kind == flows.CallOver:
		q.calledBack(entry, f.At.Add(rules.RetryDelay), "not taken") // nor when they wait, or did
	case !back.AgentFirst:
	case f.Kind == flows.FlowBegun:
		q.became(entry, offer, queue.AgentAnswered, "")
	case f.Kind == flows.PartyJoined && f.Leg != "":
		q.became(entry, offer, queue.Connected, "")
	}
}

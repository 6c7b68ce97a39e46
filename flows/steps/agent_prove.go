package steps

import (
	"context"
	"fmt"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
)

// prove asks who it is, and has the order done.
func (a *agentRun) prove(ctx context.Context) error {
	answer, err := a.answer.Eval(a.r)
	if err == nil && answer {
		err = a.r.Answer(ctx)
	}
	if err != nil {
		return err
	}
	if a.state.Done {
		a.status = agentOK
		return nil
	}
	if a.check, err = a.checkPIN.Eval(a.r); err != nil {
		return err
	}
	wrong, err := a.r.Media(a.wrongPrompt)
	if err != nil {
		return err
	}
	for a.state.Tries < a.attempts {
		a.state.Tries++
		if err := a.r.Save(a.state); err != nil { // before the PIN: whoever takes the call up gives no more tries
			return err
		}
		asked, err := a.try(ctx)
		if err != nil || a.status == agentOK || !asked {
			return err
		}
		if a.status != agentWrongPIN && a.status != agentUnknown {
			return nil
		}
		a.status = agentWrongPIN // which of the two was wrong is nobody's business
		if err := a.say(ctx, wrong); err != nil {
			return err
		}
	}
	a.status = agentWrongPIN
	return nil
}

// try asks once, and gives the order; asked tells that there was something to ask.
func (a *agentRun) try(ctx context.Context) (asked bool, err error) {
	order := flows.AgentOrder{Do: a.do, Queues: a.agentStep.queues, CheckPIN: a.check}
	if a.do == flows.AgentStandby { // it counts when they wait: see await
		order.Do = flows.AgentLook
	}
	if order.Agent, err = a.agent.Eval(a.r); err != nil {
		return false, err
	}
	if order.Reason, err = a.reason.Eval(a.r); err != nil {
		return false, err
	}
	if a.reached {
		if order.Endpoint, err = evalOutbound(ctx, a.r, "reaching agents at", a.endpoint); err != nil {
			return false, err
		}
	}
	if !a.named {
		asked = true
		if order.Agent, err = a.ask(ctx, &a.number); err != nil {
			return true, err
		}
	}
	if a.check {
		asked = true
		pin, err := a.ask(ctx, &a.pin)
		a.r.Unmask()
		if err != nil {
			return true, err
		}
		order.PIN = flows.NewSecret(pin)
	}
	view, err := a.order(ctx, order)
	if err != nil {
		if a.status = agentStatusOf(err); a.status == "" || !flows.IsFailure(ctx, err) {
			return asked, fmt.Errorf("agent %s: %w", a.do, err)
		}
		return asked, nil
	}
	a.status, a.state.Done, a.state.View = agentOK, true, view
	if order.Do != flows.AgentLook {
		a.r.QueueTells(flows.AgentChanged, flows.Fact{Text: view.Agent, Outcome: string(a.do)})
	}
	a.r.Keys().Clear()
	if err := a.r.Save(a.state); err != nil {
		return asked, err
	}
	announce, err := a.announce.Eval(a.r)
	if err != nil || !announce {
		return asked, err
	}
	return asked, a.say(ctx, a.Sounds())
}

// ask asks for digits, "" for none.
func (a *agentRun) ask(ctx context.Context, q *asking) (string, error) {
	var s askState
	if err := q.begin(ctx, a.r, &s); err != nil {
		return "", err
	}
	prompt, err := q.prompt(a.r, &s)
	if err != nil {
		return "", err
	}
	e, err := q.attempt(ctx, a.r, prompt)
	if err != nil || e.verdict != digits.Complete || len(e.value) > agentDigitsMost {
		return "", err
	}
	return e.value, nil
}

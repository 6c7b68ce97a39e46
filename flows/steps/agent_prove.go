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
	if a.check, err = a.checkPIN.Eval(a.r); err != nil {
		return err
	}
	for {
		if err := a.tell(ctx); err != nil {
			return err
		}
		switch {
		case a.state.Done:
			a.status = agentOK
			return nil
		case a.state.Tries >= a.attempts:
			a.status = agentWrongPIN
			return nil
		}
		if goesOn, err := a.try(ctx); err != nil || !goesOn {
			return err
		}
	}
}

// tell has them hear what came of the last try. Who is taken up before they have heard it hears it from the beginning.
func (a *agentRun) tell(ctx context.Context) error {
	if !a.state.Untold {
		return nil
	}
	media := a.Sounds()
	if !a.state.Done {
		var err error
		if media, err = a.r.Media(a.wrongPrompt); err != nil {
			return err
		}
	} else if announce, err := a.announce.Eval(a.r); err != nil || !announce {
		media = nil
	}
	if err := a.say(ctx, media); err != nil {
		return err
	}
	a.state.Untold = false
	return nil
}

// try asks once, and gives the order. It goes on where that was done, and where there was something to ask that was
// wrong: both are written down before they are told.
func (a *agentRun) try(ctx context.Context) (goesOn bool, err error) {
	asked := false
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
		if order.Agent, err = a.who(ctx); err != nil {
			return false, err
		}
	}
	if a.check {
		asked = true
		pin, err := a.ask(ctx, &a.pin)
		a.r.Unmask()
		if err != nil {
			return false, err
		}
		order.PIN = flows.NewSecret(pin)
	}
	view, err := a.order(ctx, order)
	a.state.Number = ""
	if err != nil {
		if a.status = agentStatusOf(err); a.status == "" || !flows.IsFailure(ctx, err) {
			return false, fmt.Errorf("agent %s: %w", a.do, err)
		}
		if !asked || a.status != agentWrongPIN && a.status != agentUnknown {
			return false, nil
		}
		a.state.Tries++ // which of the two was wrong is nobody's business
		a.state.Untold = true
		return true, a.r.Save(a.state)
	}
	a.state.Done, a.state.Untold, a.state.View = true, true, view
	if order.Do != flows.AgentLook {
		a.r.QueueTells(flows.AgentChanged, flows.Fact{Text: view.Agent, Outcome: string(a.do)})
	}
	a.r.Keys().Clear()
	return true, a.r.Save(a.state)
}

// who asks for the number. It is written down before the PIN is asked for, so that who is taken up at that question is
// asked for the PIN again: theirs would be a number else.
func (a *agentRun) who(ctx context.Context) (string, error) {
	if a.state.Number != "" {
		return a.state.Number, nil
	}
	number, err := a.ask(ctx, &a.number)
	if err != nil || number == "" || !a.check {
		return number, err
	}
	a.state.Number = number
	return number, a.r.Save(a.state)
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
	e, err := q.attempt(ctx, a.r, prompt, false)
	if err != nil || e.verdict != digits.Complete || len(e.value) > agentDigitsMost {
		return "", err
	}
	return e.value, nil
}

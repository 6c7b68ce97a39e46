package hand

import (
	"context"
	"fmt"
	"strconv"
)

// The causes of Q.850 that are told apart.
const (
	causeBusy           = 17
	causeNoUserResponse = 18
	causeNoAnswer       = 19
	causeRejected       = 21
)

// unanswered is the error of a leg that has gone without an answer.
func unanswered(cause int) error {
	switch cause {
	case causeBusy:
		return ErrBusy
	case causeNoAnswer, causeNoUserResponse:
		return ErrNoAnswer
	case causeRejected:
		return ErrRejected
	}
	return ErrUnreachable
}

// Unanswered is the error of a call that was not answered, by the name of its cause.
func Unanswered(cause string) error {
	switch cause {
	case "busy":
		return ErrBusy
	case "no_answer", "no_user_response":
		return ErrNoAnswer
	case "rejected":
		return ErrRejected
	}
	return ErrUnreachable
}

// answer waits until a leg is answered; an error says why it will not be.
func (d *dialling) answer(ctx context.Context, leg *dialled, others ...*dialled) error {
	gone := func() *dialled {
		for _, one := range append(others, leg) {
			if one.stage == Gone {
				return one
			}
		}
		return nil
	}
	ringing, cancel := context.WithTimeoutCause(ctx, leg.ringTime()+startTime, ErrNoAnswer)
	defer cancel()
	err := d.until(ringing, func() bool { return leg.stage == Answered || gone() != nil })
	if ringing.Err() != nil && ctx.Err() == nil { // Asterisk has ended it by now, or it was answered, and neither was told
		err = firstError(d.lookAgain(ctx), func() error {
			if leg.stage == Answered || gone() != nil {
				return nil
			}
			return err
		})
	}
	if err != nil {
		return fmt.Errorf("calling %s: %w", leg.Endpoint, err)
	}
	switch one := gone(); {
	case one == nil:
		return nil
	case one != leg:
		return fmt.Errorf("calling %s: %s has hung up meanwhile", leg.Endpoint, one.Endpoint)
	}
	return fmt.Errorf("calling %s: %w (%s)", leg.Endpoint, unanswered(leg.cause), told(leg))
}

// told is the end of a leg in Asterisk's words.
func told(leg *dialled) string {
	text := leg.text
	if text == "" {
		text = "cause " + strconv.Itoa(leg.cause)
	}
	if leg.sip != 0 {
		text += ", SIP " + strconv.Itoa(leg.sip)
	}
	return text
}

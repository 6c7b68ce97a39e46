package simulate

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/scenario"
)

// callees answer every telephone of a scripted call, as a live one does, but for those of agents who do something else.
func callees(agents []scenario.Dialled) []flowtest.Callee {
	return append(scenario.AgentCallees(agents), flowtest.Callee{Endpoint: "*", Answers: true, After: calleeTime})
}

var _ flows.Parties = (*terminal)(nil)

// Dial has a telephone ring, which is answered after a while: nobody is there to press keys, or to hang up. Agents do
// what they were told to do.
func (t *terminal) Dial(ctx context.Context, wanted flows.Leg) (flows.Party, error) {
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	t.counter++
	leg := flows.Party(fmt.Sprintf("leg-%d", t.counter))
	t.coming = append(t.coming, ringing(t.phoneOf(wanted.Endpoint), wanted, leg, t.Now())...)
	t.legs = append(t.legs, leg)
	return leg, nil
}

// phoneOf is what a telephone does.
func (t *terminal) phoneOf(endpoint string) scenario.Dialled {
	found := scenario.Dialled{Answers: true, After: calleeTime}
	for _, agent := range t.agents {
		switch number, is := strings.CutPrefix(endpoint, scenario.AgentEndpoint("")); {
		case is && agent.Endpoint == number:
			return agent
		case is && agent.Endpoint == "*":
			found = agent
		}
	}
	return found
}

// ringing is what becomes of a telephone, in order.
func ringing(phone scenario.Dialled, wanted flows.Leg, leg flows.Party, now time.Time) []flows.Event {
	tell := func(after time.Duration, event flows.Event) flows.Event {
		event.Leg, event.At = leg, now.Add(after)
		return event
	}
	all := []flows.Event{tell(0, flows.Event{Kind: flows.LegChanged, State: flows.Rang})}
	callee := phone.Callee()
	switch says := phone.Answers || callee.Cause > 0; {
	case wanted.Timeout > 0 && (!says || phone.After > wanted.Timeout):
		return append(all, tell(wanted.Timeout, flows.Event{Kind: flows.LegChanged, State: flows.LegGone,
			Cause: flows.CauseNoAnswer}))
	case !says:
		return all
	case !phone.Answers:
		return append(all, tell(phone.After, flows.Event{Kind: flows.LegChanged, State: flows.LegGone, Cause: callee.Cause,
			SIP: callee.SIP}))
	}
	at := phone.After
	all = append(all, tell(at, flows.Event{Kind: flows.LegChanged, State: flows.Answered}))
	keys, _ := digits.ParseKeys(phone.Keys) // they were read before
	for i, key := range keys {
		if at += flowtest.KeyGap; i == 0 {
			at = phone.After + phone.PressAfter
		}
		all = append(all, tell(at, flows.Event{Kind: flows.LegKey, Key: key}))
	}
	if phone.HangUp != nil {
		all = append(all, tell(at+*phone.HangUp, flows.Event{Kind: flows.LegChanged, State: flows.LegGone,
			Cause: flows.CauseNormal}))
	}
	return all
}

// HangupLeg ends a leg.
func (t *terminal) HangupLeg(_ context.Context, leg flows.Party, cause flows.Cause) error {
	if !slices.Contains(t.legs, leg) {
		return nil
	}
	t.legs = slices.DeleteFunc(t.legs, func(one flows.Party) bool { return one == leg })
	t.coming = slices.DeleteFunc(t.coming, func(e flows.Event) bool { return e.Leg == leg })
	t.events = append(t.events,
		flows.Event{Kind: flows.LegChanged, At: t.Now(), Leg: leg, State: flows.LegGone, Cause: cause})
	return nil
}

// arrived is the first event of a telephone whose time has come.
func (t *terminal) arrived(now time.Time) (flows.Event, bool) {
	for i, event := range t.coming {
		if !now.Before(event.At) {
			t.coming = slices.Delete(t.coming, i, i+1)
			if event.Kind == flows.LegChanged && event.State == flows.LegGone {
				t.legs = slices.DeleteFunc(t.legs, func(one flows.Party) bool { return one == event.Leg })
			}
			return event, true
		}
	}
	return flows.Event{}, false
}

// Bridge names a bridge: who is in it hears nobody, the trace tells of it.
func (t *terminal) Bridge(ctx context.Context, bridge flows.Bridge) (string, error) {
	t.counter++
	if bridge.Shared != "" {
		return bridge.Shared, context.Cause(ctx)
	}
	return fmt.Sprintf("bridge-%d", t.counter), context.Cause(ctx)
}

// Unbridge does nothing; see Bridge.
func (t *terminal) Unbridge(context.Context, string) error { return nil }

// Join does nothing for one who is there; see Bridge.
func (t *terminal) Join(ctx context.Context, _ string, party flows.Party, _ flows.Joining) error {
	return t.toParty(ctx, party)
}

// Part does nothing; see Bridge.
func (t *terminal) Part(ctx context.Context, _ string, _ flows.Party) error {
	return context.Cause(ctx)
}

// PlayTo plays to a telephone that nobody holds.
func (t *terminal) PlayTo(ctx context.Context, party flows.Party, language string, media []string) (string, error) {
	if err := t.toParty(ctx, party); err != nil {
		return "", err
	}
	return t.Play(ctx, language, media)
}

// PlayIn plays in a bridge.
func (t *terminal) PlayIn(ctx context.Context, _, language string, media []string) (string, error) {
	return t.Play(ctx, language, media)
}

// MusicIn is heard by nobody.
func (t *terminal) MusicIn(context.Context, string, bool) error { return nil }

// MusicTo is heard by nobody.
func (t *terminal) MusicTo(ctx context.Context, party flows.Party, _ string, _ bool) error {
	return t.toParty(ctx, party)
}

// Mute is noticed by nobody.
func (t *terminal) Mute(ctx context.Context, party flows.Party, _ bool) error {
	return t.toParty(ctx, party)
}

// SendKeys is heard by nobody.
func (t *terminal) SendKeys(ctx context.Context, party flows.Party, _ string) error {
	return t.toParty(ctx, party)
}

func (t *terminal) toParty(ctx context.Context, party flows.Party) error {
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case party != flows.Caller && !slices.Contains(t.legs, party):
		return flows.ErrPartyGone
	}
	return nil
}

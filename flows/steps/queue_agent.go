package steps

import (
	"context"
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/dialling"
)

// agentAnswers asks an agent who answers whether they take the call, if they are to be asked.
func (q *queueRun) agentAnswers(ctx context.Context, l *queueLeg) error {
	key, prompt, _ := q.confirms()
	if key == "" {
		return q.take(ctx, l)
	}
	l.stage, l.until, l.pad = agentAsked, time.Time{}, dialling.NewKeypad([]string{key})
	return q.playTo(ctx, l, prompt)
}

// confirms is the key with which an agent takes the call, what asks for it, and how long it is waited for then; ""
// where nothing is asked.
func (q *queueRun) confirms() (key string, prompt []string, within time.Duration) {
	confirm := q.rules.Confirm
	if confirm.Key == "" {
		return "", nil, 0
	}
	if prompt = confirm.Prompt; len(prompt) == 0 {
		prompt = []string{"vm-press", "digits:" + confirm.Key}
	}
	if within = confirm.Timeout; within <= 0 {
		within = confirmTime
	}
	return confirm.Key, prompt, within
}

// tells is what an agent is told before the talk.
func (q *queueRun) tells() []string {
	media := slices.Clone(q.rules.AgentAnnounce)
	if q.rules.ReportHoldTime {
		media = append(media, WaitedMedia(q.place.Look(q.r.Now()).Waited)...)
	}
	return media
}

// word is what an agent on the line is asked and told: their own call plays it to them.
func (q *queueRun) word() (word flows.MeetingWord) {
	word.Key, word.Ask, word.Within = q.confirms()
	word.Tell = q.tells()
	return word
}

// playTo plays to an agent. One to whom nothing can be played has hung up, and that is told next.
func (q *queueRun) playTo(ctx context.Context, l *queueLeg, media []string) error {
	playback, err := q.r.PlayTo(ctx, l.party, media)
	if err != nil {
		if !flows.IsFailure(ctx, err) {
			return err
		}
		q.r.Log("info", "agent "+l.offer.Agent+" heard nothing: "+err.Error())
		return q.heardOut(ctx, l)
	}
	l.playing = playback
	return nil
}

// heardOut goes on when an agent has heard what there is to hear.
func (q *queueRun) heardOut(_ context.Context, l *queueLeg) error {
	switch l.stage {
	case agentAsked:
		_, _, within := q.confirms()
		l.until = q.r.Now().Add(within)
	case agentTold:
		l.stage, q.ready = agentReady, l
	}
	return nil
}

// agentKey takes a key of an agent.
func (q *queueRun) agentKey(ctx context.Context, l *queueLeg, event *flows.Event) error {
	begins := event.At
	if l.keysEnd.After(begins) {
		begins = l.keysEnd
	}
	l.keysEnd = begins.Add(max(event.Took, keyLeast) + keyGap)
	if l.stage != agentAsked || l.pad.Press(event.Key, event.At) != q.rules.Confirm.Key {
		return nil
	}
	if playback := l.playing; playback != "" {
		l.playing = ""
		if err := q.r.Stop(ctx, playback); err != nil {
			return err
		}
	}
	return q.take(ctx, l)
}

// take has an agent take the call: nobody else rings any more. The queue is told of the others when the two are joined:
// it would offer them anew.
func (q *queueRun) take(ctx context.Context, l *queueLeg) error {
	l.stage, l.until = agentDelayed, time.Time{}
	for _, other := range slices.Clone(q.order) {
		if other == l {
			continue
		}
		if err := q.hangUp(ctx, other, causeElsewhere); err != nil {
			return err
		}
		delete(q.legs, other.party)
	}
	now := q.r.Now()
	if q.rules.MemberDelay > 0 {
		l.until = now.Add(q.rules.MemberDelay)
	}
	// Else the caller hears the end of the key.
	if quiet := l.keysEnd.Add(keySlack); !l.keysEnd.IsZero() && quiet.After(l.until) {
		l.until = quiet
	}
	if now.Before(l.until) {
		return nil
	}
	return q.tellAgent(ctx, l)
}

// tellAgent tells an agent who calls, and how long they have waited. One on the line hears it when the caller comes.
func (q *queueRun) tellAgent(ctx context.Context, l *queueLeg) error {
	l.stage, l.until = agentTold, time.Time{}
	if l.party == "" {
		return q.heardOut(ctx, l)
	}
	media := q.tells()
	if len(media) == 0 {
		return q.heardOut(ctx, l)
	}
	return q.playTo(ctx, l, media)
}

// release has agents offered again who were hung up for another that is gone.
func (q *queueRun) release() {
	for _, l := range slices.Clone(q.order) {
		if l.stage == agentOver {
			q.fails(l, flows.OfferCanceled)
		}
	}
}

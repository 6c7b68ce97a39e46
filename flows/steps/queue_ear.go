package steps

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// queueEar is what a caller hears who waits: music, and what is announced in between.
type queueEar struct {
	run   *queueRun
	class string
	// announces tells that the queue's announcements are heard.
	announces bool
	// music tells whether it plays, known that this is known: it may be that of another process.
	music, known bool
	// playing is what is announced, what says which it is, since when, place and hold what it tells. It counts as told
	// when it is over: whoever takes the call up in its midst tells it again.
	playing string
	what    earWhat
	since   time.Time
	place   int
	hold    time.Duration
}

type earWhat int

const (
	hearsPlace earWhat = iota
	hearsPeriodic
	hearsOffer
	hearsBack // the questions of a call-back
)

// earRing is the class of music that is ringing.
const earRing = "ring"

// follow begins what is to be heard now.
func (e *queueEar) follow(ctx context.Context) error {
	if e.playing != "" {
		return nil
	}
	q := e.run
	now := q.r.Now()
	if q.state.Promised != "" { // nothing is to be told any more
		return e.play(ctx, true)
	}
	if q.state.Back != nil {
		return q.asks(ctx)
	}
	if e.announces {
		if media, hold := q.state.Said.place(&q.rules.Announce, q.view, now); len(media) > 0 {
			e.place, e.hold = q.view.Position, hold
			q.tellPlace()
			return e.say(ctx, hearsPlace, media)
		}
	}
	if offers, err := e.offer(ctx); offers || err != nil {
		return err
	}
	if e.announces {
		if media := q.state.Said.periodic(&q.rules.Periodic, now, seedOf(q.r.Occasion())); media != "" {
			return e.say(ctx, hearsPeriodic, []string{media})
		}
	}
	return e.play(ctx, true)
}

// offer offers to be called back, if that is due and not under way.
func (e *queueEar) offer(ctx context.Context) (offers bool, err error) {
	if e.playing != "" {
		return true, nil
	}
	media := e.run.offersBack()
	if len(media) == 0 {
		return false, nil
	}
	return true, e.say(ctx, hearsOffer, media)
}

// due is when follow may have something new.
func (e *queueEar) due() time.Time {
	q := e.run
	if q.state.Promised != "" {
		return time.Time{}
	}
	if q.waiting != nil || q.flow != nil {
		if q.state.Back == nil && e.playing == "" {
			return q.state.Again
		}
	}
	if q.state.Back != nil {
		return q.state.Back.Until
	}
	if e.playing != "" {
		return time.Time{}
	}
	at := q.offerDue()
	if e.announces {
		at = sooner(at, q.state.Said.placeDue(&q.rules.Announce, q.view))
		at = sooner(at, q.state.Said.Next)
	}
	if least := q.woken.Add(queueWakeLeast); !at.IsZero() && !q.woken.IsZero() && at.Before(least) {
		return least
	}
	return at
}

// say plays prompts to the caller instead of the music. What cannot be played is passed over.
func (e *queueEar) say(ctx context.Context, what earWhat, media []string) error {
	if err := e.play(ctx, false); err != nil {
		return err
	}
	e.what, e.since = what, e.run.r.Now()
	playback, err := e.run.r.Play(ctx, media)
	if err != nil {
		if !flows.IsFailure(ctx, err) {
			return err
		}
		e.run.r.Log("warn", "a caller who waits heard nothing: "+err.Error())
		e.over()
		return e.play(ctx, true) // nothing may happen for long
	}
	e.playing = playback
	return nil
}

// ended takes in the end of what was announced.
func (e *queueEar) ended(event *flows.Event) bool {
	if e.playing == "" || event.Playback != e.playing {
		return false
	}
	e.playing = ""
	e.over()
	return true
}

// over notes that something was announced.
func (e *queueEar) over() {
	q := e.run
	switch e.what {
	case hearsPlace:
		q.state.Said.told(e.place, e.hold, q.r.Now())
	case hearsPeriodic:
		q.state.Said.heard(&q.rules.Periodic, e.since, q.r.Now())
	case hearsOffer:
		q.state.Said.Offered = true
		q.place.Told("", flows.OfferNews{State: flows.CallbackOffered, At: q.r.Now()})
	case hearsBack:
		q.asked()
	}
}

// late takes in that the time of a question is up.
func (e *queueEar) late(ctx context.Context) error {
	if b := e.run.state.Back; b != nil && e.playing == "" && !b.Until.IsZero() && !e.run.r.Now().Before(b.Until) {
		return e.run.backLate()
	}
	return nil
}

// play begins the music, or ends it.
func (e *queueEar) play(ctx context.Context, on bool) error {
	if e.known && e.music == on || e.class == noMusic {
		return nil
	}
	e.music, e.known = on, true
	if e.class == earRing {
		return e.run.signals.Ring(ctx, on)
	}
	return e.run.signals.Music(ctx, e.class, on)
}

// cut stops what is announced.
func (e *queueEar) cut(ctx context.Context) error {
	playback := e.playing
	if e.playing = ""; playback == "" {
		return nil
	}
	if e.what == hearsPeriodic || e.what == hearsOffer { // they have begun to hear it, and wanted no more of it
		e.over()
	}
	return e.run.r.Stop(ctx, playback)
}

// hush ends all that the caller hears.
func (e *queueEar) hush(ctx context.Context, _ *flows.Run) error {
	if err := e.cut(ctx); err != nil {
		return err
	}
	return e.play(ctx, false)
}

package flowtest

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/flows"
)

const (
	// windStep is by how much a playback is wound back or ahead.
	windStep = 3 * time.Second
	// pauseMost is how long a playback may be paused here.
	pauseMost = 24 * time.Hour
)

// Wind winds a playback: what is under way of it, and not beyond its beginning or end.
func (p *Phone) Wind(ctx context.Context, id string, how flows.Winding) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	for i := range p.playing {
		if one := &p.playing[i]; one.id == id {
			p.wind(one, how)
			break
		}
	}
	return nil
}

func (p *Phone) wind(one *playback, how flows.Winding) {
	now := p.now
	if !one.paused.IsZero() {
		now = one.paused
	}
	current := -1
	for i := range one.begins {
		if !one.begins[i].After(now) {
			current = i
		}
	}
	if current < 0 {
		return
	}
	gone := now.Sub(one.begins[current])
	left := p.length(one.media[current]) - gone
	switch how {
	case flows.WindBack:
		one.shift(current, min(windStep, gone))
	case flows.WindAhead:
		one.shift(current, -min(windStep, left))
	case flows.WindAnew:
		one.shift(current, gone)
	case flows.WindPause:
		if one.paused.IsZero() {
			one.paused, one.ends = p.now, one.ends.Add(pauseMost)
		}
	case flows.WindUnpause:
		if !one.paused.IsZero() {
			one.ends = one.ends.Add(-pauseMost)
			one.shift(current, p.now.Sub(one.paused))
			one.paused = time.Time{}
		}
	}
}

// shift has the medium that is under way, and those behind it, be later.
func (one *playback) shift(current int, by time.Duration) {
	for i := current; i < len(one.begins); i++ {
		one.begins[i] = one.begins[i].Add(by)
	}
	one.ends = one.ends.Add(by)
}

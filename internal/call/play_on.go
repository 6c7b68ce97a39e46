package call

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
)

// playsOn is a prompt of a former process that plays on: the nth, from 0, that it has begun behind its record.
type playsOn struct {
	id  string
	nth int
	// media is what of it is heard.
	media string
}

// Spare has what the former process plays to the caller play on, as the step at which the call goes on only waits for
// its end. It comes behind TakeUp.
func (c *Call) Spare() { c.spares = true }

// PlaysOn is what plays of these prompts since a former process has begun it, once. What it has begun in a later step,
// of which nothing is written down, is stopped.
func (c *Call) PlaysOn(ctx context.Context, language string, prompts []string) (playback string, nth int, ok bool) {
	if c.told || c.playing[c.spared.id] == nil { // it has ended meanwhile, or never was
		return "", 0, false
	}
	c.told = true
	uris, err := c.opts.Prompts.Resolve(cmp.Or(language, c.opts.Language), prompts)
	if err != nil || !slices.Contains(uris, c.spared.media) {
		_ = c.Stop(ctx, c.spared.id) // else what comes next waits for its end
		return "", 0, false
	}
	return c.spared.id, c.spared.nth, true
}

// sparing finds what the former process plays to the caller, if that is to play on. A step is written down before it
// plays something, and plays it again at most.
func (c *Call) sparing(ctx context.Context) (found playsOn, ok bool) {
	if !c.spares {
		return playsOn{}, false
	}
	var candidates []playsOn
	if c.sparedBefore.id != "" {
		candidates = append(candidates, c.sparedBefore)
	}
	for n := range sparedMost {
		id := slot(c.earlier, (c.earlierPlays+n)%ringSize)
		candidates = append(candidates, playsOn{id: id, nth: c.sparedBefore.nth + n})
	}
	for _, found := range candidates {
		if found.media = c.playsTo(ctx, found.id); found.media != "" {
			return found, true
		}
	}
	return playsOn{}, false
}

// playsTo is what Asterisk plays of that to the caller at this moment, "" for nothing.
func (c *Call) playsTo(ctx context.Context, id string) (media string) {
	asked, err := c.opts.Client.Playbacks.Get(whole(ctx), id)
	if err != nil || asked.TargetURI != "channel:"+c.Channel() ||
		asked.State != ari.PlaybackStatePlaying && asked.State != ari.PlaybackStateContinuing {
		return ""
	}
	return asked.MediaURI
}

// spare goes on with a prompt that plays on.
func (c *Call) spare(found playsOn) {
	c.spared = found
	c.playing.put(found.id, &playback{watchAt: time.Now().Add(watchFirst), pause: watchFirst})
}

// playsOn lets the caller hear the former process' prompt to its end: they come when that is over, and are heard of
// where they are until then. False when nothing is to play on.
func (g *gathering) playsOn(ctx context.Context) bool {
	if !g.coming[g.Channel()] {
		return false
	}
	found, ok := g.sparing(ctx)
	if !ok {
		return false
	}
	g.hear(ctx, []string{"channel:" + g.Channel()})
	if g.playsTo(ctx, found.id) == "" { // it may have ended before that was heard: then they come now
		return false
	}
	g.spare(found)
	delete(g.coming, g.Channel())
	return true
}

var _ flows.PlayingOn = (*Call)(nil)

package flowtest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// playback is a list of media under way, with the times at which each begins.
type playback struct {
	id string
	// language is that of the prompts.
	language string
	media    []string
	begins   []time.Time
	// told is how many begins a Caller was told.
	told   int
	ends   time.Time
	failed bool
	// paused is since when it is paused, the zero time when it is not.
	paused time.Time
	// to is who hears it, bridge where all in a bridge do.
	to     flows.Party
	bridge string
}

// item is a medium of a playback.
type item struct {
	playback string
	index    int
}

// Play begins a list of prompts.
func (p *Phone) Play(ctx context.Context, language string, media []string) (string, error) {
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	for _, name := range media {
		if p.opts.Refuse == nil {
			break
		}
		if err := p.opts.Refuse(name); err != nil {
			return "", err
		}
	}
	return p.begin(language, media, func(*playback) {})
}

// begin begins a playback that reaches whom to says.
func (p *Phone) begin(language string, media []string, to func(*playback)) (string, error) {
	p.next++
	one := playback{id: fmt.Sprintf("playback-%d", p.next), language: language, ends: p.now}
	to(&one)
	for _, name := range media {
		if one.failed = slices.Contains(p.opts.Missing, name); one.failed {
			continue
		}
		one.media, one.begins = append(one.media, name), append(one.begins, one.ends)
		one.ends = one.ends.Add(p.length(name))
	}
	p.playing = append(p.playing, one)
	return one.id, nil
}

func (p *Phone) length(media string) time.Duration {
	if length, ok := p.opts.Lengths[media]; ok {
		return length
	}
	if text, silence := strings.CutPrefix(media, "silence:"); silence {
		if length, err := time.ParseDuration(text); err == nil {
			return length
		}
	}
	if strings.HasPrefix(media, "tone:") {
		return toneLength
	}
	return p.opts.DefaultLength
}

// toneLength is that of a tone, which has no end of its own.
const toneLength = 24 * time.Hour

// Stop cuts a playback off.
func (p *Phone) Stop(ctx context.Context, id string) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	for i, one := range p.playing {
		if one.id == id {
			p.playing = slices.Delete(p.playing, i, i+1)
			p.silence(one, true)
			break
		}
	}
	return nil
}

// silence notes what was heard of a playback that is over.
func (p *Phone) silence(one playback, cut bool) {
	for i, name := range one.media {
		end := one.begins[i].Add(p.length(name))
		switch {
		case one.begins[i].After(p.now):
			return
		case end.After(p.now):
			end = p.now
		default:
			p.note(&one, name, one.begins[i], end, false)
			continue
		}
		p.note(&one, name, one.begins[i], end, cut)
	}
}

// note keeps what was heard for those who hear it.
func (p *Phone) note(one *playback, name string, begin, end time.Time, cut bool) {
	heard := Heard{Media: name, Language: one.language, At: begin.Sub(p.opts.Start), For: end.Sub(begin), Cut: cut}
	if p.hears(flows.Caller, one) {
		p.heard = append(p.heard, heard)
	}
	for _, l := range p.legs {
		if p.hears(l.name, one) {
			l.heard = append(l.heard, heard)
		}
	}
}

// firstEnding is the playback that ends first, -1 when nothing plays.
func (p *Phone) firstEnding() (int, time.Time) {
	first, at := -1, time.Time{}
	for i, one := range p.playing {
		if first < 0 || one.ends.Before(at) {
			first, at = i, one.ends
		}
	}
	return first, at
}

// beginOf is when a prompt that is on its way begins, or began since the last
// act; what the script waited for before is another one.
func (p *Phone) beginOf(media string) (time.Time, bool) {
	hears := func(one *playback) bool { return p.hears(flows.Caller, one) }
	at, awaited, ok := p.beginFor(media, p.actAt, p.listened, hears)
	if ok {
		p.awaited = awaited
	}
	return at, ok
}

// beginFor is when a prompt begins, or began since that time, among the playbacks that somebody hears.
func (p *Phone) beginFor(media string, since time.Time, listened item, hears func(*playback) bool,
) (time.Time, item, bool) {
	for k := range p.playing {
		one := &p.playing[k]
		for i, name := range one.media {
			if name == media && !one.begins[i].Before(since) && listened != (item{one.id, i}) && hears(one) {
				return one.begins[i], item{one.id, i}, true
			}
		}
	}
	return time.Time{}, item{}, false
}

package flowtest

import (
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
)

// Caller acts by what happens, where a script is not enough. The phone asks it
// from the walk's goroutine. At one moment, a prompt that is on its way begins
// before the caller acts.
type Caller interface {
	// Next is when the caller acts next if nothing is heard before; false for never. It changes nothing.
	Next() (at time.Time, acts bool)
	// Act is what the caller does at the time that Next gave: [Key], [HangUp], or nothing, the zero Act.
	Act(at time.Time) Act
	// Begins tells that a prompt begins; For is how long it is unless it is cut off.
	Begins(prompt Heard)
}

// Key presses one key.
func Key(key digits.Key) Act { return Act{key: key} }

// callerNext is when a begin is told or the caller acts, whichever is first.
func (p *Phone) callerNext() (time.Time, bool) {
	if p.ended != nil {
		return time.Time{}, false
	}
	at, acts := p.opts.Caller.Next()
	if first, begins := p.firstBegin(); first >= 0 && (!acts || !at.Before(begins)) {
		return begins, true
	}
	return at, acts
}

// callerAct tells a begin that is due, or has the caller act.
func (p *Phone) callerAct(at time.Time) Act {
	if first, begins := p.firstBegin(); first >= 0 && !begins.After(at) {
		one := &p.playing[first]
		media := one.media[one.told]
		one.told++
		p.opts.Caller.Begins(Heard{Media: media, Language: one.language, At: begins.Sub(p.opts.Start),
			For: p.length(media)})
		return Act{}
	}
	return p.opts.Caller.Act(at)
}

// firstBegin is the playback with the earliest begin that the caller was not told, -1 for none.
func (p *Phone) firstBegin() (int, time.Time) {
	first, at := -1, time.Time{}
	for i, one := range p.playing {
		if one.told < len(one.media) && p.hears(flows.Caller, &p.playing[i]) &&
			(first < 0 || one.begins[one.told].Before(at)) {
			first, at = i, one.begins[one.told]
		}
	}
	return first, at
}

// listens tells whether what nextAct gave is the begin of a prompt, rather than something that the caller does.
func (p *Phone) listens(at time.Time) bool {
	if p.opts.Caller == nil {
		return p.script[0].hear != ""
	}
	first, begins := p.firstBegin()
	return first >= 0 && !begins.After(at)
}

// QuietSince is when what is heard now will have ended, or when what was heard
// last has. What a list still has to come does not count, nor does silence that is played.
func (p *Phone) QuietSince() time.Time {
	quiet := p.opts.Start
	for i := len(p.heard) - 1; i >= 0; i-- {
		if one := p.heard[i]; !isSilence(one.Media) {
			quiet = p.opts.Start.Add(one.At + one.For)
			break
		}
	}
	for k, one := range p.playing {
		for i, media := range one.media {
			if one.begins[i].After(p.now) || !p.hears(flows.Caller, &p.playing[k]) {
				break
			}
			if end := one.begins[i].Add(p.length(media)); !isSilence(media) && end.After(quiet) {
				quiet = end
			}
		}
	}
	return quiet
}

func isSilence(media string) bool { return strings.HasPrefix(media, "silence:") }

// Ended is how long the call lasted; false while it is up.
func (p *Phone) Ended() (after time.Duration, ended bool) {
	if p.ended == nil {
		return 0, false
	}
	return p.ended.Sub(p.opts.Start), true
}

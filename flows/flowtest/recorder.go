package flowtest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
)

var _ flows.Recorder = (*Phone)(nil)

// recording is one under way.
type recording struct {
	flows.Recording
	since, ends time.Time // ends is zero for never
	// hushed tells that silence ends it, which is cut off.
	hushed bool
}

// Recorded is a recording that the flow has begun.
type Recorded struct {
	flows.Recording
	// At is when it began, For how long it took; Changes are what was done with it: "1s mute", "2s stop".
	At, For time.Duration
	Changes []string
	// Over tells that it has ended, Discarded that it is kept nowhere.
	Over, Discarded bool
}

// Record begins a recording. It ends at its longest time, when the caller has
// been silent for long enough after [Options].Talks, by a key, with the party, or when the flow ends it.
func (p *Phone) Record(ctx context.Context, wanted flows.Recording) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	closing := func(e flows.Event) bool { return e.Kind == flows.RecordingOver && e.Recording == wanted.Name }
	if slices.ContainsFunc(p.recordings, func(r recording) bool { return r.Name == wanted.Name }) ||
		slices.ContainsFunc(p.pending, closing) { // one that is ended, which has not been told, is still there
		return fmt.Errorf("recording %s: %w", wanted.Name, flows.ErrRecordingExists)
	}
	before, guarded := p.told(wanted.Name), wanted.IfExists == "fail" || wanted.IfExists == ""
	if before.Over && !before.Discarded && guarded {
		return fmt.Errorf("recording %s: %w", wanted.Name, flows.ErrRecordingExists)
	}
	if wanted.Bridge != "" && p.bridge(wanted.Bridge) == nil ||
		wanted.Party != flows.Caller && p.leg(wanted.Party) == nil {
		return fmt.Errorf("recording %s: there is nobody", wanted.Name)
	}
	one := recording{Recording: wanted, since: p.now}
	if wanted.Max > 0 {
		one.ends = p.now.Add(wanted.Max)
	}
	if wanted.Silence > 0 && p.opts.Talks > 0 {
		if quiet := p.now.Add(p.opts.Talks + wanted.Silence); one.ends.IsZero() || quiet.Before(one.ends) {
			one.ends, one.hushed = quiet, true
		}
	}
	if wanted.Bridge == "" && !wanted.Tap && wanted.Party == flows.Caller {
		p.answered = true // Asterisk does
	}
	p.recordings = append(p.recordings, one)
	p.recordedAll = append(p.recordedAll, Recorded{Recording: wanted, At: p.now.Sub(p.opts.Start)})
	return nil
}

// ChangeRecording does something with a recording under way.
func (p *Phone) ChangeRecording(ctx context.Context, name string, change flows.RecordingChange) error {
	if ctx.Err() != nil && change != flows.StopRecording && change != flows.DiscardRecording &&
		change != flows.DeleteRecording {
		return context.Cause(ctx)
	}
	i := slices.IndexFunc(p.recordings, func(r recording) bool { return r.Name == name })
	told := p.told(name)
	if i < 0 {
		told.Discarded = told.Discarded || change == flows.DeleteRecording
		return nil
	}
	told.Changes = append(told.Changes, fmt.Sprintf("%v %s", p.Elapsed(), change))
	switch change {
	case flows.DiscardRecording, flows.DeleteRecording:
		told.Discarded = true
		p.pending = append(p.pending, p.endRecording(i, p.now))
	case flows.StopRecording:
		p.pending = append(p.pending, p.endRecording(i, p.now))
	}
	return nil
}

// Records tells whether a recording was begun whose end was not told yet.
func (p *Phone) Records(ctx context.Context, name string) (bool, error) {
	if ctx.Err() != nil {
		return false, context.Cause(ctx)
	}
	ends := func(e flows.Event) bool { return e.Kind == flows.RecordingOver && e.Recording == name }
	return slices.ContainsFunc(p.recordings, func(r recording) bool { return r.Name == name }) ||
		slices.ContainsFunc(p.pending, ends), nil
}

// Recordings are those that the flow has begun, in order.
func (p *Phone) Recordings() []Recorded { return slices.Clone(p.recordedAll) }

// told is what is told of the last recording of that name.
func (p *Phone) told(name string) *Recorded {
	for i := len(p.recordedAll) - 1; i >= 0; i-- {
		if p.recordedAll[i].Name == name {
			return &p.recordedAll[i]
		}
	}
	return &Recorded{}
}

// firstRecording is the one that ends first by itself, -1 for none.
func (p *Phone) firstRecording() (int, time.Time) {
	first, at := -1, time.Time{}
	for i, one := range p.recordings {
		if !one.ends.IsZero() && (first < 0 || one.ends.Before(at)) {
			first, at = i, one.ends
		}
	}
	return first, at
}

func (p *Phone) endRecording(i int, at time.Time) flows.Event {
	one := p.recordings[i]
	p.recordings = slices.Delete(p.recordings, i, i+1)
	p.advance(at)
	told := p.told(one.Name)
	told.Over, told.For = true, at.Sub(one.since)
	took := told.For
	if one.hushed && at.Equal(one.ends) {
		took -= one.Silence
	}
	return flows.Event{Kind: flows.RecordingOver, At: at, Recording: one.Name, Took: took}
}

// recorded ends the recordings that an event ends: by a key, or because its party has gone. It gives the event back.
func (p *Phone) recorded(event flows.Event) flows.Event {
	for i := len(p.recordings) - 1; i >= 0; i-- {
		one := &p.recordings[i]
		if one.Bridge == "" && one.Party == event.Leg && endsRecording(one, event) {
			p.pending = append(p.pending, p.endRecording(i, event.At))
		}
	}
	return event
}

func endsRecording(one *recording, event flows.Event) bool {
	switch event.Kind {
	case flows.LegChanged:
		return event.State == flows.LegGone
	case flows.KeyPressed, flows.LegKey:
		if one.Tap {
			return false
		}
		keys, _ := digits.ParseKeySet(one.Terminator)
		return one.Terminator == "any" || keys.Has(event.Key)
	}
	return false
}

package flowtest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// work is what a step does beside the call: done already, but its end is yet to come.
type work struct {
	ctx   context.Context
	ends  time.Time
	event flows.Event
}

// Work does the work at once, in the phone's goroutine; its end comes when its
// result says how long it takes, see [flows.Lasting].
func (p *Phone) Work(ctx context.Context, do func(context.Context) (any, error)) (string, error) {
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	p.next++
	name := fmt.Sprintf("work-%d", p.next)
	result, err := do(ctx)
	one := work{ctx: ctx, ends: p.now,
		event: flows.Event{Kind: flows.WorkEnded, Work: name, Result: result, Err: err}}
	if lasting, ok := result.(flows.Lasting); ok {
		one.ends = p.now.Add(lasting.Lasts())
	}
	p.works = append(p.works, one)
	return name, nil
}

// firstWork is the work that ends first, -1 when none is under way.
func (p *Phone) firstWork() (int, time.Time) {
	p.works = slices.DeleteFunc(p.works, func(w work) bool { return w.ctx.Err() != nil })
	first, at := -1, time.Time{}
	for i, one := range p.works {
		if first < 0 || one.ends.Before(at) {
			first, at = i, one.ends
		}
	}
	return first, at
}

// isNext tells whether nothing else happens before that time.
func (p *Phone) isNext(at, deadline time.Time) bool {
	if ended, endsAt := p.firstEnding(); ended >= 0 && endsAt.Before(at) {
		return false
	}
	if first, legAt := p.firstLeg(); first >= 0 && legAt.Before(at) {
		return false
	}
	if over, recordedAt := p.firstRecording(); over >= 0 && recordedAt.Before(at) {
		return false
	}
	if actsAt, acts := p.nextAct(); acts && !actsAt.After(at) {
		return false
	}
	return due(at, deadline)
}

func (p *Phone) endWork(i int) flows.Event {
	one := p.works[i]
	p.works = slices.Delete(p.works, i, i+1)
	p.advance(one.ends)
	one.event.At = p.now
	return one.event
}

// Signals are the signals that the flow gave, in order: "ring", "ring-stop",
// "progress", "music CLASS", "music-stop".
func (p *Phone) Signals() []string { return slices.Clone(p.signals) }

// Ring notes ringing.
func (p *Phone) Ring(ctx context.Context, on bool) error { return p.signal(ctx, onOff("ring", on)) }

// Progress notes early media.
func (p *Phone) Progress(ctx context.Context) error { return p.signal(ctx, "progress") }

// Music notes music on hold.
func (p *Phone) Music(ctx context.Context, class string, on bool) error {
	if on && class != "" {
		return p.signal(ctx, "music "+class)
	}
	return p.signal(ctx, onOff("music", on))
}

func (p *Phone) signal(ctx context.Context, name string) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	p.signals = append(p.signals, name)
	return nil
}

func onOff(name string, on bool) string {
	if on {
		return name
	}
	return name + "-stop"
}

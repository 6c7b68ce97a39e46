package steps

import (
	"context"
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// dialEarly is what the caller hears while it rings.
type dialEarly struct {
	kind  string
	class flows.Value[string]
	media []flows.Value[string]
}

// The kinds of early media.
const (
	earlyRing   = "ring"
	earlyCallee = "callee"
	earlyMusic  = "moh"
	earlyNone   = "none"
	earlyPlay   = "play"
)

// dialEarlyType reads a word, {moh: class} or {play: media}: dialEarly.
func dialEarlyType() flows.Type {
	words := []string{earlyRing, earlyCallee, earlyMusic, earlyNone}
	const accepts = "ring, callee, moh, none, {moh: class} or {play: prompts}"
	return flows.NewType("early media", accepts, func(p flows.Parser, n *source.Node) any {
		switch {
		case n.Kind == source.Scalar && slices.Contains(words, n.Value):
			return dialEarly{kind: n.Value}
		case n.Kind == source.Map && len(n.Pairs) == 1:
			return parseDialEarly(p, n.Pairs[0].Key, n.Pairs[0].Value)
		}
		p.Report().WrongType(n, p.What(), accepts)
		return nil
	}).Shaped(flows.Shape{Words: words, Fields: []flows.Field{
		{Name: earlyMusic, Type: flows.Text, Doc: "A class of music on hold."},
		{Name: earlyPlay, Type: flows.Media, Doc: "Prompts that repeat."},
	}})
}

// parseDialEarly reads {moh: class} or {play: media}; nil after a finding.
func parseDialEarly(p flows.Parser, key, item *source.Node) any {
	switch key.Value {
	case earlyMusic:
		if class, ok := p.Parse(flows.Text, earlyMusic, item).(flows.Value[string]); ok {
			return dialEarly{kind: earlyMusic, class: class}
		}
	case earlyPlay:
		if media, ok := p.Parse(flows.Media, earlyPlay, item).([]flows.Value[string]); ok {
			return dialEarly{kind: earlyPlay, media: media}
		}
	default:
		p.Report().Unknown(key, "unknown-key", "key of early_media", []string{earlyMusic, earlyPlay})
	}
	return nil
}

// dialEar is what the caller hears at present.
type dialEar struct {
	kind, class string
	media       []string
	// bridge is where early media are heard, "" for nowhere.
	bridge         string
	playing        string
	since          time.Time
	ringing, music bool
}

func (e *dialEar) prepare(r *flows.Run, early dialEarly) error {
	var err error
	if e.kind = early.kind; e.kind == "" {
		e.kind = earlyRing
	}
	if e.class, err = early.class.Eval(r); err != nil {
		return err
	}
	e.media, err = r.Media(early.media)
	return err
}

// listen has the caller hear what belongs to the ringing.
func (d *dialRun) listen(ctx context.Context) error {
	e := &d.ear
	switch e.kind {
	case earlyRing:
		return e.ring(ctx, d.r, true)
	case earlyMusic:
		signals, err := signaller(d.r)
		if err != nil {
			return err
		}
		e.music = true
		return signals.Music(ctx, e.class, true)
	case earlyPlay:
		return e.play(ctx, d.r)
	case earlyCallee:
		if e.bridge != "" { // that of the process before
			return nil
		}
		bridge, err := d.r.Bridge(ctx, flows.Bridge{Kind: flows.Mixing, Keys: d.needsKeys()})
		if err != nil {
			return err
		}
		e.bridge = bridge
		if err := d.r.Join(ctx, bridge, flows.Caller, flows.Joining{}); err != nil {
			return err
		}
		if !d.course.Alone() {
			return e.ring(ctx, d.r, true)
		}
	}
	return nil
}

// needsKeys tells whether keys are looked for in the conversation.
func (d *dialRun) needsKeys() bool { return len(d.caller)+len(d.callee)+len(d.exits) > 0 }

func (e *dialEar) play(ctx context.Context, r *flows.Run) error {
	playback, err := r.Play(ctx, e.media)
	if flows.IsFailure(ctx, err) {
		r.Log("warn", "what callers shall hear while it rings cannot be played: "+err.Error())
		return e.ring(ctx, r, true)
	}
	e.playing, e.since = playback, r.Now()
	return err
}

// again repeats the prompts. Where nothing is heard of them the caller hears ringing.
func (e *dialEar) again(ctx context.Context, r *flows.Run, event *flows.Event) error {
	if e.playing == "" || event.Playback != e.playing {
		return nil
	}
	if e.playing = ""; event.Failed || r.Now().Sub(e.since) < earlyLeast {
		return e.ring(ctx, r, true)
	}
	return e.play(ctx, r)
}

// ring has the caller hear ringing, or no more.
func (e *dialEar) ring(ctx context.Context, r *flows.Run, on bool) error {
	if e.ringing == on || e.kind == earlyNone {
		return nil
	}
	signals, err := signaller(r)
	if err != nil {
		return err
	}
	e.ringing = on
	return signals.Ring(ctx, on)
}

// pass lets the early media of the callee through.
func (e *dialEar) pass(ctx context.Context, r *flows.Run) error {
	if err := e.ring(ctx, r, false); err != nil || r.Port().Answered() {
		return err
	}
	signals, err := signaller(r)
	if err != nil {
		return err
	}
	return signals.Progress(ctx)
}

// hush ends what the caller hears besides the bridge.
func (e *dialEar) hush(ctx context.Context, r *flows.Run) error {
	if e.playing != "" {
		playback := e.playing
		e.playing = ""
		if err := r.Stop(ctx, playback); err != nil {
			return err
		}
	}
	if e.music {
		e.music = false
		signals, err := signaller(r)
		if err != nil {
			return err
		}
		if err := signals.Music(ctx, e.class, false); err != nil {
			return err
		}
	}
	return e.ring(ctx, r, false)
}

// quiet ends what the caller hears, the bridge of the early media too.
func (d *dialRun) quiet(ctx context.Context) error {
	if err := d.ear.hush(ctx, d.r); err != nil || d.ear.bridge == "" {
		return err
	}
	bridge := d.ear.bridge
	d.ear.bridge = ""
	return d.r.Unbridge(ctx, bridge)
}

// hush is quiet where the step has failed or is left: what cannot be ended is ended by others.
func (d *dialRun) hush(ctx context.Context) {
	if err := d.quiet(ctx); err != nil && ctx.Err() == nil {
		d.r.Log("warn", "dial: "+err.Error())
	}
}

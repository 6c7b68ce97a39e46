package steps

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
)

func playSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "play",
		Summary: "Plays prompts.",
		Doc: "A bare name is a sound of Asterisk's, as in `Playback`; `digits:1234`, `characters:abc` and " +
			"`number:42` are spelled, `recording:name` and `tone:busy` are played as Asterisk knows them. A list " +
			"plays without a gap. Like `Playback`, the step answers the call first and plays to the end. Keys " +
			"pressed meanwhile are kept for the next menu or collect, unless `flush` throws them away; with " +
			"`interruptible` the first key stops the prompt, as in `Background`.",
		Short: "media",
		Fields: []flows.Field{
			{Name: "media", Type: flows.Media, Required: true, Doc: "The prompt or prompts."},
			{Name: "interruptible", Type: flows.Bool, Default: "false", Doc: "Whether a key stops the prompt."},
			{Name: "keys", Type: flows.Words, Default: "any", Doc: "The keys that stop it; `any` for all."},
			{Name: "loop", Type: flows.Whole, Default: "1", Doc: "How often to play it, 1 to 1000."},
			{Name: "max_time", Type: flows.Duration, Doc: "When to stop it at the latest."},
			{Name: "flush", Type: flows.Bool, Default: "false", Doc: "Throw away keys pressed before and meanwhile."},
			{Name: "early", Type: flows.Bool, Default: "false", Doc: "Play without answering, as early media."},
		},
		Result: []flows.Result{
			{Name: "status", Zero: "", Doc: "`done`, `interrupted` by a key, `timeout` by max_time, or `failed`."},
			{Name: "key", Zero: "", Doc: "The key that stopped it."},
		},
		Example: "- play: hello-world\n- play: {media: [vm-press, 'digits:1'], interruptible: true}\n",
		New:     newPlay,
	}
}

type play struct {
	media         []flows.Value[string]
	interruptible flows.Value[bool]
	keys          digits.KeySet
	anyKey        bool
	loop          flows.Value[int]
	maxTime       flows.Value[time.Duration]
	flush, early  flows.Value[bool]
}

func newPlay(a flows.Args) flows.Step {
	p := play{media: flows.Get[[]flows.Value[string]](a, "media"),
		interruptible: flows.Get[flows.Value[bool]](a, "interruptible"), loop: flows.Get[flows.Value[int]](a, "loop"),
		maxTime: flows.Get[flows.Value[time.Duration]](a, "max_time"), flush: flows.Get[flows.Value[bool]](a, "flush"),
		early: flows.Get[flows.Value[bool]](a, "early")}
	if loop, fixed := p.loop.Constant(); fixed && (loop < 1 || loop > repeatMax) {
		a.Errorf("loop", "wrong-type", "loop must be from 1 to %d", repeatMax)
	}
	words := flows.Get[[]string](a, "keys")
	if len(words) == 1 && words[0] == "any" {
		p.anyKey = true
		return p
	}
	p.keys = keySet(a, "keys", words)
	if always, fixed := p.interruptible.Constant(); fixed && !always {
		a.Errorf("keys", "missing-field", "keys stop a prompt only with interruptible")
	}
	return p
}

func (p play) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	var o playOptions
	var err error
	if o.media, err = r.Media(p.media); err != nil {
		return flows.Next{}, err
	}
	if err := p.options(r, &o); err != nil {
		return flows.Next{}, err
	}
	if !o.early {
		if err := r.Answer(ctx); err != nil {
			return flows.Next{}, err
		}
	}
	if o.flush {
		if err := drain(ctx, r); err != nil {
			return flows.Next{}, err
		}
		r.Keys().Clear()
	}
	if o.maxTime > 0 {
		o.until = r.Now().Add(o.maxTime)
	}
	status, key := "done", ""
	for range min(max(o.loop, 1), repeatMax) {
		if status, key, err = p.once(ctx, r, o); err != nil || status != "done" {
			break
		}
	}
	r.SetResult(map[string]any{"status": status, "key": key})
	return flows.Advance(), err
}

type playOptions struct {
	media                       []string
	interruptible, flush, early bool
	loop                        int
	maxTime                     time.Duration
	until                       time.Time
}

func (p play) options(r *flows.Run, o *playOptions) error {
	var err error
	if o.interruptible, err = p.interruptible.Eval(r); err != nil {
		return err
	}
	if o.flush, err = p.flush.Eval(r); err != nil {
		return err
	}
	if o.early, err = p.early.Eval(r); err != nil {
		return err
	}
	if o.loop, err = p.loop.Eval(r); err != nil {
		return err
	}
	o.maxTime, err = p.maxTime.Eval(r)
	return err
}

// once plays the media one time.
func (p play) once(ctx context.Context, r *flows.Run, o playOptions) (status, key string, err error) {
	playback, err := r.Play(ctx, o.media)
	if err != nil {
		return "failed", "", err
	}
	for {
		event, err := r.Next(ctx, o.until)
		if err != nil {
			return "failed", "", err
		}
		switch event.Kind {
		case flows.TimeUp:
			return "timeout", "", r.Stop(ctx, playback)
		case flows.PlaybackEnded:
			if event.Playback == playback && event.Failed {
				return "failed", "", nil
			}
			if event.Playback == playback {
				return "done", "", nil
			}
		case flows.KeyPressed:
			if !o.flush {
				r.Keys().Push(event.Key, event.At)
			}
			if o.interruptible && (p.anyKey || p.keys.Has(event.Key)) {
				return "interrupted", event.Key.String(), r.Stop(ctx, playback)
			}
		}
	}
}

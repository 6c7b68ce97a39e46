package steps

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
)

// sound is what the steps have in common that let the caller hear something.
type sound struct {
	interruptible flows.Value[bool]
	keys          digits.KeySet
	anyKey        bool
	maxTime       flows.Value[time.Duration]
	flush, early  flows.Value[bool]
}

// soundFields are the fields that play and say share.
func soundFields() []flows.Field {
	return []flows.Field{
		{Name: "interruptible", Type: flows.Bool, Default: "false", Doc: "Whether a key stops the prompt."},
		{Name: "keys", Type: flows.Words, Default: "any", Doc: "The keys that stop it; `any` for all."},
		{Name: "max_time", Type: flows.Duration, Doc: "When to stop it at the latest."},
		{Name: "flush", Type: flows.Bool, Default: "false", Doc: "Throw away keys pressed before and meanwhile."},
		{Name: "early", Type: flows.Bool, Default: "false", Doc: "Play without answering, as early media."},
	}
}

func soundResults() []flows.Result {
	return []flows.Result{
		{Name: "status", Zero: "", Doc: "`done`, `interrupted` by a key, `timeout` by max_time, or `failed`."},
		{Name: "key", Zero: "", Doc: "The key that stopped it."},
	}
}

func newSound(a flows.Args) sound {
	s := sound{interruptible: flows.Get[flows.Value[bool]](a, "interruptible"),
		maxTime: flows.Get[flows.Value[time.Duration]](a, "max_time"),
		flush:   flows.Get[flows.Value[bool]](a, "flush"), early: flows.Get[flows.Value[bool]](a, "early")}
	words := flows.Get[[]string](a, "keys")
	if len(words) == 1 && words[0] == "any" {
		s.anyKey = true
		return s
	}
	s.keys = keySet(a, "keys", words)
	if always, fixed := s.interruptible.Constant(); fixed && !always {
		a.Errorf("keys", "missing-field", "keys stop a prompt only with interruptible")
	}
	return s
}

// hearing is how a sound is heard in one call.
type hearing struct {
	media                       []string
	interruptible, flush, early bool
	maxTime                     time.Duration
	until                       time.Time
}

// run plays the media loop times and sets the step's result.
func (s sound) run(ctx context.Context, r *flows.Run, media []string, loop int) (flows.Next, error) {
	h := hearing{media: media}
	if err := s.evaluate(r, &h); err != nil {
		return flows.Next{}, err
	}
	if !h.early {
		if err := r.Answer(ctx); err != nil {
			return flows.Next{}, err
		}
	}
	if h.flush {
		if err := drain(ctx, r); err != nil {
			return flows.Next{}, err
		}
		r.Keys().Clear()
	}
	if h.maxTime > 0 {
		h.until = r.Now().Add(h.maxTime)
	}
	playback, begun, playsOn := r.PlaysOn(ctx, media)
	status, key, err := "done", "", error(nil)
	for n := begun; n < min(max(loop, 1), repeatMax) || playsOn; n++ {
		if !playsOn {
			status, key, err = s.once(ctx, r, h)
		} else if status, key, err = s.hears(ctx, r, h, playback); status == "failed" && err == nil {
			status = "done" // its end was not told
		}
		if playsOn = false; err != nil || status != "done" {
			break
		}
	}
	r.SetResult(map[string]any{"status": status, "key": key})
	return flows.Advance(), err
}

func (s sound) evaluate(r *flows.Run, h *hearing) error {
	var err error
	if h.interruptible, err = s.interruptible.Eval(r); err != nil {
		return err
	}
	if h.flush, err = s.flush.Eval(r); err != nil {
		return err
	}
	if h.early, err = s.early.Eval(r); err != nil {
		return err
	}
	h.maxTime, err = s.maxTime.Eval(r)
	return err
}

// once plays the media one time.
func (s sound) once(ctx context.Context, r *flows.Run, h hearing) (status, key string, err error) {
	playback, err := r.Play(ctx, h.media)
	if err != nil {
		return "failed", "", err
	}
	return s.hears(ctx, r, h, playback)
}

// hears waits for the end of what plays, or until the caller wants no more of it.
func (s sound) hears(ctx context.Context, r *flows.Run, h hearing, playback string) (status, key string, err error) {
	for {
		event, err := r.Next(ctx, h.until)
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
			if !h.flush {
				r.Keys().Push(event.Key, event.At)
			}
			if h.interruptible && (s.anyKey || s.keys.Has(event.Key)) {
				return "interrupted", event.Key.String(), r.Stop(ctx, playback)
			}
		}
	}
}

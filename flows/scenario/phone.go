package scenario

import (
	"context"
	"fmt"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// phone is the case's telephone: it refuses what production could not play, and
// tells what is heard beside prompts.
type phone struct {
	*flowtest.Phone
	run *running
	// ringing and music are what the caller hears instead of silence.
	ringing, music bool
}

var (
	_ flows.Port      = (*phone)(nil)
	_ flows.Continuer = (*phone)(nil)
	_ flows.Signaller = (*phone)(nil)
)

// Play begins a list of prompts, unless one of them cannot be played.
func (p *phone) Play(ctx context.Context, language string, media []string) (string, error) {
	for _, prompt := range media {
		if p.run.setting.Spell == nil {
			break
		}
		if _, err := p.run.setting.Spell(language, prompt); err != nil {
			return "", fmt.Errorf("playing %q: %w", prompt, err)
		}
	}
	return p.Phone.Play(ctx, language, media)
}

// Ring notes ringing.
func (p *phone) Ring(ctx context.Context, on bool) error {
	if err := p.Phone.Ring(ctx, on); err != nil {
		return err
	}
	p.signal(&p.ringing, on, "ringing")
	return nil
}

// Music notes music on hold.
func (p *phone) Music(ctx context.Context, class string, on bool) error {
	if err := p.Phone.Music(ctx, class, on); err != nil {
		return err
	}
	p.signal(&p.music, on, "music on hold")
	return nil
}

func (p *phone) signal(state *bool, on bool, name string) {
	if *state == on {
		return
	}
	*state = on
	text := name + " ends"
	if on {
		text = name + " begins"
	}
	p.run.result.note(p.Now(), text)
	p.run.caller.settle()
}

// noise is what is heard beside prompts, "" for nothing.
func (p *phone) noise() string {
	switch {
	case p.music:
		return "music on hold"
	case p.ringing && !p.Answered():
		return "ringing"
	}
	return ""
}

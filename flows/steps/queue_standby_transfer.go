package steps

import (
	"context"
	"errors"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
)

// beginTyping takes the caller out of the bridge: one of the two dials an extension. The other one hears music
// meanwhile.
func (t *standbyTalk) beginTyping(ctx context.Context, by standbySide) error {
	prompt, err := t.r.Media(t.rules.transfer.prompt)
	if err != nil {
		return err
	}
	span, err := t.rules.transfer.timeout.Eval(t.r)
	if err != nil {
		return err
	}
	t.typing = &standbyTyping{by: by, until: t.r.Now().Add(transferFirst), span: span}
	if err := t.keep(); err != nil { // before they part: whoever goes on with the call would leave them apart
		return err
	}
	if !t.w.away {
		t.w.inBridge, t.w.away = false, true
		if err := t.r.Part(ctx, t.w.view.Bridge, flows.Caller); err != nil {
			return err
		}
	}
	if by == standbyAgent {
		if err := t.ear.play(ctx, true); err != nil {
			return err
		}
		t.typing.playback, err = t.playIn(ctx, prompt)
		return err
	}
	if err := errors.Join(t.musicIn(ctx, true), t.ear.hush(ctx, t.r)); err != nil {
		return err
	}
	if t.typing.playback, err = t.r.Play(ctx, prompt); flows.IsFailure(ctx, err) {
		t.r.Log("warn", "in a conversation: "+err.Error())
		return nil
	}
	return err
}

// musicIn has the agent, who is alone in the bridge, hear music, or no more. Without it the talk goes on all the same.
func (t *standbyTalk) musicIn(ctx context.Context, on bool) error {
	err := t.w.port.MusicIn(ctx, t.w.view.Bridge, on)
	if err != nil && flows.IsFailure(ctx, err) {
		t.r.Log("warn", "in a conversation: "+err.Error())
		return nil
	}
	return err
}

// typeKey takes a key of the extension.
func (t *standbyTalk) typeKey(ctx context.Context, key digits.Key) (over bool, err error) {
	if err := t.hushTyping(ctx); err != nil {
		return false, err
	}
	outcome := t.rules.transfer.matcher.Press(t.typing.entry, key)
	t.typing.entry, t.typing.until = outcome.Entry, t.r.Now().Add(t.typing.span)
	switch outcome.Verdict {
	case digits.Complete, digits.Full:
		return t.typed(ctx, false)
	case digits.NoMatch, digits.EmptyTerminated:
		t.typing.failed, t.typing.until = true, t.r.Now().Add(keyLeast+keyGap+keySlack)
	}
	return false, nil
}

func (t *standbyTalk) hushTyping(ctx context.Context) error {
	playback := t.typing.playback
	if t.typing.playback = ""; playback == "" {
		return nil
	}
	return t.r.Stop(ctx, playback)
}

// typed takes the extension, or joins the two again if it is none.
func (t *standbyTalk) typed(ctx context.Context, late bool) (over bool, err error) {
	if t.typing.failed || late && t.rules.transfer.matcher.AtTimeout(t.typing.entry) != digits.Complete {
		return false, t.rejoin(ctx)
	}
	t.talk.transfer, t.talk.led, t.way = t.typing.entry, t.typing.entry, t.rules.transfer.block
	t.talk.by = endedByTransfer
	return true, nil
}

// rejoin has the two talk on.
func (t *standbyTalk) rejoin(ctx context.Context) error {
	if err := t.quiet(ctx); err != nil {
		return err
	}
	if err := t.r.Join(ctx, t.w.view.Bridge, flows.Caller, flows.Joining{}); err != nil {
		return err
	}
	t.w.inBridge, t.w.away = true, false
	return t.keep()
}

// quiet ends what is heard while one of the two dials an extension.
func (t *standbyTalk) quiet(ctx context.Context) error {
	if t.typing == nil {
		return nil
	}
	by := t.typing.by
	if err := t.hushTyping(ctx); err != nil {
		return err
	}
	t.typing = nil
	if by == standbyCaller {
		return t.musicIn(ctx, false)
	}
	return t.ear.hush(ctx, t.r)
}

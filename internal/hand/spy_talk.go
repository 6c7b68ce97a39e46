package hand

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/ari"
)

// heard is one talk, as long as a supervisor hears it.
type heard struct {
	*supervision
	talk Talk
	mode string
	// ear hears the talk for the supervisor, at the agent's channel or, where agent is "", at the caller's. voice is heard
	// by both, nil for none. known is who the agent was last: while they are elsewhere nobody is heard.
	ear, voice   *dialled
	agent, known string
	// told tells that the supervisor hears it, and everybody knows.
	told bool
	// next is the talk that the supervisor wants instead.
	next Talk

	// chimeAt is when the supervisor hears again that they are connected, while nobody is heard.
	beepAt, lookAt, chimeAt time.Time
}

// whole has the supervisor hear the talk from the announcement to its end. Who has hung up is no error.
func (h *heard) whole(ctx context.Context) error {
	err := h.begin(ctx)
	if err == nil {
		err = h.goOn(ctx)
	}
	if err != nil && ctx.Err() == nil && (h.served && h.boss.over() || h.ended(ctx)) {
		err = nil
	}
	if errors.Is(err, errOver) {
		err = nil
	}
	if h.boss.over() {
		h.tell(Left, "")
		_ = h.forget(ctx) // what stays is ended with the rest
		return err
	}
	stays := h.forget(ctx) // until then they are heard still
	if stays != nil {
		stays = h.forget(ctx)
	}
	if stays != nil { // who cannot be kept from hearing this talk hears no other one with it
		h.sendOff(ctx)
	}
	h.tell(Left, "")
	return errors.Join(err, stays)
}

// sendOff hangs up the supervisor. An error comes up again where everything is let go of.
func (h *heard) sendOff(ctx context.Context) {
	ctx, cancel := afterwards(ctx)
	defer cancel()
	_ = h.dismiss(ctx, h.boss)
}

// errOver ends a talk.
var errOver = errors.New("the talk is over")

func (h *heard) begin(ctx context.Context) error {
	err := firstError(h.lasts(ctx), func() error { return h.announce(ctx, h.talk, h.boss) }, func() error {
		agent, bridge, err := h.agentOf(ctx, h.talk, "")
		h.agent, h.known = agent, agent
		return firstError(err, func() error { return h.watch(ctx, bridge) })
	}, func() error { return h.lasts(ctx) }, func() error { return h.listen(ctx) })
	if err == nil && h.talk.BeepEvery > 0 {
		h.voice, err = h.snoop(ctx, h.talk.Channel, ari.ChannelsSnoopChannelSpyNone, ari.ChannelsSnoopChannelWhisperBoth)
	}
	if err != nil {
		return err
	}
	h.stage(h.boss, Joined)
	h.told, h.served = true, true
	h.tell(Hears, "")
	h.beepAt, h.lookAt = time.Now().Add(h.talk.BeepEvery), time.Now().Add(talkLook)
	return nil
}

// lasts tells by errOver that it is the talk no more: while the supervisor's telephone rang, or the announcement was
// played, the caller may have gone on to somebody whom no rule lets the supervisor hear.
func (h *heard) lasts(ctx context.Context) error {
	if h.order.Lasts != nil && !h.order.Lasts(ctx, h.talk) {
		return errOver
	}
	return nil
}

// tell tells what becomes of a talk that is heard.
func (h *heard) tell(kind NewsKind, by string) {
	if h.told {
		h.news(News{Kind: kind, Talk: h.talk, Mode: h.mode, By: by})
	}
}

// ended tells whether caller or agent have gone, as Asterisk has it.
func (h *heard) ended(ctx context.Context) bool {
	for _, channel := range []string{h.talk.Channel, h.agent} {
		if channel == "" {
			continue
		}
		if _, err := h.client.Channels.Get(ctx, channel); errors.Is(err, ari.ErrNotFound) {
			return true
		}
	}
	return false
}

// listen has the supervisor hear the talk in its mode. What a supervisor says is put into what the agent hears, not
// into what the caller sends: nothing that records the caller, or the bridge in which they talk, has a whisper in it.
func (h *heard) listen(ctx context.Context) error {
	if h.agent == "" && h.known != "" {
		return nil
	}
	channel, whisper := h.agent, map[string]ari.ChannelsSnoopChannelWhisper{"listen": ari.ChannelsSnoopChannelWhisperNone,
		"whisper": ari.ChannelsSnoopChannelWhisperOut, "barge": ari.ChannelsSnoopChannelWhisperBoth}[h.mode]
	if channel == "" { // the agent is not with the caller, who must not hear a whisper
		if channel = h.talk.Channel; h.mode == "whisper" {
			whisper = ari.ChannelsSnoopChannelWhisperNone
		}
	}
	ear, err := h.snoop(ctx, channel, ari.ChannelsSnoopChannelSpyBoth, whisper)
	if err != nil {
		return err
	}
	h.ear = ear
	return h.join(ctx, h.bridge, ear)
}

// goOn waits until one side is gone, does what keys and others want, and has those who talk hear now and then that they
// are listened to. Who cannot be told that any more is not listened to any more.
func (h *heard) goOn(ctx context.Context) error {
	for !h.boss.over() && (h.voice == nil || !h.voice.over()) {
		now := time.Now()
		if !now.Before(h.lookAt) || h.parted || h.ear.over() && h.order.Lasts == nil {
			if err := h.lookOn(ctx); err != nil {
				return err
			}
			h.lookAt = time.Now().Add(talkLook) // from its end, or one that takes long leaves no time for anything else
			continue
		}
		if err := h.heed(ctx); err != nil {
			return err
		}
		until := earlier(h.lookAt, h.assure(ctx))
		if h.voice != nil {
			if !now.Before(h.beepAt) {
				if err := h.beep(ctx); err != nil {
					return err
				}
				h.beepAt = time.Now().Add(h.talk.BeepEvery)
				continue
			}
			until = earlier(until, h.beepAt)
		}
		var ends error
		err := h.step(ctx, until, func(c Change) error {
			err := h.change(ctx, c.Mode, c.By)
			if !errors.Is(err, errRefused) {
				ends = err // as by a key: who is not heard as everybody was told is not heard
			}
			if errors.Is(err, errOver) {
				return errNobodyHeard
			}
			return err
		})
		if err = cmp.Or(ends, err); err != nil {
			return err
		}
	}
	return nil
}

// assure has a supervisor who hears nobody, as the agent is elsewhere, hear now and then that they are connected. It
// gives until when there is nothing to do for that.
func (h *heard) assure(ctx context.Context) time.Time {
	if h.agent != "" || h.known == "" {
		return h.lookAt
	}
	if now := time.Now(); !now.Before(h.chimeAt) {
		h.chime(ctx, beepSound)
		h.chimeAt = now.Add(waitBeep)
	}
	return h.chimeAt
}

// move has the supervisor hear the talk anew: where the agent is, in the mode that it has.
func (h *heard) move(ctx context.Context) error {
	return firstError(h.leave(ctx), func() error { return h.listen(ctx) })
}

// leave has the supervisor hear the talk no more: two ears would hear each other.
func (h *heard) leave(ctx context.Context) error {
	if h.ear.over() {
		return nil
	}
	return h.dismiss(ctx, h.ear)
}

// heed does what the supervisor's keys say.
func (h *heard) heed(ctx context.Context) error {
	for len(h.keys) > 0 {
		key := h.keys[0]
		h.keys = h.keys[1:]
		if mode := SpyKeys()[key]; mode != "" {
			sound := beepSound
			switch err := h.change(ctx, mode, ""); {
			case errors.Is(err, errRefused):
				sound = refusedSound
			case err != nil:
				return err
			}
			h.chime(ctx, sound)
		}
		if key == nextKey {
			if h.order.Next != nil {
				next, is := h.another(ctx, h.talk)
				if is && next.ID != h.talk.ID {
					h.next = next
					return firstError(next.check(), func() error { return errOver })
				}
			}
			h.chime(ctx, refusedSound) // there is no other
		}
	}
	return nil
}

// The sound of what is not done, and its error.
const refusedSound = "sound:beeperr"

var errRefused = errors.New("not allowed")

// change has the supervisor hear the talk in another mode, if that may be.
func (h *heard) change(ctx context.Context, mode, by string) error {
	why := error(errRefused)
	if h.order.May != nil && slices.Contains(SpyModes(), mode) {
		why = h.order.May(ctx, h.talk, mode, by)
	}
	switch {
	case why != nil:
		h.news(News{Kind: Refused, Talk: h.talk, Mode: mode, By: by, Why: why})
		return refusal{why}
	case mode == h.mode:
		return nil
	}
	if err := firstError(h.leave(ctx), func() error {
		h.tell(Left, by)
		h.told, h.mode = false, mode
		return h.listen(ctx)
	}); err != nil {
		if h.boss.over() || h.ended(ctx) {
			return errOver
		}
		return err
	}
	h.told = true
	h.tell(Hears, by)
	return nil
}

// refusal is errRefused, and why.
type refusal struct{ error }

// Is tells that it is one.
func (r refusal) Is(target error) bool { return target == errRefused }

// Unwrap is why.
func (r refusal) Unwrap() error { return r.error }

// agentOf is the agent's channel, and the bridge in which it is with the caller's. Both are "" where there is none, as
// while the agent asks somebody else and the caller waits, and where it cannot be told from others. Once the agent is
// known, a single other is not taken for them: it may be the one to whom they gave the caller.
func (d *dialling) agentOf(ctx context.Context, talk Talk, known string) (agent, bridge string, err error) {
	bridges, err := d.client.Bridges.List(ctx)
	if err != nil {
		return "", "", fmt.Errorf("looking for the agent: %w", err)
	}
	var others []string
	for _, one := range bridges {
		if slices.Contains(one.Channels, talk.Channel) {
			others = slices.DeleteFunc(slices.Clone(one.Channels), func(id string) bool { return id == talk.Channel })
			bridge = one.ID
		}
	}
	switch {
	case known != "" && slices.Contains(others, known):
		return known, bridge, nil
	case known == "" && len(others) == 1:
		return others[0], bridge, nil
	}
	for _, id := range others { // a whisper is for the agent alone
		channel, err := d.client.Channels.Get(ctx, id)
		if err == nil && talk.Endpoint != "" && strings.HasPrefix(channel.Name, nameOf(talk.Endpoint)) {
			return id, bridge, nil
		}
	}
	return "", "", nil
}

// nameOf is what the names of an endpoint's channels begin with: PJSIP/100@trunk has PJSIP/trunk-00000001.
func nameOf(endpoint string) string {
	tech, rest, _ := strings.Cut(endpoint, "/")
	rest, _, _ = strings.Cut(rest, "/")
	if _, trunk, is := strings.Cut(rest, "@"); is && tech != "Local" {
		rest = trunk
	}
	return tech + "/" + rest + "-"
}

// forget ends what was made for a talk, or tells by an error what of it stays. The supervisor stays, for the next one.
func (h *heard) forget(ctx context.Context) error {
	ctx, cancel := afterwards(ctx)
	defer cancel()
	_ = h.watch(ctx, "")
	var faults []error
	for _, leg := range slices.Clone(h.legs) {
		if leg == h.boss {
			continue
		}
		if !leg.over() {
			if err := h.dismiss(ctx, leg); err != nil {
				faults = append(faults, err)
				continue
			}
		}
		h.legs = slices.DeleteFunc(h.legs, func(one *dialled) bool { return one == leg })
	}
	return errors.Join(faults...)
}

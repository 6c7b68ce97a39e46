package steps

import (
	"context"
	"strconv"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
)

// gains are how much louder, or softer, a member hears and is heard.
type gains struct{ Heard, Said int }

// wants tells whether a key does something; others may be hotkeys.
func (m *member) wants(key digits.Key) bool {
	return m.endKeys.Has(key) || m.keys && (memberKeys().Has(key) || m.entry.Moderator && moderatorKeys().Has(key))
}

func memberKeys() digits.KeySet { return digits.KeySetOf('*', '1', '4', '6', '7', '8', '9') }

func moderatorKeys() digits.KeySet { return digits.KeySetOf('2', '3') }

// press does what a key stands for; one that stands for nothing is kept for the next question.
func (m *member) press(ctx context.Context, event *flows.Event) error {
	switch {
	case !m.wants(event.Key):
		m.run.Keys().Push(event.Key, event.At)
		return nil
	case m.endKeys.Has(event.Key):
		m.status = "left"
		return nil
	}
	switch event.Key {
	case '*':
		return m.menu(ctx)
	case '1':
		return m.toggleMute(ctx)
	case '2':
		return m.tell(ctx, map[bool]string{true: "confbridge-locked", false: "confbridge-unlocked"}[m.seat.Lock()])
	case '3':
		return m.kick(ctx)
	case '4', '6', '7', '9':
		return m.turn(ctx, event.Key)
	}
	m.status = "left"
	return nil
}

// menu says what keys do; the next key may be one of them.
func (m *member) menu(ctx context.Context) error {
	menu := "conf-usermenu"
	if m.entry.Moderator {
		menu = "conf-adminmenu"
	}
	event, pressed, err := m.say(ctx, []string{menu}, true)
	if err != nil || !pressed || event.Key == '*' {
		return err
	}
	return m.press(ctx, event)
}

func (m *member) toggleMute(ctx context.Context) error {
	m.muted = !m.muted
	if err := m.mute(ctx, m.muted); err != nil {
		return err
	}
	return m.tell(ctx, map[bool]string{true: "confbridge-muted", false: "confbridge-unmuted"}[m.muted])
}

func (m *member) kick(ctx context.Context) error {
	if m.seat.KickLast() {
		return m.tell(ctx, "confbridge-removed")
	}
	return m.tell(ctx, "confbridge-invalid")
}

// turn turns the volume up or down by a step, as VOLUME() in the dialplan does.
func (m *member) turn(ctx context.Context, key digits.Key) error {
	variables, ok := m.run.Port().(flows.Variables)
	if !ok {
		return nil
	}
	gain, function, step := &m.gains.Heard, "VOLUME(TX)", 1
	if key == '7' || key == '9' {
		gain, function = &m.gains.Said, "VOLUME(RX)"
	}
	if key == '4' || key == '7' {
		step = -1
	}
	*gain = min(max(*gain+step, -gainMost), gainMost)
	err := variables.SetVariable(ctx, flows.Caller, function, factor(*gain))
	if flows.IsFailure(ctx, err) {
		m.run.Log("warn", "the volume could not be changed: "+err.Error())
		return nil
	}
	return err
}

// factor is a gain as VOLUME() takes it: 2 doubles, -2 halves, 0 leaves it as it is.
func factor(gain int) string {
	switch {
	case gain > 0:
		gain++
	case gain < 0:
		gain--
	}
	return strconv.Itoa(gain)
}

// tell plays something to the member alone.
func (m *member) tell(ctx context.Context, sound string) error {
	_, _, err := m.say(ctx, []string{sound}, false)
	return err
}

// mute has the member not be heard, or be heard again. If the process dies in between they are not.
func (m *member) mute(ctx context.Context, on bool) error {
	if on {
		if err := m.keep(); err != nil {
			return err
		}
	}
	if err := m.port.Mute(ctx, flows.Caller, on); err != nil {
		return err
	}
	m.seat.Mute(on)
	return m.keep()
}

// say plays to the member alone, outside of the bridge, to which follow brings
// them back. A key that ends it is given back; others are kept until it has ended.
func (m *member) say(ctx context.Context, media []string, interruptible bool,
) (key *flows.Event, pressed bool, err error) {
	if err := m.part(ctx); err != nil {
		return key, false, err
	}
	if err := m.quiet(ctx); err != nil {
		return key, false, err
	}
	playback, err := m.run.Play(ctx, media)
	if err != nil {
		return key, false, err
	}
	var kept []*flows.Event
	for {
		event, err := m.run.Next(ctx, time.Time{})
		switch {
		case err != nil:
			return key, false, err
		case event.Kind == flows.PlaybackEnded && event.Playback == playback:
			return key, false, m.pressAll(ctx, kept)
		case event.Kind == flows.PlaybackEnded:
			m.forget(ctx, event.Playback)
		case event.Kind == flows.KeyPressed && interruptible:
			return event, true, m.run.Stop(ctx, playback)
		case event.Kind == flows.KeyPressed && len(kept) < keptMost:
			kept = append(kept, event)
		}
	}
}

// pressAll does what keys stand for that were pressed while something was said.
func (m *member) pressAll(ctx context.Context, keys []*flows.Event) error {
	for _, event := range keys {
		if m.status != "failed" {
			m.run.Keys().Push(event.Key, event.At)
			continue
		}
		if err := m.press(ctx, event); err != nil {
			return err
		}
	}
	return nil
}

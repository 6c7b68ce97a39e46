package steps

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// sayName has the caller say their name, for the others. Who says none has none.
func (m *member) sayName(ctx context.Context) error {
	if _, ok := m.run.Port().(flows.Recorder); !ok {
		return nil
	}
	if err := m.tell(ctx, "vm-rec-name"); err != nil {
		return err
	}
	name := m.seat.NameFile()
	err := m.run.Record(ctx, flows.Recording{Name: name, Format: "wav", Max: nameTime, Terminator: "any", Beep: true,
		IfExists: "overwrite"})
	if flows.IsFailure(ctx, err) {
		m.run.Log("warn", "the caller's name could not be recorded: "+err.Error())
		return nil
	}
	deadline := m.run.Now().Add(2 * nameTime)
	for err == nil {
		var event *flows.Event
		event, err = m.run.Next(ctx, deadline)
		if err == nil && event.Kind == flows.RecordingOver && event.Recording == name {
			if !event.Failed {
				m.name = name
			}
			break
		}
		if err == nil && event.Kind == flows.TimeUp { // Asterisk has not told of its end
			return m.run.ChangeRecording(ctx, name, flows.DiscardRecording)
		}
	}
	return err
}

// greet tells the member who is there.
func (m *member) greet(ctx context.Context) error {
	media := []string(nil)
	others := m.view.Members - 1
	switch {
	case !m.view.Begun:
		media = []string{"conf-waitforleader"}
	case others == 0 && m.only:
		media = []string{"confbridge-only-participant"}
	case others == 0:
	case !m.count:
	case others == 1:
		media = []string{"conf-onlyone"}
	default:
		media = []string{"conf-thereare", "number:" + strconv.Itoa(others), "conf-otherinparty"}
	}
	if len(media) == 0 {
		return nil
	}
	_, _, err := m.say(ctx, media, false)
	return err
}

// putOut tells the member why they have to go.
func (m *member) putOut(ctx context.Context) error {
	sound := "conf-kicked"
	if m.view.Over == "ended" {
		sound = "conf-leaderhasleft"
	}
	m.status = m.view.Over
	return m.tell(ctx, sound)
}

// forget deletes the recording of a name that has been played for the last time.
func (m *member) forget(ctx context.Context, playback string) {
	if name := m.goodbyes[playback]; name != "" {
		delete(m.goodbyes, playback)
		m.drop(ctx, name)
	}
}

func (m *member) drop(ctx context.Context, name string) {
	if recorder, ok := m.run.Port().(flows.Recorder); ok && name != "" {
		_ = recorder.ChangeRecording(ctx, name, flows.DeleteRecording) // the next one of the number overwrites it
	}
}

// leave ends the stay. A call that goes on elsewhere stays where it is: who
// takes it up finds its place in what was saved.
func (m *member) leave(ctx context.Context) {
	defer m.report()
	last := m.seat.Leave()
	m.look()
	if errors.Is(context.Cause(ctx), flows.ErrDetached) {
		return
	}
	if ctx.Err() == nil {
		m.restore(ctx)
	}
	if last {
		ctx = context.WithoutCancel(ctx)
		if err := m.run.Unbridge(ctx, m.view.Bridge); err != nil {
			m.run.Log("warn", "the bridge of a conference stays: "+err.Error())
		}
		m.drop(ctx, m.name)
	}
	ctx = context.WithoutCancel(ctx)
	for _, name := range m.goodbyes {
		m.drop(ctx, name)
	}
	for _, news := range m.news {
		if !news.Came {
			m.drop(ctx, news.Name)
		}
	}
}

// restore makes the caller's line what it was before.
func (m *member) restore(ctx context.Context) {
	err := m.quiet(ctx)
	if m.inBridge {
		err = errors.Join(err, m.run.Part(ctx, m.view.Bridge, flows.Caller))
	}
	if m.muted {
		err = errors.Join(err, m.port.Mute(ctx, flows.Caller, false))
	}
	if variables, ok := m.run.Port().(flows.Variables); ok {
		for function, gain := range map[string]int{"VOLUME(TX)": m.gains.Heard, "VOLUME(RX)": m.gains.Said} {
			if gain != 0 {
				err = errors.Join(err, variables.SetVariable(ctx, flows.Caller, function, "0"))
			}
		}
	}
	if flows.IsFailure(ctx, err) {
		m.run.Log("warn", "leaving a conference: "+err.Error())
	}
}

// broken notes why a stay has ended by an error, for on_hangup.
func (m *member) broken(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), flows.ErrHangup) {
		m.status = "hangup"
	}
	return err
}

func (m *member) report() {
	duration := time.Duration(0)
	if !m.state.Since.IsZero() {
		duration = m.run.Now().Sub(m.state.Since)
	}
	if m.result != nil {
		m.run.SetResult(m.result(m, duration))
		return
	}
	m.run.SetResult(map[string]any{"status": m.status, "members": m.most, "duration": duration,
		"moderator": m.entry.Moderator, "recording": m.view.Recording})
}

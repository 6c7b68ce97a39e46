package steps

import (
	"context"

	"github.com/ariapp/ariapp/flows"
)

// load reads what another process has written down of the stay.
func (m *member) load() { m.run.Load(&m.state) }

// wasInside tells that the stay began in another process.
func (m *member) wasInside() bool { return m.state.Seat.Rank > 0 }

// keep writes the stay down when something has changed. What is outside of the
// room, at its door, is asked again.
func (m *member) keep() error {
	s := m.state
	if s.Seat = m.view.Past; s.Seat.Rank == 0 {
		return nil
	}
	s.Greeted, s.Muted, s.Hears, s.NoRecord = m.greeted, m.muted, m.hears, m.noRecord
	s.InBridge, s.Moves, s.Gains, s.Most = m.inBridge, m.moves, m.gains, m.most
	if s == m.state {
		return nil
	}
	m.state = s
	return m.run.Save(s)
}

// comeBack goes on with a stay: nobody is told anything again, and who is in the bridge stays there untouched.
func (m *member) comeBack(ctx context.Context) error {
	s := m.state
	m.greeted, m.muted, m.hears, m.noRecord = s.Greeted || m.greeted, s.Muted, s.Hears, s.NoRecord
	m.gains, m.most, m.name = s.Gains, s.Most, s.Seat.Name
	m.run.Ask(m.wants)
	m.look()
	m.inBridge = s.InBridge && m.view.Bridge == s.Seat.Bridge
	if s.Moves || s.InBridge != m.inBridge {
		if err := m.port.Part(ctx, s.Seat.Bridge, flows.Caller); err != nil {
			return err
		}
	}
	if !m.inBridge && m.music != noMusic {
		if err := silenceMusic(ctx, m.run, m.hears); err != nil {
			return err
		}
	}
	if m.muted {
		return m.mute(ctx, true)
	}
	return nil
}

// silenceMusic ends music of which nothing is written down: the process died before it had ended it.
func silenceMusic(ctx context.Context, r *flows.Run, hears bool) error {
	signals, err := signaller(r)
	if err != nil || hears {
		return err
	}
	return signals.Music(ctx, "", false)
}

package steps

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
)

// member is a caller in a conference, from the door to their leaving it.
type member struct {
	run    *flows.Run
	port   flows.Parties
	rooms  flows.Rooms
	notify func(any)
	state  conferenceState

	entry                   flows.RoomEntry
	muted, keys             bool
	count, only             bool
	announce, music, record string
	stay                    time.Duration

	seat flows.Seat
	view flows.SeatView
	// inBridge tells where the caller is, moves that they are being taken there or out of it, hears that music plays to
	// them.
	inBridge, moves, hears bool
	// greeted tells that they have been told who is there.
	greeted bool
	// endsAlone has the stay be over when all the others have left, endKeys are keys that end it.
	endsAlone bool
	endKeys   digits.KeySet
	// noRecord tells that a recording could not be begun: the others may try.
	noRecord bool
	gains    gains
	status   string
	most     int
	news     []flows.RoomNews
	// name is the recording of the caller's name, goodbyes those of others who have left, by the playback that tells it.
	name     string
	goodbyes map[string]string
	// result is the step's, nil for a conference's.
	result func(m *member, stayed time.Duration) map[string]any
}

// newMember is a caller who has no seat yet.
func newMember(r *flows.Run) (*member, error) {
	port, ok := r.Port().(flows.Parties)
	notifiable, alsoOK := r.Port().(flows.Notifiable)
	if r.World().Rooms == nil || !ok || !alsoOK {
		return nil, flows.ErrNotHere
	}
	return &member{run: r, port: port, rooms: r.World().Rooms, notify: notifiable.Notifier(), status: "failed",
		goodbyes: map[string]string{}}, nil
}

// visit is the caller's whole stay. Whatever ends it, nothing of it stays.
func (m *member) visit(ctx context.Context) error {
	call := m.run.Call()
	m.entry.Asterisk, m.entry.Call, m.entry.From, m.entry.At = call.Asterisk, call.ID, call.From, m.run.Now()
	m.entry.Notify = m.notify
	m.entry.Moderator = m.entry.Moderator || m.state.Moderator
	if m.wasInside() {
		past := m.state.Seat
		m.entry.Past, m.entry.At = &past, m.state.Since
	} else if err := awaitRooms(ctx, m.run, m.notify); err != nil {
		return err
	}
	seat, err := m.rooms.Enter(m.entry)
	if err != nil {
		status, ok := refusal(err)
		if !ok {
			return err
		}
		m.status = status
		m.report()
		return nil
	}
	m.seat = seat
	defer m.leave(ctx)
	if err := m.comeIn(ctx); err != nil {
		return m.broken(ctx, err)
	}
	if err := m.take(ctx); err != nil {
		return m.broken(ctx, err)
	}
	return nil
}

// comeIn goes in, or has a caller whose stay another process began be where they were.
func (m *member) comeIn(ctx context.Context) error {
	if m.wasInside() {
		return m.comeBack(ctx)
	}
	if m.announce == announceName {
		if err := m.sayName(ctx); err != nil {
			return err
		}
	}
	return m.goIn(ctx)
}

// goIn is the moment from which the others know of the caller.
func (m *member) goIn(ctx context.Context) error {
	m.run.Ask(m.wants)
	m.seat.Arrive(m.name)
	m.look()
	if m.state.Since.IsZero() {
		m.state.Since = m.run.Now()
	}
	if m.muted {
		return m.mute(ctx, true)
	}
	return m.keep()
}

// take is the stay: whatever is new, the caller is where they belong.
func (m *member) take(ctx context.Context) error {
	deadline := time.Time{}
	if m.stay > 0 {
		deadline = m.state.Since.Add(m.stay)
	}
	for m.status == "failed" {
		more, err := m.follow(ctx)
		if err != nil || m.status != "failed" {
			return err
		}
		if err := m.keep(); err != nil {
			return err
		}
		if more {
			continue
		}
		event, err := m.run.Next(ctx, deadline)
		if err != nil {
			return err
		}
		switch event.Kind {
		case flows.TimeUp:
			m.status = "timeout"
		case flows.KeyPressed:
			err = m.press(ctx, event)
		case flows.PlaybackEnded:
			m.forget(ctx, event.Playback)
		case flows.PartyLeft:
			if event.Leg == flows.Caller && event.Bridge == m.view.Bridge && m.inBridge {
				m.inBridge, m.status = false, "kicked"
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// look sees how things are, and keeps what is to be announced until it can be.
func (m *member) look() {
	m.view = m.seat.Look()
	m.most = max(m.most, m.view.Members)
	m.news = append(m.news, m.view.News...)
}

// follow looks at the room and does what it asks of this member; more tells that it must look again.
func (m *member) follow(ctx context.Context) (more bool, err error) {
	m.look()
	switch {
	case m.view.Over != "":
		return false, m.putOut(ctx)
	case m.view.Rebuilding: // whoever they talk with may come back yet
		return false, nil
	case m.endsAlone && m.most > 1 && m.view.Members < 2:
		m.status = "ended"
		return false, nil
	case !m.greeted:
		m.greeted = true
		if err := m.keep(); err != nil { // they hear it once
			return false, err
		}
		return true, m.greet(ctx)
	case m.view.Make:
		return true, m.makeBridge(ctx)
	}
	if err := m.place(ctx); err != nil {
		return false, err
	}
	if m.view.Record && m.inBridge && m.record != "" && !m.noRecord {
		return true, m.begin(ctx)
	}
	return false, m.announceAll(ctx)
}

// announceAll has all hear who has come and gone.
func (m *member) announceAll(ctx context.Context) error {
	all := m.news
	m.news = nil
	for _, news := range all {
		playback, err := m.port.PlayIn(ctx, m.view.Bridge, m.run.Call().Language, soundOf(news))
		switch {
		case err == nil && !news.Came && news.Name != "":
			m.goodbyes[playback] = news.Name
		case flows.IsFailure(ctx, err):
			m.run.Log("warn", "a conference could not be told who has come or gone: "+err.Error())
		case err != nil:
			return err
		}
	}
	return nil
}

// soundOf is what all hear of a coming or going.
func soundOf(news flows.RoomNews) []string {
	sound, words := "confbridge-leave", "confbridge-has-left"
	if news.Came {
		sound, words = "confbridge-join", "confbridge-has-joined"
	}
	if news.Name == "" {
		return []string{sound}
	}
	return []string{"recording:" + news.Name, words}
}

// makeBridge makes the room's bridge.
func (m *member) makeBridge(ctx context.Context) error {
	if _, err := m.run.Bridge(ctx, flows.Bridge{Shared: m.view.Bridge, Kind: flows.Mixing, Keys: true}); err != nil {
		return err
	}
	m.seat.Made()
	return nil
}

// place has the caller be in the bridge, or hear music outside of it.
func (m *member) place(ctx context.Context) error {
	alone := m.view.Members < 2
	outside := !m.view.Begun || alone && m.music != noMusic || !m.view.Ready
	if outside {
		return m.outside(ctx)
	}
	return m.inside(ctx)
}

func (m *member) outside(ctx context.Context) error {
	if err := m.part(ctx); err != nil {
		return err
	}
	if m.hears || m.music == noMusic {
		return nil
	}
	signals, err := signaller(m.run)
	if err != nil {
		return err
	}
	m.hears = true
	return signals.Music(ctx, m.music, true)
}

// part takes the caller out of the bridge. It is written down before: else somebody who takes the call up would think
// that another one did it.
func (m *member) part(ctx context.Context) error {
	if !m.inBridge {
		return nil
	}
	m.inBridge, m.moves = false, true
	if err := m.keep(); err != nil {
		return err
	}
	err := m.run.Part(ctx, m.view.Bridge, flows.Caller)
	m.moves = false
	return err
}

func (m *member) inside(ctx context.Context) error {
	if err := m.quiet(ctx); err != nil || m.inBridge {
		return err
	}
	m.moves = true
	if err := m.keep(); err != nil {
		return err
	}
	err := m.join(ctx)
	for try := 1; m.entry.Bridge != "" && try < joinTries && flows.IsFailure(ctx, err); try++ {
		// Asterisk may still be ending a bridge of that name.
		if err = m.pause(ctx, joinPause); err == nil {
			err = m.join(ctx)
		}
	}
	m.inBridge, m.moves = err == nil, false
	return err
}

func (m *member) join(ctx context.Context) error {
	// The bridge of a shared name is there; asking for it has its events come to this call too.
	if _, err := m.run.Bridge(ctx, flows.Bridge{Shared: m.view.Bridge, Kind: flows.Mixing, Keys: true}); err != nil {
		return err
	}
	return m.run.Join(ctx, m.view.Bridge, flows.Caller, flows.Joining{})
}

// pause lets a moment pass; keys are kept for the next question.
func (m *member) pause(ctx context.Context, span time.Duration) error {
	for deadline := m.run.Now().Add(span); ; {
		event, err := m.run.Next(ctx, deadline)
		if err != nil || event.Kind == flows.TimeUp {
			return err
		}
		if event.Kind == flows.KeyPressed {
			m.run.Keys().Push(event.Key, event.At)
		}
	}
}

// quiet ends the music.
func (m *member) quiet(ctx context.Context) error {
	if !m.hears {
		return nil
	}
	signals, err := signaller(m.run)
	if err != nil {
		return err
	}
	m.hears = false
	if err := m.keep(); err != nil {
		return err
	}
	return signals.Music(ctx, m.music, false)
}

// begin has the room recorded. It goes on without a recording that cannot be made.
func (m *member) begin(ctx context.Context) error {
	if !m.seat.Record(m.record) {
		return nil
	}
	err := m.run.Record(ctx, flows.Recording{Name: m.record, Format: "wav", Bridge: m.view.Bridge, Terminator: "none",
		IfExists: "fail"})
	if err == nil {
		return nil
	}
	m.seat.Record("")
	if !flows.IsFailure(ctx, err) {
		return err
	}
	m.noRecord = true
	m.run.Log("warn", "the conference is not recorded: "+err.Error())
	return nil
}

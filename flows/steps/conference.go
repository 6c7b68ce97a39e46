package steps

import (
	"context"
	"errors"
	"regexp"
	"time"

	"github.com/ariapp/ariapp/flows"
)

func conferenceSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "conference",
		Pace:    flows.Waiting,
		Summary: "Takes the caller into a conference, as `ConfBridge` does.",
		Doc: "Who names the same `room` meets there; it begins with the first and ends with the last. Keys are those of " +
			"ConfBridge's sample menus, alone or after `*`, which says them: 1 mutes, 4 and 6 turn down and up what one " +
			"hears, 7 and 9 what one says, 8 leaves; moderators lock with 2 and put out the one who came last with 3. " +
			"The walk goes on behind the step however the conference ends. See [conferences](../conference.md).",
		Short:  "room",
		Fields: conferenceFields(),
		Result: []flows.Result{
			{Name: "status", Zero: "", Doc: "`left` by key, `hangup`, `kicked`, `ended` when the last moderator left, " +
				"`timeout`; `locked`, `full` or `wrong_pin` when the caller did not get in."},
			{Name: "members", Zero: 0, Doc: "How many were in the room at most while the caller was."},
			{Name: "duration", Zero: time.Duration(0), Doc: "How long the caller was in the room."},
			{Name: "moderator", Zero: false, Doc: "Whether the caller was one."},
			{Name: "recording", Zero: "", Doc: "The recording's name, empty when there is none."},
		},
		Example: "- conference:\n    id: room\n    room: board\n    pin: '4711'\n    moderator_pin: '0815'\n" +
			"    wait_for_moderator: true\n    end_with_moderator: true\n    announce_count: true\n" +
			"- play: {media: vm-goodbye, when: steps.room.status == \"left\"}\n",
		New: newConference,
	}
}

func conferenceFields() []flows.Field {
	return []flows.Field{
		{Name: "room", Type: flows.Text, Required: true, Doc: "The room: letters, digits and `_ . -`, up to 60."},
		{Name: "pin", Type: flows.Sealed, Doc: "What members must key in."},
		{Name: "moderator_pin", Type: flows.Sealed,
			Doc: "What makes a moderator. Without `pin`, who keys in nothing (`#`) is a member."},
		{Name: "pin_prompt", Type: flows.Media, Default: "confbridge-pin", Doc: "How the PIN is asked for."},
		{Name: "attempts", Type: flows.Whole, Default: "3", Doc: "How often a PIN may be tried."},
		{Name: "moderator", Type: flows.Bool, Default: "false", Doc: "Whether the caller is a moderator, without a PIN."},
		{Name: "wait_for_moderator", Type: flows.Bool, Default: "false",
			Doc: "Whether the caller hears music while no moderator is there."},
		{Name: "end_with_moderator", Type: flows.Bool, Default: "false",
			Doc: "Whether the conference is over for the caller when the last moderator leaves."},
		{Name: "start_muted", Type: flows.Bool, Default: "false", Doc: "Whether the caller begins muted."},
		{Name: "limit", Type: flows.Whole, Default: "0",
			Doc: "How many may be in the room; 0 for `conferences.members`. A moderator counts too."},
		{Name: "timeout", Type: flows.Duration, Default: "0s", Doc: "How long the caller may stay; 0s for ever."},
		{Name: "announce", Type: flows.OneOf(announceNone, announceBeep, announceName), Default: announceBeep,
			Doc: "What the others hear when the caller comes and goes: `none`, a `beep`, or the `name`, which the caller is " +
				"asked to say."},
		{Name: "announce_count", Type: flows.Bool, Default: "false", Doc: "Whether the caller hears how many are there."},
		{Name: "announce_only_user", Type: flows.Bool, Default: "true", Doc: "Whether the first one hears that they are."},
		{Name: "music", Type: flows.Text, Default: "default",
			Doc: "The class of music for who is alone, or waits for a moderator; `none` for silence."},
		{Name: "record", Type: flows.Text, Doc: "The name of a recording of the room; the first one's counts."},
		{Name: "keys", Type: flows.Bool, Default: "true", Doc: "Whether keys do something."},
		{Name: "answer", Type: flows.Bool, Default: "true", Doc: "Whether to answer the call first."},
	}
}

// What the others hear of a member.
const (
	announceNone = "none"
	announceBeep = "beep"
	announceName = "name"
)

// noMusic is the class of silence.
const noMusic = "none"

type conference struct {
	room                                flows.Value[string]
	door                                door
	moderator, waits, ends, muted, keys flows.Value[bool]
	count, only, answer                 flows.Value[bool]
	limit                               flows.Value[int]
	timeout                             flows.Value[time.Duration]
	announce                            string
	music, record                       flows.Value[string]
}

func newConference(a flows.Args) flows.Step {
	flag := func(name string) flows.Value[bool] { return flows.Get[flows.Value[bool]](a, name) }
	c := &conference{room: flows.Get[flows.Value[string]](a, "room"), door: newDoor(a), moderator: flag("moderator"),
		waits: flag("wait_for_moderator"), ends: flag("end_with_moderator"), muted: flag("start_muted"),
		keys: flag("keys"), count: flag("announce_count"), answer: flag("answer"),
		limit: flows.Get[flows.Value[int]](a, "limit"), timeout: flows.Get[flows.Value[time.Duration]](a, "timeout"),
		announce: flows.Get[string](a, "announce"), only: flag("announce_only_user"),
		music: flows.Get[flows.Value[string]](a, "music"), record: flows.Get[flows.Value[string]](a, "record")}
	if room, fixed := c.room.Constant(); fixed && !roomName.MatchString(room) {
		a.Errorf("room", "wrong-type", "room must be %s; found %q", roomAccepts, room)
	}
	if limit, fixed := c.limit.Constant(); fixed && limit < 0 {
		a.Errorf("limit", "wrong-type", "limit must not be negative")
	}
	if record, fixed := c.record.Constant(); fixed && a.Has("record") {
		if err := flows.CheckRecordingName(record); err != nil {
			a.Errorf("record", "wrong-type", "%v", err)
		}
	}
	return c
}

// roomName is what a room may be called: part of a bridge's name, and of a recording's.
var roomName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,59}$`)

const roomAccepts = "1 to 60 letters, digits and _ . -, beginning with a letter or digit"

// AsksSecret tells whether a PIN is asked for.
func (c *conference) AsksSecret() bool { return c.door.locked() }

// Ways are onward, however it ends.
func (c *conference) Ways() []flows.Way { return []flows.Way{flows.WayOf("", flows.Advance())} }

// conferenceState survives the process: who has given a PIN is not asked again, and who is in stays.
type conferenceState struct {
	Opened, Moderator bool
	// Since is when the caller went in, Seat their place since then.
	Since time.Time
	Seat  flows.SeatPast
	// The others are as in [member].
	Greeted, Muted, Hears, InBridge, Moves, NoRecord bool
	Gains                                            gains
	Most                                             int
}

func (c *conference) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	m, err := newMember(r)
	if err != nil {
		return flows.Next{}, err
	}
	m.load()
	if err := c.evaluate(ctx, m); err != nil {
		return flows.Next{}, err
	}
	if !m.state.Opened {
		opened, err := c.enterBy(ctx, r, &m.state)
		if err != nil || !opened {
			m.status = "wrong_pin"
			m.report()
			return flows.Advance(), err
		}
		if err := r.Save(&m.state); err != nil {
			return flows.Next{}, err
		}
	}
	return flows.Advance(), m.visit(ctx)
}

// enterBy has the caller give a PIN, where there is one.
func (c *conference) enterBy(ctx context.Context, r *flows.Run, s *conferenceState) (opened bool, err error) {
	role, err := c.door.open(ctx, r, c.answer)
	if err != nil || role == stranger {
		return false, err
	}
	s.Opened, s.Moderator = true, role == leader
	return true, nil
}

// evaluate computes the fields for the call.
func (c *conference) evaluate(ctx context.Context, m *member) (err error) {
	answer := false
	for _, field := range []struct {
		value flows.Value[bool]
		into  *bool
	}{{c.moderator, &m.entry.Moderator}, {c.waits, &m.entry.Waits}, {c.ends, &m.entry.EndsWith}, {c.muted, &m.muted},
		{c.keys, &m.keys}, {c.count, &m.count}, {c.only, &m.only}, {c.answer, &answer}} {
		if *field.into, err = field.value.Eval(m.run); err != nil {
			return err
		}
	}
	if m.entry.Room, err = c.room.Eval(m.run); err != nil {
		return err
	}
	if !roomName.MatchString(m.entry.Room) {
		return refused("room", m.entry.Room, roomAccepts)
	}
	if m.entry.Limit, err = c.limit.Eval(m.run); err != nil {
		return err
	}
	if m.stay, err = c.timeout.Eval(m.run); err != nil {
		return err
	}
	if m.music, err = c.music.Eval(m.run); err != nil {
		return err
	}
	if m.record, err = c.record.Eval(m.run); err != nil {
		return err
	}
	if m.record != "" {
		if err = flows.CheckRecordingName(m.record); err != nil {
			return err
		}
	}
	m.announce = c.announce
	m.entry.Sounds = c.announce != announceNone
	if answer {
		return m.run.Answer(ctx)
	}
	return nil
}

// refusal is the status of one who does not get in; false for an error.
func refusal(err error) (string, bool) {
	switch {
	case errors.Is(err, flows.ErrRoomLocked):
		return "locked", true
	case errors.Is(err, flows.ErrRoomFull), errors.Is(err, flows.ErrRooms):
		return "full", true
	}
	return "", false
}

package call

import (
	"sync"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
)

// message is what a call needs to know of an event.
type message struct {
	at       time.Time
	key      digits.Key
	playback string
	// begun tells that a piece of the playback began, else the playback has ended.
	begun  bool
	failed bool
	// work names work that has ended, with what came of it.
	work   string
	result any
	err    error
	// leg is the channel that state, or else key, tells of; gone that it is no more.
	leg   string
	state flows.LegState
	cause flows.Cause
	sip   int
	gone  bool
	// forward is the extension to which the leg forwards the call.
	forward string
	// left is the bridge that the channel of leg has left.
	left string
	// recording names one that has ended.
	recording string
	took      time.Duration
	// by is the channel that is in the place of that of leg, up that it is answered.
	by string
	up bool
	// moved is a channel that has come into the call's application, or with failed will not come.
	moved string
	// told is which event tells it.
	told telling
	// wish is what another call wants of this one.
	wish *wish
	// other is an event that is ready for the walk.
	other *flows.Event
}

func (m message) isKey() bool {
	return m.playback == "" && m.work == "" && m.state == "" && m.left == "" && m.recording == "" && m.other == nil &&
		m.by == "" && m.moved == "" && m.wish == nil
}

// telling is one event as one application tells it.
type telling struct {
	app string
	at  time.Time // by Asterisk's clock
}

// mailbox holds messages until the call's goroutine takes them.
type mailbox struct {
	mu       sync.Mutex
	messages []message
	keys     int
	notices  int
	// arrived has one token when there may be something to take.
	arrived chan struct{}
}

func newMailbox() *mailbox { return &mailbox{arrived: make(chan struct{}, 1)} }

func (b *mailbox) put(m message) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if m.isKey() {
		if b.keys >= keysMax {
			return
		}
		b.keys++
	}
	b.messages = append(b.messages, m)
	b.wake()
}

// notify puts what another call tells, unless too much of it waits.
func (b *mailbox) notify(value any) {
	b.mu.Lock()
	full := b.notices >= noticesMax
	if !full {
		b.notices++
	}
	b.mu.Unlock()
	if !full {
		b.put(message{other: &flows.Event{Kind: flows.Notified, At: time.Now(), Result: value}})
	}
}

// take removes the first message that wanted accepts.
func (b *mailbox) take(wanted func(message) bool) (message, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, m := range b.messages {
		if wanted(m) {
			if b.messages = append(b.messages[:i], b.messages[i+1:]...); len(b.messages) == 0 {
				b.messages = nil // calls wait for hours with an empty one
			}
			if m.isKey() {
				b.keys--
			}
			if m.other != nil && m.other.Kind == flows.Notified {
				b.notices--
			}
			return m, true
		}
	}
	return message{}, false
}

// read turns an event into a message; false for events that a call has no use for.
func read(event ari.Event) (message, bool) {
	at := receivedAt(event)
	switch e := event.(type) {
	case *ari.ChannelDtmfReceived:
		if len(e.Digit) != 1 {
			return message{}, false
		}
		key, err := digits.ParseKey(rune(e.Digit[0]))
		return message{at: at, key: key}, err == nil
	case *ari.PlaybackStarted:
		return message{at: at, playback: e.Playback.ID, begun: true}, true
	case *ari.PlaybackContinuing:
		return message{at: at, playback: e.Playback.ID, begun: true}, true
	case *ari.PlaybackFinished:
		return message{at: at, playback: e.Playback.ID, failed: e.Playback.State == ari.PlaybackStateFailed}, true
	case *ari.RecordingFinished:
		return recordingOver(at, e.Recording), true
	case *ari.RecordingFailed:
		m := recordingOver(at, e.Recording)
		m.failed = true
		return m, true
	case *ari.ChannelLeftBridge:
		return message{at: at, leg: e.Channel.ID, left: e.Bridge.ID, told: telling{e.Application, e.Timestamp}}, true
	case *ari.ChannelTransfer:
		if e.State != nil && *e.State != "" && *e.State != "channel_progress" {
			return message{}, false // what we have told ourselves
		}
		return message{other: &flows.Event{Kind: flows.TransferAsked, At: at, Transfer: transferOf(e)}}, true
	}
	return message{}, false
}

func recordingOver(at time.Time, r ari.LiveRecording) message {
	m := message{at: at, recording: r.Name}
	if r.Duration != nil {
		m.took = time.Duration(*r.Duration) * time.Second
	}
	return m
}

// transferOf is what a telephone asks for; By is the channel's id as yet.
func transferOf(e *ari.ChannelTransfer) *flows.Transfer {
	t := &flows.Transfer{By: flows.Party(e.ReferredBy.SourceChannel.ID)}
	if to := e.ReferTo.RequestedDestination.Destination; to != nil {
		t.To = *to
	} else if id := e.ReferTo.RequestedDestination.ProtocolID; id != nil {
		t.To = *id
	}
	// That a talk is to be replaced is told even if it is over: the extension is not to be called instead.
	t.Attended = len(e.ReferTo.RequestedDestination.AdditionalProtocolParams) > 0
	if channel := e.ReferTo.DestinationChannel; channel != nil {
		t.Channel, t.Attended = channel.ID, true
	}
	if channel := e.ReferTo.ConnectedChannel; channel != nil {
		t.With = channel.ID
	}
	return t
}

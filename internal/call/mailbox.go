package call

import (
	"sync"
	"time"

	"github.com/ariapp/ariapp/ari"
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
}

func (m message) isKey() bool { return m.playback == "" && m.work == "" }

// mailbox holds messages until the call's goroutine takes them.
type mailbox struct {
	mu       sync.Mutex
	messages []message
	keys     int
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
	select {
	case b.arrived <- struct{}{}:
	default:
	}
}

// take removes the first message that wanted accepts.
func (b *mailbox) take(wanted func(message) bool) (message, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, m := range b.messages {
		if wanted(m) {
			b.messages = append(b.messages[:i], b.messages[i+1:]...)
			if m.isKey() {
				b.keys--
			}
			return m, true
		}
	}
	return message{}, false
}

// read turns an event into a message; false for events that a call has no use for.
func read(event ari.Event) (message, bool) {
	at := event.Header().Received
	if at.IsZero() {
		at = time.Now()
	}
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
	}
	return message{}, false
}

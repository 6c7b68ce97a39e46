package contract

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
)

// recorder keeps the events of one socket in their order. Awaiting goes forward:
// what one await has found is behind the next.
type recorder struct {
	t       *testing.T
	mu      sync.Mutex
	events  []ari.Event
	seen    int
	changed chan struct{}
}

func newRecorder(t *testing.T) *recorder {
	return &recorder{t: t, changed: make(chan struct{})}
}

// take is what Listen calls.
func (r *recorder) take(e ari.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.events) >= eventsMax {
		r.t.Error("more events than a subtest should see")
		return
	}
	r.events = append(r.events, e)
	close(r.changed)
	r.changed = make(chan struct{})
}

// await waits for the next event that is wanted.
func (r *recorder) await(what string, wanted func(ari.Event) bool) ari.Event {
	r.t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		r.mu.Lock()
		for r.seen < len(r.events) {
			e := r.events[r.seen]
			r.seen++
			if wanted(e) {
				r.mu.Unlock()
				return e
			}
		}
		changed := r.changed
		r.mu.Unlock()
		select {
		case <-changed:
		case <-deadline.C:
			r.t.Fatalf("awaited %s in vain; events: %s", what, r)
		}
	}
}

// awaitOf waits for the next event of a type that is wanted.
func awaitOf[E ari.Event](r *recorder, what string, wanted func(E) bool) E {
	r.t.Helper()
	found := r.await(what, func(e ari.Event) bool {
		typed, is := e.(E)
		return is && wanted(typed)
	})
	return found.(E)
}

// told are the events so far of some types, as short texts.
func (r *recorder) told(types ...string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var told []string
	for _, e := range r.events {
		if slices.Contains(types, e.EventType()) {
			told = append(told, short(e))
		}
	}
	return told
}

// String is all that came, for a failure's message.
func (r *recorder) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []string
	for _, e := range r.events {
		all = append(all, short(e))
	}
	return strings.Join(all, ", ")
}

// short is an event in a few words: for a playback what plays and how it is.
func short(e ari.Event) string {
	playback := func(p ari.Playback) string {
		return fmt.Sprintf("%s %s %s", e.EventType(), p.MediaURI, p.State)
	}
	switch e := e.(type) {
	case *ari.PlaybackStarted:
		return playback(e.Playback)
	case *ari.PlaybackContinuing:
		return playback(e.Playback)
	case *ari.PlaybackFinished:
		return playback(e.Playback)
	case *ari.Dial:
		return strings.TrimSpace("Dial " + e.DialStatus)
	case *ari.RecordingStarted:
		return fmt.Sprintf("RecordingStarted %s", e.Recording.State)
	case *ari.RecordingFinished:
		return fmt.Sprintf("RecordingFinished %s", e.Recording.State)
	case *ari.Lost:
		return fmt.Sprintf("Lost %v", e.Err)
	}
	return e.EventType()
}

//go:build linux && asterisk

package asterisk

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
)

// watcher hears, in an application of its own, what Asterisk tells of every
// channel, and keeps it as one story a caller:
//
//	answered
//	hears basic-pbx-ivr-main      a prompt of the daemon's began
//	callers/200 Stasis            the dialplan ran this application there
//	ended 16                      the channel is gone
//
// So a test knows what Asterisk saw, whatever the daemon says of itself.
type watcher struct {
	mu      sync.Mutex
	callers map[string]string // by channel id
	stories map[string][]string
	moments map[string][]time.Time // when each of the stories' facts was heard of
	changed chan struct{}
}

// watch begins to listen and returns when everything from now on is heard.
func watch(t *testing.T) *watcher {
	t.Helper()
	w := &watcher{callers: map[string]string{}, stories: map[string][]string{}, moments: map[string][]time.Time{},
		changed: make(chan struct{})}
	ctx, cancel := context.WithCancel(context.Background())
	c, app := client(t), "watch-"+rand.Text()
	connected := make(chan struct{})
	var listening sync.WaitGroup
	listening.Go(func() {
		err := c.Listen(ctx, ari.ListenOptions{Apps: []string{app}, OnEvent: func(e ari.Event) {
			if _, is := e.(*ari.Connected); is {
				close(connected)
			}
			w.hear(e)
		}})
		if err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() { cancel(); listening.Wait() })
	select {
	case <-connected:
	case <-time.After(awaitTimeout):
		t.Fatal("the watcher has no socket")
	}
	// Not SubscribeAll: Asterisk 22.10.1 can lock up for good when the socket of an application that hears
	// of device states ends.
	_, err := c.Applications.Subscribe(t.Context(), app,
		ari.ApplicationsSubscribeParams{EventSource: []string{"channel:", "bridge:"}})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// hear writes one event down.
func (w *watcher) hear(e ari.Event) {
	switch e := e.(type) {
	case *ari.ChannelCreated:
		w.mu.Lock()
		w.callers[e.Channel.ID] = e.Channel.Caller.Number
		w.mu.Unlock()
	case *ari.ChannelStateChange:
		if e.Channel.State == ari.ChannelStateUp {
			w.tell(e.Channel.ID, "answered")
		}
	case *ari.PlaybackStarted:
		channel, _ := strings.CutPrefix(e.Playback.TargetURI, "channel:")
		sound, _ := strings.CutPrefix(e.Playback.MediaURI, "sound:")
		w.tell(channel, "hears "+sound)
	case *ari.PlaybackFinished:
		channel, _ := strings.CutPrefix(e.Playback.TargetURI, "channel:")
		w.tell(channel, "heard "+string(e.Playback.State))
	case *ari.ChannelDialplan:
		if slices.Contains([]string{"Stasis", "Dial", "Playback"}, e.DialplanApp) {
			place := e.Channel.Dialplan
			w.tell(e.Channel.ID, fmt.Sprintf("%s/%s %s", place.Context, place.Exten, e.DialplanApp))
		}
	case *ari.ChannelLeftBridge:
		w.tell(e.Channel.ID, leftBridge)
	case *ari.ChannelDestroyed:
		w.tell(e.Channel.ID, fmt.Sprintf("ended %d", e.Cause))
	}
}

func (w *watcher) tell(channel, fact string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	caller := w.callers[channel]
	w.stories[caller], w.moments[caller] = append(w.stories[caller], fact), append(w.moments[caller], time.Now())
	close(w.changed)
	w.changed = make(chan struct{})
}

// between is the time from the first of a fact to the first of another one.
func (w *watcher) between(caller, first, second string) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	from, to := slices.Index(w.stories[caller], first), slices.Index(w.stories[caller], second)
	if from < 0 || to < 0 {
		return 0
	}
	return w.moments[caller][to].Sub(w.moments[caller][from])
}

// leftBridge is the fact that a channel has left a bridge.
const leftBridge = "left a bridge"

// count is how often a fact has been told of anybody.
func (w *watcher) count(fact string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	count := 0
	for _, story := range w.stories {
		for _, told := range story {
			if told == fact {
				count++
			}
		}
	}
	return count
}

// story is what has happened to a caller, without the ends of prompts and the bridges, and
// without digits that are read out: how many come before a key is chance.
func (w *watcher) story(caller string) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(w.stories[caller]), func(fact string) bool {
		return strings.HasPrefix(fact, "heard ") || strings.HasPrefix(fact, "hears digits/") || fact == leftBridge
	})
}

// await waits until a fact stands in a caller's story so many times.
func (w *watcher) await(t *testing.T, caller, fact string, times int) {
	t.Helper()
	w.awaitFor(t, awaitTimeout, caller, fact, times)
}

func (w *watcher) awaitFor(t *testing.T, patience time.Duration, caller, fact string, times int) {
	t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		w.mu.Lock()
		count, changed := 0, w.changed
		for _, told := range w.stories[caller] {
			if strings.HasPrefix(told, fact) {
				count++
			}
		}
		w.mu.Unlock()
		if count >= times {
			return
		}
		select {
		case <-changed:
		case <-deadline.C:
			t.Fatalf("%q comes %d times, not %d, in the story of %s: %q", fact, count, times, caller, w.story(caller))
		}
	}
}

// ended waits until a caller's channel is gone and returns the whole story.
func (w *watcher) ended(t *testing.T, caller string) []string {
	t.Helper()
	w.await(t, caller, "ended ", 1)
	return w.story(caller)
}

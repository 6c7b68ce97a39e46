package call

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// adopt replaces the line's call by one of another process, that knows nothing of it.
func (l *line) adopt(again bool) {
	synctest.Wait() // what the socket of the process that died brought, its successor's does not
	was := l.call
	l.call = New(Options{Client: was.Client(), Channel: was.Channel(), Up: true, Again: again,
		Logger: slog.New(slog.DiscardHandler)})
	l.events.Store(l.call)
}

// A process that died may have played anything. Its successor's prompts must
// neither wait for that nor end with it, whatever the ids are.
func TestAnAdoptedChannelIsQuiet(t *testing.T) {
	for _, played := range []int{0, 1, ringSize - 1, ringSize, 3*ringSize + 2} {
		onLine(t, func(ctx context.Context, l *line) {
			for range played {
				if err := l.call.Stop(ctx, l.play(ctx, "before")); err != nil {
					t.Fatal(err)
				}
			}
			l.play(ctx, "old")
			l.play(ctx, "queued")
			l.adopt(false)
			begin := time.Now()
			l.call.Quiet(l.call.Context())
			id := l.play(ctx, "new")
			if e := l.next(ctx, time.Minute); e.Kind != flows.PlaybackEnded || e.Playback != id || e.Failed {
				t.Errorf("got %+v", e)
			}
			if took := time.Since(begin); took < 2*time.Second || took > 3*time.Second {
				t.Errorf("a prompt of 2 s ended %v after the adoption", took)
			}
			if left := l.srv.Playbacks(); len(left) > 0 {
				t.Errorf("plays on: %v", left)
			}
		})
	}
}

func TestAQuietChannelStaysSo(t *testing.T) {
	onLine(t, func(ctx context.Context, l *line) {
		l.adopt(false)
		begin := time.Now()
		l.call.Quiet(l.call.Context())
		if took := time.Since(begin); took > 100*time.Millisecond {
			t.Errorf("stopping nothing took %v", took)
		}
		l.caller.Press("5")
		if e := l.next(ctx, time.Minute); e.Kind != flows.KeyPressed {
			t.Errorf("got %+v", e)
		}
	})
}

// A channel that is back a moment after its last call tells that one's events yet.
func TestTheNextCallOfAChannelHasIdsOfItsOwn(t *testing.T) {
	onLine(t, func(ctx context.Context, l *line) {
		old := l.play(ctx, "old")
		l.adopt(true)
		if e := l.next(ctx, time.Minute); e.Kind != flows.TimeUp {
			t.Errorf("the end of %s was heard: %+v", old, e)
		}
		if id := l.play(ctx, "new"); strings.HasPrefix(id, l.caller.ID()+".p") {
			t.Errorf("its playback is %s", id)
		}
	})
}

// An id that may be in use is passed over.
func TestTheRingPassesOverWhatIsInUse(t *testing.T) {
	onLine(t, func(ctx context.Context, l *line) {
		kept := l.play(ctx, "tone:busy")
		for range 2 * ringSize {
			id := l.play(ctx, "a")
			if id == kept {
				t.Fatalf("%s was used again while it plays", id)
			}
			if err := l.call.Stop(ctx, id); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// What is told late of the ends of what a dead process played, before its successor's first prompt, is not the end of that one.
func TestTheLateEndOfAFormerPlayback(t *testing.T) {
	onLine(t, func(ctx context.Context, l *line) {
		l.adopt(false)
		l.call.Deliver(&ari.PlaybackFinished{Playback: ari.Playback{ID: slot(l.call.prefix, 0), TargetURI: "channel:" + l.caller.ID()}})
		l.call.Quiet(l.call.Context())
		begin := time.Now()
		id := l.play(ctx, "new")
		e := l.next(ctx, time.Minute)
		if took := time.Since(begin); e.Kind != flows.PlaybackEnded || e.Playback != id || took < 2*time.Second {
			t.Errorf("after %v: %+v", took, e)
		}
	})
}

// Nor is it where it comes when its successor has waited for it, and speaks.
func TestAFormerPlaybackThatEndsLater(t *testing.T) {
	onLine(t, func(ctx context.Context, l *line) {
		l.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Event: "PlaybackFinished", Delay: settleTime + time.Second})
		l.play(ctx, "old")
		l.adopt(false)
		l.call.Quiet(l.call.Context())
		begin := time.Now()
		id := l.play(ctx, "new")
		e := l.next(ctx, time.Minute)
		if took := time.Since(begin); e.Kind != flows.PlaybackEnded || e.Playback != id || took < 2*time.Second {
			t.Errorf("after %v: %+v", took, e)
		}
	})
}

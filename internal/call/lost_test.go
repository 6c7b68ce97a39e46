package call

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/flows"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// ends fails unless the caller's call ends so within a minute.
func (l *line) ends(how fakeari.EndKind) {
	l.t.Helper()
	patience, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if ending, err := l.caller.AwaitEnd(patience); err != nil || ending.How != how {
		l.t.Errorf("ended %+v, %v; want %s", ending, err, how)
	}
}

// The channel is there and the label is not: the call goes on, and may do otherwise.
func TestAnUnknownLabelIsNoHangup(t *testing.T) {
	onLine(t, func(ctx context.Context, l *line) {
		err := l.call.Continue(ctx, flows.Place{Extension: "20", Priority: "nosuch"})
		if err == nil || errors.Is(err, flows.ErrHangup) || ctx.Err() != nil {
			t.Fatalf("got %v, and the call is over: %v", err, ctx.Err())
		}
		if err := l.call.Continue(ctx, flows.Place{Extension: "20"}); err != nil {
			t.Error(err)
		}
		l.ends(fakeari.EndDialplan)
	})
}

// Law: nobody hears nothing for long because Asterisk did not tell that something was over, however long it was.
func TestTheEndOfALongPlaybackIsNoticedSoon(t *testing.T) {
	for sounds := 1; sounds <= 40; sounds++ {
		onLine(t, func(ctx context.Context, l *line) {
			for _, event := range []string{"PlaybackStarted", "PlaybackContinuing", "PlaybackFinished"} {
				l.srv.Fault(fakeari.Fault{Name: fakeari.Drop, Event: event, Times: -1})
			}
			begun := time.Now()
			id := l.play(ctx, slices.Repeat([]string{"a"}, sounds)...) // each of two seconds
			e := l.next(ctx, time.Hour)
			if silent := time.Since(begun) - time.Duration(sounds)*2*time.Second; e.Playback != id || !e.Failed ||
				silent < 0 || silent > 6*time.Second {
				t.Errorf("%d sounds: %+v, %v after the last one", sounds, e, silent)
			}
		})
	}
}

// What began though its request was not answered must not stand before all that follows.
func TestAPlaybackWithoutAnAnswerIsStopped(t *testing.T) {
	onLine(t, func(ctx context.Context, l *line) {
		l.srv.Fault(fakeari.Fault{Name: fakeari.Drop, Operation: "channels.playWithId"})
		if _, err := l.call.Play(ctx, "", []string{"tone:busy"}); err == nil || errors.Is(err, flows.ErrHangup) {
			t.Errorf("got %v", err)
		}
		id := l.play(ctx, "a")
		if e := l.next(ctx, time.Minute); e.Kind != flows.PlaybackEnded || e.Playback != id || e.Failed {
			t.Errorf("got %+v", e)
		}
	})
}

// A playback that would not stop is tried again when it stands before another.
func TestAPlaybackThatWouldNotStopIsNotForgotten(t *testing.T) {
	onLine(t, func(ctx context.Context, l *line) {
		tone := l.play(ctx, "tone:busy")
		l.srv.Fault(fakeari.Fault{Name: fakeari.ErrorOnce, Operation: "playbacks.stop", Times: stopTries})
		if err := l.call.Stop(ctx, tone); err != nil {
			t.Fatal(err)
		}
		id := l.play(ctx, "a")
		if e := l.next(ctx, time.Minute); e.Kind != flows.PlaybackEnded || e.Playback != id || e.Failed {
			t.Errorf("got %+v", e)
		}
	})
}

func TestAnAnswerWithoutAnAnswerCounts(t *testing.T) {
	onLine(t, func(ctx context.Context, l *line) {
		l.srv.Fault(fakeari.Fault{Name: fakeari.Drop, Operation: "channels.answer"})
		if err := l.call.Answer(ctx); err != nil || !l.call.Answered() || l.caller.State() != "Up" {
			t.Errorf("got %v, the caller is %s", err, l.caller.State())
		}
	})
}

// A 500 for a channel that is gone is its hangup.
func TestAFailureOfAChannelThatIsGoneIsAHangup(t *testing.T) {
	onLine(t, func(ctx context.Context, l *line) {
		for _, event := range []string{"ChannelHangupRequest", "StasisEnd", "ChannelDestroyed"} {
			l.srv.Fault(fakeari.Fault{Name: fakeari.Drop, Event: event})
		}
		l.caller.Hangup(16)
		synctest.Wait()
		l.srv.Fault(fakeari.Fault{Name: fakeari.ErrorOnce, Operation: "channels.answer"})
		if err := l.call.Answer(ctx); !errors.Is(err, flows.ErrHangup) {
			t.Errorf("got %v", err)
		}
	})
}

// Handing back is tried again; what Asterisk will not send on is hung up.
func TestHandingBackLeavesNobodyInSilence(t *testing.T) {
	tries := map[string]struct {
		fault fakeari.Fault
		ends  fakeari.EndKind
	}{
		"refused once":    {fakeari.Fault{Name: fakeari.ErrorOnce}, fakeari.EndDialplan},
		"unanswered once": {fakeari.Fault{Name: fakeari.Drop}, fakeari.EndDialplan},
		"late once":       {fakeari.Fault{Name: fakeari.Delay, Delay: 7 * time.Second}, fakeari.EndDialplan},
		"always refused":  {fakeari.Fault{Name: fakeari.ErrorOnce, Times: -1}, fakeari.EndHangup},
	}
	for name, try := range tries {
		t.Run(name, func(t *testing.T) {
			onLine(t, func(ctx context.Context, l *line) {
				l.play(ctx, "tone:busy")
				try.fault.Operation = "channels.continueInDialplan"
				l.srv.Fault(try.fault)
				if err := l.call.HandBack(context.Background()); err != nil {
					t.Error(err)
				}
				l.ends(try.ends)
			})
		})
	}
}

// Music that was asked for is ended once before the dialplan takes the call; nothing is asked where there is none.
func TestHandingBackEndsMusic(t *testing.T) {
	for name, try := range map[string]struct {
		signals []bool // music on or off, in order
		want    int
	}{
		"no music":    {nil, 0},
		"music":       {[]bool{true}, 1},
		"music ended": {[]bool{true, false}, 1}, // by the one who ended it
	} {
		t.Run(name, func(t *testing.T) {
			onLine(t, func(ctx context.Context, l *line) {
				for _, on := range try.signals {
					if err := l.call.Music(ctx, "", on); err != nil {
						t.Fatal(err)
					}
				}
				if err := l.call.HandBack(context.Background()); err != nil {
					t.Error(err)
				}
				l.ends(fakeari.EndDialplan)
				if n := l.requests("channels.stopMoh"); n != try.want {
					t.Errorf("the end of the music was asked for %d times, want %d", n, try.want)
				}
			})
		})
	}
}

package call

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// line is a call on a fake Asterisk, in a bubble; the test is its walker.
type line struct {
	t      *testing.T
	srv    *fakeari.Server
	caller *fakeari.Call
	call   *Call
	events atomic.Pointer[Call] // who gets the events
}

// onLine brings a caller in and hands the test a call for them.
func onLine(t *testing.T, test func(context.Context, *line)) {
	t.Helper()
	onLineBy(t, func(conn net.Conn) net.Conn { return conn }, test)
}

// onLineBy is onLine with connections that the test has its hand in.
func onLineBy(t *testing.T, wrap func(net.Conn) net.Conn, test func(context.Context, *line)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		l := &line{t: t, srv: fakeari.New(fakeari.Options{User: "u", Password: "p", DefaultSound: 2 * time.Second})}
		defer l.srv.Close()
		client, err := ari.New(ari.Options{URL: "http://pbx:8088/ari", Username: "u", Password: "p",
			DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				conn, err := l.srv.DialContext(ctx, network, address)
				if err != nil {
					return nil, err
				}
				return wrap(conn), nil
			}})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = client.Close() }()
		ctx, stop := context.WithCancel(t.Context())
		started, ended := make(chan *Call, 1), make(chan error, 1)
		go func() {
			ended <- client.Listen(ctx, ari.ListenOptions{Apps: []string{"ivr"}, OnEvent: func(e ari.Event) {
				if start, ok := e.(*ari.StasisStart); ok {
					l.call = New(Options{Client: client, Channel: start.Channel.ID, Logger: slog.New(slog.DiscardHandler)})
					l.events.Store(l.call)
					started <- l.call
				} else if c := l.events.Load(); c != nil {
					c.Deliver(e)
				}
			}})
		}()
		if err := l.srv.AwaitApp(ctx, "ivr"); err != nil {
			t.Fatal(err)
		}
		l.caller = l.srv.Call(fakeari.Caller{App: "ivr", Exten: "200"})
		test((<-started).Context(), l)
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// requests are the operations asked of Asterisk about this call.
func (l *line) requests(operation string) int {
	n := 0
	for _, r := range l.srv.Requests() {
		if r.Operation == operation && strings.Contains(r.Path, l.caller.ID()) {
			n++
		}
	}
	return n
}

func (l *line) play(ctx context.Context, media ...string) string {
	l.t.Helper()
	id, err := l.call.Play(ctx, "", media)
	if err != nil {
		l.t.Fatal(err)
	}
	return id
}

func (l *line) next(ctx context.Context, wait time.Duration) *flows.Event {
	l.t.Helper()
	event, err := l.call.Next(ctx, time.Now().Add(wait))
	if err != nil {
		l.t.Fatal(err)
	}
	return event
}

func TestKeysPlaybacksAndDeadlinesComeInOrder(t *testing.T) {
	onLine(t, func(ctx context.Context, l *line) {
		id := l.play(ctx, "a", "b")
		l.caller.Press("7")
		if e := l.next(ctx, time.Minute); e.Kind != flows.KeyPressed || e.Key != '7' {
			t.Errorf("got %+v", e)
		}
		if e := l.next(ctx, time.Second); e.Kind != flows.TimeUp {
			t.Errorf("got %+v", e)
		}
		if e := l.next(ctx, time.Minute); e.Kind != flows.PlaybackEnded || e.Playback != id || e.Failed {
			t.Errorf("got %+v", e)
		}
	})
}

// Asterisk runs answer behind what plays: without the stop it would last as long as the prompt.
func TestAnswerStopsWhatPlays(t *testing.T) {
	onLine(t, func(ctx context.Context, l *line) {
		l.play(ctx, "early")
		begin := time.Now()
		if err := l.call.Answer(ctx); err != nil || !l.call.Answered() {
			t.Fatal(err)
		}
		if took := time.Since(begin); took > 100*time.Millisecond {
			t.Errorf("answering took %v", took)
		}
	})
}

func TestAPlaybackThatIsRefusedToStopIsTriedAgain(t *testing.T) {
	onLine(t, func(ctx context.Context, l *line) {
		id := l.play(ctx, "a")
		l.srv.Fault(fakeari.Fault{Name: fakeari.ErrorOnce, Operation: "playbacks.stop", Times: 2})
		if err := l.call.Stop(ctx, id); err != nil {
			t.Fatal(err)
		}
		if left := l.srv.Playbacks(); len(left) > 0 {
			t.Errorf("it plays on: %v", left)
		}
		if n := l.requests("playbacks.stop"); n != 3 {
			t.Errorf("stopping was asked %d times", n)
		}
	})
}

func TestAStoppedPlaybackHasNoEnd(t *testing.T) {
	onLine(t, func(ctx context.Context, l *line) {
		if err := l.call.Stop(ctx, l.play(ctx, "a")); err != nil {
			t.Fatal(err)
		}
		if e := l.next(ctx, time.Minute); e.Kind != flows.TimeUp {
			t.Errorf("got %+v", e)
		}
	})
}

func TestHangupIsTheCauseOfTheContext(t *testing.T) {
	onLine(t, func(ctx context.Context, l *line) {
		l.caller.Hangup(19)
		_, err := l.call.Next(ctx, time.Time{})
		hangup := (*flows.HangupError)(nil)
		if !errors.As(err, &hangup) || hangup.Cause != 19 {
			t.Errorf("got %v", err)
		}
		if err := l.call.Hangup(ctx, flows.CauseNormal); err != nil {
			t.Errorf("hanging up what is gone: %v", err)
		}
	})
}

// A lost hangup event is made good by the first request that finds no channel.
func TestAChannelThatIsNotThereIsAHangup(t *testing.T) {
	onLine(t, func(ctx context.Context, l *line) {
		for _, event := range []string{"ChannelHangupRequest", "StasisEnd", "ChannelDestroyed"} {
			l.srv.Fault(fakeari.Fault{Name: fakeari.Drop, Event: event})
		}
		l.caller.Hangup(16)
		synctest.Wait()
		if ctx.Err() != nil {
			t.Fatal("the events were not dropped")
		}
		if _, err := l.call.Play(ctx, "", []string{"a"}); !errors.Is(err, flows.ErrHangup) {
			t.Errorf("got %v", err)
		}
		if ctx.Err() == nil {
			t.Error("the call goes on")
		}
	})
}

func TestTheMailboxKeepsSoManyKeysAndEveryEnd(t *testing.T) {
	b := newMailbox()
	for range 10 * keysMax {
		b.put(message{key: '1'})
	}
	b.put(message{playback: "p"})
	keys, ends := 0, 0
	for {
		m, ok := b.take(func(message) bool { return true })
		if !ok {
			break
		}
		if m.playback == "" {
			keys++
		} else {
			ends++
		}
	}
	if keys != keysMax || ends != 1 {
		t.Errorf("%d keys and %d ends were kept", keys, ends)
	}
}

func TestContinueSurvivesTheEndOfTheContext(t *testing.T) {
	onLine(t, func(ctx context.Context, l *line) {
		l.play(ctx, "a")
		if err := l.call.Continue(ctx, flows.Place{Context: "phones", Extension: "sales"}); err != nil {
			t.Fatal(err)
		}
		patience, cancel := context.WithTimeout(l.t.Context(), time.Minute)
		defer cancel()
		ending, err := l.caller.AwaitEnd(patience)
		if err != nil || ending.How != fakeari.EndDialplan || ending.Context != "phones" || ending.Exten != "sales" {
			t.Errorf("ended %+v, %v", ending, err)
		}
	})
}

package ari_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"
)

// A listening is a Listen in its goroutine with what it reported.
type listening struct {
	stop context.CancelFunc
	done chan error

	mu     sync.Mutex
	events []ari.Event
	times  []time.Time
}

// listen runs Listen until the test ends. That no goroutine is left then is what synctest.Test checks.
func listen(t *testing.T, c *ari.Client, options ari.ListenOptions) *listening {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	l := &listening{stop: stop, done: make(chan error, 1)}
	if options.Apps == nil {
		options.Apps = []string{"ivr"}
	}
	options.OnEvent = func(event ari.Event) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.events = append(l.events, event)
		l.times = append(l.times, time.Now())
	}
	go func() { l.done <- c.Listen(ctx, options) }()
	return l
}

// end stops Listen and returns its error.
func (l *listening) end() error {
	l.stop()
	return <-l.done
}

// kinds are the types of what was reported, in order.
func (l *listening) kinds() (kinds []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, event := range l.events {
		kinds = append(kinds, event.EventType())
	}
	return kinds
}

// lost are the reports of failures.
func (l *listening) lost() (lost []*ari.Lost) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, event := range l.events {
		if e, ok := event.(*ari.Lost); ok {
			lost = append(lost, e)
		}
	}
	return lost
}

func expectKinds(t *testing.T, l *listening, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, l.kinds()); diff != "" {
		t.Error(diff)
	}
}

// TestListenConnects: after the self-test, which nobody sees, Connected tells what the applications hold.
func TestListenConnects(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t)
		l := listen(t, s.client(t), ari.ListenOptions{Apps: []string{"ivr", "queue"}})
		synctest.Wait()
		expectKinds(t, l, "Connected")
		connected := l.events[0].(*ari.Connected)
		if len(connected.Apps) != 2 || connected.Apps["queue"].ChannelIDs[0] != "1.1" {
			t.Errorf("got %v", connected.Apps)
		}
		if err := l.end(); err != nil {
			t.Error(err)
		}
	})
}

// TestListenKeepsOrder: events arrive as sent, each once, stamped; unknown ones too.
func TestListenKeepsOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t)
		l := listen(t, s.client(t), ari.ListenOptions{})
		synctest.Wait()
		want := []string{"Connected"}
		for i := range 500 {
			kind := []string{"StasisStart", "ChannelDtmfReceived", "ChannelTeleported", "StasisEnd"}[i%4]
			send(s.socket("ivr"), fmt.Sprintf(`{"type":%q,"application":"%d"}`, kind, i))
			want = append(want, kind)
		}
		synctest.Wait()
		expectKinds(t, l, want...)
		for i, event := range l.events[1:] {
			if h := event.Header(); h.Application != fmt.Sprint(i) || h.Received != time.Now() {
				t.Fatalf("event %d is %v", i, h)
			}
		}
		_ = l.end()
	})
}

// TestListenComesBack: a cut socket is reported, opened again, tested, and reported with a fresh list.
func TestListenComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t)
		l := listen(t, s.client(t), ari.ListenOptions{})
		time.Sleep(time.Minute)
		s.cut()
		time.Sleep(time.Second)
		expectKinds(t, l, "Connected", "Lost", "Back")
		lost, back := l.events[1].(*ari.Lost), l.events[2].(*ari.Back)
		if lost.Attempt != 1 || lost.Retry <= 0 || lost.Retry > ari.BackoffMin || lost.Err == nil {
			t.Errorf("got %+v", lost)
		}
		if back.Away != lost.Retry || back.Apps["ivr"] == nil {
			t.Errorf("got %+v after %v", back, lost.Retry)
		}
		_ = l.end()
		if s.openMost != 1 {
			t.Errorf("%d sockets at once", s.openMost)
		}
	})
}

// TestListenBacksOff: a server that stays away is tried for ever, ever slower, with bounded waits, one socket
// at a time.
func TestListenBacksOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t)
		s.refuse = func(int) int { return http.StatusServiceUnavailable }
		l := listen(t, s.client(t), ari.ListenOptions{})
		time.Sleep(time.Hour)
		lost := l.lost()
		if len(lost) < int(time.Hour/ari.BackoffMax) || len(lost) > 4*int(time.Hour/ari.BackoffMax) {
			t.Fatalf("%d tries in an hour", len(lost))
		}
		for i, e := range lost {
			most := min(ari.BackoffMin<<min(i, 20), ari.BackoffMax)
			if e.Attempt != i+1 || e.Retry < ari.BackoffFloor || e.Retry > most || !errors.Is(e.Err, ari.ErrServer) {
				t.Fatalf("try %d: %+v", i, e)
			}
		}
		s.set(func(s *server) { s.refuse = nil })
		time.Sleep(ari.BackoffMax)
		synctest.Wait()
		if kinds := l.kinds(); kinds[len(kinds)-1] != "Connected" {
			t.Errorf("last is %s", kinds[len(kinds)-1])
		}
		_ = l.end()
		if s.openMost != 1 {
			t.Errorf("%d sockets at once", s.openMost)
		}
	})
}

// TestListenDoesNotHammer: a server that takes each socket and drops it at once is not tried ever faster.
func TestListenDoesNotHammer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t)
		l := listen(t, s.client(t), ari.ListenOptions{})
		for range 3600 {
			time.Sleep(time.Second)
			s.cut()
		}
		if lost := l.lost(); len(lost) > 1200 {
			t.Errorf("%d sockets in an hour", len(lost))
		}
		_ = l.end()
	})
}

// TestListenPermanentFaults: before the first success, what a person must mend ends Listen at once.
func TestListenPermanentFaults(t *testing.T) {
	for status, want := range map[int]error{
		http.StatusUnauthorized: ari.ErrUnauthorized, http.StatusForbidden: ari.ErrForbidden,
		http.StatusNotFound: ari.ErrNotFound,
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newServer(t)
			s.refuse = func(int) int { return status }
			begin := time.Now()
			l := listen(t, s.client(t), ari.ListenOptions{})
			if err := <-l.done; !errors.Is(err, want) || time.Since(begin) != 0 {
				t.Errorf("%d: %v after %v", status, err, time.Since(begin))
			}
			expectKinds(t, l)
		})
	}
}

// TestListenWrongPassword: a wrong password is an error that says so and does not show it.
func TestListenWrongPassword(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t)
		options := s.options()
		options.Password = "guessed"
		c, err := ari.New(options)
		if err != nil {
			t.Fatal(err)
		}
		err = <-listen(t, c, ari.ListenOptions{}).done
		if !errors.Is(err, ari.ErrUnauthorized) || strings.Contains(err.Error(), "guessed") {
			t.Errorf("got %v", err)
		}
		_ = c.Close()
	})
}

// TestListenUnknownHost: a name without address ends Listen, a refused connection does not.
func TestListenUnknownHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fault := error(&net.DNSError{Err: "no such host", Name: "asterisk", IsNotFound: true})
		options := newServer(t).options()
		options.DialContext = func(context.Context, string, string) (net.Conn, error) { return nil, fault }
		c, err := ari.New(options)
		if err != nil {
			t.Fatal(err)
		}
		if err := <-listen(t, c, ari.ListenOptions{}).done; !errors.Is(err, ari.ErrUnknownHost) {
			t.Errorf("got %v", err)
		}
		fault = &net.OpError{Op: "dial", Err: errors.New("connection refused")}
		l := listen(t, c, ari.ListenOptions{})
		time.Sleep(time.Minute)
		if len(l.lost()) < 5 {
			t.Errorf("%d tries in a minute", len(l.lost()))
		}
		if err := l.end(); err != nil {
			t.Error(err)
		}
	})
}

// TestListenAfterSuccessRetriesEverything: a fault that was permanent before the first success is not later.
func TestListenAfterSuccessRetriesEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t)
		l := listen(t, s.client(t), ari.ListenOptions{})
		synctest.Wait()
		s.set(func(s *server) {
			s.refuse = func(n int) int { return []int{401, 403, 404, 0}[min(n-2, 3)] }
		})
		s.cut()
		time.Sleep(time.Minute)
		expectKinds(t, l, "Connected", "Lost", "Lost", "Lost", "Lost", "Back")
		_ = l.end()
	})
}

// TestListenStalledServer: a server that accepts and says nothing is given up after the request's deadline.
func TestListenStalledServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		options := newServer(t).options()
		var conns []net.Conn
		options.DialContext = func(context.Context, string, string) (net.Conn, error) {
			here, there := net.Pipe()
			conns = append(conns, there)
			go func() { _, _ = there.Read(make([]byte, 4096)) }()
			return here, nil
		}
		c, err := ari.New(options)
		if err != nil {
			t.Fatal(err)
		}
		l := listen(t, c, ari.ListenOptions{})
		time.Sleep(ari.RequestTimeout)
		synctest.Wait()
		lost := l.lost()
		if len(lost) != 1 || !errors.Is(lost[0].Err, ari.ErrTimeout) {
			t.Errorf("got %v", lost)
		}
		_ = l.end()
		for _, conn := range conns {
			_ = conn.Close()
		}
		_ = c.Close()
	})
}

// TestListenPingFindsDeadPeer: a peer that vanishes without a word is noticed within interval and timeout.
func TestListenPingFindsDeadPeer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t)
		l := listen(t, s.client(t), ari.ListenOptions{})
		time.Sleep(time.Hour)
		expectKinds(t, l, "Connected")
		s.vanish()
		time.Sleep(ari.PingInterval + ari.PingTimeout)
		synctest.Wait()
		if lost := l.lost(); len(lost) != 1 || !errors.Is(lost[0].Err, ari.ErrDead) {
			t.Errorf("got %v", lost)
		}
		time.Sleep(time.Second)
		expectKinds(t, l, "Connected", "Lost", "Back")
		_ = l.end()
	})
}

// TestListenBusyPeer: a peer that answers no ping and yet brings events is alive; when it brings none any more it is not.
func TestListenBusyPeer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t)
		l := listen(t, s.client(t), ari.ListenOptions{Apps: []string{"a"}})
		time.Sleep(time.Second)
		s.busy.Store(true)
		for range 60 {
			time.Sleep(time.Second)
			send(s.socket("a"), `{"type":"ChannelUserevent","eventname":"x","userevent":{},"application":"a","timestamp":"`+
				sampleTime+`"}`)
		}
		if lost := l.lost(); len(lost) > 0 {
			t.Errorf("lost though events come: %v", lost[0].Err)
		}
		time.Sleep(ari.PingInterval + ari.PingTimeout)
		synctest.Wait()
		if lost := l.lost(); len(lost) != 1 || !errors.Is(lost[0].Err, ari.ErrDead) {
			t.Errorf("got %v", lost)
		}
		_ = l.end()
	})
}

// TestListenDeafSocket: a socket on which the self-test is not heard is given up and never called Connected.
func TestListenDeafSocket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t)
		s.deaf = true
		l := listen(t, s.client(t), ari.ListenOptions{})
		time.Sleep(ari.SelfTestTimeout)
		synctest.Wait()
		expectKinds(t, l, "Lost")
		if !errors.Is(l.lost()[0].Err, ari.ErrDeaf) {
			t.Errorf("got %v", l.lost()[0].Err)
		}
		s.set(func(s *server) { s.deaf = false })
		time.Sleep(time.Second)
		expectKinds(t, l, "Lost", "Connected")
		_ = l.end()
	})
}

// TestListenSelfTestRefused: a user who may only read cannot be helped by trying again; an application that
// is not there yet can.
func TestListenSelfTestRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t)
		s.faults = map[string]int{"GET applications/ivr": http.StatusNotFound}
		l := listen(t, s.client(t), ari.ListenOptions{})
		synctest.Wait()
		expectKinds(t, l, "Lost")
		if err := l.lost()[0].Err; !errors.Is(err, ari.ErrNotFound) || !errors.Is(err, ari.ErrDeaf) {
			t.Errorf("got %v", err)
		}
		s.set(func(s *server) { s.faults = nil })
		time.Sleep(time.Second)
		expectKinds(t, l, "Lost", "Connected")
		_ = l.end()

		s.set(func(s *server) { s.faults = map[string]int{"POST events/user/": http.StatusForbidden} })
		l = listen(t, s.client(t), ari.ListenOptions{})
		if err := <-l.done; !errors.Is(err, ari.ErrForbidden) {
			t.Errorf("got %v", err)
		}
	})
}

// TestListenReplaced: another socket on the application is a named state, and the taking back is unhurried.
func TestListenReplaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t)
		l := listen(t, s.client(t), ari.ListenOptions{})
		synctest.Wait()
		send(s.socket("ivr"), `{"type":"ApplicationReplaced","application":"ivr"}`)
		synctest.Wait()
		expectKinds(t, l, "Connected", "ApplicationReplaced", "Lost")
		if lost := l.lost()[0]; !errors.Is(lost.Err, ari.ErrReplaced) || lost.Retry != ari.BackoffMax {
			t.Errorf("got %+v", lost)
		}
		time.Sleep(ari.BackoffMax)
		synctest.Wait()
		expectKinds(t, l, "Connected", "ApplicationReplaced", "Lost", "Back")
		_ = l.end()
	})
}

// TestListenSurvivesNonsense: each kind of unusable message is logged once, with a bounded beginning, and the
// socket lives on. An event of a known type that is not as described arrives undecoded.
func TestListenSurvivesNonsense(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t)
		var log bytes.Buffer
		options := s.options()
		options.Logger = slog.New(slog.NewTextHandler(&log, nil))
		c, err := ari.New(options)
		if err != nil {
			t.Fatal(err)
		}
		l := listen(t, c, ari.ListenOptions{})
		synctest.Wait()
		huge := `{"type":"StasisStart","x":"` + strings.Repeat("x", 1<<20) + `"}`
		for range 3 {
			for _, message := range []string{
				"hello", "", `{"type":`, `{"no":"type"}`, `[]`, huge,
				`{"type":"StasisStart","args":"x","application":"ivr"}`, `{"type":"StasisEnd","channel":5}`, "\xff\xfe",
			} {
				send(s.socket("ivr"), message)
			}
		}
		send(s.socket("ivr"), `{"type":"StasisEnd"}`)
		synctest.Wait()
		expectKinds(t, l, "Connected", "StasisStart", "StasisEnd", "StasisStart", "StasisEnd", "StasisStart",
			"StasisEnd", "StasisEnd")
		undecoded, ok := l.events[1].(*ari.UnknownEvent)
		if !ok || !errors.Is(undecoded.Err, ari.ErrEventField) || undecoded.Application != "ivr" {
			t.Errorf("got %#v", l.events[1])
		}
		if lines := strings.Count(log.String(), "\n"); lines != 5 || log.Len() > 5*4*ari.BeginningMax {
			t.Errorf("%d lines, %d bytes:\n%s", lines, log.Len(), log.String())
		}
		_ = l.end()
		_ = c.Close()
	})
}

// TestListenGivesUpEndlessMessage: a message without end is not read for ever.
func TestListenGivesUpEndlessMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t)
		l := listen(t, s.client(t), ari.ListenOptions{})
		synctest.Wait()
		w, err := s.socket("ivr").Writer(context.Background(), websocket.MessageText)
		if err != nil {
			t.Fatal(err)
		}
		piece := bytes.Repeat([]byte("x"), 1<<20)
		for range ari.EventSkipMax>>20 + 2 {
			if _, err = w.Write(piece); err != nil {
				break
			}
		}
		time.Sleep(time.Second * 10)
		if lost := l.lost(); len(lost) != 1 || !errors.Is(lost[0].Err, ari.ErrEventSize) {
			t.Errorf("got %v", lost)
		}
		_ = l.end()
	})
}

// TestListenOptionsAreChecked: every fault is named.
func TestListenOptionsAreChecked(t *testing.T) {
	c, err := ari.New(ari.Options{URL: "http://asterisk/ari", APIKey: "u:p"})
	if err != nil {
		t.Fatal(err)
	}
	onEvent := func(ari.Event) {}
	for want, options := range map[string]ari.ListenOptions{
		"0 names":  {OnEvent: onEvent},
		"twice":    {OnEvent: onEvent, Apps: []string{"a", "a"}},
		"comma":    {OnEvent: onEvent, Apps: []string{"a,b"}},
		"OnEvent":  {Apps: []string{"a"}},
		"negative": {OnEvent: onEvent, Apps: []string{"a"}, PingInterval: -1},
		"65 names": {OnEvent: onEvent, Apps: make([]string, ari.AppsMax+1)},
		"below":    {OnEvent: onEvent, Apps: []string{"a"}, BackoffMin: time.Hour},
	} {
		err := c.Listen(context.Background(), options)
		if !errors.Is(err, ari.ErrOptions) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

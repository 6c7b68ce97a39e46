package fakeari_test

import (
	"context"
	"errors"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// TestEventFaults proves what each fault makes of four digits.
func TestEventFaults(t *testing.T) {
	const dtmf = "ChannelDtmfReceived"
	for _, row := range []struct {
		name  string
		fault fakeari.Fault
		want  string
	}{
		{"drop one", fakeari.Fault{Name: fakeari.Drop, Event: dtmf}, "234"},
		{"drop the second", fakeari.Fault{Name: fakeari.Drop, Event: dtmf, After: 1}, "134"},
		{"drop two", fakeari.Fault{Name: fakeari.Drop, Event: dtmf, Times: 2}, "34"},
		{"drop another type", fakeari.Fault{Name: fakeari.Drop, Event: "StasisEnd"}, "1234"},
		{"drop of another channel", fakeari.Fault{Name: fakeari.Drop, Channel: "other"}, "1234"},
		{"drop of another application", fakeari.Fault{Name: fakeari.Drop, App: "other"}, "1234"},
		{"delay", fakeari.Fault{Name: fakeari.Delay, Event: dtmf, Delay: time.Second}, "2341"},
		{"duplicate", fakeari.Fault{Name: fakeari.Duplicate, Event: dtmf}, "11234"},
		{"reorder", fakeari.Fault{Name: fakeari.Reorder, Event: dtmf}, "2134"},
		{"reorder the last", fakeari.Fault{Name: fakeari.Reorder, Event: dtmf, After: 3}, "1234"},
	} {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newClient(t, fakeari.Options{})
				s := c.socket("app=ivr")
				call := c.srv.Call(fakeari.Caller{App: "ivr"})
				s.next()
				c.srv.Fault(row.fault)
				call.Press("1234")
				var got string
				for range row.want {
					digit, _ := s.next()["digit"].(string)
					got += digit
				}
				if got != row.want {
					t.Errorf("got %s, want %s", got, row.want)
				}
				if more, err := s.read(time.Minute); err == nil {
					t.Errorf("and then %v", more)
				}
			})
		})
	}
}

// TestForgottenEnd proves that a playback's end can be forgotten while the playback
// ends all the same.
func TestForgottenEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, fakeari.Options{})
		s := c.socket("app=ivr")
		c.srv.Call(fakeari.Caller{ID: "C", App: "ivr"})
		c.srv.Fault(fakeari.Fault{Name: fakeari.ForgetPlaybackEnd})
		c.want(201, "POST", "/channels/C/play/P", `{"media":["sound:a"]}`)
		c.want(204, "POST", "/channels/C/answer", "")
		c.want(404, "GET", "/playbacks/P", "")
		want := []string{"StasisStart", "PlaybackStarted", "ChannelStateChange"}
		if diff := cmp.Diff(want, s.kinds(3)); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
	})
}

// TestRequestFaults proves that an error happens once and does nothing, that an
// answer can be late, and that one can be lost although the thing was done.
func TestRequestFaults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, fakeari.Options{})
		c.socket("app=ivr")
		call := c.srv.Call(fakeari.Caller{ID: "C", App: "ivr"})
		c.srv.Fault(fakeari.Fault{Name: fakeari.ErrorOnce, Operation: "channels.answer"})
		c.want(200, "GET", "/channels/C", "")
		c.want(500, "POST", "/channels/C/answer", "")
		if state := call.State(); state != "Ring" {
			t.Errorf("the failed answer made the channel %q", state)
		}
		c.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Operation: "channels.answer", Delay: time.Minute})
		began := time.Now()
		c.want(204, "POST", "/channels/C/answer", "")
		if took := time.Since(began); took != time.Minute {
			t.Errorf("the delayed answer took %v", took)
		}
		c.srv.Fault(fakeari.Fault{Name: fakeari.Drop, Operation: "channels.hangup"})
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if _, err := c.try(ctx, "DELETE", "/channels/C", ""); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the lost answer gave %v", err)
		}
		if ending, err := call.AwaitEnd(soon(t)); err != nil || ending.How != fakeari.EndHangup {
			t.Errorf("ended as %+v, %v", ending, err)
		}
	})
}

// TestRestart proves that a restart takes everything without a word, refuses for a
// while, and then serves again.
func TestRestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, fakeari.Options{})
		s := c.socket("app=ivr")
		call := c.srv.Call(fakeari.Caller{ID: "C", App: "ivr"})
		s.next()
		c.want(201, "POST", "/channels/C/play/P", `{"media":["sound:a"]}`)
		s.next()
		c.srv.Fault(fakeari.Fault{Name: fakeari.Restart, Delay: time.Minute})
		if m, err := s.read(time.Second); err == nil {
			t.Errorf("the socket lives and says %v", m)
		}
		if ending, err := call.AwaitEnd(soon(t)); err != nil || ending.How != fakeari.EndRestart {
			t.Errorf("ended as %+v, %v", ending, err)
		}
		_, err := c.try(context.Background(), "GET", "/channels", "")
		if !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("while away the server gave %v", err)
		}
		time.Sleep(time.Minute)
		if got := c.want(200, "GET", "/channels", ""); got.text != "[]" {
			t.Errorf("after the restart there are channels: %s", got.text)
		}
		c.socket("app=ivr")
		c.srv.Call(fakeari.Caller{App: "ivr"})
		c.want(200, "GET", "/applications/ivr", "")
	})
}

// TestCutSocket proves that a cut takes the socket of one application, that the
// channels stay, and that new calls fail.
func TestCutSocket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, fakeari.Options{})
		one, two := c.socket("app=one"), c.socket("app=two")
		c.srv.Call(fakeari.Caller{ID: "C", App: "one"})
		one.next()
		c.srv.Fault(fakeari.Fault{Name: fakeari.CutSocket, App: "one"})
		if m, err := one.read(time.Second); err == nil {
			t.Errorf("the socket lives and says %v", m)
		}
		synctest.Wait()
		if diff := cmp.Diff([]string{"two"}, c.srv.Apps()); diff != "" {
			t.Errorf("served applications (-want +got):\n%s", diff)
		}
		ending, err := c.srv.Call(fakeari.Caller{App: "one"}).AwaitEnd(soon(t))
		if ending.How != fakeari.EndFailed {
			t.Errorf("a new call ended as %+v, %v", ending, err)
		}
		got := c.want(200, "GET", "/applications/one", "")
		if diff := cmp.Diff([]any{"C"}, got.body["channel_ids"]); diff != "" {
			t.Errorf("channels (-want +got):\n%s", diff)
		}
		c.want(204, "POST", "/events/user/hello?application=two", "")
		if kind := two.next().kind(); kind != "ChannelUserevent" {
			t.Errorf("the other socket says %s", kind)
		}
	})
}

// TestStall proves that a stalled socket says and hears nothing while its
// connection stays, that its application stays served, and that it can be healed.
func TestStall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, fakeari.Options{})
		s := c.socket("app=ivr")
		call := c.srv.Call(fakeari.Caller{ID: "C", App: "ivr"})
		s.next()
		c.srv.Fault(fakeari.Fault{Name: fakeari.Stall, App: "ivr"})
		call.Press("1")
		time.Sleep(time.Hour)
		if diff := cmp.Diff([]string{"ivr"}, c.srv.Apps()); diff != "" {
			t.Errorf("served applications (-want +got):\n%s", diff)
		}
		c.srv.Heal()
		call.Press("2")
		if digit := s.next()["digit"]; digit != "2" {
			t.Errorf("after the stall came %v", digit)
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		s.ws.CloseRead(ctx)
		if err := s.ws.Ping(ctx); err != nil {
			t.Errorf("after the stall a ping gave %v", err)
		}
	})
}

// TestStalledPing proves that a client can notice a stall by a ping.
func TestStalledPing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, fakeari.Options{})
		s := c.socket("app=ivr")
		c.srv.Fault(fakeari.Fault{Name: fakeari.Stall})
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		s.ws.CloseRead(ctx)
		if err := s.ws.Ping(ctx); err == nil {
			t.Error("a stalled socket answers a ping")
		}
	})
}

// TestUnknownFault proves that a misspelt fault does not pass unseen.
func TestUnknownFault(t *testing.T) {
	c := newClient(t, fakeari.Options{})
	defer func() {
		if recover() == nil {
			t.Error("an unknown fault is taken")
		}
	}()
	c.srv.Fault(fakeari.Fault{Name: "dorp"})
}

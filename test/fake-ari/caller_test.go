package fakeari_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// TestHourOfPrompt proves that a prompt of an hour costs no time in a bubble, and
// that a request behind it waits for exactly as long.
func TestHourOfPrompt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, fakeari.Options{Sounds: map[string]time.Duration{"long": time.Hour}})
		s := c.socket("app=ivr")
		call := c.srv.Call(fakeari.Caller{ID: "C", App: "ivr"})
		c.want(201, "POST", "/channels/C/play/P", `{"media":["sound:long"]}`)
		began := time.Now()
		c.want(204, "POST", "/channels/C/answer", "")
		if waited := time.Since(began); waited != time.Hour {
			t.Errorf("the answer took %v", waited)
		}
		want := []string{"StasisStart", "PlaybackStarted", "PlaybackFinished", "ChannelStateChange"}
		if diff := cmp.Diff(want, s.kinds(4)); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
		heard := call.Heard()
		if len(heard) != 1 || heard[0].Ended.Sub(heard[0].Began) != time.Hour || heard[0].Interrupted {
			t.Errorf("heard %+v", heard)
		}
		if !call.Progressed() {
			t.Error("a prompt before the answer is early media")
		}
	})
}

// TestScript proves what a scripted caller can wait for and that waiting goes
// forward.
func TestScript(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, fakeari.Options{Missing: []string{"nosuch"}})
		s := c.socket("app=ivr")
		ctx := soon(t)
		if err := c.srv.AwaitApp(ctx, "ivr"); err != nil {
			t.Fatal(err)
		}
		call := c.srv.Call(fakeari.Caller{App: "ivr", Number: "+4930123", Name: "Ann", Exten: "200"})
		channel, _ := s.next()["channel"].(map[string]any)
		want := map[string]any{"name": "Ann", "number": "+4930123"}
		if diff := cmp.Diff(want, channel["caller"]); diff != "" {
			t.Errorf("caller (-want +got):\n%s", diff)
		}
		c.want(204, "POST", "/channels/"+call.ID()+"/answer", "")
		if err := call.AwaitState(ctx, "Up"); err != nil {
			t.Fatal(err)
		}
		c.want(201, "POST", "/channels/"+call.ID()+"/play",
			`{"media":["sound:a","sound:nosuch","sound:b","sound:a"]}`)
		for _, media := range []string{"sound:a", "sound:b", "sound:a"} {
			if err := call.AwaitHeard(ctx, media); err != nil {
				t.Fatal(err)
			}
		}
		short, cancel := context.WithTimeout(ctx, time.Second/2)
		defer cancel()
		if err := call.AwaitHeard(short, "sound:a"); err == nil {
			t.Error("what was awaited is found a second time")
		}
		if err := call.AwaitSilence(ctx); err != nil {
			t.Fatal(err)
		}
		call.Hangup(17)
		ending, err := call.AwaitEnd(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if want := (fakeari.Ending{How: fakeari.EndHangup, Cause: 17}); ending != want {
			t.Errorf("ended as %+v, want %+v", ending, want)
		}
		if err := call.AwaitState(ctx, "Down"); err == nil {
			t.Error("a call that is over still comes into a state")
		}
		if left := slices.Concat(c.srv.Channels(), c.srv.Playbacks()); len(left) != 0 {
			t.Errorf("left behind: %v", left)
		}
	})
}

// TestEndings proves how calls end: by failure when nobody serves, in the dialplan
// when sent there, and that such an end stays where it was sent.
func TestEndings(t *testing.T) {
	c := newClient(t, fakeari.Options{DialplanStay: time.Hour})
	ctx := soon(t)
	failed := c.srv.Call(fakeari.Caller{App: "nobody"})
	if ending, err := failed.AwaitEnd(ctx); err != nil || ending.How != fakeari.EndFailed {
		t.Errorf("ended as %+v, %v", ending, err)
	}
	c.socket("app=ivr")
	call := c.srv.Call(fakeari.Caller{ID: "C", App: "ivr", Exten: "200", Context: "callers"})
	c.want(204, "POST", "/channels/C/continue", "")
	call.Hangup(0)
	ending, err := call.AwaitEnd(ctx)
	want := fakeari.Ending{How: fakeari.EndDialplan, Cause: 16, Context: "callers", Exten: "200", Priority: 2}
	if err != nil || ending != want {
		t.Errorf("ended as %+v, %v, want %+v", ending, err, want)
	}
}

// TestQueueAfterHangup proves that what is queued has its turn when the caller
// hangs up: playbacks begin and fail, a variable is set, an answer is refused.
func TestQueueAfterHangup(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, fakeari.Options{})
		s := c.socket("app=ivr")
		call := c.srv.Call(fakeari.Caller{ID: "C", App: "ivr"})
		c.want(201, "POST", "/channels/C/play/P1", `{"media":["sound:a"]}`)
		c.want(201, "POST", "/channels/C/play/P2", `{"media":["sound:b","sound:c"]}`)
		set, answered := make(chan int, 1), make(chan int, 1)
		go func() { set <- c.do("POST", "/channels/C/variable?variable=X&value=1", "").status }()
		synctest.Wait()
		go func() { answered <- c.do("POST", "/channels/C/answer", "").status }()
		synctest.Wait()
		call.Hangup(0)
		if got := <-set; got != 204 {
			t.Errorf("setting the variable gave %d", got)
		}
		if got := <-answered; got != 500 {
			t.Errorf("the answer gave %d", got)
		}
		want := []string{
			"StasisStart", "PlaybackStarted", "ChannelHangupRequest", "PlaybackFinished",
			"PlaybackStarted", "PlaybackFinished", "ChannelVarset", "StasisEnd",
		}
		if diff := cmp.Diff(want, s.kinds(len(want))); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
	})
}

package fakeari_test

import (
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// TestCloseEndsEverything proves that Close leaves no goroutine, whatever goes on:
// a bubble does not end while there is one.
func TestCloseEndsEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, fakeari.Options{Sounds: map[string]time.Duration{"long": time.Hour}})
		c.socket("app=ivr")
		c.socket("app=other")
		c.srv.Fault(fakeari.Fault{Name: fakeari.Stall, App: "other"})
		c.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Event: "ChannelDtmfReceived", Delay: time.Hour})
		call := c.srv.Call(fakeari.Caller{ID: "C", App: "ivr"})
		call.Press("1")
		c.want(201, "POST", "/channels/C/play/P", `{"media":["sound:long"]}`)
		waiting := make(chan error, 1)
		go func() {
			_, err := c.try(t.Context(), "POST", "/channels/C/answer", "")
			waiting <- err
		}()
		synctest.Wait()
		c.srv.Close()
		c.srv.Close()
		<-waiting
		if ending, err := call.AwaitEnd(soon(t)); err != nil || ending.How != fakeari.EndClosed {
			t.Errorf("ended as %+v, %v", ending, err)
		}
		if err := c.srv.AwaitApp(soon(t), "ivr"); err == nil {
			t.Error("a closed server still has applications to wait for")
		}
		late := c.srv.Call(fakeari.Caller{App: "ivr"})
		if ending, err := late.AwaitEnd(soon(t)); err != nil || ending.How != fakeari.EndFailed {
			t.Errorf("a call to a closed server ended as %+v, %v", ending, err)
		}
	})
}

// TestCloseOverTCP proves the same over TCP, where a bubble cannot look.
func TestCloseOverTCP(t *testing.T) {
	srv := fakeari.New(fakeari.Options{})
	url, err := srv.ListenTCP("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ws, _, err := websocket.Dial(soon(t), "ws"+strings.TrimPrefix(url, "http")+"/events?app=ivr", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ws.CloseNow() }()
	transport := &http.Transport{}
	resp, err := (&http.Client{Transport: transport}).Get(url + "/asterisk/ping")
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if running := goroutines(t); len(running) == 0 {
		t.Error("the server's goroutines are not seen")
	}
	srv.Close()
	transport.CloseIdleConnections()
	for _, stack := range leaked(t) {
		t.Errorf("after Close there is still:\n%s", stack)
	}
	if _, err := srv.ListenTCP("127.0.0.1:0"); err == nil {
		t.Error("a closed server listens again")
	}
}

// leaked are the stacks that stay: one that has told that it is done needs a processor once more to be gone.
func leaked(t *testing.T) []string {
	t.Helper()
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for patience := soon(t); ; {
		running := goroutines(t)
		if len(running) == 0 || patience.Err() != nil {
			return running
		}
		<-look.C
	}
}

// goroutines are the stacks that run something of a Server.
func goroutines(t *testing.T) []string {
	t.Helper()
	text := make([]byte, 1<<20)
	text = text[:runtime.Stack(text, true)]
	return slices.DeleteFunc(strings.Split(string(text), "\n\n"), func(stack string) bool {
		return !strings.Contains(stack, "fake-ari.(*") || strings.Contains(stack, t.Name())
	})
}

// TestNothingLeftBehind proves that calls leave no channel, playback, subscription
// or application behind, however they end.
func TestNothingLeftBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, fakeari.Options{})
		s := c.socket("app=ivr")
		for i, end := range []func(*fakeari.Call){
			func(call *fakeari.Call) { call.Hangup(0) },
			func(call *fakeari.Call) { c.want(204, "DELETE", "/channels/"+call.ID(), "") },
			func(call *fakeari.Call) {
				c.want(204, "POST", "/channels/"+call.ID()+"/continue", "")
				time.Sleep(time.Minute) // it waits for the prompts
			},
		} {
			call := c.srv.Call(fakeari.Caller{App: "ivr"})
			c.want(200, "POST", "/applications/ivr/subscription?eventSource=channel:"+call.ID(), "")
			c.want(200, "POST", "/bridges/B", "")
			c.want(204, "POST", "/bridges/B/addChannel?channel="+call.ID(), "")
			for range 3 {
				c.want(201, "POST", "/channels/"+call.ID()+"/play", `{"media":["sound:a"]}`)
			}
			end(call)
			if _, err := call.AwaitEnd(soon(t)); err != nil {
				t.Fatal(err)
			}
			c.want(204, "DELETE", "/bridges/B", "")
			if left := slices.Concat(c.srv.Channels(), c.srv.Playbacks(), c.srv.Bridges()); len(left) != 0 {
				t.Errorf("ending %d left %v", i, left)
			}
			got := c.want(200, "GET", "/applications/ivr", "")
			if ids := got.body["channel_ids"].([]any); len(ids) != 0 {
				t.Errorf("ending %d left subscriptions %v", i, ids)
			}
		}
		_ = s.ws.CloseNow()
		synctest.Wait()
		if got := c.want(200, "GET", "/applications", ""); got.text != "[]" {
			t.Errorf("applications are left: %s", got.text)
		}
	})
}

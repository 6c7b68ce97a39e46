package fakeari_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// TestRefer proves that a transfer that a caller asks for is told only when the
// application wants it, and that the caller hears how it goes until it has ended.
func TestRefer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, fakeari.Options{})
		s := c.socket("app=ivr")
		call := c.srv.Call(fakeari.Caller{ID: "C", App: "ivr", Answered: true})
		s.next()
		if call.Refer("300") {
			t.Error("Asterisk's own transfer was told")
		}
		c.want(204, "POST", "/channels/C/variable", `{"variable":"PJSIP_TRANSFER_HANDLING()","value":"ari-only"}`)
		if !call.Refer("300") {
			t.Error("nobody hears of the transfer")
		}
		told := s.next()
		to, _ := told["refer_to"].(map[string]any)
		if diff := cmp.Diff(map[string]any{"destination": "300"}, to["requested_destination"]); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
		for _, state := range []string{"channel_progress", "channel_declined", "channel_answered"} {
			c.want(204, "POST", "/channels/C/transfer_progress?states="+state, "")
		}
		if diff := cmp.Diff([]string{"channel_progress", "channel_declined"}, call.TransferStates()); diff != "" {
			t.Errorf("reported (-want +got):\n%s", diff)
		}
		if err := call.AwaitTransfer(soon(t), "channel_declined"); err != nil {
			t.Error(err)
		}
		for _, state := range []string{"channel_progress", "channel_declined"} {
			if m := s.next(); m.kind() != "ChannelTransfer" || m["state"] != state {
				t.Errorf("told %v", m)
			}
		}
		c.want(204, "POST", "/channels/C/redirect?endpoint=PJSIP/400", "")
		if _, err := call.AwaitEnd(soon(t)); err != nil || call.Redirected() != "PJSIP/400" {
			t.Errorf("redirected to %q, %v", call.Redirected(), err)
		}
	})
}

// TestHold proves that who puts a call on hold is heard of.
func TestHold(t *testing.T) {
	c := newClient(t, fakeari.Options{})
	s := c.socket("app=ivr")
	call := c.srv.Call(fakeari.Caller{ID: "C", App: "ivr", Answered: true})
	call.Hold()
	call.Unhold()
	if diff := cmp.Diff([]string{"StasisStart", "ChannelHold", "ChannelUnhold"}, s.kinds(3)); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

// TestSnoop proves that a snoop is recorded with the voice it listens to, whispers
// to whom it may, and ends with the other.
func TestSnoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, caller, leg := meeting(t)
		leg.Answer()
		c.want(200, "POST", "/bridges/B", "")
		c.want(204, "POST", "/bridges/B/addChannel?channel=C,L", "")
		c.want(200, "POST", "/channels/L/snoop/S?app=ivr&spy=in&whisper=out", "")
		c.want(201, "POST", "/channels/S/play", `{"media":["sound:beep"]}`)
		if err := leg.AwaitHeard(soon(t), "sound:beep"); err != nil {
			t.Error(err)
		}
		time.Sleep(time.Minute)
		c.want(201, "POST", "/channels/S/record?name=R&format=wav", "")
		leg.Speak(time.Second)
		caller.Speak(3 * time.Second)
		time.Sleep(5 * time.Second)
		leg.Hangup(0)
		if got, _ := c.srv.Recording("R"); got.Length != 5*time.Second || got.Talking != time.Second {
			t.Errorf("recorded %v with %v of speech", got.Length, got.Talking)
		}
		if diff := cmp.Diff([]string{"C"}, c.srv.Channels()); diff != "" {
			t.Errorf("left (-want +got):\n%s", diff)
		}
		beeped := func(h fakeari.Heard) bool { return h.Media == "sound:beep" }
		if slices.ContainsFunc(caller.Heard(), beeped) {
			t.Error("the caller heard the whisper")
		}
	})
}

// TestMessages proves that texts go out and come in.
func TestMessages(t *testing.T) {
	c := newClient(t, fakeari.Options{})
	s := c.socket("app=ivr")
	phone := c.srv.Endpoint("PJSIP/100")
	c.want(202, "PUT", "/endpoints/sendMessage?to=pjsip:100&from=sip:ivr@here&body=hello", "")
	c.want(202, "PUT", "/endpoints/PJSIP/100/sendMessage?from=sip:ivr@here&body=again", "")
	got, err := c.srv.AwaitMessages(soon(t), 2)
	if err != nil {
		t.Fatal(err)
	}
	want := []fakeari.Message{{"pjsip:100", "sip:ivr@here", "hello"}, {"pjsip:100", "sip:ivr@here", "again"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
	c.want(200, "POST", "/applications/ivr/subscription?eventSource=endpoint:PJSIP/100", "")
	phone.Text(fakeari.Message{To: "pjsip:ivr", From: "sip:100@here", Body: "hi"})
	told := s.next()
	message, _ := told["message"].(map[string]any)
	if told.kind() != "TextMessageReceived" || message["body"] != "hi" || message["from"] != "sip:100@here" {
		t.Errorf("told %v", told)
	}
}

// TestEndpointsAndDevices proves what is listed of who can be dialled, and that a
// device of the application's own is told of.
func TestEndpointsAndDevices(t *testing.T) {
	c := newClient(t, fakeari.Options{})
	s := c.socket("app=ivr")
	c.srv.Endpoint("PJSIP/100", fakeari.Ring(0))
	c.srv.Endpoint("PJSIP/200").SetState("offline")
	c.srv.Endpoint("Local/s@sales")
	c.srv.Endpoint("PJSIP/*")
	c.want(200, "POST", "/channels/A?endpoint=PJSIP/100&app=other", "")
	list := c.want(200, "GET", "/endpoints", "").text
	want := `[{"technology":"PJSIP","resource":"100","state":"online","channel_ids":["A"]},` +
		`{"technology":"PJSIP","resource":"200","state":"offline","channel_ids":[]}]`
	if list != want {
		t.Errorf("listed are %s", list)
	}
	for device, state := range map[string]string{
		"PJSIP%2F100": "RINGING", "PJSIP%2F200": "UNAVAILABLE", "Stasis:x": "UNKNOWN", "nobody": "INVALID",
	} {
		if got := c.want(200, "GET", "/deviceStates/"+device, ""); got.body["state"] != state {
			t.Errorf("%s is %v, want %s", device, got.body["state"], state)
		}
	}
	c.want(200, "POST", "/applications/ivr/subscription?eventSource=deviceState:Stasis:x", "")
	for range 2 { // the second changes nothing
		c.want(204, "PUT", "/deviceStates/Stasis:x?deviceState=BUSY", "")
	}
	c.want(204, "PUT", "/deviceStates/Stasis:x?deviceState=INUSE", "")
	for _, state := range []string{"BUSY", "INUSE"} {
		told, _ := s.next()["device_state"].(map[string]any)
		if told["state"] != state {
			t.Errorf("told %v, want %s", told, state)
		}
	}
	if got := c.srv.Device("Stasis:x"); got != "INUSE" {
		t.Errorf("it is %q", got)
	}
}

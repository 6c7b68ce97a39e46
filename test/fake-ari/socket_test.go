package fakeari_test

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// TestRESTOverWebSocket proves the answers to messages as a real 22.10.1 gave them.
func TestRESTOverWebSocket(t *testing.T) {
	c := newClient(t, fakeari.Options{User: "u", Password: "p"})
	s := c.socket("app=ivr")
	c.srv.Call(fakeari.Caller{ID: "C", App: "ivr", Variables: map[string]string{"X": "1"}})
	s.next()
	for _, row := range []struct {
		sent   string
		status float64
		reason string
		uri    string
		body   string
	}{
		{`{"type":"RESTRequest","method":"GET","uri":"channels/C/variable?variable=X"}`,
			200, "OK", "channels/C/variable", `{"value":"1"}`},
		{`{"type":"RESTRequest","method":"GET","uri":"channels/C/variable",` +
			`"query_strings":[{"name":"variable","value":"X"}]}`,
			200, "OK", "channels/C/variable", `{"value":"1"}`},
		{`{"type":"RESTRequest","method":"GET","uri":"channels/C/variable",` +
			`"query_strings":[{"name":"variable"}]}`,
			400, "Bad request", "channels/C/variable",
			`{"message":"Unable to parse 'query_strings' array."}`},
		{`{"type":"RESTRequest","method":"GET","uri":"channels/C/variable?variable=NO"}`,
			404, "Variable Not Found", "channels/C/variable",
			`{"message":"Provided variable was not found"}`},
		{`{"type":"RESTRequest","method":"POST","uri":"/channels/C/ring"}`,
			405, "Method Not Allowed", "/channels/C/ring", `{"message":"Invalid method"}`},
		{`{"type":"RESTRequest","method":"POST","uri":"ari/channels/C/ring"}`,
			404, "Not Found", "ari/channels/C/ring", `{"message":"Resource not found"}`},
		{`{"type":"RESTRequest","method":"POST","uri":"channels/C/variable","message_body":"{}"}`,
			400, "Bad request", "channels/C/variable",
			`{"message":"No 'content_type' for 'message_body'."}`},
		{`{"type":"RESTRequest","method":"POST","uri":"channels/C/ring"}`,
			204, "No Content", "channels/C/ring", ""},
		{`{"type":"Other","method":"GET","uri":"channels"}`,
			400, "Bad request", "", `{"message":"Unknown request type."}`},
		{`{"type":"RESTRequest","method":"LOOK","uri":"channels"}`,
			400, "Bad request", "channels", `{"message":"Unknown or missing 'method' property."}`},
		{`{"type":"RESTRequest","method":"GET"}`,
			400, "Bad request", "", `{"message":"Empty or missing 'uri' property."}`},
		{`{"type":"RESTRequest","method":"GET","uri":"events"}`,
			400, "Bad request", "events", `{"message":"Can't upgrade to websocket from a websocket"}`},
		{`[]`, 400, "Bad request", "", `{"message":"No 'type' property."}`},
		{`not json`, 400, "Failed to parse request message JSON", "", ""},
	} {
		s.write(row.sent)
		got := s.next()
		body, _ := got["message_body"].(string)
		want := message{"status": row.status, "reason": row.reason, "uri": row.uri, "body": row.body}
		have := message{
			"status": got["status_code"], "reason": got["reason_phrase"], "uri": got["uri"], "body": body,
		}
		if diff := cmp.Diff(want, have); diff != "" {
			t.Errorf("%s (-want +got):\n%s", row.sent, diff)
		}
	}
}

// TestSocketIsSerial proves that a request that waits holds up every other one on
// its socket, and none elsewhere; ids are echoed.
func TestSocketIsSerial(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, fakeari.Options{Sounds: map[string]time.Duration{"long": time.Hour}})
		s := c.socket("app=ivr")
		c.srv.Call(fakeari.Caller{ID: "C", App: "ivr"})
		c.want(201, "POST", "/channels/C/play/P", `{"media":["sound:long"]}`)
		s.kinds(2)
		s.write(`{"type":"RESTRequest","request_id":"1","method":"POST","uri":"channels/C/answer"}`)
		s.write(`{"type":"RESTRequest","request_id":"2","transaction_id":"t",` +
			`"method":"GET","uri":"asterisk/ping"}`)
		began := time.Now()
		c.want(200, "GET", "/asterisk/ping", "")
		if took := time.Since(began); took != 0 {
			t.Errorf("a request elsewhere took %v", took)
		}
		time.Sleep(time.Hour)
		var order []string
		for len(order) < 2 {
			if m := s.next(); m.kind() == "RESTResponse" {
				request, _ := m["request_id"].(string)
				transaction, _ := m["transaction_id"].(string)
				order = append(order, request+transaction)
			}
		}
		if diff := cmp.Diff([]string{"1", "2t"}, order); diff != "" {
			t.Errorf("responses (-want +got):\n%s", diff)
		}
	})
}

// TestFilterSwallowsResponses proves the trap: a list of allowed types without
// RESTResponse silences the answers.
func TestFilterSwallowsResponses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, fakeari.Options{})
		s := c.socket("app=ivr")
		c.want(200, "PUT", "/applications/ivr/eventFilter", `{"allowed":[{"type":"StasisStart"}]}`)
		s.write(`{"type":"RESTRequest","method":"GET","uri":"asterisk/ping"}`)
		synctest.Wait()
		c.srv.Call(fakeari.Caller{App: "ivr"}).Press("1")
		if kind := s.next().kind(); kind != "StasisStart" {
			t.Errorf("came %s", kind)
		}
		if more, err := s.read(time.Minute); err == nil {
			t.Errorf("and then %v", more)
		}
	})
}

// TestTakeOver proves that a second socket takes an application, that the first is
// told and its end changes nothing.
func TestTakeOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, fakeari.Options{})
		first := c.socket("app=ivr,other")
		second := c.socket("app=ivr")
		if m := first.next(); m.kind() != "ApplicationReplaced" || m["application"] != "ivr" {
			t.Errorf("the first is told %v", m)
		}
		_ = first.ws.CloseNow()
		synctest.Wait()
		if diff := cmp.Diff([]string{"ivr"}, c.srv.Apps()); diff != "" {
			t.Errorf("served applications (-want +got):\n%s", diff)
		}
		c.srv.Call(fakeari.Caller{App: "ivr"})
		if kind := second.next().kind(); kind != "StasisStart" {
			t.Errorf("the second hears %s", kind)
		}
	})
}

// TestMessageTooLong proves that a message beyond the bound ends the socket.
func TestMessageTooLong(t *testing.T) {
	c := newClient(t, fakeari.Options{})
	s := c.socket("app=ivr")
	long, err := json.Marshal(map[string]string{"type": strings.Repeat("x", 70000)})
	if err != nil {
		t.Fatal(err)
	}
	// The server may be gone before all of it is written.
	_ = s.ws.Write(soon(t), websocket.MessageText, long)
	if m, err := s.read(patience); err == nil {
		t.Errorf("the socket lives and says %v", m)
	}
}

// TestSubscribeToAll proves that an application that hears of everything hears of
// what belongs to another, save its Stasis events, and is gone with its socket.
func TestSubscribeToAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, fakeari.Options{})
		all, ivr := c.socket("app=all&subscribeAll=true"), c.socket("app=ivr")
		call := c.srv.Call(fakeari.Caller{App: "ivr"})
		c.want(200, "POST", "/bridges/B", "")
		call.Hangup(0)
		want := []string{"StasisStart", "ChannelHangupRequest", "StasisEnd"}
		if diff := cmp.Diff(want, ivr.kinds(3)); diff != "" {
			t.Errorf("the application hears (-want +got):\n%s", diff)
		}
		want = []string{
			"ChannelCreated", "BridgeCreated", "ChannelHangupRequest", "ChannelVarset",
			"ChannelHangupRequest", "ChannelDestroyed",
		}
		if diff := cmp.Diff(want, all.kinds(len(want))); diff != "" {
			t.Errorf("the one that hears everything hears (-want +got):\n%s", diff)
		}
		_ = all.ws.CloseNow()
		synctest.Wait()
		c.want(404, "GET", "/applications/all", "")
	})
}

package hand

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/ari"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// both is a stand-in for Asterisk and the two ways to it.
func both(t *testing.T) (srv *fakeari.Server, client *ari.Client, ways map[string]Hand) {
	t.Helper()
	srv = fakeari.New(fakeari.Options{User: "u", Password: "p", DefaultSound: time.Millisecond,
		Recordings: map[string]time.Duration{"a/b c": time.Second, "greeting": time.Second}})
	t.Cleanup(srv.Close)
	at, err := srv.ListenTCP("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if client, err = ari.New(ari.Options{URL: at, Username: "u", Password: "p"}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	served := httptest.NewServer(door(client))
	t.Cleanup(served.Close)
	return srv, client, map[string]Hand{"direct": Direct(client), "through": Through(knock{served.URL})}
}

// Law: what is done straight and what is done through a daemon is the same, and looks the same.
func TestBothWaysAreOne(t *testing.T) {
	srv, client, ways := both(t)
	guest(t.Context(), t, srv, client, func(c *fakeari.Call) {
		var seen []any
		for _, way := range []string{"direct", "through"} {
			seen = append(seen, tour(t, ways[way], c.ID()))
		}
		if diff := cmp.Diff(seen[0], seen[1]); diff != "" {
			t.Errorf("the ways differ (-direct +through):\n%s", diff)
		}
	})
}

// tour does one thing of each kind and gives what it saw.
func tour(t *testing.T, h Hand, channel string) []any {
	t.Helper()
	ctx := t.Context()
	var seen []any
	note := func(answer any, err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
		seen = append(seen, answer)
	}
	one := func(answer any, err error) { note(answer, err) }
	c, err := Channel().Do(ctx, h, One{channel})
	one(c, err)
	all, err := Channels().Do(ctx, h, Nothing{})
	one(all, err)
	n, err := Mute().Do(ctx, h, MuteOrder{ID: channel, Direction: "in"})
	one(n, err)
	n, err = Mute().Do(ctx, h, MuteOrder{ID: channel, Off: true})
	one(n, err)
	n, err = SendKeys().Do(ctx, h, KeysOrder{ID: channel, Keys: "1"})
	one(n, err)
	b, err := CreateBridge().Do(ctx, h, BridgeOrder{BridgeID: "a room/1?x=%2F", Name: "room"})
	if err != nil {
		t.Fatal(err)
	}
	one(b.ID+b.Name, err)
	n, err = AddToBridge().Do(ctx, h, MembersOrder{ID: b.ID, Channels: []string{channel}})
	one(n, err)
	b, err = Bridge().Do(ctx, h, One{b.ID})
	if err != nil {
		t.Fatal(err)
	}
	one(b.Channels, err)
	n, err = RemoveFromBridge().Do(ctx, h, MembersOrder{ID: b.ID, Channels: []string{channel}})
	one(n, err)
	n, err = DestroyBridge().Do(ctx, h, One{b.ID})
	one(n, err)
	bridges, err := Bridges().Do(ctx, h, Nothing{})
	one(len(bridges), err)
	n, err = SetDevice().Do(ctx, h, SetDeviceOrder{"Stasis:night shift", "INUSE"})
	one(n, err)
	d, err := Device().Do(ctx, h, DeviceOrder{"Stasis:night shift"})
	one(d, err)
	n, err = DeleteDevice().Do(ctx, h, OwnDeviceOrder{"Stasis:night shift"})
	one(n, err)
	stored, err := Recordings().Do(ctx, h, RecordingsOrder{"a/b"})
	one(stored, err)
	file, err := RecordingFile().Do(ctx, h, RecordingOrder{"a/b c"})
	one(len(file), err)
	copied, err := CopyRecording().Do(ctx, h, CopyOrder{"a/b c", "copy"})
	one(copied, err)
	n, err = DeleteRecording().Do(ctx, h, RecordingOrder{"copy"})
	one(n, err)
	_, err = Channel().Do(ctx, h, One{"nobody"})
	if !errors.Is(err, ari.ErrNotFound) {
		t.Errorf("a channel that is not there: %v", err)
	}
	_, err = Recording().Do(ctx, h, RecordingOrder{"nothing"})
	if !errors.Is(err, ari.ErrNotFound) {
		t.Errorf("a recording that is not there: %v", err)
	}
	return seen
}

// Law: an order that is wrong in itself is refused by both sides before Asterisk is asked for anything.
func TestWrongOrders(t *testing.T) {
	srv, _, ways := both(t)
	h := ways["direct"]
	ctx := t.Context()
	record := func(name string) error {
		_, err := Record().Do(ctx, h, RecordOrder{ID: "1", Name: name})
		return err
	}
	for name, do := range map[string]func() error{
		"an id that leads up": func() error { _, err := Channel().Do(ctx, h, One{".."}); return err },
		"no id":               func() error { _, err := Bridge().Do(ctx, h, One{}); return err },
		"a cause":             func() error { _, err := Hangup().Do(ctx, h, HangupOrder{"1", 128}); return err },
		"keys":                func() error { _, err := SendKeys().Do(ctx, h, KeysOrder{ID: "1", Keys: "1x"}); return err },
		"no keys":             func() error { _, err := SendKeys().Do(ctx, h, KeysOrder{ID: "1"}); return err },
		"a key of an hour": func() error {
			_, err := SendKeys().Do(ctx, h, KeysOrder{ID: "1", Keys: "1", DurationMS: 3600000})
			return err
		},
		"a direction":   func() error { _, err := Mute().Do(ctx, h, MuteOrder{ID: "1", Direction: "up"}); return err },
		"nowhere to go": func() error { _, err := Move().Do(ctx, h, MoveOrder{ID: "1"}); return err },
		"two ways": func() error {
			_, err := Move().Do(ctx, h, MoveOrder{ID: "1", App: "a", Extension: "1", Context: "c"})
			return err
		},
		"an argument with commas": func() error {
			_, err := Move().Do(ctx, h, MoveOrder{ID: "1", App: "a", Args: []string{"b,c"}})
			return err
		},
		"no media":             func() error { _, err := Play().Do(ctx, h, PlayOrder{ID: "1"}); return err },
		"media without a kind": func() error { _, err := Play().Do(ctx, h, PlayOrder{ID: "1", Media: []string{"hello"}}); return err },
		"a name that leads up": func() error { return record("../../etc/passwd") },
		"one that hides it":    func() error { return record("a/../../b") },
		"an absolute name":     func() error { return record("/etc/passwd") },
		"a backslash":          func() error { return record(`..\b`) },
		"a line break":         func() error { return record("a\nb") },
		"no name":              func() error { return record("") },
		"a copy that leads up": func() error { _, err := CopyRecording().Do(ctx, h, CopyOrder{"greeting", "../x"}); return err },
		"a file that leads up": func() error { _, err := RecordingFile().Do(ctx, h, RecordingOrder{"../x"}); return err },
		"a format with a path": func() error {
			_, err := Record().Do(ctx, h, RecordOrder{ID: "1", Name: "a", Format: "../wav"})
			return err
		},
		"a kind of bridge": func() error { _, err := CreateBridge().Do(ctx, h, BridgeOrder{Type: "round"}); return err },
		"a channel with commas": func() error {
			_, err := AddToBridge().Do(ctx, h, MembersOrder{ID: "b", Channels: []string{"1,2"}})
			return err
		},
		"a device of Asterisk": func() error { _, err := SetDevice().Do(ctx, h, SetDeviceOrder{"PJSIP/100", "INUSE"}); return err },
		"a state":              func() error { _, err := SetDevice().Do(ctx, h, SetDeviceOrder{"Stasis:x", "AWAY"}); return err },
		"a message of nobody": func() error {
			_, err := SendMessage().Do(ctx, h, MessageOrder{Tech: "PJSIP", Resource: "1", Body: "x"})
			return err
		},
	} {
		if err := do(); !errors.Is(err, ErrOrder) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if asked := srv.Requests(); len(asked) > 0 {
		t.Errorf("Asterisk was asked for %v", asked)
	}
}

// Law: the side that serves refuses the same, whoever asks.
func TestServedOrdersAreChecked(t *testing.T) {
	srv, client, _ := both(t)
	served := httptest.NewServer(door(client))
	defer served.Close()
	for _, c := range []struct{ method, path, body string }{
		{"POST", "/channels/1/record", `{"name":"../x"}`}, {"POST", "/channels/1/dtmf", `{"keys":""}`},
		{"POST", "/channels/1/dtmf", `{"keys":"1","kez":"2"}`}, {"POST", "/channels/1/dtmf", `{"keys":"1"} {}`},
		{"POST", "/channels/1/dtmf", `[`}, {"DELETE", "/recordings/..%2Fx", ""}, {"GET", "/recordings/%2Fetc%2Fpasswd/file", ""},
		{"GET", "/channels/%2e%2e", ""}, {"PUT", "/devices/PJSIP%2F100", `{"state":"INUSE"}`},
	} {
		request, err := http.NewRequestWithContext(t.Context(), c.method, served.URL+c.path, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		response, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.StatusCode != http.StatusBadRequest {
			t.Errorf("%s %s %s: %d", c.method, c.path, c.body, response.StatusCode)
		}
	}
	if asked := srv.Requests(); len(asked) > 0 {
		t.Errorf("Asterisk was asked for %v", asked)
	}
}

// Law: no two operations have one route, each says what it does, and what changes something is no GET.
func TestOperationsAreATable(t *testing.T) {
	seen := map[string]bool{}
	for _, one := range Operations() {
		route := one.Method + " " + one.Path
		if seen[route] || one.Summary == "" || one.Changes != (one.Method != "GET") {
			t.Errorf("%s stands twice, says nothing, or a GET changes something", route)
		}
		seen[route] = true
	}
}

// Law: an error keeps its kind on its way through a daemon.
func TestStatuses(t *testing.T) {
	for _, kind := range []error{ari.ErrNotFound, ari.ErrConflict, ari.ErrInvalid, ari.ErrTimeout} {
		if err := StatusError(StatusOf(kind), "said"); !errors.Is(err, kind) || err.Error() != "said" {
			t.Errorf("%v comes back as %v", kind, err)
		}
	}
	for err, status := range map[error]int{ErrOrder: 400, ari.ErrPrecondition: 409, ari.ErrServer: 502, context.Canceled: 502} {
		if got := StatusOf(err); got != status {
			t.Errorf("%v: %d", err, got)
		}
	}
}

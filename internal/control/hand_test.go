package control

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/api"
	"github.com/ariapp/ariapp/internal/hand"
	"github.com/ariapp/ariapp/internal/monitor"
	"github.com/ariapp/ariapp/internal/store"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// fleet is the door of a daemon with one Asterisk, called main, and the client of that daemon.
func fleet(t *testing.T, more func(*api.Options)) (*fakeari.Server, *Client) {
	t.Helper()
	srv := fakeari.New(fakeari.Options{User: "u", Password: "p", Recordings: map[string]time.Duration{"a/b c": time.Second}})
	t.Cleanup(srv.Close)
	at, err := ari.New(ari.Options{URL: "http://pbx/ari", Username: "u", Password: "p", DialContext: srv.DialContext})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = at.Close() })
	options := api.Options{Master: monitor.Token("sesame"), Store: store.NewMemory(), Asterisk: func(name string) (*ari.Client, error) {
		if name != "" && name != "main" {
			return nil, fmt.Errorf("the file has no Asterisk %q", name)
		}
		return at, nil
	}}
	if more != nil {
		more(&options)
	}
	served := httptest.NewServer(api.Handler(options))
	t.Cleanup(served.Close)
	return srv, client(t, strings.TrimPrefix(served.URL, "http://"), "sesame")
}

// Law: every operation by hand finds its route at the daemon, whatever ids hold.
func TestByHand(t *testing.T) {
	_, c := fleet(t, nil)
	ctx, h := t.Context(), hand.Through(c.Hand("main"))
	bridge, err := hand.CreateBridge().Do(ctx, h, hand.BridgeOrder{BridgeID: "a room/1?x=%2F&y"})
	if err != nil {
		t.Fatal(err)
	}
	if again, err := hand.Bridge().Do(ctx, h, hand.One{ID: bridge.ID}); err != nil || again.ID != "a room/1?x=%2F&y" {
		t.Errorf("%+v, %v", again, err)
	}
	if _, err := hand.DestroyBridge().Do(ctx, h, hand.One{ID: bridge.ID}); err != nil {
		t.Error(err)
	}
	if _, err := hand.CreateBridge().Do(ctx, h, hand.BridgeOrder{}); err != nil {
		t.Errorf("an order of defaults alone: %v", err)
	}
	file, err := hand.RecordingFile().Do(ctx, h, hand.RecordingOrder{Name: "a/b c"})
	if err != nil || !bytes.HasPrefix(file, []byte("RIFF")) {
		t.Errorf("%d bytes, %v", len(file), err)
	}
	if list, err := hand.Recordings().Do(ctx, h, hand.RecordingsOrder{Match: "b c"}); err != nil || len(list) != 1 {
		t.Errorf("%+v, %v", list, err)
	}
	if _, err := hand.Channel().Do(ctx, h, hand.One{ID: "nobody"}); !errors.Is(err, ari.ErrNotFound) {
		t.Error(err)
	}
	if _, err := hand.Channels().Do(ctx, hand.Through(c.Hand("second")), hand.Nothing{}); err == nil || !strings.Contains(err.Error(), `no Asterisk "second"`) {
		t.Error(err)
	}
	for _, one := range hand.Operations() { // those that were not done above have a route at least
		err := c.Hand("").Ask(ctx, one.Method, strings.NewReplacer("{", "", "}", "").Replace(one.Path), nil, new(json.RawMessage))
		if err != nil && strings.Contains(err.Error(), "nothing under this path") {
			t.Errorf("%s %s: %v", one.Method, one.Path, err)
		}
	}
}

// Law: a scope that a token does not have is told from a thing that is not there.
func TestByHandWithoutAScope(t *testing.T) {
	_, c := fleet(t, func(o *api.Options) { o.Master = "" })
	c.token = ""
	if _, err := hand.Channels().Do(t.Context(), hand.Through(c.Hand("")), hand.Nothing{}); err != nil {
		t.Errorf("from this machine: %v", err)
	}
	_, c = fleet(t, nil)
	c.token = "wrong"
	_, err := hand.Channels().Do(t.Context(), hand.Through(c.Hand("")), hand.Nothing{})
	if err == nil || errors.Is(err, ari.ErrNotFound) || strings.Contains(err.Error(), "wrong") {
		t.Error(err)
	}
}

// Law: events come through the daemon as they come, until who listens has enough.
func TestEventsThroughADaemon(t *testing.T) {
	srv, c := fleet(t, nil)
	srv.Endpoint("PJSIP/100")
	ctx, enough := context.WithCancel(t.Context())
	defer enough()
	seen := ""
	over := make(chan error, 1)
	go func() {
		over <- hand.Through(c.Hand("")).Events(ctx, hand.Listening{Sources: []string{"endpoint:PJSIP/100"}}, func(line []byte) error {
			seen = string(line)
			enough()
			return nil
		})
	}()
	if _, err := srv.AwaitRequest(t.Context(), func(r fakeari.Request) bool { return r.Operation == "applications.subscribe" }); err != nil {
		t.Fatal(err)
	}
	srv.Endpoint("PJSIP/100", fakeari.Ring(0))

	at, err := ari.New(ari.Options{URL: "http://pbx/ari", Username: "u", Password: "p", DialContext: srv.DialContext})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = at.Close() }()
	_, err = at.Channels.Originate(t.Context(), ari.ChannelsOriginateParams{Endpoint: "PJSIP/100", Extension: ari.Ptr("1")})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-over; err != nil || !json.Valid([]byte(seen)) {
		t.Errorf("%q, %v", seen, err)
	}
	err = hand.Through(c.Hand("")).Events(t.Context(), hand.Listening{Sources: []string{"channel:nobody"}}, func([]byte) error { return nil })
	if err == nil {
		t.Error("a source that is not there is listened to")
	}
}

// Law: what happens to calls comes line by line, and the end of the daemon is an end with a reason.
func TestTailOfCalls(t *testing.T) {
	_, c := fleet(t, func(o *api.Options) {
		o.TailCalls = func(_ context.Context, each func([]byte) error) error {
			return errors.Join(each([]byte(`{"kind":"call-begun","call":"1"}`)), each([]byte(`{"kind":"call-ended","call":"1"}`)))
		}
	})
	var seen []string
	err := c.TailCalls(t.Context(), func(line []byte) error {
		var f CallFact
		if err := json.Unmarshal(line, &f); err != nil {
			return err
		}
		seen = append(seen, f.Kind)
		return nil
	})
	if err == nil || strings.Join(seen, " ") != "call-begun call-ended" {
		t.Errorf("%q, %v", seen, err)
	}
}

// deskCalls are the calls of a daemon: one that rings until somebody has waited enough.
type deskCalls struct {
	api.Calls
	orders []api.Order
	wait   func(context.Context) (api.Outcome, error)
}

func (d *deskCalls) Originate(_ context.Context, o api.Order, _ string) (api.Placed, error) {
	d.orders = append(d.orders, o)
	return api.Placed{ID: "made", Asterisk: "main", Wait: d.wait}, nil
}

func (d *deskCalls) List() []api.Call {
	return []api.Call{{ID: "1", From: "100", To: "200", Flow: "main", Step: "main/1", Type: "menu"}}
}

// Law: an order to call arrives as it was given, and what came of it comes back.
func TestOriginateThroughADaemon(t *testing.T) {
	calls := &deskCalls{wait: func(context.Context) (api.Outcome, error) { return api.Outcome{Cause: "busy", SIP: 486}, nil }}
	_, c := fleet(t, func(o *api.Options) { o.Calls = calls })
	order := Order{Endpoint: "PJSIP/100", Flow: "main", Timeout: 5, Variables: map[string]string{"A": "b"},
		CallerID: CallerID{"Support", "200"}}
	placed, err := c.Originate(t.Context(), order, true)
	if err != nil || placed.ID != "made" || placed.Outcome == nil || placed.Outcome.Cause != "busy" || placed.Outcome.SIP != 486 {
		t.Errorf("%+v, %v", placed, err)
	}
	if got := calls.orders[0]; got.Endpoint != "PJSIP/100" || got.Flow != "main" || got.CallerID.Name != "Support" || got.Variables["A"] != "b" || got.Timeout != 5 {
		t.Errorf("%+v", got)
	}
	list, err := c.Calls(t.Context())
	if err != nil || len(list) != 1 || list[0].Step != "main/1" {
		t.Errorf("%+v, %v", list, err)
	}
	if one, err := c.Call(t.Context(), "1"); err != nil || one.Type != "menu" {
		t.Errorf("%+v, %v", one, err)
	}
}

// Law: a call that nobody waits for any more is hung up, and made once only.
func TestGivingUp(t *testing.T) {
	ctx, enough := context.WithCancel(t.Context())
	calls := &deskCalls{wait: func(within context.Context) (api.Outcome, error) {
		enough()
		<-within.Done()
		return api.Outcome{}, within.Err()
	}}
	srv, c := fleet(t, func(o *api.Options) { o.Calls = calls })
	_, err := c.Originate(ctx, Order{Endpoint: "PJSIP/100", Flow: "main"}, true)
	if !errors.Is(err, context.Canceled) || len(calls.orders) != 1 {
		t.Errorf("%d calls, %v", len(calls.orders), err)
	}
	_, err = srv.AwaitRequest(t.Context(), func(r fakeari.Request) bool {
		return r.Operation == "channels.hangup" && strings.HasSuffix(r.Path, "made")
	})
	if err != nil {
		t.Error(err)
	}
}

// Law: an answer of somebody else is no answer.
func TestSomebodyElseAnswersByHand(t *testing.T) {
	served := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) }))
	defer served.Close()
	c := client(t, strings.TrimPrefix(served.URL, "http://"), "")
	if _, err := hand.Channels().Do(t.Context(), hand.Through(c.Hand("")), hand.Nothing{}); err == nil || strings.Contains(err.Error(), "html") {
		t.Error(err)
	}
}

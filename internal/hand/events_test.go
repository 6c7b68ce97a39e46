package hand

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/ari"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: only what is wanted comes, Asterisk filters what it can, and nothing is left of the listener.
func TestEvents(t *testing.T) {
	inBubble(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client) {
		guest(ctx, t, srv, client, func(c *fakeari.Call) {
			held, letGo := context.WithCancel(ctx)
			var lines []string
			over := make(chan error, 1)
			go func() {
				over <- Direct(client).Events(held, Listening{Types: []string{"ChannelDtmfReceived", "ChannelHold"},
					Sources: []string{"channel:" + c.ID()}, Filter: `"digit":"[1-5]"`}, func(line []byte) error {
					lines = append(lines, string(line))
					return nil
				})
			}()
			_, err := srv.AwaitRequest(ctx, func(r fakeari.Request) bool { return r.Operation == "applications.subscribe" })
			if err != nil {
				t.Fatal(err)
			}
			c.Press("1")
			c.Press("7")
			if err := client.Channels.Answer(ctx, c.ID()); err != nil {
				t.Fatal(err)
			}
			c.Press("5")
			time.Sleep(time.Second)
			letGo()
			if err := <-over; err != nil {
				t.Error(err)
			}
			var digits []string
			for _, line := range lines {
				var event struct{ Type, Digit string }
				if err := json.Unmarshal([]byte(line), &event); err != nil || event.Type != "ChannelDtmfReceived" {
					t.Errorf("%s, %v", line, err)
				}
				digits = append(digits, event.Digit)
			}
			if !slices.Equal(digits, []string{"1", "5"}) {
				t.Errorf("came %q", digits)
			}
			filtered := slices.ContainsFunc(srv.Requests(), func(r fakeari.Request) bool { return r.Operation == "applications.filter" })
			if !filtered {
				t.Error("Asterisk was not told what is wanted")
			}
			synctest.Wait() // Asterisk learns a moment later that the socket is closed
			apps, err := client.Applications.List(ctx)
			if err != nil || len(apps) != 1 {
				t.Errorf("applications are left: %+v, %v", apps, err)
			}
		})
	})
}

// Law: what comes faster than it is taken is missed, and that is told.
func TestASlowReaderIsTold(t *testing.T) {
	inBubble(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client) {
		guest(ctx, t, srv, client, func(c *fakeari.Call) {
			held, letGo := context.WithCancel(ctx)
			missed := Missed{}
			over := make(chan error, 1)
			go func() {
				over <- Direct(client).Events(held, Listening{Sources: []string{"channel:" + c.ID()}}, func(line []byte) error {
					time.Sleep(time.Second)
					var now Missed
					if json.Unmarshal(line, &now) == nil && now.Type == "Missed" {
						missed = now
						letGo()
					}
					return nil
				})
			}()
			_, err := srv.AwaitRequest(ctx, func(r fakeari.Request) bool { return r.Operation == "applications.subscribe" })
			if err != nil {
				t.Fatal(err)
			}
			for range eventsMax + 50 {
				c.Press("1")
				time.Sleep(time.Millisecond)
			}
			if err := <-over; err != nil || missed.Events < 1 {
				t.Errorf("%+v, %v", missed, err)
			}
		})
	})
}

// Law: what cannot be listened to is said at once.
func TestWrongListening(t *testing.T) {
	inBubble(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client) {
		for _, l := range []Listening{{Types: []string{"ChannelDied"}}, {Sources: []string{"channel:"}}, {Sources: []string{"moon:1"}}, {Filter: "("}} {
			if err := Direct(client).Events(ctx, l, nil); !errors.Is(err, ErrOrder) {
				t.Errorf("%+v: %v", l, err)
			}
		}
		if asked := srv.Requests(); len(asked) > 0 {
			t.Errorf("Asterisk was asked for %v", asked)
		}
		if err := Direct(client).Events(ctx, Listening{Sources: []string{"channel:nobody"}}, nil); !errors.Is(err, ari.ErrInvalid) {
			t.Errorf("a channel that is not there: %v", err)
		}
	})
}

// Law: what is wanted of a daemon is in the path, whatever it holds.
func TestListeningPath(t *testing.T) {
	values := queryOf(t, Listening{Types: []string{"Dial", "ChannelHold"}, Filter: `a&b=c`}.Path())
	if values.Get("type") != "Dial,ChannelHold" || values.Get("filter") != "a&b=c" || values.Has("source") {
		t.Errorf("%v", values)
	}
}

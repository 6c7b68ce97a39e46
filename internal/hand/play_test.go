package hand

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: who waits for what is played waits until it is over, and hears what plays now.
func TestAwaitPlayback(t *testing.T) {
	inBubble(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client) {
		guest(ctx, t, srv, client, func(c *fakeari.Call) {
			h := Direct(client)
			p, err := Play().Do(ctx, h, PlayOrder{ID: c.ID(), Media: []string{"sound:a", "sound:b"}})
			if err != nil {
				t.Fatal(err)
			}
			begin, seen := time.Now(), ""
			if err := AwaitPlayback(ctx, h, p, func(now *ari.Playback) { seen += now.MediaURI + " " }); err != nil {
				t.Error(err)
			}
			if took := time.Since(begin); took < 4*time.Second || took > 4*time.Second+2*lookEvery || seen == "" {
				t.Errorf("it took %v, and %q was told", took, seen)
			}
		})
	})
}

// Law: whoever stops waiting stops what they have begun to play.
func TestAPlaybackEndsWithItsHand(t *testing.T) {
	inBubble(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client) {
		guest(ctx, t, srv, client, func(c *fakeari.Call) {
			h := Direct(client)
			p, err := Play().Do(ctx, h, PlayOrder{ID: c.ID(), Media: []string{"sound:a"}})
			if err != nil {
				t.Fatal(err)
			}
			short, cancel := context.WithTimeout(ctx, time.Second)
			defer cancel()
			if err := AwaitPlayback(short, h, p, func(*ari.Playback) {}); !errors.Is(err, context.DeadlineExceeded) {
				t.Error(err)
			}
			if _, err := Playback().Do(ctx, h, One(p)); !errors.Is(err, ari.ErrNotFound) {
				t.Errorf("it plays on: %v", err)
			}
		})
	})
}

// Law: a recording is waited for until it ends; whoever stops waiting ends it, and it is kept.
func TestARecordingEndsWithItsHand(t *testing.T) {
	inBubble(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client) {
		guest(ctx, t, srv, client, func(c *fakeari.Call) {
			h := Direct(client)
			for _, one := range []struct {
				order   RecordOrder
				within  time.Duration
				stopped bool
			}{
				{RecordOrder{ID: c.ID(), Name: "until-max", MaxSeconds: 3}, time.Minute, false},
				{RecordOrder{ID: c.ID(), Name: "until-stopped"}, 2 * time.Second, true},
			} {
				if _, err := Record().Do(ctx, h, one.order); err != nil {
					t.Fatal(err)
				}
				waiting, cancel := context.WithTimeout(ctx, one.within)
				err := AwaitRecording(waiting, h, one.order.Name, func(*ari.LiveRecording) {})
				cancel()
				if errors.Is(err, context.DeadlineExceeded) != one.stopped {
					t.Errorf("%s: %v", one.order.Name, err)
				}
				if _, err := Recording().Do(ctx, h, RecordingOrder{one.order.Name}); err != nil {
					t.Errorf("%s was not kept: %v", one.order.Name, err)
				}
			}
		})
	})
}

package hand

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: of what was made for supervisors that of earlier processes with the same application is ended, and nothing else.
func TestEndSpies(t *testing.T) {
	inBubble(t, func(ctx context.Context, srv *fakeari.Server, client *ari.Client) {
		guest(ctx, t, srv, client, func(*fakeari.Call) {
			srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second))
			before, now := Owner{App: "ivr.pbx", Boot: "AAAAAAAAAAAA"}, Owner{App: "ivr.pbx", Boot: "BBBBBBBBBBBB"}
			names := []string{before.newName(), now.newName(), Owner{App: "ivr.pbx-AAAAAAAAAA", Boot: "CCCCCCCCCCCC"}.newName(), Owner{App: "ivr", Boot: "AAAAAAAAAAAA"}.newName(), newName(),
				Owner{Boot: "AAAAAAAAAAAA"}.newName()}
			for _, name := range names {
				id := name + ".1"
				if _, err := client.Channels.Create(ctx, ari.ChannelsCreateParams{Endpoint: "PJSIP/100", App: "others", ChannelID: &id}); err != nil {
					t.Fatal(err)
				}
				if _, err := client.Bridges.CreateWithID(ctx, name+".bridge", ari.BridgesCreateWithIDParams{}); err != nil {
					t.Fatal(err)
				}
			}
			if ended, err := EndSpies(ctx, client, now); ended != 1 || err != nil {
				t.Errorf("%d were ended, %v", ended, err)
			}
			var ids []string
			channels, _ := client.Channels.List(ctx)
			for _, c := range channels {
				ids = append(ids, c.ID)
			}
			bridges, _ := client.Bridges.List(ctx)
			for _, b := range bridges {
				ids = append(ids, b.ID)
			}
			for i, name := range names {
				if is := slices.Contains(ids, name+".1"); is != (i > 0) || slices.Contains(ids, name+".bridge") != is {
					t.Errorf("%s is there: %v", name, is)
				}
				_ = client.Channels.Hangup(ctx, name+".1", ari.ChannelsHangupParams{})
				_ = client.Bridges.Destroy(ctx, name+".bridge")
			}
		})
		left(ctx, t, client)
	})
}

// Law: however long the name of an application is, Asterisk takes the names with it, and they are known again.
func TestLongOwners(t *testing.T) {
	app := strings.Repeat("a", 60) + "." + strings.Repeat("n", 64)
	before, now := Owner{App: app, Boot: "AAAAAAAAAAAA"}, Owner{App: app, Boot: "BBBBBBBBBBBB"}
	name := before.newName() + ".bridge"
	if len(name) > 149 || !now.isBefore(name) || before.isBefore(name) || (Owner{App: app + "n", Boot: "BBBBBBBBBBBB"}).isBefore(name) {
		t.Errorf("the name is %s, %d characters", name, len(name))
	}
}

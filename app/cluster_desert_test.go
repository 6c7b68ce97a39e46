package app

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/cluster"
)

// Law: a bridge that an instance has made for others to meet in is not ended before somebody can come, nor while somebody
// is in it; it is, a while later, where nobody is.
func TestABridgeWaitsForThoseWhoCome(t *testing.T) {
	inCluster(t, meeting, []string{"n1", "n2"}, func(s *shared) {
		a := s.houses["n1"].app
		bridges, ctx := a.links[0].client.Bridges, s.t.Context()
		comes := s.call("600")
		names := []string{"ivr.conf.board." + stampOf(a.boot) + "-77", "ivr.meet." + stampOf(a.boot) + "-78"}
		time.Sleep(time.Until(a.started.Add(2*sweepEvery - 2*time.Second)))
		kind := "mixing"
		for _, name := range names {
			if _, err := bridges.CreateWithID(ctx, name, ari.BridgesCreateWithIDParams{Type: &kind, Name: &name}); err != nil {
				t.Fatal(err)
			}
		}
		left := func() (there []bool) {
			for _, name := range names {
				there = append(there, slices.Contains(s.srv.Bridges(), name))
			}
			return there
		}
		time.Sleep(6 * time.Second) // it was looked around
		if got := left(); !slices.Equal(got, []bool{true, true}) {
			t.Errorf("they are there: %v\n%s", got, s.logged())
		}
		if err := bridges.AddChannel(ctx, names[1], ari.BridgesAddChannelParams{Channel: []string{comes.ID()}}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(sweepEvery + time.Second)
		if got := left(); !slices.Equal(got, []bool{false, true}) {
			t.Errorf("one of them has somebody in it; they are there: %v\n%s", got, s.logged())
		}
		comes.Hangup(16)
		time.Sleep(sweepEvery + idleTime + time.Second)
		if got := left(); !slices.Equal(got, []bool{false, false}) {
			t.Errorf("nobody is in them; they are there: %v\n%s", got, s.logged())
		}
	})
}

// Law: a bridge is in use that a call has, or that its walk names; no other one is, nor at another Asterisk.
func TestBridgesInUse(t *testing.T) {
	kept := func(body string) cluster.Kept {
		return cluster.Kept{Record: cluster.Record{Body: json.RawMessage(body)}}
	}
	recorded := recordedCalls{
		{"pbx", "1"}: kept(`{"estate":{"bridges":{"ivr.conf.a.x-1":true}}}`),
		{"pbx", "2"}: kept(`{"walk":{"frames":[{"state":{"Past":{"Bridge":"ivr.conf.a.x-23"}}}]}}`),
		{"pbx", "3"}: {Err: cluster.ErrRecord},
	}
	for bridge, want := range map[string]bool{"ivr.conf.a.x-1": true, "ivr.conf.a.x-23": true, "ivr.conf.a.x-2": false, "x-1": false} {
		if got := recorded.use("pbx", bridge); got != want {
			t.Errorf("%s: %v", bridge, got)
		}
		if recorded.use("south", bridge) {
			t.Errorf("%s is in use at another Asterisk", bridge)
		}
	}
}

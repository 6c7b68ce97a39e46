package app

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
)

// Law: a call that another instance has taken up since its record was read begins anew nowhere, and so it is with one
// whose record was spoiled and is written anew since: that record stands, and its caller is not brought.
func TestACallThatWasTakenSinceItWasReadDoesNotBeginAnew(t *testing.T) {
	ctx := context.Background()
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		c := s.call("200")
		time.Sleep(time.Second)
		has := s.owner(c)
		other := s.houses["n1"]
		if has == "n1" {
			other = s.houses["n2"]
		}
		l, key := other.app.links[0], keyOf(has, "asterisk", c.ID())
		record := func() cluster.Kept {
			t.Helper()
			kept, found, err := other.app.keeping.ledger.Look(ctx, key)
			if err != nil || !found {
				t.Errorf("the record of the call is not there: %v, %v", found, err)
			}
			return kept
		}
		old := record()
		old.Item.Revision-- // somebody has written it since
		channel, err := l.client.Channels.Get(ctx, c.ID())
		if err != nil {
			t.Fatal(err)
		}
		before, now := s.moves(c.ID()), record()
		if err := l.beginAnew(ctx, leftOf(old), channel); !errors.Is(err, cluster.ErrOutrun) {
			t.Errorf("it begins anew: %v", err)
		}
		if l.takeUpHere(ctx, leftCall{kept: old, err: errors.New("it cannot be read"), keptCall: leftOf(old).keptCall}, channel) {
			t.Error("it is taken up")
		}
		old.Err = cluster.ErrRecord
		if l.disregard(ctx, old) {
			t.Error("its record is disregarded")
		}
		after, moves := record().Item.Revision, s.moves(c.ID())-before
		if after != now.Item.Revision || moves != 0 {
			t.Errorf("its record is at revision %d, was at %d, and it was moved %d times", after, now.Item.Revision, moves)
		}
		s.finishes(c)
	})
}

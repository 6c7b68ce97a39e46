package app

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/cluster/memstore"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: an instance that has begun to end takes no call, though it was asked before: nobody would walk it. Whoever has
// asked goes on with it.
func TestWhoEndsTakesNoCall(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		c := s.asked(1)[0]
		owner := s.owner(c)
		ends := s.another(owner)
		s.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Operation: "channels.get", Channel: c.ID(), Delay: time.Second})
		if err := s.houses[owner].app.MoveCall(context.Background(), "", c.ID(), ends); err != nil {
			t.Fatal(err)
		}
		time.Sleep(500 * time.Millisecond) // the other one looks at its caller
		members := s.buckets["ariapp_members"]
		members.Fail(memstore.Faults{Slow: 1500 * time.Millisecond}) // the end takes a while
		h := s.houses[ends]
		delete(s.houses, ends)
		h.finish()
		members.Fail(memstore.Faults{})
		time.Sleep(time.Second)
		if n := s.houses[owner].app.Calls(); n != 1 {
			t.Errorf("who has asked has %d calls\n%s\n--- %s\n%s", n, s.logged(), ends, h.logged())
		}
		c.Press("1234")
		s.any().ends(c, fakeari.EndHangup, 16)
		if got := heardBy(c); !strings.HasSuffix(got, "thanks-100 bye") {
			t.Errorf("the caller heard %s", got)
		}
	})
}

package app

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
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

// Law: a leg that is to be hung up as the last walk ends is hung up before the process ends.
func TestALegIsHungUpInTheLastMoment(t *testing.T) {
	var h *house
	until, leg := make(chan struct{}), ""
	change := func(o *Options) {
		until = make(chan struct{})
		o.Handlers = map[string]Handler{"300": func(context.Context, *Call) error {
			<-until
			h.app.links[0].stray(leg)
			return nil
		}}
	}
	inHouse(t, missedFile, change, func(in *house) {
		h = in
		client, err := ari.New(ari.Options{URL: "http://pbx:8088/ari", Username: "ariapp", Password: "secret", DialContext: h.srv.DialContext})
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		phone := h.srv.Endpoint("PJSIP/100", fakeari.Ring(0))
		made, err := client.Channels.Originate(h.t.Context(), ari.ChannelsOriginateParams{Endpoint: "PJSIP/100",
			Context: ari.Ptr("phones"), Extension: ari.Ptr("600"), Timeout: ari.Ptr(600)})
		if err != nil {
			t.Fatal(err)
		}
		leg = made.ID
		h.call("300")
		time.Sleep(time.Second)
		h.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Operation: "channels.hangup", Channel: leg, Delay: 3 * time.Second})
		time.AfterFunc(20*time.Second, func() { close(until) })
		h.finish()
		if ringing := h.called(phone); !isOver(ringing.Call) {
			t.Errorf("it rings on\n%s", h.logged())
			ringing.Hangup(16)
		}
		h.ended <- nil // who looks for what is left asks again
	})
}

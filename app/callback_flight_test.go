package app

import (
	"context"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/acd"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: where a process dies whose request to call was under way, the agent of it is not free while that telephone rings,
// though Asterisk has made the call behind the first look of the next process; they are soon when it has ended.
func TestACallThatIsMadeBehindTheFirstLook(t *testing.T) {
	inQueues(t, customerFirst, nil, func(h *house, again func(time.Duration)) {
		h.logIn()
		busy := h.call("200")
		talk := h.rings("PJSIP/1001")
		talk.Answer()
		h.wantsBack("5551")
		h.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Operation: "channels.originateWithId", Delay: time.Hour})
		talk.Hangup(16)
		h.ends(busy, fakeari.EndHangup, 16)
		time.Sleep(time.Second) // it is written down that they are called
		waiting, err := h.hall().hall.Waiting(context.Background(), "sales")
		if err != nil || len(waiting) != 1 {
			t.Fatalf("waiting are %+v, %v", waiting, err)
		}
		again(time.Second)
		time.Sleep(judgePause / 2)
		client, err := ari.New(ari.Options{URL: "http://pbx:8088/ari", Username: "ariapp", Password: "secret",
			DialContext: h.srv.DialContext})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = client.Close() }()
		if _, err := client.Channels.OriginateWithID(context.Background(), acd.CallID(waiting[0].Calls), ari.ChannelsOriginateWithIDParams{
			Endpoint: "PJSIP/5551@trunk", App: &h.app.own, AppArgs: ari.Ptr(outgoingArgument)}); err != nil {
			t.Fatal(err)
		}
		leg := h.rings("PJSIP/5551@trunk")
		time.Sleep(5 * time.Second)
		if v := h.agent("1001"); v.Work != "reserved" || isOver(leg.Call) {
			t.Errorf("the agent is %s while the customer's telephone rings\n%s", v.Work, h.logged())
		}
		leg.Reject(17, 486)
		time.Sleep(invalidEvery + 2*judgePause)
		if v := h.agent("1001"); v.Work != "idle" {
			t.Errorf("the agent is %s for nobody\n%s", v.Work, h.logged())
		}
		agent, customer := h.taken("customer_first")
		time.Sleep(toldFor)
		h.together("called again", customer, agent)
		customer.Hangup(16)
		time.Sleep(5 * time.Second)
	})
}

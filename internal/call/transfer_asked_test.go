package call

import (
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
)

// Law: a telephone's wish to transfer comes to the walk once: what we report of it
// ourselves, Asterisk tells us again, and that is no wish.
func TestTransferIsAskedOnce(t *testing.T) {
	c := New(Options{Channel: "c1"})
	to := "300"
	wish := func(state *string) *ari.ChannelTransfer {
		return &ari.ChannelTransfer{ReferTo: ari.ReferTo{RequestedDestination: ari.RequiredDestination{Destination: &to}},
			ReferredBy: ari.ReferredBy{SourceChannel: ari.Channel{ID: "c1"}}, State: state}
	}
	for _, state := range []*string{nil, ari.Ptr("channel_declined"), ari.Ptr("channel_answered")} {
		c.Deliver(wish(state))
	}
	event, err := c.Next(t.Context(), time.Now())
	if err != nil || event.Kind != flows.TransferAsked || event.Transfer.By != flows.Caller || event.Transfer.To != "300" {
		t.Fatalf("%+v, %v", event, err)
	}
	if event, err := c.Next(t.Context(), time.Now()); err != nil || event.Kind != flows.TimeUp {
		t.Errorf("%+v, %v", event, err)
	}
}

package hand

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/ariapp/ariapp/ari"
)

// Bridges are all bridges of an Asterisk.
func Bridges() Operation[Nothing, []ari.Bridge] {
	return Operation[Nothing, []ari.Bridge]{Route{"GET", "/bridges", "The bridges of an Asterisk.", false},
		func(ctx context.Context, c *ari.Client, _ Nothing) ([]ari.Bridge, error) { return c.Bridges.List(ctx) }}
}

// Bridge is one.
func Bridge() Operation[One, *ari.Bridge] {
	return Operation[One, *ari.Bridge]{Route{"GET", "/bridges/{id}", "One bridge.", false},
		func(ctx context.Context, c *ari.Client, o One) (*ari.Bridge, error) { return c.Bridges.Get(ctx, o.ID) }}
}

// BridgeOrder says what bridge is made.
type BridgeOrder struct {
	// BridgeID is its id, "" for one that Asterisk makes.
	BridgeID string `json:"id,omitempty"`
	Name     string `json:"name,omitempty"`
	// Type is mixing (the default), holding, or a list with commas as Asterisk takes it.
	Type string `json:"type,omitempty"`
}

func (o BridgeOrder) check() error {
	if max(len(o.BridgeID), len(o.Name)) > nameMax {
		return orderf("an id or a name has more than %d bytes", nameMax)
	}
	for kind := range strings.SplitSeq(o.Type, ",") {
		switch kind {
		case "", "mixing", "holding", "dtmf_events", "proxy_media", "video_sfu", "video_single", "sdp_label":
		default:
			return orderf("type is %q: a list of mixing, holding, dtmf_events, proxy_media, video_sfu, video_single, sdp_label",
				o.Type)
		}
	}
	return nil
}

// CreateBridge makes a bridge.
func CreateBridge() Operation[BridgeOrder, *ari.Bridge] {
	return Operation[BridgeOrder, *ari.Bridge]{Route{"POST", "/bridges", "Makes a bridge.", true},
		func(ctx context.Context, c *ari.Client, o BridgeOrder) (*ari.Bridge, error) {
			return c.Bridges.Create(ctx, ari.BridgesCreateParams{BridgeID: unlessEmpty(o.BridgeID), Name: unlessEmpty(o.Name),
				Type: unlessEmpty(o.Type)})
		}}
}

// DestroyBridge ends a bridge; who is in it stays where it was before.
func DestroyBridge() Operation[One, Nothing] {
	return Operation[One, Nothing]{Route{"DELETE", "/bridges/{id}", "Ends a bridge.", true},
		func(ctx context.Context, c *ari.Client, o One) (Nothing, error) {
			return nothing(c.Bridges.Destroy(ctx, o.ID))
		}}
}

// MembersOrder says which channels are put into a bridge or taken out of it.
type MembersOrder struct {
	ID       string   `json:"-" path:"id"`
	Channels []string `json:"channels"`
	// Mute has those who come not be heard, AbsorbKeys keeps their keys from the others.
	Mute       bool `json:"mute,omitempty"`
	AbsorbKeys bool `json:"absorb_keys,omitempty"`
	// Role is participant or announcer, in a holding bridge.
	Role string `json:"role,omitempty"`
}

func (o MembersOrder) check() error {
	if len(o.Channels) == 0 || len(o.Channels) > channelsMax {
		return orderf("there are %d channels: 1 to %d are possible", len(o.Channels), channelsMax)
	}
	for _, id := range o.Channels {
		if id == "" || strings.Contains(id, ",") {
			return orderf("the channel %q: an id without a comma is possible", id)
		}
	}
	return nil
}

// AddToBridge puts channels into a bridge.
func AddToBridge() Operation[MembersOrder, Nothing] {
	return Operation[MembersOrder, Nothing]{Route{"POST", "/bridges/{id}/add", "Puts channels into a bridge.", true},
		func(ctx context.Context, c *ari.Client, o MembersOrder) (Nothing, error) {
			return nothing(c.Bridges.AddChannel(ctx, o.ID, ari.BridgesAddChannelParams{Channel: o.Channels,
				Mute: unlessEmpty(o.Mute), AbsorbDTMF: unlessEmpty(o.AbsorbKeys), Role: unlessEmpty(o.Role)}))
		}}
}

// RemoveFromBridge takes channels out of a bridge.
func RemoveFromBridge() Operation[MembersOrder, Nothing] {
	return Operation[MembersOrder, Nothing]{Route{"POST", "/bridges/{id}/remove", "Takes channels out of a bridge.", true},
		func(ctx context.Context, c *ari.Client, o MembersOrder) (Nothing, error) {
			return nothing(c.Bridges.RemoveChannel(ctx, o.ID, ari.BridgesRemoveChannelParams{Channel: o.Channels}))
		}}
}

// BridgeTable is bridges for people.
func BridgeTable(bridges []ari.Bridge, now time.Time) [][]string {
	rows := [][]string{{"ID", "NAME", "TYPE", "TECHNOLOGY", "CHANNELS", "CREATOR", "AGE"}}
	for _, b := range bridges {
		rows = append(rows, []string{b.ID, b.Name, string(b.BridgeType), b.Technology,
			strconv.Itoa(len(b.Channels)), b.Creator,
			age(b.CreationTime, now)})
	}
	return rows
}

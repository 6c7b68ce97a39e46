package fakeari_test

import (
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// twoTalks are A with B1, and B2 with C, in the bridges X and Y; B1 and B2 are one telephone's.
func twoTalks(t *testing.T) (c *client, s *socket, talks map[string]*fakeari.Call) {
	t.Helper()
	c = newClient(t, fakeari.Options{})
	s = c.socket("app=ivr")
	talks = map[string]*fakeari.Call{}
	for _, id := range []string{"A", "B1", "B2", "C"} {
		talks[id] = c.srv.Call(fakeari.Caller{ID: id, App: "ivr", Answered: true})
	}
	for bridge, members := range map[string]string{"X": "A,B1", "Y": "B2,C"} {
		c.want(200, "POST", "/bridges/"+bridge, "")
		c.want(204, "POST", "/bridges/"+bridge+"/addChannel?channel="+members, "")
	}
	s.kinds(8) // they enter
	return c, s, talks
}

// idOf is the id of the object of that name in a message.
func idOf(of map[string]any, name string) any {
	object, _ := of[name].(map[string]any)
	return object["id"]
}

// TestReferAttended proves what an application is told of a transfer after a
// word: both talks, as far as they are there.
func TestReferAttended(t *testing.T) {
	for _, gone := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			c, s, talks := twoTalks(t)
			c.want(204, "POST", "/channels/B1/variable", `{"variable":"PJSIP_TRANSFER_HANDLING()","value":"ari-only"}`)
			want := []any{"300", "B2", "C", "Y", "B1", "A", "X", 2}
			if gone {
				talks["B2"].Hangup(16)
				s.kinds(3)
				want = []any{"300", nil, nil, nil, "B1", "A", "X", 2}
			}
			if !talks["B1"].ReferAttended("300", talks["B2"]) {
				t.Fatal("nobody hears of the transfer")
			}
			told := s.next()
			for told.kind() != "ChannelTransfer" {
				told = s.next()
			}
			to, _ := told["refer_to"].(map[string]any)
			by, _ := told["referred_by"].(map[string]any)
			wanted, _ := to["requested_destination"].(map[string]any)
			params, _ := wanted["additional_protocol_params"].([]any)
			got := []any{wanted["destination"], idOf(to, "destination_channel"), idOf(to, "connected_channel"), idOf(to, "bridge"),
				idOf(by, "source_channel"), idOf(by, "connected_channel"), idOf(by, "bridge"), len(params)}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("told (-want +got):\n%s", diff)
			}
		})
	}
}

// TestAsteriskJoins proves what Asterisk does without an application's wish: the
// halves of a Local channel come into the places of the telephone's channels.
func TestAsteriskJoins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s, talks := twoTalks(t)
		if talks["B1"].ReferAttended("300", talks["B2"]) {
			t.Error("the application is asked")
		}
		replaced := map[any]any{}
		for len(replaced) < 2 {
			if m := s.next(); m.kind() == "StasisStart" {
				replaced[idOf(m, "replace_channel")] = idOf(m, "channel")
			}
		}
		for bridge, stays := range map[string]string{"X": "A", "Y": "C"} {
			former := map[string]string{"X": "B1", "Y": "B2"}[bridge]
			id, _ := replaced[former].(string)
			if err := c.srv.AwaitMembers(soon(t), bridge, stays, id); err != nil {
				t.Error(err)
			}
		}
		if _, err := talks["B2"].AwaitEnd(soon(t)); err != nil || talks["B1"].State() != "Up" {
			t.Errorf("the one that asks is %s; the other: %v", talks["B1"].State(), err)
		}
		if diff := cmp.Diff([]string{"channel_answered"}, talks["B1"].TransferStates()); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
		half, _ := replaced["B1"].(string)
		c.want(204, "DELETE", "/channels/"+half, "")
		synctest.Wait()
		if diff := cmp.Diff([]string{"A", "B1", "C"}, c.srv.Channels()); diff != "" {
			t.Errorf("left (-want +got):\n%s", diff)
		}
	})
}

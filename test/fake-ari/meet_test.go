package fakeari_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// meeting is a caller and a callee, both in Stasis, C and L.
func meeting(t *testing.T) (*client, *fakeari.Call, *fakeari.Leg) {
	t.Helper()
	c := newClient(t, fakeari.Options{Sounds: map[string]time.Duration{"long": time.Minute}})
	c.socket("app=ivr")
	caller := c.srv.Call(fakeari.Caller{ID: "C", App: "ivr", Answered: true})
	phone := c.srv.Endpoint("PJSIP/100")
	c.want(200, "POST", "/channels/create?endpoint=PJSIP/100&app=ivr&channelId=L", "")
	c.want(204, "POST", "/channels/L/dial", "")
	leg, err := phone.AwaitCall(soon(t))
	if err != nil {
		t.Fatal(err)
	}
	return c, caller, leg
}

// TestWhoHearsWhom proves what decides that: bridge, answer, early media, mute,
// a prompt of one's own, and the bridge's end.
func TestWhoHearsWhom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, caller, leg := meeting(t)
		is := func(when string, callerHears, legHears bool) {
			t.Helper()
			synctest.Wait()
			if got := caller.Hears("L"); got != callerHears {
				t.Errorf("%s: the caller hears: %v", when, got)
			}
			if got := leg.Hears("C"); got != legHears {
				t.Errorf("%s: the callee hears: %v", when, got)
			}
		}
		c.want(200, "POST", "/bridges/B", "")
		c.want(204, "POST", "/bridges/B/addChannel?channel=C,L", "")
		is("dialled", false, true)
		leg.Progress()
		is("with early media", true, true)
		leg.Answer()
		is("answered", true, true)
		c.want(204, "POST", "/channels/L/mute?direction=in", "")
		is("with the callee muted", false, true)
		c.want(204, "DELETE", "/channels/L/mute?direction=in", "")
		c.want(204, "POST", "/channels/L/mute?direction=out", "")
		is("with the callee deaf", true, false)
		c.want(204, "DELETE", "/channels/L/mute?direction=out", "")
		c.want(201, "POST", "/channels/L/play/P", `{"media":["sound:long"]}`)
		is("with a prompt for the callee", false, false)
		c.want(204, "DELETE", "/playbacks/P", "")
		is("after it", true, true)
		c.want(204, "POST", "/bridges/B/addChannel?channel=L&mute=true", "")
		is("come in muted", false, true)
		c.want(204, "POST", "/bridges/B/removeChannel?channel=C", "")
		is("parted", false, false)
		if members := c.srv.Members("B"); !slices.Equal(members, []string{"L"}) || leg.Bridge() != "B" {
			t.Errorf("in the bridge are %v", members)
		}
		c.want(204, "DELETE", "/bridges/B", "")
		if caller.Bridge()+leg.Bridge() != "" {
			t.Error("they are in a bridge that is gone")
		}
	})
}

// TestKeysPass proves that a key goes to those who hear, unless it is absorbed.
func TestKeysPass(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, caller, leg := meeting(t)
		leg.Answer()
		c.want(200, "POST", "/bridges/B", "")
		c.want(204, "POST", "/bridges/B/addChannel?channel=C", "")
		c.want(204, "POST", "/bridges/B/addChannel?channel=L&absorbDTMF=true", "")
		leg.Press("1")
		caller.Press("23")
		if caller.Keys() != "" || leg.Keys() != "23" {
			t.Errorf("the caller hears %q, the callee %q", caller.Keys(), leg.Keys())
		}
		for _, want := range []string{"2", "3"} {
			if key, err := leg.AwaitKey(soon(t)); err != nil || key != want {
				t.Errorf("got %q, %v", key, err)
			}
		}
	})
}

// TestHolding proves that those who are held hear the announcer and nobody else.
func TestHolding(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, caller, leg := meeting(t)
		leg.Answer()
		c.want(200, "POST", "/bridges/B?type=holding", "")
		c.want(204, "POST", "/bridges/B/addChannel?channel=C,L", "")
		if caller.Hears("L") || leg.Hears("C") {
			t.Error("they hear each other")
		}
		c.want(204, "POST", "/bridges/B/addChannel?channel=L&role=announcer", "")
		if !caller.Hears("L") || leg.Hears("C") {
			t.Error("the announcer is not the only one that is heard")
		}
		c.want(204, "POST", "/bridges/B/moh?mohClass=waltz", "")
		if caller.Music() != "waltz" {
			t.Errorf("the music is %q", caller.Music())
		}
	})
}

// TestBridgePrompt proves that a prompt for a bridge is heard by who is in it for
// as long as that is so.
func TestBridgePrompt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, caller, leg := meeting(t)
		leg.Answer()
		c.want(200, "POST", "/bridges/B", "")
		c.want(204, "POST", "/bridges/B/addChannel?channel=C", "")
		c.want(201, "POST", "/bridges/B/play/P", `{"media":["sound:long"]}`)
		time.Sleep(20 * time.Second)
		c.want(204, "POST", "/bridges/B/addChannel?channel=L", "")
		if err := leg.AwaitHeard(soon(t), "sound:long"); err != nil {
			t.Error(err)
		}
		c.want(204, "POST", "/bridges/B/removeChannel?channel=C", "")
		if err := caller.AwaitSilence(soon(t)); err != nil {
			t.Error(err)
		}
		time.Sleep(time.Hour)
		prompt := func(h fakeari.Heard) bool { return h.Media == "sound:long" }
		var lengths []time.Duration
		for _, all := range [][]fakeari.Heard{caller.Heard(), leg.Heard()} {
			if i := slices.IndexFunc(all, prompt); i >= 0 {
				lengths = append(lengths, all[i].Ended.Sub(all[i].Began))
			}
		}
		if diff := cmp.Diff([]time.Duration{20 * time.Second, 40 * time.Second}, lengths); diff != "" {
			t.Errorf("heard for (-want +got):\n%s", diff)
		}
	})
}

// TestAwaitMembers proves that a test can wait for who meets and who hears whom.
func TestAwaitMembers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, caller, leg := meeting(t)
		leg.Answer()
		ctx := soon(t)
		asked := make(chan struct{})
		go func() {
			defer close(asked)
			time.Sleep(time.Second)
			c.do("POST", "/bridges/B", "")
			c.do("POST", "/bridges/B/addChannel?channel=C,L", "")
			time.Sleep(time.Second)
			c.do("DELETE", "/bridges/B", "")
		}()
		if err := c.srv.AwaitMembers(ctx, "B", "L", "C"); err != nil {
			t.Error(err)
		}
		if err := caller.AwaitHears(ctx, leg.ID()); err != nil {
			t.Error(err)
		}
		if err := leg.AwaitDeaf(ctx, caller.ID()); err != nil {
			t.Error(err)
		}
		<-asked
	})
}

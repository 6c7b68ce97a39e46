package app

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

const callsOut = outer + `
outbound: {allow: [PJSIP/_1XX, Local/600@phones]}
numbers: {"200": main}
flows:
  main: [answer, {play: welcome}, hangup]
  reminder: [{play: "${vars.text}"}, hangup]
vars: {text: welcome}
`

// Law: a call of ours that is answered walks its flow with its variables, and its end is told.
func TestOriginateWalksAFlow(t *testing.T) {
	inHouse(t, callsOut, nil, func(h *house) {
		phone := h.srv.Endpoint("PJSIP/100", fakeari.Ring(time.Second), fakeari.Answer(2*time.Second))
		placed, err := h.app.Originate(h.t.Context(), Outgoing{Endpoint: "PJSIP/100", Flow: "reminder",
			Vars: map[string]any{"text": "your-appointment"}, CallerID: flows.CallerID{Name: "Surgery", Number: "555"}})
		if err != nil {
			t.Fatal(err)
		}
		if reached, err := placed.Wait(h.t.Context()); err != nil || !reached.Answered {
			t.Errorf("reached %+v, %v", reached, err)
		}
		leg, err := phone.AwaitCall(h.t.Context())
		if err != nil {
			t.Fatal(err)
		}
		<-placed.Ended()
		if heard := leg.Heard(); len(heard) != 1 || heard[0].Media != "sound:your-appointment" {
			t.Errorf("they heard %+v", heard)
		}
	})
}

// Law: why nobody answered is told, with the cause and the SIP status.
func TestOriginateTellsWhyNobodyAnswered(t *testing.T) {
	inHouse(t, callsOut, nil, func(h *house) {
		h.srv.Endpoint("PJSIP/100", fakeari.Reject(time.Second, 17, 486))
		placed, err := h.app.Originate(h.t.Context(), Outgoing{Endpoint: "PJSIP/100", Flow: "reminder"})
		if err != nil {
			t.Fatal(err)
		}
		reached, err := placed.Wait(h.t.Context())
		if want := (Reached{Cause: flows.CauseBusy, SIP: 486}); err != nil || reached != want {
			t.Errorf("reached %+v, %v, want %+v", reached, err, want)
		}
		<-placed.Ended()
	})
}

// Law: two who are connected hear each other until one hangs up, and then nothing is left.
func TestOriginateConnectsTwo(t *testing.T) {
	inHouse(t, callsOut, nil, func(h *house) {
		h.srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second))
		h.srv.Endpoint("PJSIP/101", fakeari.Answer(2*time.Second), fakeari.HangUp(10*time.Second, 16))
		placed, err := h.app.Originate(h.t.Context(), Outgoing{Endpoint: "PJSIP/100", Connect: "PJSIP/101"})
		if err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		<-placed.Ended()
		if took := time.Since(begin); took < 13*time.Second || took > 15*time.Second {
			t.Errorf("they talked until %v after the beginning", took)
		}
	})
}

// Law: who is to be connected with somebody who is busy hears that, rather than nothing.
func TestOriginateConnectsWithSomebodyBusy(t *testing.T) {
	inHouse(t, callsOut, nil, func(h *house) {
		phone := h.srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second))
		h.srv.Endpoint("PJSIP/101", fakeari.Reject(time.Second, 17, 486))
		placed, err := h.app.Originate(h.t.Context(), Outgoing{Endpoint: "PJSIP/100", Connect: "PJSIP/101"})
		if err != nil {
			t.Fatal(err)
		}
		leg, err := phone.AwaitCall(h.t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := leg.AwaitHeard(h.t.Context(), "tone:busy"); err != nil {
			t.Error(err)
		}
		<-placed.Ended()
	})
}

// Law: a call of ours can be sent on in the dialplan.
func TestOriginateIntoTheDialplan(t *testing.T) {
	inHouse(t, callsOut, nil, func(h *house) {
		phone := h.srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second))
		placed, err := h.app.Originate(h.t.Context(), Outgoing{Endpoint: "PJSIP/100",
			Place: flows.Place{Context: "phones", Extension: "600", Priority: "1"}})
		if err != nil {
			t.Fatal(err)
		}
		<-placed.Ended()
		leg, err := phone.AwaitCall(h.t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ending, err := leg.AwaitEnd(h.t.Context())
		if err != nil || ending.How != fakeari.EndDialplan || ending.Context != "phones" || ending.Exten != "600" {
			t.Errorf("it ended %+v, %v", ending, err)
		}
	})
}

// Law: who answers can join a bridge that somebody else has made, and stays in it alone; it outlives the call.
func TestOriginateJoinsABridge(t *testing.T) {
	inHouse(t, callsOut, nil, func(h *house) {
		client, err := ari.New(ari.Options{URL: "http://pbx:8088/ari", Username: "ariapp", Password: "secret", DialContext: h.srv.DialContext})
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		if _, err := client.Bridges.CreateWithID(h.t.Context(), "sales", ari.BridgesCreateWithIDParams{}); err != nil {
			t.Fatal(err)
		}
		h.srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second), fakeari.HangUp(10*time.Second, 16))
		placed, err := h.app.Originate(h.t.Context(), Outgoing{Endpoint: "PJSIP/100", Bridge: "sales"})
		if err != nil {
			t.Fatal(err)
		}
		if reached, err := placed.Wait(h.t.Context()); err != nil || !reached.Answered {
			t.Errorf("reached %+v, %v", reached, err)
		}
		time.Sleep(5 * time.Second) // of the bubble
		if found, err := client.Bridges.Get(h.t.Context(), "sales"); err != nil || !slices.Equal(found.Channels, []string{placed.ID}) {
			t.Errorf("in the bridge are %+v, %v", found, err)
		}
		<-placed.Ended()
		if err := client.Bridges.Destroy(h.t.Context(), "sales"); err != nil {
			t.Errorf("the bridge is gone: %v", err)
		}
	})
}

// Law: what makes no sense, or is not allowed, is refused with the reason, and nothing is dialled.
func TestOriginateRefuses(t *testing.T) {
	for _, row := range []struct {
		name    string
		out     Outgoing
		is      error
		mention string
	}{
		{"outside the allow-list", Outgoing{Endpoint: "PJSIP/0900123@trunk", Flow: "main"}, flows.ErrNotPermitted, "0900123"},
		{"a technology that is not there", Outgoing{Endpoint: "Local/100@phones", Flow: "main"}, flows.ErrNotPermitted, "Local"},
		{"the second party too", Outgoing{Endpoint: "PJSIP/100", Connect: "PJSIP/999"}, flows.ErrNotPermitted, "999"},
		{"the dialplan too", Outgoing{Endpoint: "PJSIP/100", Place: flows.Place{Context: "phones", Extension: "900"}},
			flows.ErrNotPermitted, "Local/900@phones"},
		{"two endpoints in one", Outgoing{Endpoint: "PJSIP/100&PJSIP/101", Flow: "main"}, ErrOutgoing, "looks like PJSIP/100"},
		{"a quote", Outgoing{Endpoint: "PJSIP/100", Connect: "PJSIP/1'"}, ErrOutgoing, "looks like"},
		{"an expression", Outgoing{Endpoint: "PJSIP/100", Connect: "PJSIP/${vars.text}"}, ErrOutgoing, "looks like"},
		{"a variable that forwards", Outgoing{Endpoint: "PJSIP/100", Flow: "main",
			Variables: map[string]string{"__forward_context": "outgoing"}}, ErrOutgoing, "call somebody else"},
		{"a bridge whose id is none", Outgoing{Endpoint: "PJSIP/100", Bridge: "a', keep: false"}, ErrOutgoing, "no bridge that can be joined"},
		{"no such bridge", Outgoing{Endpoint: "PJSIP/100", Bridge: "sales"}, ErrOutgoing, `there is no bridge "sales"`},
		{"two things to do, one a bridge", Outgoing{Endpoint: "PJSIP/100", Flow: "main", Bridge: "sales"}, ErrOutgoing, "one of a flow"},
		{"no technology", Outgoing{Endpoint: "100", Flow: "main"}, ErrOutgoing, "looks like"},
		{"nothing to do", Outgoing{Endpoint: "PJSIP/100"}, ErrOutgoing, "one of a flow"},
		{"two things to do", Outgoing{Endpoint: "PJSIP/100", Flow: "main", Connect: "PJSIP/101"}, ErrOutgoing, "one of a flow"},
		{"no such flow", Outgoing{Endpoint: "PJSIP/100", Flow: "mian"}, ErrOutgoing, "main, reminder"},
		{"no such Asterisk", Outgoing{Endpoint: "PJSIP/100", Flow: "main", Asterisk: "b"}, ErrOutgoing, "it has asterisk"},
		{"a caller id with a line break", Outgoing{Endpoint: "PJSIP/100", Flow: "main",
			CallerID: flows.CallerID{Number: "5\r\n5"}}, ErrOutgoing, "line breaks"},
	} {
		t.Run(row.name, func(t *testing.T) {
			inHouse(t, callsOut, nil, func(h *house) {
				_, err := h.app.Originate(h.t.Context(), row.out)
				if !errors.Is(err, row.is) || !strings.Contains(err.Error(), row.mention) {
					t.Errorf("refused with %v", err)
				}
				for _, request := range h.srv.Requests() {
					if strings.HasPrefix(request.Operation, "channels.originate") {
						t.Errorf("it was dialled: %+v", request)
					}
				}
			})
		})
	}
}

// Law: when the daemon stops, a telephone that still rings for it is hung up.
func TestStopEndsWhatRings(t *testing.T) {
	inHouse(t, callsOut, nil, func(h *house) {
		h.srv.Endpoint("PJSIP/100", fakeari.Ring(0))
		placed, err := h.app.Originate(h.t.Context(), Outgoing{Endpoint: "PJSIP/100", Flow: "main"})
		if err != nil {
			t.Fatal(err)
		}
		stop, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if err := h.app.Stop(stop); err != nil {
			t.Error(err)
		}
		if reached, err := placed.Wait(h.t.Context()); err != nil || reached.Answered {
			t.Errorf("reached %+v, %v", reached, err)
		}
	})
}

// Law: a call whose making has an unknown end is not forgotten: it is ours if it was answered before that was known, and
// else hung up, at once or when it comes late. It never is an unknown caller.
func TestOriginateWithAnUnknownEnd(t *testing.T) {
	for _, c := range []struct {
		name    string
		fault   fakeari.Fault
		answers time.Duration
		made    bool
	}{
		{"answered before the answer is missed", fakeari.Fault{Name: fakeari.Drop}, time.Second, true},
		{"rings on", fakeari.Fault{Name: fakeari.Drop}, 20 * time.Second, false},
		{"cannot be hung up before it is answered", fakeari.Fault{Name: fakeari.Drop}, 8 * time.Second, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			inHouse(t, callsOut, nil, func(h *house) {
				phone := h.srv.Endpoint("PJSIP/100", fakeari.Ring(0), fakeari.Answer(c.answers))
				c.fault.Operation = "channels.originateWithId"
				h.srv.Fault(c.fault)
				if c.answers == 8*time.Second {
					h.srv.Fault(fakeari.Fault{Name: fakeari.ErrorOnce, Operation: "channels.hangup"})
				}
				ctx, cancel := context.WithTimeout(h.t.Context(), time.Minute)
				defer cancel()
				placed, err := h.app.Originate(ctx, Outgoing{Endpoint: "PJSIP/100", Flow: "reminder"})
				if c.made != (err == nil) {
					t.Fatalf("made %+v, %v", placed, err)
				}
				leg, err := phone.AwaitCall(ctx)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := leg.AwaitEnd(ctx); err != nil {
					t.Error(err)
				}
				if strings.Contains(h.logged(), "goes back to the dialplan") || c.made != (len(leg.Heard()) == 1) {
					t.Errorf("the telephone heard %v\n%s", leg.Heard(), h.logged())
				}
			})
		})
	}
}

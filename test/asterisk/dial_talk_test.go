//go:build linux && asterisk

package asterisk

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// Law: what one side says the other hears, and nobody hears themselves.
func TestDialBothHear(t *testing.T) {
	for _, c := range []struct {
		name           string
		caller, callee bool
	}{{"both speak", true, true}, {"the caller speaks", true, false}, {"the callee speaks", false, true}} {
		t.Run(c.name, func(t *testing.T) {
			caller, callee := answerer(t, sip.Manner{Speaks: c.caller}), answerer(t, sip.Manner{Speaks: c.callee,
				Leaves: 2 * time.Second})
			d := dialling(t, "ring_timeout: 10s", callee)
			bring(t, caller, "7954", "7900")
			if err := callee.Ended(inTime(t)); err != nil {
				t.Error(err)
			}
			if err := caller.Ended(inTime(t)); err != nil {
				t.Error(err)
			}
			d.awaitIdle(t, 1)
			for _, side := range []struct {
				name   string
				phone  *sip.Answerer
				speaks bool
			}{{"caller", caller, c.callee}, {"callee", callee, c.caller}} {
				audio := side.phone.Close()
				if heard := says(audio); side.speaks != (heard >= time.Second) || !side.speaks && heard > 0 {
					t.Errorf("the %s heard the other for %v", side.name, heard)
				}
			}
		})
	}
}

// Law: who answers is asked, presses a key, hears who it is, and only then has the caller.
func TestDialConfirms(t *testing.T) {
	for _, c := range []struct {
		name, keys, status string
		heard              []string
	}{
		{"accepted", "1", "answeredcallee", in("en", "auth-thankyou", "beep")},
		{"declined", "2", "confirm_failed", in("en", "auth-thankyou")},
	} {
		t.Run(c.name, func(t *testing.T) {
			phone := answerer(t, sip.Manner{Presses: c.keys, Hesitates: 3 * time.Second, Leaves: 2 * time.Second})
			d := dialling(t, "confirm: {prompt: auth-thankyou}\nannounce_callee: beep\ncontinue: true", phone)
			forget(t, d.client, "ONWARD_7955")
			rings(t, "7955", sip.Script{sip.AnsweredWithin(awaitTimeout), sip.ExpectByeWithin(outlasts)})
			await(t, d.client, "ONWARD_7955", c.status)
			d.awaitIdle(t, 1)
			ear().Expect(t, phone.Close(), c.heard)
		})
	}
}

// Law: a conversation ends with its time; both are warned, and the flow goes on.
func TestDialLimit(t *testing.T) {
	phone := answerer(t, sip.Manner{})
	d := dialling(t, "max_duration: 4s\nwarn_at: 2s\nwarning: beep\ncontinue: true", phone)
	forget(t, d.client, "ONWARD_7956")
	began := time.Now()
	heard := rings(t, "7956", sip.Script{sip.Answered(), sip.ExpectByeWithin(outlasts)})
	if took := time.Since(began); took < 4*time.Second || took > 9*time.Second {
		t.Errorf("it took %v", took)
	}
	await(t, d.client, "ONWARD_7956", "answeredlimit")
	d.awaitIdle(t, 1)
	ear().Expect(t, heard, in("en", "beep", "beep")) // the second is the dialplan's
	ear().Expect(t, phone.Close(), in("en", "beep"))
}

// Law: the callee's telephone gets the caller id, the diversion and the headers that the file has.
func TestDialShows(t *testing.T) {
	phone := answerer(t, sip.Manner{Leaves: time.Second})
	defer phone.Close()
	d := dialling(t, "caller_id: {name: Sales, number: '4711'}\nheaders: {X-Ticket: '${call.from}-8'}\n"+
		"redirecting: {number: '200', name: Desk, reason: no_answer}", phone)
	rings(t, "7957", sip.Script{sip.Answered(), sip.ExpectByeWithin(outlasts)})
	d.awaitIdle(t, 1)
	for _, want := range []string{`From: "Sales" <sip:4711@`, "X-Ticket: 7957-8"} {
		if invited := phone.Invited(); !strings.Contains(invited, want) {
			t.Errorf("no %q in\n%s", want, invited)
		}
	}
}

// Law: while several are asked the first to accept has the caller; the one who was slower hears the apology.
func TestDialConfirmsSeveral(t *testing.T) {
	quick := answerer(t, sip.Manner{Presses: "1", Hesitates: 3 * time.Second, Leaves: 3 * time.Second})
	slow := answerer(t, sip.Manner{Hesitates: time.Minute, Presses: "1"})
	// What is announced takes longer than the key: Asterisk hands a key by SIP INFO on to the caller else.
	d := dialling(t, "confirm: {prompt: beep, apology: vm-goodbye}\nannounce_callee: beep", quick, slow)
	rings(t, "7958", sip.Script{sip.AnsweredWithin(awaitTimeout), sip.ExpectByeWithin(outlasts)})
	d.awaitIdle(t, 1)
	if err := slow.Ended(inTime(t)); err != nil {
		t.Error(err)
	}
	ear().Expect(t, slow.Close(), in("en", "beep", "vm-goodbye"))
	ear().Expect(t, quick.Close(), in("en", "beep", "beep"))
}

// Law: a daemon that is killed while legs ring or talk leaves no leg and no bridge behind, also when the next one, with
// another folder, knows nothing of their calls: it ends them, and the callers' flow begins anew.
func TestKilledDaemonsLegs(t *testing.T) {
	for i, c := range []struct {
		name   string
		manner sip.Manner
	}{{"ringing", sip.Manner{Rings: -1}}, {"talking", sip.Manner{Speaks: true}}} {
		t.Run(c.name, func(t *testing.T) {
			phone := answerer(t, c.manner)
			defer phone.Close()
			from := fmt.Sprintf("796%d", i)
			text := strings.NewReplacer("TARGETS", endpoint(phone), "OPTIONS", "ring_timeout: 60s").Replace(dialFile)
			file := writeFile(t, text, t.TempDir(), "ivr.yaml")
			first := start(t, file)
			forget(t, first.client, "ONWARD_"+from)
			run, err := phoneRing(t, from)
			if err != nil {
				t.Fatal(err)
			}
			first.awaitFor(t, "the leg", func() bool {
				channels, err := first.client.Channels.List(t.Context())
				ready := 0
				for _, channel := range channels {
					if strings.Contains(channel.ID, ".l") && (channel.State == "Ringing" || channel.State == "Up") {
						ready++
					}
				}
				return err == nil && ready == 1
			})
			if c.manner.Speaks {
				first.awaitFor(t, "the bridge", func() bool {
					bridges, err := first.client.Bridges.List(t.Context())
					return err == nil && len(bridges) == 1 && len(bridges[0].Channels) == 2
				})
			}
			first.kill(t)
			second := start(t, file)
			if err := phone.Ended(inTime(t)); err != nil {
				t.Error("the leg stays:", err)
			}
			if _, err := run.Wait(); err != nil {
				t.Error(err)
			}
			await(t, second.client, "ONWARD_"+from, "busy") // the telephone takes one call only
			second.awaitIdle(t, 1)
		})
	}
}

// phoneRing begins a call of 7900 whose caller waits for the other side to end it.
func phoneRing(t *testing.T, from string) (*sip.Run, error) {
	t.Helper()
	return phone().Start(t.Context(), sip.Call{To: "7900", From: from, Script: sip.Script{
		sip.AnsweredWithin(awaitTimeout), sip.ExpectByeWithin(outlasts)}}, sip.Load{})
}

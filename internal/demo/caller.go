package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// caller is one person of the show: what they do, and what must come of it.
type caller struct {
	name   string
	number string
	dials  string
	about  string
	after  time.Duration
	acts   []act
	fate   fate
}

// act is one thing that a caller does; the fields that are set happen in this order.
type act struct {
	hears  string        // waits until that sound begins
	pause  time.Duration // then waits so long
	press  string        // then presses these keys
	hangup bool          // then hangs up
	cut    bool          // then the daemon's socket is cut
}

// fate is how a call ends: at a place in the dialplan, or hung up with a cause; and whom the caller has heard.
type fate struct {
	extension string
	cause     int
	talked    string // the endpoint of whoever was dialled
}

func (f fate) String() string {
	switch {
	case f.extension != "":
		return "is sent on to " + f.extension
	case f.talked != "":
		return fmt.Sprintf("has talked with %s, and is hung up, cause %d", f.talked, f.cause)
	}
	return fmt.Sprintf("is hung up, cause %d", f.cause)
}

func fateOf(e fakeari.Ending, talked string) fate {
	if e.How == fakeari.EndDialplan {
		return fate{extension: e.Context + "/" + e.Exten}
	}
	return fate{cause: e.Cause, talked: talked}
}

// office lets the telephones ring that the shipped ivr.yaml dials: of those of sales somebody answers the second, of
// those of the helpdesk the agent who has logged in.
func office(server *fakeari.Server) []*fakeari.Endpoint {
	return []*fakeari.Endpoint{
		server.Endpoint("PJSIP/101", fakeari.Ring(0)),
		server.Endpoint("PJSIP/102", fakeari.Ring(0), fakeari.Answer(ringing), fakeari.HangUp(talking, 16)),
		server.Endpoint("PJSIP/103", fakeari.Ring(0), fakeari.Answer(ringing), fakeari.HangUp(talking, 16)),
		server.Endpoint("PJSIP/104", fakeari.Ring(0))}
}

// talkedTo is whom of the office a caller has heard, "" for nobody.
func talkedTo(call *fakeari.Call, phones []*fakeari.Endpoint) string {
	for _, phone := range phones {
		for _, leg := range phone.Calls() {
			if slices.ContainsFunc(call.Heard(), func(h fakeari.Heard) bool { return h.Media == "channel:"+leg.ID() }) {
				return phone.Name()
			}
		}
	}
	return ""
}

const greeting = "sound:basic-pbx-ivr-main"

// callers are the people of the show, made for the shipped ivr.yaml.
func callers() []caller {
	const beat = 300 * time.Millisecond
	return []caller{
		{name: "Ann", number: "+4930111", dials: "200", about: "hears the greeting out; for sales two telephones ring",
			acts: []act{{hears: greeting, pause: greetingLength + beat, press: "1"}},
			fate: fate{cause: 16, talked: "PJSIP/102"}},
		{name: "Ben", number: "+4930222", dials: "200", about: "knows the extension and does not wait",
			acts: []act{{hears: greeting, pause: beat, press: "234"}}, fate: fate{extension: "phones/234"}},
		{name: "Cleo", number: "+4930333", dials: "200", about: "presses nothing at all",
			fate: fate{cause: 16}},
		{name: "Dan", number: "+4930444", dials: "200", about: "presses what leads nowhere, three times",
			acts: []act{{hears: greeting, pause: beat, press: "9"}, {hears: greeting, pause: beat, press: "8"},
				{hears: greeting, pause: beat, press: "200"}}, fate: fate{cause: 16}},
		{name: "Eve", number: "+4930555", dials: "201", about: "is a customer and knows the PIN",
			acts: []act{{hears: "sound:vm-enter-num-to-call", pause: beat, press: "1234#"},
				{hears: "sound:if-correct-press", pause: beat, press: "1"},
				{hears: "sound:agent-pass", pause: beat, press: "4711"}}, fate: fate{extension: "phones/support"}},
		{name: "Finn", number: "+4930666", dials: "201", about: "corrects the number, then gives up on the PIN",
			after: time.Second,
			acts: []act{{hears: "sound:vm-enter-num-to-call", pause: beat, press: "999#"},
				{hears: "sound:if-correct-press", pause: beat, press: "2"},
				{hears: "sound:vm-enter-num-to-call", pause: beat, press: "998#"},
				{hears: "sound:if-correct-press", pause: beat, press: "1"},
				{hears: "sound:agent-pass", pause: beat, press: "0000"}}, fate: fate{cause: 16}},
		{name: "Gus", number: "+4930777", dials: "200", about: "hangs up in the middle of the greeting",
			after: 2 * time.Second, acts: []act{{hears: greeting, pause: beat, hangup: true}}, fate: fate{cause: 16}},
		{name: "Hana", number: "+4930888", dials: "200", about: "types 3 and 1 before anybody asked",
			after: 3 * time.Second, acts: []act{{press: "31"}}, fate: fate{extension: "phones/accounting"}},
		{name: "Ike", number: "+4930999", dials: "299", about: "dials a number out of service",
			after: 4 * time.Second, fate: fate{cause: 1}},
		{name: "Jo", number: "+4930100", dials: "200", about: "is in the menu while the connection is cut",
			after: 5 * time.Second, acts: []act{{hears: greeting, pause: beat, cut: true}, {pause: 3 * time.Second, press: "0"}},
			fate: fate{extension: "phones/operator"}},
		{name: "Kim", number: "+33140", dials: "203", about: "asks for her balance, in French",
			after: 6 * time.Second,
			acts: []act{{hears: "sound:agent-user", pause: beat, press: "1234"},
				{hears: "sound:vm-tomakecall", pause: beat, press: "1"}}, fate: fate{extension: "phones/accounting"}},
		{name: "Lou", number: "+34910", dials: "204", about: "has a number that nobody knows",
			after: 7 * time.Second,
			acts:  []act{{hears: "sound:agent-user", pause: beat, press: "9999"}}, fate: fate{cause: 16}},
		{name: "Mia", number: "103", dials: "207", about: "is an agent of the helpdesk and logs in",
			acts: []act{{hears: "sound:agent-user", pause: beat, press: "103#"},
				{hears: "sound:agent-pass", pause: beat, press: "103471#"}}, fate: fate{cause: 16}},
		{name: "Nora", number: "+4930112", dials: "200", about: "waits for the helpdesk; Mia's telephone rings",
			after: 6 * time.Second, acts: []act{{hears: greeting, pause: beat, press: "5"}},
			fate: fate{cause: 16, talked: "PJSIP/103"}},
		{name: "Olga", number: "+4930113", dials: "206", about: "waits until Mia has talked with Nora, and has rested",
			after: 8 * time.Second, fate: fate{cause: 16, talked: "PJSIP/103"}},
		{name: "Pia", number: "+4930114", dials: "206", about: "waits too, and is called back instead",
			after: 9 * time.Second,
			acts:  []act{{pause: 2 * time.Second, press: "2"}, {hears: "sound:vm-num-i-have", pause: beat, press: "1"}},
			fate:  fate{cause: 16}},
	}
}

// play does what the caller does, and returns how the call ended.
func (c caller) play(ctx context.Context, server *fakeari.Server, phones []*fakeari.Endpoint,
	tell func(name, text string)) (fate, error) {
	if err := sleep(ctx, c.after); err != nil {
		return fate{}, err
	}
	tell(c.name, "dials "+c.dials)
	call := server.Call(fakeari.Caller{App: "ivr", ID: id(c.name), Exten: c.dials, Context: "from-trunk",
		Number: c.number, Name: c.name, Technology: "PJSIP/" + c.name})
	for _, a := range c.acts {
		if err := a.do(ctx, server, call, func(text string) { tell(c.name, text) }); err != nil {
			break // the ending below tells why
		}
	}
	ending, err := call.AwaitEnd(ctx)
	return fateOf(ending, talkedTo(call, phones)), err
}

func (a act) do(ctx context.Context, server *fakeari.Server, call *fakeari.Call, tell func(string)) error {
	if a.hears != "" {
		waiting, cancel := context.WithTimeout(ctx, patience)
		err := call.AwaitHeard(waiting, a.hears)
		cancel()
		if err != nil {
			return err
		}
	}
	if err := sleep(ctx, a.pause); err != nil {
		return err
	}
	if a.press != "" {
		call.Press(a.press)
	}
	if a.hangup {
		tell("hangs up")
		call.Hangup(16)
	}
	if a.cut {
		tell("(the daemon's socket to Asterisk is cut)")
		server.Fault(fakeari.Fault{Name: fakeari.CutSocket})
	}
	return nil
}

// id is the channel id of a caller's call.
func id(name string) string { return "demo-" + name }

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

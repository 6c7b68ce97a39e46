package app

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

const textsIn = outer + `
messages: {flow: texts, at_once: 2}
outbound: {allow: [PJSIP/_1XX]}
vars: {message_text: ""}
defaults: {on_error: [{play: sorry}], on_hangup: {log: "a call is over"}}
numbers: {"200": main}
`

const answering = textsIn + `
flows:
  main: [answer, {collect: {id: k, prompt: welcome, length: 2}}, {log: "keys ${steps.k.value}"}, hangup]
  texts:
    - log: "${call.channel} ${call.from_name} says ${vars.message_text} to ${call.to}"
    - message: {to: "PJSIP/${call.from}", text: "Thank you for ${vars.message_text}"}
`

func (h *house) text(from, body string) {
	h.srv.Endpoint("PJSIP/100").Text(fakeari.Message{To: "pjsip:ivr@here", From: from, Body: body})
	h.settle()
}

func (h *house) textsAre(want int) []fakeari.Message {
	h.t.Helper()
	h.settle()
	sent := h.srv.Messages()
	if len(sent) != want {
		h.t.Fatalf("%d texts were sent, want %d\n%s", len(sent), want, h.logged())
	}
	return sent
}

func (h *house) mustNotLog(text string) {
	h.t.Helper()
	h.settle()
	if strings.Contains(h.logged(), text) {
		h.t.Errorf("%q was logged:\n%s", text, h.logged())
	}
}

// Law: a text walks its flow without a telephone, and the flow can answer it; it is no call.
func TestATextIsAnswered(t *testing.T) {
	inHouse(t, answering, nil, func(h *house) {
		h.settle()
		h.text(`"Ann Lee" <sip:100@10.0.0.7>`, "a pizza")
		want := []fakeari.Message{{To: "pjsip:100", From: "ivr", Body: "Thank you for a pizza"}}
		if diff := cmp.Diff(want, h.textsAre(1)); diff != "" {
			t.Errorf("sent (-want +got):\n%s", diff)
		}
		h.mustLog("PJSIP/100 Ann Lee says a pizza to ivr")
		h.mustLog(`"a text was taken"`)
		h.mustNotLog("a call is over")
		h.mu.Lock()
		defer h.mu.Unlock()
		if len(h.facts) > 0 || h.app.Calls() != 0 {
			t.Errorf("a text counts as a call: %v", h.facts)
		}
	})
}

// Law: a call's events come once though Asterisk tells of its technology's endpoints too.
func TestTextsDoNotDoubleKeys(t *testing.T) {
	inHouse(t, answering, nil, func(h *house) {
		h.settle()
		phone := h.srv.Endpoint("PJSIP/100")
		c := h.srv.Call(fakeari.Caller{App: "ivr", Exten: "200", Number: "100", Technology: "PJSIP/100"})
		h.hears(c, "sound:welcome")
		phone.Text(fakeari.Message{To: "pjsip:ivr@here", From: "sip:100@here", Body: "now"})
		c.Press("1")
		h.settle()
		c.Press("2")
		h.ends(c, fakeari.EndHangup, 16)
		h.mustLog("keys 12")
		h.textsAre(1)
	})
}

// Law: a flow that fails costs its text only; what the file has for calls has no part in it, the flow's own has.
func TestATextsFlowFails(t *testing.T) {
	inHouse(t, textsIn+`
flows:
  main: [answer, hangup]
  texts:
    on_hangup: {log: "the text is over"}
    steps:
      - if: {is: "vars.message_text == 'mend'", then: [{message: {to: "PJSIP/${call.to}", text: x, on_error: {log: "mended: ${error.message}"}}}]}
      - message: {to: "PJSIP/9${call.from}", text: x, when: "vars.message_text != 'mend'"}
`, nil, func(h *house) {
		h.settle()
		h.text("sip:100@here", "fail")
		h.mustLog("the walk of a text failed")
		h.mustLog("the text is over")
		h.mustNotLog("a call is over")
		h.text("sip:100@here", "mend")
		h.mustLog("mended: ")
		h.mustLog(`"a text was taken"`)
		h.textsAre(0)
	})
}

// napSpec is a step that needs no telephone and takes its time.
func napSpec() *flows.Spec {
	return &flows.Spec{Kind: "nap", Summary: "Sleeps.", Doc: "It sleeps.", Example: "- nap: 5s\n", Offline: true, Short: "for",
		Fields: []flows.Field{{Name: "for", Type: flows.Duration, Doc: "How long.", Required: true}},
		New:    func(a flows.Args) flows.Step { return nap{flows.Get[flows.Value[time.Duration]](a, "for")} }}
}

type nap struct{ length flows.Value[time.Duration] }

func (n nap) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	length, err := n.length.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	_, err = r.Do(ctx, 0, func(ctx context.Context) (any, error) {
		select {
		case <-time.After(length):
		case <-ctx.Done():
		}
		return nil, ctx.Err()
	})
	return flows.Advance(), err
}

// napping is a house whose texts take their time.
func napping(t *testing.T, length string, body func(*house)) {
	t.Helper()
	text := textsIn + "flows: {main: [answer, hangup], texts: [{nap: " + length +
		"}, {message: {to: PJSIP/100, text: '${vars.message_text}'}}]}\n"
	file, findings, err := Parse("ivr.yaml", text, napSpec())
	if file == nil {
		t.Fatal(findings, err)
	}
	inHouse(t, answering, func(o *Options) { o.File = file }, body)
}

// Law: so many texts walk at once as the file allows, further ones are dropped, and one line tells of many.
func TestAFloodOfTextsIsDropped(t *testing.T) {
	napping(t, "5s", func(h *house) {
		h.settle()
		for range 30 {
			h.text("sip:100@here", "me too")
		}
		h.textsAre(0)
		time.Sleep(6 * time.Second)
		h.textsAre(2)
		h.mustLog("texts are dropped")
		if n := strings.Count(h.logged(), "texts are dropped"); n != 1 {
			t.Errorf("%d lines tell of it", n)
		}
		time.Sleep(10 * time.Second)
		h.text("sip:100@here", strings.Repeat("x", textMax+1))
		h.mustLog(`count=28`)
		h.mustLog(`why="it is too long"`)
		h.text("sip:100@here", strings.Repeat("x", 1000))
		time.Sleep(6 * time.Second)
		h.textsAre(3)
		for _, line := range []string{`ariapp_texts_total{outcome="dropped"} 29`, `ariapp_texts_total{outcome="ended"} 3`} {
			if got := h.counted(); !strings.Contains(got, line) {
				t.Errorf("not counted: %s", line)
			}
		}
	})
}

// Law: the walk of a text ends in time.
func TestATextThatTakesTooLong(t *testing.T) {
	napping(t, "5m", func(h *house) {
		h.settle()
		h.text("sip:100@here", "slow")
		time.Sleep(textTime + time.Second)
		h.mustLog("took more than 1m0s")
		h.textsAre(0)
	})
}

// Law: who stops waits for the texts under way as for calls, and no longer than for these.
func TestTextsAreDrained(t *testing.T) {
	for length, sent := range map[string]int{"2s": 1, "50s": 0} {
		napping(t, length, func(h *house) {
			h.settle()
			h.text("sip:100@here", "last")
			h.stop()
			time.Sleep(time.Second)
			h.text("sip:100@here", "too late")
			time.Sleep(10 * time.Second)
			h.mustLog("why=draining")
			h.mustLog("no more texts are taken")
			h.textsAre(sent)
		})
	}
}

// Law: a reload begins to take texts, changes their flow, and ends it.
func TestReloadOfMessages(t *testing.T) {
	without := strings.Replace(answering, "flow: texts,", "flow: none,", 1)
	without = strings.Replace(without, "  texts:\n", "  texts: # ariapp:ignore unused-flow it waits\n", 1)
	inHouseAt(t, filepath.Join(t.TempDir(), "ivr.yaml"), without, nil, func(h *house) {
		reload := func(text string) {
			t.Helper()
			h.write(text)
			if _, err := h.app.Reload(h.t.Context()); err != nil {
				t.Fatal(err)
			}
			h.settle()
		}
		h.settle()
		h.text("sip:100@here", "one")
		h.textsAre(0)
		reload(answering)
		h.mustLog("texts are taken")
		h.text("sip:100@here", "two")
		h.textsAre(1)
		reload(strings.Replace(answering, "Thank you for", "Once more", 1))
		h.text("sip:100@here", "three")
		if got := h.textsAre(2)[1].Body; got != "Once more three" {
			t.Errorf("sent %q", got)
		}
		reload(without)
		h.mustLog("no more texts are taken")
		h.text("sip:100@here", "four")
		h.textsAre(2)
	})
}

// Law: after a lost connection texts are heard of again.
func TestTextsAfterALostConnection(t *testing.T) {
	inHouse(t, answering, nil, func(h *house) {
		h.settle()
		h.srv.Fault(fakeari.Fault{Name: fakeari.Restart, Delay: time.Second})
		time.Sleep(time.Minute)
		h.text("sip:100@here", "again")
		h.textsAre(1)
	})
}

// Law: what cannot be walked for a text is a finding where it stands.
func TestFindingsOfMessages(t *testing.T) {
	const at = "asterisk: {password: x}\nnumbers: {2: main}\n"
	for name, c := range map[string]struct{ text, want string }{
		"no such flow": {"messages: {flow: txets}\nflows: {main: [answer], texts: [log: a]} # ariapp:ignore unused-flow x\n",
			`ivr.yaml:3:18: there is no flow txets; did you mean "texts"? [unknown-flow]`},
		"a telephone": {"messages: {flow: texts}\nflows: {main: [answer], texts: [log: a, play: welcome]}\n",
			"ivr.yaml:4:41: play needs a telephone; texts is the flow of messages, and a text is no call [needs-telephone]"},
		"deep inside": {"messages: {flow: texts}\nflows: {main: [answer], texts: [if: {is: 'true', then: [log: a, goto: main]}]}\n",
			"ivr.yaml:4:65: goto needs a telephone; texts is the flow of messages, and a text is no call [needs-telephone]"},
		"a handler": {"messages: {flow: texts}\nflows: {main: [answer], texts: {on_error: hangup, steps: [log: a]}}\n",
			"ivr.yaml:4:43: hangup needs a telephone; texts is the flow of messages, and a text is no call [needs-telephone]"},
		"no text": {"messages: {flow: texts}\nvars: {message_text: 5}\nflows: {main: [answer], texts: [log: '${vars.message_text}']}\n",
			`ivr.yaml:4:22: messages puts a text into vars.message_text; let it begin with one, such as "" [wrong-type]`},
		"all is well": {"messages: {flow: texts}\nvars: {message_text: ''}\nflows: {main: [answer], texts: {on_hangup: {log: b}, steps: [log: '${vars.message_text}']}}\n", ""},
	} {
		_, findings, err := Parse("ivr.yaml", at+c.text)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range findings {
			got = append(got, f.String())
		}
		if strings.Join(got, "\n") != c.want {
			t.Errorf("%s: found %v, want %s", name, got, c.want)
		}
	}
}

// Law: who sent a text is found in every form in which Asterisk tells it.
func TestTextAddress(t *testing.T) {
	for address, want := range map[string][2]string{
		`"Ann Lee" <sip:100@10.0.0.7:5060>`:  {"Ann Lee", "100"},
		`"A \"B\" \\" <sips:+49.30@pbx;x=y>`: {`A "B" \`, "+49.30"},
		`Ann <sip:100>`:                      {"Ann", "100"},
		`<sip:100;phone-context=a@10.0.0.7>`: {"", "100"},
		"pjsip:ivr@127.0.0.1":                {"", "ivr"},
		"pjsip:sip:ivr@127.0.0.1":            {"", "ivr"},
		"tel:+4930":                          {"", "+4930"},
		"100":                                {"", "100"},
		"":                                   {"", ""},
		"<":                                  {"", ""},
		`"`:                                  {"", `"`},
	} {
		if name, number := textAddress(address); [2]string{name, number} != want {
			t.Errorf("%s: %q %q, want %q", address, name, number, want)
		}
	}
}

// Law: whatever a telephone says of itself, its number is a part of it, without the host.
func FuzzTextAddress(f *testing.F) {
	for _, address := range []string{`"Ann" <sip:100@here>`, "pjsip:sip:1;a@b", "<<>", `"\`} {
		f.Add(address)
	}
	f.Fuzz(func(t *testing.T, address string) {
		name, number := textAddress(address)
		if !strings.Contains(address, number) || strings.ContainsAny(number, "@;") || len(name) > len(address) {
			t.Errorf("%q: %q %q", address, name, number)
		}
	})
}

package steps

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/ariapp/ariapp/flows"
)

func messageSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "message",
		Pace:    flows.Instant,
		Offline: true,
		Summary: "Sends a text to a telephone, as a SIP MESSAGE.",
		Doc: "`to` is an endpoint of PJSIP: `PJSIP/100`, or `PJSIP/100@trunk`, the number 100 by way of that " +
			"trunk, or `PJSIP/trunk/sip:100@host`. What the file does not write out whole " +
			"must be allowed by `outbound` in ivr.yaml; else the status is `refused`, and the step fails. " +
			"Asterisk takes the text and tells nothing of its way: `sent` does not mean that somebody has read it. " +
			"More is on [messages](../messages.md).",
		Fields: []flows.Field{
			{Name: "to", Type: flows.Endpoint, Required: true, Doc: "Whom to send it to."},
			{Name: "text", Type: flows.Text, Required: true,
				Doc: "The text, at most 1000 bytes: a SIP message by UDP holds no more."},
			{Name: "from", Type: flows.Text, Doc: "Who it is from: a number or name; the number that was called without it."},
		},
		Result: []flows.Result{{Name: "status", Zero: "", Doc: "`sent`, `refused` by the rules of outbound, or `failed`."}},
		Example: "- message: {to: PJSIP/reception, text: 'Call back ${call.from}'}\n" +
			"- message: {to: 'PJSIP/${call.from}', from: Office, text: 'Your number is 12.'}\n",
		New: func(a flows.Args) flows.Step {
			text := func(name string) flows.Value[string] { return flows.Get[flows.Value[string]](a, name) }
			m := message{text("to"), text("text"), text("from"), a.Has("from")}
			if to, fixed := m.to.Constant(); fixed && a.Has("to") && messageAddress(to) == "" {
				a.Errorf("to", "wrong-type", "to must be an endpoint of PJSIP, such as PJSIP/100 or PJSIP/100@trunk; found %q", to)
			}
			if words, fixed := m.text.Constant(); fixed && len(words) > textMax {
				a.Errorf("text", "too-large", "the text has %d bytes, at most %d are sent", len(words), textMax)
			}
			return m
		},
	}
}

// messageState is what is written down before a text is sent.
type messageState struct {
	Sending bool `json:"sending"`
}

type message struct {
	to, text, from flows.Value[string]
	named          bool
}

var (
	messageTo = regexp.MustCompile(`^(?i:PJSIP)/([A-Za-z0-9*#+_.-]+)` +
		`(@[A-Za-z0-9*#+_.-]+|/sip:[A-Za-z0-9*#+_.-]+@[A-Za-z0-9.:-]+)?$`)
	messageFrom = regexp.MustCompile(`^[A-Za-z0-9*#+_.-]{1,80}$`)
)

// messageAddress is an endpoint as Asterisk addresses messages, "" for none.
func messageAddress(endpoint string) string {
	parts := messageTo.FindStringSubmatch(endpoint)
	switch {
	case parts == nil:
		return ""
	case strings.HasPrefix(parts[2], "@"): // what is behind @ is an endpoint only where the technology stands before it
		return "pjsip:PJSIP/" + parts[1] + parts[2]
	}
	return "pjsip:" + parts[1] + parts[2]
}

// Ways are onward.
func (message) Ways() []flows.Way { return []flows.Way{flows.WayOf("", flows.Advance())} }

func (m message) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	status := "failed"
	err := m.send(ctx, r)
	switch {
	case err == nil:
		status = "sent"
	case errors.Is(err, flows.ErrNotPermitted):
		status = "refused"
	}
	r.SetResult(map[string]any{"status": status})
	if err != nil {
		return flows.Next{}, err
	}
	return flows.Advance(), nil
}

func (m message) send(ctx context.Context, r *flows.Run) error {
	port, ok := r.Port().(flows.Messenger)
	if !ok {
		return errors.New("no messages can be sent here")
	}
	text, err := m.text.Eval(r)
	if err != nil {
		return err
	}
	from := r.Call().To
	if m.named {
		if from, err = m.from.Eval(r); err != nil {
			return err
		}
	}
	invisible := func(c rune) bool { return unicode.IsControl(c) && c != '\n' && c != '\t' }
	switch {
	case text == "" || len(text) > textMax:
		return fmt.Errorf("the text has %d bytes, 1 to %d can be sent", len(text), textMax)
	case strings.ContainsFunc(text, invisible):
		return errors.New("the text has control characters")
	case !messageFrom.MatchString(from):
		return refused("from", from, "1 to 80 letters, digits and * # + _ . -")
	}
	endpoint, err := evalOutbound(ctx, r, "sending a message to", m.to)
	if err != nil {
		return err
	}
	to := messageAddress(endpoint)
	if to == "" {
		return refused("to", endpoint, "an endpoint of PJSIP, such as PJSIP/100")
	}
	var begun messageState
	if r.Load(&begun) && begun.Sending { // rather none than two
		r.Log("warn", "message: it may have been sent already, and is not sent again")
		return nil
	}
	if err := r.Save(messageState{true}); err != nil {
		return err
	}
	_, err = r.Do(ctx, storeTime, r.Once(func(context.Context) (any, error) { return nil, nil }))
	if err != nil {
		return err
	}
	return port.SendMessage(ctx, to, from, text, nil)
}

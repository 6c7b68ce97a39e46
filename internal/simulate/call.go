package simulate

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/internal/media"
)

// Call says which call is simulated.
type Call struct {
	Program *flows.Program
	// To is the number dialled, From the caller's.
	To, From string
	// World is what the flows reach beside the telephone.
	World flows.World
	// Agents are what agents of queues do who are offered the caller; all others answer as every telephone does.
	Agents []scenario.Dialled
	// Text is what From writes to To, for [Call.ByText]; "" for a call.
	Text string
	// At is when the call comes in; the zero time for now.
	At time.Time
	// Language overrides the number's; without either it is en.
	Language string
	// PromptLength is how long every prompt is; [PromptLength] when it is 0.
	PromptLength time.Duration
	// Out is where the call is told.
	Out io.Writer
}

// ByScript walks the call in virtual time with a caller who acts by script, as
// [flowtest.ParseScript] reads it. The error is [ErrScript] or [ErrNoRoute].
func (c Call) ByScript(script string) (flows.Outcome, error) {
	acts, err := flowtest.ParseScript(script)
	if err != nil {
		return flows.Outcome{}, fmt.Errorf("%w: %w", ErrScript, err)
	}
	route, err := c.route()
	if err != nil {
		return flows.Outcome{}, err
	}
	phone := flowtest.NewPhone(flowtest.Options{Start: c.At, Refuse: refused, Dialled: callees(c.Agents),
		AnswerDelay: answerDelay(route), DefaultLength: cmp.Or(c.PromptLength, PromptLength)}, acts...)
	outcome := c.walk(phone.Context(), route, phone, newTrace(c.Out, c.Program))
	if prompt := phone.Awaits(); prompt != "" {
		fmt.Fprintf(c.Out, "\nThe script waited for @%s, which did not begin any more.\n", printable(prompt))
	}
	return outcome, nil
}

// ByText walks a text, in virtual time, through the flow that takes texts. The error is [ErrNoTexts].
func (c Call) ByText(flow string) (flows.Outcome, error) {
	route := flows.Route{Flow: c.Program.Flow(flow), Vars: map[string]any{flows.TextVariable: c.Text}}
	if route.Flow == nil {
		return flows.Outcome{}, ErrNoTexts
	}
	phone, t := flowtest.NewPhone(flowtest.Options{Start: c.At}), newTrace(c.Out, c.Program)
	t.text = true
	return c.walk(phone.Context(), route, &texting{phone, t}, t), nil
}

// texting is the telephone of a text, which has none: it tells what is written back.
type texting struct {
	*flowtest.Phone
	trace *trace
}

// SendMessage tells a text that is sent.
func (t *texting) SendMessage(ctx context.Context, to, from, body string, variables map[string]string) error {
	if err := t.Phone.SendMessage(ctx, to, from, body, variables); err != nil {
		return err
	}
	text := printable(from) + " to " + printable(to) + ": " + printable(body)
	t.trace.line(t.Now(), "", fmt.Sprintf("  %-8s %s", "writes", text))
	return nil
}

// refused says why a live call would not play a prompt.
func refused(prompt string) error {
	_, err := media.Parse(prompt)
	return err
}

// Live walks the call in real time with a caller whose keys come from keys;
// screen is where they are typed, or nil when that is no terminal. The call is hung up when ctx ends.
// The error is [ErrNoRoute].
func (c Call) Live(ctx context.Context, keys Keys, screen *Screen) (flows.Outcome, error) {
	route, err := c.route()
	if err != nil {
		return flows.Outcome{}, err
	}
	out := c.Out
	if screen != nil {
		out = screen
		fmt.Fprint(out, "Keys: 0-9 * # A-D. Hang up: q.\n\n")
	}
	phone := newTerminal(ctx, c.Agents, keys, cmp.Or(c.PromptLength, PromptLength), answerDelay(route), screen)
	if !c.At.IsZero() {
		phone.shift = c.At.Sub(phone.began)
		phone.began = c.At
	}
	defer phone.works.all.Wait()
	defer phone.end(flows.CauseNormal)
	return c.walk(phone.walking, route, phone, newTrace(out, c.Program)), nil
}

func (c Call) route() (flows.Route, error) {
	route, ok := c.Program.Route(c.To)
	if !ok {
		return route, fmt.Errorf("dialling %q: %w", c.To, ErrNoRoute)
	}
	return route, nil
}

func answerDelay(route flows.Route) time.Duration {
	if route.AnswerDelay < 0 {
		return AnswerDelay
	}
	return route.AnswerDelay
}

// phone is the telephone of a simulated call, scripted or live.
type phone interface {
	flows.Port
	// Went is where the flow sent the call in the dialplan, or nil.
	Went() *flows.Place
}

// walk takes the call from its number to its end.
func (c Call) walk(ctx context.Context, route flows.Route, port phone, t *trace) flows.Outcome {
	info := flows.CallInfo{ID: "simulated", Channel: "simulated", Asterisk: "none", From: c.From, To: c.To,
		Context: "simulate", Language: cmp.Or(c.Language, route.Language, "en"), Captures: route.Captures,
		Started: port.Now()}
	c.World.Queues = scenario.Staff(c.World.Queues, c.Agents)
	if c.Text == "" {
		t.begin(info, route)
	} else {
		t.beginText(info, c.Text)
	}
	walker := flows.NewWalker(c.Program, port, flows.Options{Offline: c.Text != "",
		Flow: route.Flow, Call: info, Vars: route.Vars, World: c.World, Observe: t.tell})
	outcome := walker.Run(ctx)
	t.end(outcome, port.Went(), port.Now())
	return outcome
}

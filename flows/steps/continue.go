package steps

import (
	"context"
	"errors"
	"regexp"

	"github.com/ariapp/ariapp/flows"
)

func continueSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "continue",
		Pace:    flows.Instant,
		Summary: "Sends the call back to Asterisk's dialplan, for good.",
		Doc: "Without fields the dialplan goes on behind `Stasis()`; with `extension` at that extension, in `context` " +
			"or the channel's own. The flow is over for the caller, and no on_hangup runs. A call that the dialplan " +
			"does not keep is hung up by Asterisk.",
		Bare: true, Short: "extension",
		Fields: []flows.Field{
			{Name: "context", Type: flows.Text, Doc: "The dialplan's context."},
			{Name: "extension", Type: flows.Text,
				Doc: "The extension: digits, letters, *, #, + and _ only, whatever an expression brings."},
			{Name: "priority", Type: flows.Text, Doc: "A priority's number or label; 1 without it."},
		},
		Example: "- continue: {context: phones, extension: '20'}\n",
		New: func(a flows.Args) flows.Step {
			return leave{flows.Get[flows.Value[string]](a, "context"), flows.Get[flows.Value[string]](a, "extension"),
				flows.Get[flows.Value[string]](a, "priority")}
		},
	}
}

type leave struct{ context, extension, priority flows.Value[string] }

// placeName is what may stand in a place of the dialplan; a caller's digits end up here.
var placeName = regexp.MustCompile(`^[A-Za-z0-9*#+_.-]{0,80}$`)

// Ways is the one out of the flows.
func (leave) Ways() []flows.Way { return []flows.Way{flows.WayOf("", flows.Leave())} }

func (l leave) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	var place flows.Place
	for _, part := range []struct {
		value flows.Value[string]
		into  *string
	}{{l.context, &place.Context}, {l.extension, &place.Extension}, {l.priority, &place.Priority}} {
		text, err := part.value.Eval(r)
		if err != nil {
			return flows.Next{}, err
		}
		if !placeName.MatchString(text) {
			return flows.Next{}, errors.New("a place in the dialplan holds what none can")
		}
		*part.into = text
	}
	port, ok := r.Port().(flows.Continuer)
	if !ok {
		return flows.Next{}, errors.New("there is no dialplan here")
	}
	if err := port.Continue(ctx, place); err != nil {
		return flows.Next{}, err
	}
	r.Sent(place)
	return flows.Leave(), nil
}

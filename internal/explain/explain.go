package explain

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/graph/gist"
)

var (
	// ErrNoRoute tells that no number takes the call.
	ErrNoRoute = errors.New("no number takes the call")
	// ErrNoTexts tells that no flow takes texts.
	ErrNoTexts = errors.New("no flow takes texts: the file has no messages: {flow: NAME}")
)

// Call is the call that is explained.
type Call struct {
	// To is dialled; From is the caller, "" for any.
	To, From string
	// Withheld tells that the caller shows no number: From is "" then, and decides.
	Withheld bool
	// Language is the channel's, "" where it is not known.
	Language string
	At       time.Time
	// Text tells that it is no call, but a text that From writes to To.
	Text bool
}

// Options are a call and what takes it.
type Options struct {
	Program   *flows.Program
	Document  *source.Document
	Schedules flows.Schedules
	Call
}

// Explain tells what would happen to a call.
func Explain(ctx context.Context, o Options) (*Node, error) {
	route, err := o.route()
	if err != nil {
		return nil, err
	}
	w := &walk{Options: o, ctx: ctx, route: route, index: gist.NewIndex(o.Document, o.Program),
		reach: newReach(o.Program, route.Flow),
		uses:  map[*flows.Placed][]flows.Use{}, told: map[*flows.Placed]bool{}, flowsTold: map[*flows.Flow]bool{},
		returns: map[*flows.Flow]bool{}, blocksOpen: map[*flows.Block]bool{}, language: route.Language}
	if w.language == "" {
		w.language = o.Language
	}
	for _, use := range o.Program.Uses() {
		w.uses[use.Step] = append(w.uses[use.Step], use)
	}
	caller := "anybody"
	switch {
	case o.Withheld:
		caller = "a withheld number"
	case o.From != "":
		caller = o.From
	}
	does := "calls"
	if o.Text {
		does = "writes to"
	}
	root := &Node{Text: fmt.Sprintf("%s %s %s on %s", caller, does, cmp.Or(o.To, "any number"),
		o.At.Format("Mon 2006-01-02 15:04 MST"))}
	w.tellRoute(root)
	w.flow(root, route.Flow, state{first: true})
	root.join()
	return root, nil
}

// route is what takes the call, or the text.
func (o Options) route() (flows.Route, error) {
	if !o.Text {
		route, ok := o.Program.Route(o.To)
		if !ok {
			return route, fmt.Errorf("dialling %q: %w", o.To, ErrNoRoute)
		}
		return route, nil
	}
	name := ""
	if n := o.Document.Root.Get("messages").Get("flow"); n != nil {
		name = n.Value
	}
	flow := o.Program.Flow(name)
	if flow == nil {
		return flows.Route{}, ErrNoTexts
	}
	return flows.Route{Flow: flow}, nil
}

// tellRoute says which number takes the call, with what, and before which others.
func (w *walk) tellRoute(root *Node) {
	if w.Text {
		at := w.Document.Root.Get("messages").KeyNode("flow").Pos
		n := root.add(at, "messages takes it, and leads to %s", w.route.Flow.Name)
		n.add(source.Pos{}, "vars.%s is what is written", flows.TextVariable)
		return
	}
	text := w.route.Pattern + " takes it, and leads to " + w.route.Flow.Name
	if w.route.Language != "" {
		text += ", language " + w.route.Language
	}
	if len(w.route.Captures) > 0 {
		text += ", captures " + strings.Join(w.route.Captures, " ")
	}
	n := root.add(w.placeOf(w.route.Pattern), "%s", text)
	for name, value := range w.Document.Root.Get("numbers").Get(w.route.Pattern).Get("vars").All() {
		shown := gist.Value(value)
		if w.index.IsSecretName("vars." + name.Value) {
			shown = gist.Stars
		}
		n.add(name.Pos, "vars.%s is %s", name.Value, shown)
	}
	for _, other := range w.Program.Numbers() {
		pattern, err := digits.Parse(other.Pattern)
		if err == nil && other.Pattern != w.route.Pattern && pattern.Match(w.To) {
			n.add(w.placeOf(other.Pattern), "it goes before %s, which would lead to %s: it is more definite", other.Pattern,
				other.Flow.Name)
		}
	}
}

func (w *walk) placeOf(pattern string) source.Pos {
	if key := w.Document.Root.Get("numbers").KeyNode(pattern); key != nil {
		return key.Pos
	}
	return source.Pos{}
}

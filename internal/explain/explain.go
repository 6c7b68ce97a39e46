package explain

import (
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

// ErrNoRoute tells that no number takes the call.
var ErrNoRoute = errors.New("no number takes the call")

// Call is the call that is explained.
type Call struct {
	// To is dialled; From is the caller, "" for any.
	To, From string
	// Withheld tells that the caller shows no number: From is "" then, and decides.
	Withheld bool
	// Language is the channel's, "" where it is not known.
	Language string
	At       time.Time
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
	route, ok := o.Program.Route(o.To)
	if !ok {
		return nil, fmt.Errorf("dialling %q: %w", o.To, ErrNoRoute)
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
	root := &Node{Text: fmt.Sprintf("%s calls %s on %s", caller, o.To, o.At.Format("Mon 2006-01-02 15:04 MST"))}
	w.tellRoute(root)
	w.flow(root, route.Flow, state{first: true})
	root.join()
	return root, nil
}

// tellRoute says which number takes the call, with what, and before which others.
func (w *walk) tellRoute(root *Node) {
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

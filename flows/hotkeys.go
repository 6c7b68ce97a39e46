package flows

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/source"
)

// hotkey is one or more keys that do the same wherever a scope's call is, unless
// the present question wants them.
type hotkey struct {
	keys string
	// word is repeat, back or top; block are the steps to take where there is none.
	word  string
	block *Block
	pos   source.Pos
}

type hotkeys []hotkey

var hotkeyWords = []string{"repeat", "back", "top"}

// hotkeys reads a mapping of keys to words or steps; `none` takes the file's away.
func (c *compiler) hotkeys(n *source.Node) (set hotkeys, alone bool) {
	if n.Kind == source.Scalar && n.Value == "none" && c.flow != nil {
		return nil, true
	}
	if n.Kind != source.Map || len(n.Pairs) == 0 {
		c.report.WrongType(n, "hotkeys", "a mapping of keys to steps, or to one of repeat, back and top")
		return nil, false
	}
	for key, item := range n.All() {
		if _, err := digits.ParseKeys(key.Value); err != nil || key.Value == "" || len(key.Value) > maxHotkey {
			c.report.WrongType(key, "a hotkey", "one to three keys, such as * or ##")
			continue
		}
		h := hotkey{keys: strings.ToUpper(key.Value), pos: key.Pos}
		if item.Kind == source.Scalar && slices.Contains(hotkeyWords, item.Value) {
			h.word = item.Value
		} else {
			h.block = c.block(item, "hotkeys."+key.Value, blockAgain)
		}
		set = append(set, h)
	}
	return set, false
}

// find is the hotkey of these keys, or nil; longer tells that more keys may make another one.
func (set hotkeys) find(keys string) (found *hotkey, longer bool) {
	for i := range set {
		switch {
		case set[i].keys == keys:
			found = &set[i]
		case strings.HasPrefix(set[i].keys, keys):
			longer = true
		}
	}
	return found, longer
}

// liveHotkeys are those of the present flow, and of the file where the flow has
// none for the same keys.
func (w *Walker) liveHotkeys() hotkeys {
	flow := w.flowFrame().flow
	if w.offline || len(flow.hotkeys) == 0 && len(w.program.hotkeys) == 0 {
		return nil
	}
	set := slices.Clone(flow.hotkeys)
	if !flow.ownKeys {
		for _, h := range w.program.hotkeys {
			if same, _ := set.find(h.keys); same == nil {
				set = append(set, h)
			}
		}
	}
	return slices.DeleteFunc(set, func(h hotkey) bool { return h.block != nil && w.inBlock(0, h.block) })
}

// Repeater is a step that keeps something of what it has saved when the hotkey
// repeat begins it anew, such as that its PIN was given.
type Repeater interface {
	// Again is what is left of the state; nil for nothing.
	Again(state json.RawMessage) json.RawMessage
}

// hotkeyPressed leaves a step whose caller pressed a hotkey.
type hotkeyPressed struct{ *hotkey }

// Error names the keys.
func (h *hotkeyPressed) Error() string { return "the caller pressed the hotkey " + h.keys }

// nextKeyOrOther is what happens next, keys that turned out to be no hotkey
// first. Keys that may begin a hotkey are waited for a moment.
func (r *Run) nextKeyOrOther(ctx context.Context, deadline time.Time) (*Event, error) {
	w := r.walker
	if len(w.freed) > 0 {
		event := w.freed[0]
		w.freed = w.freed[1:]
		return event, nil
	}
	if len(w.hot) == 0 {
		return r.happen(ctx, deadline)
	}
	undecided := w.hot[len(w.hot)-1].At.Add(hotkeyGap)
	early := deadline.IsZero() || undecided.Before(deadline)
	if early {
		deadline = undecided
	}
	event, err := r.happen(ctx, deadline)
	if err == nil && event.Kind == TimeUp && early {
		return r.decide()
	}
	return event, err
}

// decide is for keys after which nothing came: a hotkey of those keys, else keys like others.
func (r *Run) decide() (*Event, error) {
	w := r.walker
	set, held := w.liveHotkeys(), w.hot
	w.hot = nil
	if found, _ := set.find(keysOfEvents(held)); found != nil {
		return nil, &hotkeyPressed{found}
	}
	return w.settle(set, held)
}

// settle is for keys that make no hotkey together: those at the beginning may
// make one, else the first is a key like others. What follows is looked at anew.
func (w *Walker) settle(set hotkeys, held []*Event) (*Event, error) {
	for n := len(held) - 1; n > 0; n-- {
		if found, _ := set.find(keysOfEvents(held[:n])); found != nil {
			w.freed = slices.Concat(held[n:], w.freed)
			return nil, &hotkeyPressed{found}
		}
	}
	w.freed = slices.Concat(held[1:], w.freed)
	held[0].Held = true
	return held[0], nil
}

// keysAhead are the keys that nobody has taken: those kept for the next
// question, and those that were held back as they may begin a hotkey.
func (w *Walker) keysAhead() digits.Buffer {
	keys := w.keys
	for _, event := range slices.Concat(w.hot, w.freed) {
		keys.Number(event.ahead)
		keys.Push(event.Key, event.At)
	}
	keys.Number(0)
	return keys
}

// hotkey looks whether a key is one, or may become one; what passed is for the step, nil for nothing: it may be another
// key, that was held before it.
func (r *Run) hotkey(event *Event) (passed *Event, err error) {
	w := r.walker
	if event.Held {
		return event, nil
	}
	since := event.At.Sub(w.lastKey)
	if since > 0 {
		w.lastKey = event.At
	}
	set := w.liveHotkeys()
	if len(w.hot) == 0 && (len(set) == 0 || r.wants != nil && r.wants(event.Key) ||
		w.keys.Len() > 0 && since < typingGap || w.isLate(event)) {
		return event, nil
	}
	held := append(w.hot, event)
	w.hot = nil
	found, longer := set.find(keysOfEvents(held))
	switch {
	case longer:
		w.hot = held
		return nil, nil
	case found != nil:
		w.keys.Number(event.ahead)
		return nil, &hotkeyPressed{found}
	}
	if passed, err = w.settle(set, held); err != nil {
		w.keys.Number(0)
	}
	return passed, err
}

// Want says which keys the step's question takes, so that they are no hotkeys.
func (r *Run) Want(wants func(digits.Key) bool) { r.wants = wants }

// isLate tells whether a key is the terminator, pressed out of habit, of an entry that was complete without it.
func (w *Walker) isLate(event *Event) bool {
	keys := w.keys // a copy: who gets the key drops it
	return keys.Push(event.Key, event.At) == digits.Swallowed
}

func keysOfEvents(events []*Event) string {
	var b strings.Builder
	for _, e := range events {
		b.WriteString(e.Key.String())
	}
	return b.String()
}

// takeHotkey leaves the step for what the hotkey does: nothing of it plays on.
func (w *Walker) takeHotkey(ctx context.Context, run *Run, hot *hotkeyPressed) error {
	w.observeStep(HotkeyWas, run.step, Fact{Text: hot.keys})
	for playback := range run.said {
		if err := run.Stop(ctx, playback); err != nil {
			return err
		}
	}
	w.keys.Clear()
	f := run.frame
	f.masked = false
	switch hot.word {
	case "repeat":
		kept := json.RawMessage(nil)
		if step, ok := run.step.Step.(Repeater); ok && f.state != nil {
			kept = step.Again(f.state)
		}
		w.moveTo(f, f.index)
		f.state = kept
	case "back", "top":
		w.backToMenu(hot.word == "top")
	default:
		return w.enter(hot.block)
	}
	return nil
}

// backToMenu goes to the menu around the present step, or to the outermost one.
// A menu itself goes to the one around it. Where there is none, a flow that was
// called is left; else the step begins anew.
func (w *Walker) backToMenu(outermost bool) {
	found := -1
	for i := len(w.frames) - 2; i >= 0; i-- {
		if step := w.frames[i].step(); step != nil && step.Spec.Asks {
			if found = i; !outermost {
				break
			}
		}
	}
	base := w.flowIndex(len(w.frames) - 1)
	switch {
	case found >= 0:
		w.cut(found + 1)
		w.comeBack()
	case base > 0:
		_ = w.returnFrom("back", nil) // it ends no call: there is a flow below
	default:
		w.comeBack()
	}
}

// comeBack begins the present step anew; a menu can tell so from what it has saved.
func (w *Walker) comeBack() {
	f := w.top()
	state := f.state
	w.moveTo(f, f.index)
	if step := f.step(); step != nil && step.Spec.Asks {
		f.state, f.returned = state, true
	}
}

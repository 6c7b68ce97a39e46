package sim

import (
	"context"
	"slices"
	"strings"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// now gives a wait no time: it tells what is so now.
func now() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), time.Nanosecond)
}

func (c *caller) isOver() bool {
	ctx, cancel := now()
	defer cancel()
	_, err := c.call.AwaitEnd(ctx)
	return err == nil
}

func (c *caller) away() bool {
	ctx, cancel := now()
	defer cancel()
	return c.call.AwaitDialplan(ctx) == nil
}

// check looks at the calls when all is over.
func (w *World) check() {
	for _, c := range w.all {
		w.checkEnds(c)
		w.checkKeys(c)
		w.checkStore(c)
		w.checkAnew(c)
	}
	w.checkFloor()
	w.effects.mu.Lock()
	defer w.effects.mu.Unlock()
	for what, keys := range w.effects.keys { // a call that begins anew is another one, with keys of its own
		_, call, _ := strings.Cut(what, " of ")
		if len(keys) > max(1, w.history(call).walks) {
			w.wrong("effect twice: %s: %v", what, keys)
		}
	}
}

// checkAnew looks whether a call has begun anew though it was written down where it was.
func (w *World) checkAnew(c *caller) {
	h := w.history(c.id)
	if h.stands > 0 && h.walks > h.stands && !h.unsure {
		w.wrong("%s: has begun anew, after %d times, though an older program had written down where it was", c.id, h.stands)
	}
	if h.walks > 1 && !h.unsure && !slices.ContainsFunc(h.owners, func(i *Instance) bool { return i.dead }) {
		w.wrong("%s: has begun %d times", c.id, h.walks)
	}
}

func (w *World) checkEnds(c *caller) {
	ctx, cancel := now()
	defer cancel()
	ending, err := c.call.AwaitEnd(ctx)
	h := w.history(c.id)
	switch {
	case err != nil:
		w.wrong("%s: has not ended", c.id)
	case len(h.ends) > 1 && !(h.unwritten && len(h.ends) <= h.walks):
		w.wrong("%s: ended %d times: %v", c.id, len(h.ends), h.ends)
	case len(h.ends) == 0 && len(h.owners) == 1 && !h.owners[0].dead && !h.owners[0].leaves && !h.owners[0].parted &&
		ending.How != fakeari.EndRestart:
		w.wrong("%s: its walk by %s has no end", c.id, h.owners[0])
	}
}

// checkKeys looks whether what flows say to have understood was pressed.
func (w *World) checkKeys(c *caller) {
	h, rest := w.history(c.id), c.all
	told := c.got(h.unsure)
	for _, value := range strings.Fields(told) {
		for _, key := range value {
			at := strings.IndexRune(rest, key)
			if at < 0 {
				w.wrong("%s: a key counts twice: pressed %s, got %s", c.id, c.all, told)
				return
			}
			rest = rest[at+1:]
		}
	}
	calm := len(h.owners) == 1 && !w.scenario.suffers(CutSocket, StallSocket, Restart, Part, StoreFull)
	if got := strings.ReplaceAll(told, " ", ""); calm && !strings.HasPrefix(c.pressed, got) {
		w.wrong("%s: a key was lost: pressed %s, got %s", c.id, c.pressed, told)
	}
}

// checkStore looks whether a value was counted up twice. Who is killed may have been a step further than its record.
func (w *World) checkStore(c *caller) {
	h := w.history(c.id)
	if h.unsure || slices.ContainsFunc(h.owners, func(i *Instance) bool { return i.dead }) {
		return
	}
	for _, key := range []string{"n/", "o/"} {
		item, err := w.values.Get(context.Background(), key+c.id)
		if err != nil {
			w.wrong("%v", err)
		}
		if item.Value != "" && item.Value != "1" {
			w.wrong("effect twice: %s%s counts %s", key, c.id, item.Value)
		}
	}
}

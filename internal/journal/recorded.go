package journal

import (
	"iter"
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Recorded is one call as a journal has it.
type Recorded struct {
	Asterisk, ID string
	Entries      []Entry
	// CutOff tells that the call has no end as its daemon was killed: another one has begun since, or the call again,
	// and none has taken it up.
	CutOff bool
}

// Calls gives the calls of a journal, each when its end is read; those whose
// end is not there come last. path is the journal's folder, or one file. The
// bounds of the filter are for the time at which a call entered.
func Calls(path string, filter Filter) iter.Seq2[Recorded, error] {
	return func(yield func(Recorded, error) bool) {
		g := gathering{most: openMost, calls: map[key]*gathered{}, yield: func(r Recorded) bool {
			late := !filter.Since.IsZero() && r.Entered() == nil // it entered before
			return late || !filter.wants(r.Entries[0]) || yield(r, nil)
		}}
		within := filter
		within.Until = time.Time{}
		for e, err := range Read(path, within) {
			if err != nil {
				yield(Recorded{}, err)
				return
			}
			if e.Kind == KindLost {
				if filter.Lost != nil {
					filter.Lost(e.Lost)
				}
			} else if e.Kind == KindStarted {
				if g.cutOff(); g.enough {
					return
				}
			} else if e.Kind != KindRefused && !g.add(e) {
				return
			}
		}
		g.finish()
	}
}

type key struct{ asterisk, call string }

type gathered struct {
	Recorded
	given bool
	// former is the call that the channel had before, whose last entries may come when this one has begun; nil for none.
	former *gathered
	// starts is how often a daemon has begun since the last entry.
	starts int
}

// gathering puts together what belongs to one call.
type gathering struct {
	// calls are those whose end was not read yet, order has them as they began, and some that were given since.
	calls map[key]*gathered
	order []*gathered
	// most is how many of them are held at once.
	most  int
	yield func(Recorded) bool
	// enough tells that no more calls are wanted.
	enough bool
}

// add takes an entry; false when no more calls are wanted.
func (g *gathering) add(e Entry) bool {
	at := key{e.Asterisk, e.Call}
	call, former := g.calls[at], (*gathered)(nil)
	switch {
	case call == nil:
	case e.Kind == KindEntered: // the channel has come back, or another process took it for a new one
		g.giveFormer(call)
		call.CutOff = !call.HandedOver()
		call, former = nil, call
	case call.isOfFormer(e):
		call = call.former
	}
	if call == nil {
		call = &gathered{Recorded: Recorded{Asterisk: e.Asterisk, ID: e.Call}, former: former}
		g.calls[at], g.order = call, append(g.order, call)
		if len(g.calls) > g.most {
			g.give(g.first())
		}
	}
	call.CutOff, call.starts = false, 0 // it goes on
	if len(call.Entries) < callMost || e.Kind == KindEnded {
		call.Entries = append(call.Entries, e)
	}
	if e.Kind == KindEnded {
		g.give(call)
	}
	return !g.enough
}

// isOfFormer tells that an entry goes on with the call that the channel had before, and not with this one.
func (c *gathered) isOfFormer(e Entry) bool {
	f := c.former
	return f != nil && !f.given && !e.follows(c.Entries[len(c.Entries)-1]) && e.follows(f.Entries[len(f.Entries)-1])
}

// giveFormer hands on the call that the channel of this one had before, if that has no end yet.
func (g *gathering) giveFormer(call *gathered) {
	if f := call.former; f != nil && !f.given {
		f.CutOff = !f.HandedOver()
		g.give(f)
	}
	call.former = nil
}

// give hands a call on and lets go of it.
func (g *gathering) give(call *gathered) {
	g.giveFormer(call)
	whole := call.Recorded
	if at := (key{whole.Asterisk, whole.ID}); g.calls[at] == call {
		delete(g.calls, at)
	}
	call.given, call.Entries = true, nil
	if len(g.order) > 2*len(g.calls)+orderSlack {
		g.order = slices.DeleteFunc(g.order, func(c *gathered) bool { return c.given })
	}
	if !g.enough {
		g.enough = !g.yield(whole)
	}
}

// first is the call that began first of those that were not given.
func (g *gathering) first() *gathered {
	for g.order[0].given {
		g.order = g.order[1:]
	}
	return g.order[0]
}

// cutOff notes that a daemon begins: calls without an end are cut off, unless it takes them up, or has given them to
// another one. They are held for some starts.
func (g *gathering) cutOff() {
	var given []*gathered
	for _, call := range g.order {
		if call.given {
			continue
		}
		call.CutOff = !call.HandedOver()
		if call.starts++; call.starts >= startsMost {
			given = append(given, call)
		}
	}
	for _, call := range given {
		if !g.enough {
			g.give(call)
		}
	}
}

// finish hands on those whose end is not there, in the order in which they began.
func (g *gathering) finish() {
	for len(g.calls) > 0 && !g.enough {
		g.give(g.first())
	}
}

// Entered is how the call began, nil when that is not in the journal any more.
func (r Recorded) Entered() *Entered {
	if len(r.Entries) == 0 {
		return nil
	}
	return r.Entries[0].Entered
}

// Ended is how the call ended, nil when it goes on, or its end was lost.
func (r Recorded) Ended() *Ended {
	if len(r.Entries) == 0 {
		return nil
	}
	return r.Entries[len(r.Entries)-1].Ended
}

// HandedOver tells that the call goes on in another process, of which nothing is in the journal.
func (r Recorded) HandedOver() bool {
	return len(r.Entries) > 0 && r.Entries[len(r.Entries)-1].Kind == KindHandedOver
}

// Resumed tells that the call was taken up by another process than the one that had it before, whether that is in the
// journal or not.
func (r Recorded) Resumed() bool {
	return slices.ContainsFunc(r.Entries, func(e Entry) bool { return e.Life > 0 })
}

// HasHoles tells that entries of the call are missing, apart from its beginning or its end. What a process that was
// killed did in its last moment may be missing where the next one takes the call up; that is no hole.
func (r Recorded) HasHoles() bool {
	for i, e := range r.Entries[min(1, len(r.Entries)):] {
		if before := r.Entries[i]; !e.follows(before) {
			return true
		}
	}
	return false
}

// follows tells that nothing is known to be missing between the entries.
func (e Entry) follows(before Entry) bool {
	if e.Life == before.Life {
		return e.Seq == before.Seq+1
	}
	return e.Seq == 1 && e.Life == max(before.Life, 1)+1
}

// Whole tells that nothing is missing between the call's beginning and its end, in one process.
func (r Recorded) Whole() bool {
	if r.Entered() == nil || r.Ended() == nil {
		return false
	}
	for i, e := range r.Entries {
		if e.Seq != i+1 || e.Life > 0 {
			return false
		}
	}
	return true
}

// Facts are the facts of the call's walk.
func (r Recorded) Facts() []flows.Fact {
	var facts []flows.Fact
	for _, e := range r.Entries {
		if fact, ok := e.Fact(); ok {
			facts = append(facts, fact)
		}
	}
	return facts
}

// Asked are the questions to what is beside the telephone, in the order of their answers.
func (r Recorded) Asked() []Asked {
	var all []Asked
	for _, e := range r.Entries {
		if e.Asked != nil {
			all = append(all, *e.Asked)
		}
	}
	return all
}

// Path are the addresses of the steps that the call began, in order.
func (r Recorded) Path() []string {
	var path []string
	for _, e := range r.Entries {
		if e.Kind == Kind(flows.StepBegun) {
			path = append(path, e.Step)
		}
	}
	return path
}

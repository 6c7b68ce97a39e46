package sim

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// history is what was done in one call.
type history struct {
	// owner goes on with the call now, since then; before are those who had it.
	owner  *Instance
	since  time.Time
	owners []*Instance
	// coming tells that owner has asked for the caller and does not walk yet.
	coming bool
	// begun is when each has begun to walk the call, ends are the ends of walks, ended when the first one ended.
	begun map[*Instance]time.Time
	ends  []string
	ended time.Time
	// late tells that the walk that ended first had only just begun.
	late bool
	// walks is how often the call has come to its first step, anew tells that it is about to.
	walks int
	anew  bool
	// over tells that the caller is gone: anybody may clear up.
	over bool
	// unsure tells that it could not be written down how far the call was.
	unsure bool
	// unwritten tells that it began where nothing could be written down of it.
	unwritten bool
	// stands is how often it had come to its first step when its record was left for others to go on from, 0 for never.
	stands int
}

func (w *World) history(call string) *history {
	h := w.calls[call]
	if h == nil {
		h = &history{begun: map[*Instance]time.Time{}}
		w.calls[call] = h
	}
	return h
}

// has notes who goes on with the call now.
func (h *history) has(i *Instance) {
	h.owner, h.since = i, time.Now()
	h.owners = append(h.owners, i)
}

// endsBy notes that a walk of i's has ended. One that began only as another one ended is none: the caller was hung up
// while they changed hands.
func (h *history) endsBy(i *Instance, outcome string) {
	late := time.Since(h.begun[i]) <= overlapMost
	if len(h.ends) == 0 {
		h.ended, h.late = time.Now(), late
	} else if time.Since(h.ended) <= overlapMost && (late || h.late) {
		return
	}
	h.ends = append(h.ends, i.String()+": "+outcome)
}

// comesTo tells whether Asterisk is about to bring a caller into the application of an instance, or has a moment ago:
// until then whoever had the call cannot know. The lock is held.
func (w *World) comesTo(call string, i *Instance) bool {
	return slices.ContainsFunc(w.all, func(c *caller) bool {
		app, since := c.call.App()
		there := app == "ivr."+i.Name
		return c.id == call && (there && time.Since(since) <= overlapMost || !there && w.history(call).coming)
	})
}

// observed takes in a fact of a call. What the dead have to say nobody hears.
func (w *World) observed(i *Instance, f flows.Fact) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if i.dead {
		return
	}
	w.queueFact(i, f)
	h := w.history(f.Call)
	h.unsure = h.unsure || i.apart() || time.Now().Before(w.unsure)
	at := time.Since(w.began)
	switch f.Kind {
	case flows.WalkEnded:
		w.timeline = append(w.timeline, entry{at, i.String(), f.Call + " walk ended: " + f.Outcome + " " + f.Text})
		if h.owner == i { // whoever comes upon them next has them
			h.owner = nil
		}
		if f.Outcome != string(flows.Detached) && !i.apart() { // who is parted cannot know better
			h.endsBy(i, f.Outcome)
		}
		return
	case flows.FlowBegun, flows.WalkResumed:
		w.timeline = append(w.timeline, entry{at, i.String(), f.Call + " " + string(f.Kind) + " " + f.Flow})
		h.begun[i] = time.Now()
		if f.Kind == flows.WalkResumed || h.owner != i {
			h.has(i)
		}
		h.coming, h.anew = false, f.Kind == flows.FlowBegun
		h.unwritten = h.unwritten || h.anew && (i.apart() || time.Now().Before(w.unsure))
	case flows.StepBegun, flows.StepFailed:
		if h.anew {
			h.walks, h.anew = h.walks+1, false
		}
		w.timeline = append(w.timeline, entry{at, i.String(), f.Call + " " + string(f.Kind) + " " + f.Step + " " + f.Text})
	default:
		if h.owner == nil {
			h.owner, h.since = i, time.Now()
		}
	}
	w.overlaps(h, i, f.Call, "tells "+string(f.Kind)+" "+f.Step)
}

// asked takes in what an instance asks an Asterisk for; to is the application into which something is to come.
func (w *World) asked(i *Instance, method, path, to string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if i.dead || strings.HasPrefix(path, "applications/") || strings.HasPrefix(path, "recordings/stored") {
		return
	}
	at := strings.Index(path, "call")
	if at < 0 || at+8 > len(path) {
		return
	}
	call := path[at : at+8]
	w.timeline = append(w.timeline, entry{time.Since(w.began), i.String(), method + " " + path + " " + to})
	h := w.history(call)
	if strings.HasSuffix(path, "/move") { // whoever has the door may do that; who takes a call begins with it
		if path == "channels/"+call+"/move" && to == "ivr."+i.Name && h.owner != nil && h.owner != i {
			h.coming = true
			h.has(i)
		}
		return
	}
	w.overlaps(h, i, call, method+" "+path)
	if strings.HasSuffix(path, "/continue") { // whoever comes upon them in Stasis next has them
		h.owner = nil
	}
}

// overlaps looks whether somebody acts for a call that another goes on with. The lock is held.
func (w *World) overlaps(h *history, i *Instance, call, what string) {
	if h.over || h.owner == nil || h.owner == i || h.owner.dead || h.owner.apart() || i.apart() ||
		time.Since(h.since) <= overlapMost {
		return
	}
	before := slices.ContainsFunc(h.owners, func(o *Instance) bool { return o.Name == i.Name }) // or an earlier life of it
	if before && w.comesTo(call, h.owner) {
		return
	}
	text := call + ": two act: " + h.owner.String() + " has it, and " + i.String() + " " + what
	at := time.Since(w.began)
	w.timeline = append(w.timeline, entry{at, "WRONG", text})
	w.wrongs = append(w.wrongs, text)
}

// watch looks at the callers again and again, until over.
func (w *World) watch(over <-chan struct{}) {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for {
		select {
		case <-over:
			return
		case <-ticker.C:
		}
		able := w.able()
		w.mu.Lock()
		callers := w.all
		w.mu.Unlock()
		legs := map[string]bool{}
		for _, srv := range w.asterisks {
			for _, id := range srv.Channels() {
				if len(id) > 8 && strings.HasPrefix(id, "call") {
					legs[id[:8]] = true
				}
			}
		}
		w.watchRooms(callers, able)
		w.watchFloor(able)
		for _, c := range callers {
			if c.plan.waits() {
				w.watchTalk(c)
			}
			if !c.silent(legs[c.id] && !c.plan.waits()) || !able {
				c.served = time.Now()
			} else if silent := time.Since(c.served); silent > silenceMost && !c.told {
				c.told = true
				w.wrong("%s: in silence for %v; heard %s", c.id, silent.Round(time.Millisecond), c.lately())
			}
		}
	}
}

// lately is the last that a caller has heard.
func (c *caller) lately() string {
	var words []string
	heard := c.call.Heard()
	for _, h := range heard[max(0, len(heard)-4):] {
		words = append(words, fmt.Sprintf("%s %.3f-%.3f", h.Media, h.Began.Sub(c.world.began).Seconds(),
			h.Ended.Sub(c.world.began).Seconds()))
	}
	return strings.Join(words, ", ")
}

// silent tells whether nothing is done for a caller at this moment.
func (c *caller) silent(hasLegs bool) bool {
	switch {
	case c.call.State() == "" || c.isOver(), hasLegs, c.call.Recorded(), c.away():
		return false
	}
	return !hears(c.call)
}

// hears tells whether somebody hears anything at this moment.
func hears(c *fakeari.Call) bool {
	return c.Music() != "" || slices.ContainsFunc(c.Heard(), func(h fakeari.Heard) bool { return h.Ended.IsZero() })
}

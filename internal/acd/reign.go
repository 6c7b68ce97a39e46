package acd

import (
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/queue"
)

// reign is what the owner knows. The hall's lock guards it.
type reign struct {
	epoch  int
	engine *queue.Engine
	seats  map[string]*seat
	// untold are places of other instances that have to be told of, busy the instances that are being told.
	untold map[string]map[string]bool
	busy   map[string]bool
	// moved are queues in which positions may have changed since those who wait were told.
	moved map[string]bool
	// seq counts states.
	seq uint64
	// settling tells that others are being asked what they have, uncertain that somebody else may reign.
	settling, uncertain, held bool
	// doubt is since when it is not certain.
	doubt time.Time
	// certain is since when it is certain that we reign.
	certain time.Time
	// unread tells that what was written down before could not be read yet, ordered which agents were told to do
	// something meanwhile, and changed which entries were there.
	unread           bool
	ordered, changed map[string]bool
	// entries, agents, members and made are what is written down, nil for nothing.
	entries, agents, members, made *shelf
}

// seat is what the owner knows of a place beside the engine.
type seat struct {
	queue, call, asterisk string
	// owner has told of it last, at heard. It is nobody for one that was restored.
	owner cluster.Owner
	heard time.Time
	// present tells that its call is in sight.
	present bool
	// end is how the wait ended, nil while it lasts, and over when; won is the offer that got the caller.
	end  *queue.End
	over time.Time
	won  *flows.QueueOffer
}

func newReign(config queue.Config, seed uint64, now time.Time, epoch int) *reign {
	return &reign{epoch: epoch, engine: queue.New(config, seed, now), seats: map[string]*seat{},
		untold: map[string]map[string]bool{}, busy: map[string]bool{}, moved: map[string]bool{},
		ordered: map[string]bool{}, changed: map[string]bool{}}
}

// accept takes in what an instance tells of a place, and returns how things are with it then.
func (h *Hall) accept(now time.Time, owner cluster.Owner, w *word) state {
	r := h.reign
	s := r.seats[w.ID]
	known := s != nil
	if !known {
		s = &seat{}
		r.seats[w.ID] = s
	}
	leaves := w.Left != nil || w.Done
	if leaves && s.present && (s.owner != owner || s.call != w.Call) { // it is another instance's or call's by now
		told := h.stateOf(now, w.ID)
		told.Known = true
		return told
	}
	s.queue, s.call, s.asterisk, s.owner, s.heard = w.Queue, w.Call, w.Asterisk, owner, now
	for _, n := range w.News { // before all else: what was restored may not know of it
		h.apply(now, queue.Told{Entry: w.ID, Offer: n.Offer, State: n.State, By: n.By, Text: n.Text})
	}
	switch {
	case s.present, s.end != nil && s.end.Result != queue.Answered:
	case !known && w.New:
		h.apply(now, w.joined())
	case !leaves, w.Left != nil && w.Left.Why == queue.CallbackWanted && !h.hasEntry(now, w.ID):
		// whom nobody knows nobody would call back
		h.apply(now, queue.CameBack{Joined: w.joined(), Since: w.began(now), Position: w.Position, Offers: w.Offers,
			Talks: w.Talks})
	}
	s.present = true
	if w.Left != nil {
		h.apply(now, queue.Left{ID: w.ID, Call: w.Call, Why: w.Left.Why, Key: w.Left.Key, Number: w.Left.Number,
			Walk: w.Left.Walk})
	}
	if v, there := r.engine.Entry(now, w.ID); w.Done && w.Left == nil && there && v.Number == "" {
		// A talk that is not known here: nobody would ever end that wait.
		h.apply(now, queue.Left{ID: w.ID, Call: w.Call, Why: queue.Abandoned})
	}
	told := h.stateOf(now, w.ID)
	switch {
	case leaves:
		told.Known = true
		delete(r.seats, w.ID)
	case !told.Known: // it has ended, and that was forgotten
		s.end, s.over = &queue.End{Entry: w.ID, Queue: w.Queue, Result: queue.Abandoned}, now
		told = h.stateOf(now, w.ID)
	}
	return told
}

// hasEntry tells whether the engine has an entry; the lock is held.
func (h *Hall) hasEntry(now time.Time, id string) bool {
	_, has := h.reign.engine.Entry(now, id)
	return has
}

func (w *word) joined() queue.Joined {
	return queue.Joined{ID: w.ID, Queue: w.Queue, From: w.From, Call: w.Call, Priority: w.Priority, Require: w.Require,
		MaxWait: w.MaxWait, Agent: w.Agent, Asterisk: w.Asterisk, Private: w.Private}
}

// began is when the wait began; nobody has waited since tomorrow.
func (w *word) began(now time.Time) time.Time {
	if w.Since.IsZero() || w.Since.After(now) {
		return now
	}
	return w.Since
}

// stateOf is how things are with a place.
func (h *Hall) stateOf(now time.Time, id string) state {
	r := h.reign
	r.seq++
	told := state{ID: id, Epoch: r.epoch, Seq: r.seq, Doubt: r.uncertain}
	s := r.seats[id]
	if s == nil {
		return told
	}
	v, waits := r.engine.Entry(now, id)
	told.Known = waits || s.end != nil
	if waits {
		told.Since = now.Add(-v.Waited)
		told.Position, told.Door, told.Size, told.Wait, told.WaitKnown = v.Position, v.Joined, v.Size, v.Wait, v.WaitKnown
		told.Agents, told.Free = v.Agents, v.Free
		for _, offer := range v.Offers {
			told.Offers = append(told.Offers, h.shown(offer, s.asterisk))
		}
	}
	if s.end != nil {
		told.Over = s.over
	}
	switch {
	case s.end == nil && waits && v.Talking:
		told.Result = queue.Answered
	case s.end == nil:
	case s.end.Result == queue.Answered:
		told.Result = queue.Answered
		if s.won != nil {
			told.Offers = []flows.QueueOffer{*s.won}
		}
	default:
		told.Result, told.Offers = s.end.Result, nil
	}
	return told
}

// shown is an offer as a call sees it.
func (h *Hall) shown(offer queue.Offer, asterisk string) flows.QueueOffer {
	return flows.QueueOffer{ID: offer.ID, Agent: offer.Agent, Name: h.rules.Agents[offer.Agent].Name,
		Endpoint: h.rules.endpoint(offer, asterisk), Ring: offer.Ring, Since: offer.Since, Standby: offer.Standby,
		Level: offer.Level}
}

// apply tells the engine what happened, and carries on what follows.
func (h *Hall) apply(now time.Time, event queue.Event) {
	h.spread(now, h.reign.engine.Apply(now, event))
}

// spread carries on what the engine has decided.
func (h *Hall) spread(now time.Time, effects queue.Effects) {
	r := h.reign
	for _, offer := range effects.Offers {
		h.touch(offer.Entry)
	}
	for _, cancel := range effects.Cancels {
		h.touch(cancel.Entry)
		h.canceled(cancel)
	}
	for i := range effects.Ends {
		h.ends(now, &effects.Ends[i])
	}
	for _, call := range effects.CallBacks {
		h.callBack(call)
	}
	for _, ask := range effects.Asks {
		h.ask(ask)
	}
	for _, name := range effects.Rebuilt {
		r.moved[name] = true
	}
	for i := range effects.Facts {
		if fact := &effects.Facts[i]; fact.Queue != "" && (fact.Kind == queue.EntryJoined || fact.Kind == queue.EntryEnded ||
			fact.Kind == queue.EntryConnected || fact.Kind == queue.PriorityChanged) {
			r.moved[fact.Queue] = true
		}
		if h.opts.Tell != nil {
			h.opts.Tell(effects.Facts[i])
		}
	}
	h.mark()
	poke(h.clockwork)
}

// ends notes how an entry ended.
func (h *Hall) ends(now time.Time, end *queue.End) {
	r := h.reign
	r.moved[end.Queue] = true
	s := r.seats[end.Entry]
	if s == nil { // nobody waits to hear of it
		return
	}
	s.end, s.heard, s.over = end, now, now // it is remembered from now on
	if v, there := r.engine.Entry(now, end.Entry); there {
		for _, offer := range v.Offers {
			if offer.ID == end.Offer {
				won := h.shown(offer, s.asterisk)
				s.won = &won
			}
		}
	}
	h.touch(end.Entry)
}

// touch has a call told that there is something new of its place.
func (h *Hall) touch(id string) {
	if p := h.places[id]; p != nil {
		p.poke()
		return
	}
	s := h.reign.seats[id]
	if s == nil || s.owner == (cluster.Owner{}) || s.owner == h.opts.Self {
		return
	}
	if h.reign.untold[s.owner.Instance] == nil {
		h.reign.untold[s.owner.Instance] = map[string]bool{}
	}
	h.reign.untold[s.owner.Instance][id] = true
	poke(h.telling)
}

// moveAll has all who wait told.
func (h *Hall) moveAll() {
	for id := range h.reign.seats {
		h.touch(id)
	}
}

// tellMoved tells those who wait where somebody has come or gone.
func (h *Hall) tellMoved() {
	r := h.reign
	if len(r.moved) == 0 {
		return
	}
	for id, s := range r.seats {
		if r.moved[s.queue] && s.end == nil {
			h.touch(id)
		}
	}
	clear(r.moved)
}

// lose notes that the calls of these places are out of sight.
func (h *Hall) lose(now time.Time, ids []string) {
	for _, id := range ids {
		if s := h.reign.seats[id]; s != nil {
			s.present, s.owner = false, cluster.Owner{}
		}
	}
	if len(ids) > 0 {
		h.apply(now, queue.Away{IDs: ids, Until: now.Add(h.awayTime())})
	}
}

// awayTime is how long a place is kept whose call is out of sight.
func (h *Hall) awayTime() time.Duration {
	if h.opts.Peers == nil {
		return aloneAway
	}
	return awayLeases * h.opts.Peers.Lease
}

// ask has somebody else find an order of agents.
func (h *Hall) ask(ask queue.Ask) {
	running := h.running
	if h.opts.Order == nil || running == nil || running.Err() != nil {
		h.pending = append(h.pending, func() { h.ordered(ask.ID, nil) })
		return
	}
	h.orderers.Go(func() { h.order(running, ask) })
}

// ordered tells the engine an order of agents that was asked for.
func (h *Hall) ordered(ask string, agents []string) {
	h.act(time.Time{}, func(now time.Time) {
		if h.reign != nil {
			h.apply(now, queue.OrderIs{Ask: ask, Agents: agents})
		}
	})
}

// canceled tells that an offer is taken back: of somebody who is called back there is no call to which that is told.
func (h *Hall) canceled(cancel queue.Cancel) {
	if h.opts.Canceled == nil {
		return
	}
	h.pending = append(h.pending, func() { h.opts.Canceled(cancel) })
}

// callBack has somebody called back.
func (h *Hall) callBack(call queue.CallBack) {
	if h.opts.CallBack == nil {
		return
	}
	h.pending = append(h.pending, func() { h.opts.CallBack(call) })
}

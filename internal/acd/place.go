package acd

import (
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/queue"
)

// place is the place of one of this process's calls. The hall's lock guards it.
type place struct {
	hall  *Hall
	id    string
	entry flows.QueueEntry
	since time.Time
	door  int
	talks bool
	// acked tells that some owner has heard of it, or that it was a place before.
	acked bool
	// heard is the reign to which all is told, 0 for none.
	heard int
	// state is what the owner has told last; without a reign of our own it is all that is known.
	state state
	news  []news
	// reached is how far offers are, as was told; those that are over stay, so that they do not come again.
	reached map[string]queue.OfferState
	left    *leaving
	// done tells that nothing more comes of it.
	done bool
	// noted tells that the call is about to be told.
	noted bool
	// over is when the wait ended.
	over time.Time
	// promised is since when the promise of a call-back waits to be written down, zero for none.
	promised time.Time
	// next is when it is asked again whether it is, pause how long that is behind the last time.
	next  time.Time
	pause time.Duration
	// seen is when whoever decides was heard of last.
	seen time.Time
	// untellable tells that it does not fit into a request, which was said in the log.
	untellable bool
}

// Join has a call wait.
func (h *Hall) Join(entry flows.QueueEntry) (flows.QueuePlace, error) {
	p, err := (*place)(nil), error(nil)
	h.act(entry.At, func(now time.Time) {
		if !h.rules.hasQueue(entry.Queue) {
			err = flows.ErrNoQueue
			return
		}
		p = &place{hall: h, entry: entry, reached: map[string]queue.OfferState{}}
		if past := h.past(entry); past != nil {
			p.id, p.since, p.door, p.talks, p.acked = past.ID, past.Since, past.Position, past.Talks, true
			p.state.Offers = past.Offers
			for _, o := range past.Offers {
				if past.Talks {
					p.reached[o.ID] = queue.Connected
				}
			}
		} else {
			p.id, p.since = h.entryID(), now
		}
		p.entry.Place = nil
		p.state.ID, p.state.Since, p.seen = p.id, p.since, now
		h.places[p.id] = p
		h.deliver(now, p)
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

// past is the place that a call had before, nil for none. What a call-back keeps is for the first step alone that comes
// to a queue: the wait of any later one is another.
func (h *Hall) past(entry flows.QueueEntry) *flows.QueuePast {
	if entry.Place != nil && entry.Place.ID != "" {
		return entry.Place
	}
	if id, ok := EntryOfCall(entry.Call); ok && !entry.Again {
		return &flows.QueuePast{ID: id}
	}
	return nil
}

// Past is what is written down of the place.
func (p *place) Past() flows.QueuePast {
	p.hall.mu.Lock()
	defer p.hall.mu.Unlock()
	p.refresh(p.hall.now(time.Time{}))
	return flows.QueuePast{ID: p.id, Since: p.since, Position: p.door, Offers: p.offers(),
		Talks: p.inTalk()}
}

// inTalk tells that the caller is with an agent: the owner has said so, or the call, of which the owner may not have
// heard.
func (p *place) inTalk() bool {
	if p.talks || p.state.Result == queue.Answered {
		return true
	}
	for _, state := range p.reached {
		if state == queue.Connected {
			return true
		}
	}
	return false
}

// Look is how things are at that time.
func (p *place) Look(at time.Time) flows.QueueView {
	view := flows.QueueView{}
	p.hall.act(at, func(now time.Time) {
		if p.hall.reign != nil {
			p.hall.catchUp(now)
		}
		p.refresh(now)
		p.hall.dismiss(now, p)
		p.giveUp(now)
		s := &p.state
		_, back := EntryOfCall(p.entry.Call)
		view = flows.QueueView{CalledBack: back, Known: s.Known, Position: s.Position, Size: s.Size, Wait: s.Wait,
			WaitKnown: s.WaitKnown, Agents: s.Agents, Free: s.Free, Offers: p.offers(),
			Result: flows.QueueResult(s.Result)}
		until := now
		if !p.over.IsZero() {
			until = p.over
		}
		view.Waited = max(0, until.Sub(p.since))
	})
	return view
}

// Due is when to look again though nobody tells: where time is what callers say, and where nobody can tell.
func (p *place) Due() time.Time {
	h := p.hall
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.apart || h.reign == nil {
		return p.patience()
	}
	return h.reign.engine.Due()
}

// Told tells what became of an offer.
func (p *place) Told(offer string, became flows.OfferNews) {
	p.hall.act(became.At, func(now time.Time) {
		state := queue.OfferState(became.State)
		if p.reached[offer] == state || isOver(p.reached[offer]) || p.done {
			return
		}
		p.note(offer, state)
		p.news = append(p.news, news{offer, state, became.By, became.Text})
		if state == queue.ConversationEnd {
			p.done = true
		}
		p.hall.deliver(now, p)
	})
}

// note remembers how far an offer is.
func (p *place) note(offer string, state queue.OfferState) {
	if len(p.reached) >= toldMost { // the owner has long forgotten the first ones
		for id, was := range p.reached {
			if isOver(was) {
				delete(p.reached, id)
			}
		}
	}
	p.reached[offer] = state
}

// isOver tells whether nothing more becomes of an offer.
func isOver(s queue.OfferState) bool {
	switch s {
	case "", queue.Ringing, queue.AgentAnswered, queue.Connected:
		return false
	}
	return true
}

// Leave ends the wait from the caller's side.
func (p *place) Leave(why flows.QueueResult, detail flows.QueueLeaving, at time.Time) {
	p.hall.act(at, func(now time.Time) {
		p.refresh(now)
		if p.left != nil || p.done || p.state.Result != "" && p.state.Result != queue.Answered {
			return
		}
		p.left = &leaving{queue.Result(why), detail.Key, detail.Number, p.hall.writtenWalk(detail.From)}
		p.done = true
		if why == flows.QueueCallback {
			p.promise(now)
			return
		}
		if p.state.Result == "" {
			p.state.Result, p.state.Offers = queue.Result(why), nil
		}
		p.ends(now)
		p.hall.deliver(now, p)
	})
}

// ends notes when the wait was over.
func (p *place) ends(now time.Time) {
	if p.over.IsZero() && p.state.Result != "" {
		p.over = now
	}
}

// offers are those that the call has to do with.
func (p *place) offers() []flows.QueueOffer {
	var offers []flows.QueueOffer
	if !p.promised.IsZero() {
		return nil
	}
	for _, o := range p.state.Offers {
		if !isOver(p.reached[o.ID]) {
			offers = append(offers, onLine(o, p.entry.Call))
		}
	}
	return offers
}

// refresh takes over how things are from our own reign, if there is one.
func (p *place) refresh(now time.Time) {
	if p.hall.reign != nil && p.hall.places[p.id] == p && !p.done {
		p.took(now, p.hall.stateOf(now, p.id))
		if p.heard == 0 {
			p.hall.deliver(now, p)
		}
	}
}

// took takes over what the owner tells; false when it is nothing new.
func (p *place) took(now time.Time, s state) bool {
	old := &p.state
	if !s.Doubt { // else nobody decides
		p.seen = now
	}
	if s.Epoch < old.Epoch || s.Epoch == old.Epoch && s.Seq <= old.Seq {
		return false
	}
	if !s.Known { // it has to be told of anew
		p.heard, old.Epoch, old.Seq = 0, s.Epoch, s.Seq
		return false
	}
	if s.Result == queue.Abandoned && p.left == nil && !p.done {
		if p.inTalk() {
			p.lost(s)
		} else {
			p.again(s)
		}
		return true
	}
	if old.Result != "" && s.Result == "" || old.Result == queue.Answered && s.Result == queue.Abandoned { // it stands
		s.Result, s.Offers = old.Result, old.Offers
	}
	if !s.Since.IsZero() {
		p.since = s.Since
	}
	if p.door == 0 {
		p.door = s.Door
	}
	p.state = s
	p.acked = true
	if p.over.IsZero() {
		p.over = s.Over
	}
	p.ends(now)
	if s.Result != "" && s.Result != queue.Answered && !p.done { // nothing more comes of it
		p.done = true
		poke(p.hall.asking)
	}
	return true
}

// again takes the place anew, under another name: it was given up as its call was out of sight, but that is back.
func (p *place) again(s state) {
	h := p.hall
	delete(h.places, p.id)
	p.id = h.entryID()
	h.places[p.id] = p
	p.acked, p.heard, p.talks, p.news = true, 0, false, nil
	p.state = state{ID: p.id, Since: p.since, Epoch: s.Epoch, Seq: s.Seq}
	poke(h.asking)
}

// lost has a talk be none of the queue's any more: it was given up as its call was out of sight. Who talks waits for
// nobody, and the agent is free there already.
func (p *place) lost(s state) {
	p.done, p.news, p.state.Result = true, nil, queue.Answered
	p.state.Epoch, p.state.Seq = s.Epoch, s.Seq
	poke(p.hall.asking)
}

// word is what there is to tell of the place.
func (p *place) word() word {
	e := &p.entry
	w := word{ID: p.id, New: !p.acked, Queue: e.Queue, Call: e.Call, Channel: e.Channel, Asterisk: e.Asterisk,
		From: e.From, Priority: e.Priority, Require: e.Require, MaxWait: e.MaxWait, Agent: e.Agent, Private: e.Private,
		Since: p.since, Position: p.door, News: p.news, Left: p.left, Done: p.done, Talks: p.inTalk()}
	for _, o := range p.offers() {
		reached := p.reached[o.ID]
		w.Offers = append(w.Offers, queue.Offer{ID: o.ID, Entry: p.id, Queue: e.Queue, Agent: o.Agent, Ring: o.Ring,
			Since: o.Since, Level: o.Level, Standby: o.Standby,
			Answered: reached == queue.AgentAnswered || reached == queue.Connected, Connected: reached == queue.Connected})
	}
	return w
}

// isTold tells whether the owner of that reign knows all.
func (p *place) isTold(epoch int) bool {
	return p.heard == epoch && epoch > 0 && len(p.news) == 0 && p.left == nil && !p.done
}

// deliver tells the owner what is new of a place: at once where that is we.
func (h *Hall) deliver(now time.Time, p *place) {
	if h.reign == nil {
		poke(h.asking)
		return
	}
	h.catchUp(now)
	w := p.word()
	s := h.accept(now, h.opts.Self, &w)
	p.took(now, s)
	if p.id != w.ID { // it is taken anew
		h.deliver(now, p)
		return
	}
	p.delivered(h.reign.epoch, len(w.News), w.Left != nil || w.Done)
	if h.isWritten(p.id) {
		h.keep(now, p)
	}
	h.dismiss(now, p)
}

// dismiss tells an owner that is we that nothing more comes of a place.
func (h *Hall) dismiss(now time.Time, p *place) {
	if p.done && p.promised.IsZero() && h.reign != nil && h.places[p.id] == p {
		h.deliver(now, p)
	}
}

// delivered notes that the owner of that reign has heard so many news, and of the end.
func (p *place) delivered(epoch, news int, end bool) {
	p.acked, p.heard = true, epoch
	p.news = p.news[min(news, len(p.news)):]
	if end && p.done && len(p.news) == 0 && p.promised.IsZero() {
		delete(p.hall.places, p.id)
	}
}

// poke tells a call that there is something new of its place, after the lock.
func (p *place) poke() {
	if p.noted || p.entry.Notify == nil {
		return
	}
	p.noted = true
	notify, h := p.entry.Notify, p.hall
	h.pending = append(h.pending, func() {
		h.mu.Lock()
		p.noted = false
		h.mu.Unlock()
		notify(p.id)
	})
}

// Ended tells that a call of an Asterisk, as two may have calls of one id, is not walked here any more: it is over
// or, with goesOn, others go on with it.
func (h *Hall) Ended(call, asterisk string, goesOn bool) {
	h.act(time.Time{}, func(now time.Time) {
		for id, p := range h.places {
			if p.entry.Call != call || p.entry.Asterisk != asterisk || p.done {
				continue
			}
			if !goesOn {
				p.left, p.done = &leaving{Why: queue.Abandoned}, true
				h.deliver(now, p)
				continue
			}
			delete(h.places, id)
			if h.reign != nil {
				h.lose(now, []string{id})
			} else {
				h.gone(id)
			}
		}
	})
}

package acd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/queue"
)

// What stands in the buckets, by the begin of its key.
const (
	reignKey     = "reign"
	entryPrefix  = "e/"
	agentPrefix  = "a/"
	memberPrefix = "m/"
	madePrefix   = "n/"
)

// id names a change of a member among records.
func (k memberKey) id() string { return k.queue + "/" + k.agent }

// Open begins the reign of a hall that is alone: those who were in the queues when the process before ended have their
// places. Among several instances it does nothing. A hall that cannot read what was written, or not soon, reigns all
// the same, and tries again while it runs, once before its first offer: callers hear something meanwhile.
func (h *Hall) Open(ctx context.Context) error {
	if h.opts.Peers != nil {
		return nil
	}
	soon, cancel := context.WithTimeout(ctx, openTime)
	defer cancel()
	err := h.begin(soon)
	if err != nil {
		h.act(time.Time{}, func(now time.Time) {
			h.reignFrom(now, newReign(h.merged(), h.opts.Seed, now, 1), kept{})
			h.reign.unread = true
		})
	}
	return err
}

// kept is what an owner before us has written down.
type kept struct {
	entries []queue.EntryRecord
	agents  []queue.AgentRecord
	members []memberChange
	made    []madeRecord
	ended   []endedPlace
	// whole tells that it was read: nothing else counts.
	whole bool
}

// begin makes this hall the owner.
func (h *Hall) begin(ctx context.Context) error {
	if h.opts.Queues == nil {
		h.act(time.Time{}, func(now time.Time) { h.reignFrom(now, newReign(h.merged(), h.opts.Seed, now, 1), kept{}) })
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	epoch, left, err := h.claim(ctx)
	if err != nil {
		return fmt.Errorf("beginning to decide for the queues: %w", err)
	}
	r := &reign{epoch: epoch}
	r.entries = newShelf(h.opts.Queues, entryPrefix, func(id string) (any, bool) { return r.engine.EntryRecord(id) })
	r.agents = newShelf(h.opts.Agents, agentPrefix, func(id string) (any, bool) { return r.engine.AgentRecord(id) })
	r.members = newShelf(h.opts.Agents, memberPrefix, h.memberRecord)
	r.made = newShelf(h.opts.Agents, madePrefix, h.madeRecord)
	var before kept
	if before, err = h.read(ctx, r); err != nil {
		return fmt.Errorf("beginning to decide for the queues: %w", err)
	}
	if err := before.inherit(left); err != nil {
		h.log.Error("an end of a place may be told twice", "error", err)
	}
	h.act(time.Time{}, func(now time.Time) { h.reignFrom(now, r, before) })
	h.log.Info("this instance decides for the queues", "reign", epoch, "waiting", len(before.entries))
	return nil
}

// reignFrom begins to reign with what an owner before us has known; the lock is held.
func (h *Hall) reignFrom(now time.Time, r *reign, before kept) {
	was := h.reign
	if was != nil {
		before.add(was)
	}
	if before.whole {
		clear(h.made)
		clear(h.changes)
	}
	for _, m := range before.made {
		h.enrol(m)
	}
	h.useRules()
	for _, c := range before.members {
		h.changes[memberKey{c.Queue, c.Agent}] = c
	}
	fresh := newReign(h.merged(), h.opts.Seed+uint64(r.epoch), now, r.epoch)
	fresh.entries, fresh.agents, fresh.members, fresh.made = r.entries, r.agents, r.members, r.made
	*r = *fresh
	r.settling, r.certain = true, now
	h.reign = r
	h.hold(now)
	if was != nil {
		was.leaveEnds(r)
	}
	for _, e := range before.entries {
		r.seats[e.ID] = &seat{queue: e.Queue, call: e.Call, asterisk: e.Asterisk}
	}
	r.remember(now, before.ended)
	h.spread(now, r.engine.Restore(now, before.entries, before.agents, now.Add(h.awayTime())))
	clear(h.barred)
	h.doubtInvalid(now)
	h.judgeAll(now)
	if r.entries != nil {
		h.rewrite(r)
	}
	for _, p := range h.inOrder() {
		p.state.Epoch, p.state.Seq = 0, 0 // of another reign, whatever its number
		h.deliver(now, p)
		p.poke()
	}
}

// claim writes down that a new reign begins, and returns its number, and what the one before has left, which stands
// there until this one ends: who begins may come no further.
func (h *Hall) claim(ctx context.Context) (epoch int, left json.RawMessage, err error) {
	for range claimTries {
		item, err := h.opts.Queues.Get(ctx, reignKey)
		if err != nil {
			return 0, nil, err
		}
		last, err := h.lastReign(ctx, item)
		if err != nil {
			return 0, nil, err
		}
		next := record{formatNow, h.opts.Self, last.Epoch + 1, last.Body}
		data, err := json.Marshal(next)
		if err != nil {
			return 0, nil, err
		}
		written := h.opts.Queues.Write(ctx, []cluster.Change{{Key: reignKey, Value: data, Revision: item.Revision}})[0]
		if !errors.Is(written.Err, cluster.ErrOutrun) {
			return next.Epoch, next.Body, written.Err
		}
	}
	return 0, nil, cluster.ErrOutrun
}

// read reads what was written, and notes its revisions.
func (h *Hall) read(ctx context.Context, r *reign) (before kept, err error) {
	entries, err := h.opts.Queues.All(ctx)
	if err != nil {
		return kept{}, err
	}
	agents, err := h.opts.Agents.All(ctx)
	if err != nil {
		return kept{}, err
	}
	for _, item := range append(entries, agents...) {
		entry, agent, member, made := queue.EntryRecord{}, queue.AgentRecord{}, memberChange{}, madeRecord{}
		switch {
		case take(h, r.entries, item, &entry):
			before.entries = append(before.entries, entry)
		case take(h, r.agents, item, &agent):
			before.agents = append(before.agents, agent)
		case take(h, r.members, item, &member):
			before.members = append(before.members, member)
		case take(h, r.made, item, &made):
			before.made = append(before.made, made)
		}
	}
	before.whole = true
	return before, nil
}

// take reads a record if it belongs on a shelf. One that cannot be read is written over when there is something newer.
func take(h *Hall, s *shelf, item cluster.Item, into any) bool {
	id, is := strings.CutPrefix(item.Key, s.prefix)
	if !is {
		return false
	}
	s.revisions[id] = item.Revision
	r, err := parse(item.Value)
	if err == nil {
		err = json.Unmarshal(r.Body, into)
	}
	if err != nil {
		h.log.Error("a record of the queues cannot be read", "key", item.Key, "error", err)
	}
	return err == nil
}

// memberRecord is what was changed of a member; the lock is held.
func (h *Hall) memberRecord(id string) (any, bool) {
	name, agent, _ := strings.Cut(id, "/")
	c, changed := h.changes[memberKey{name, agent}]
	return c, changed
}

// settle asks all others what they have, and then begins to make offers.
func (h *Hall) settle(ctx context.Context) {
	settling, cancel := context.WithTimeout(ctx, settleTime)
	defer cancel()
	var asked sync.WaitGroup
	if h.opts.Peers != nil {
		for _, other := range h.opts.Peers.Others() {
			asked.Go(func() {
				if _, err := h.send(settling, other.Instance, &request{Announce: true}); err != nil && ctx.Err() == nil {
					h.log.Warn("an instance does not tell what it has", "instance", other.Instance, "error", err)
				}
			})
		}
	}
	if h.opts.Begun != nil {
		h.opts.Begun(settling)
	}
	asked.Wait()
	h.act(time.Time{}, func(now time.Time) {
		if h.reign != nil {
			h.reign.settling = false
			h.hold(now)
		}
	})
}

// hold has offers be made, or not; the lock is held.
func (h *Hall) hold(now time.Time) {
	r := h.reign
	if held := r.settling || r.uncertain; held != r.held {
		r.held = held
		h.spread(now, r.engine.Halt(now, held))
	}
}

// watch looks who reigns until ctx ends.
func (h *Hall) watch(ctx context.Context) {
	ticker := time.NewTicker(h.opts.Peers.Lease / beatsPerLease)
	defer ticker.Stop()
	complaint := ""
	for {
		err := h.beat(ctx)
		switch {
		case err != nil && complaint == "" && ctx.Err() == nil:
			complaint = err.Error()
			h.log.Warn("nobody decides for the queues yet", "error", err)
		case err == nil:
			complaint = ""
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// beat looks once who reigns.
func (h *Hall) beat(ctx context.Context) error {
	ours, certain := h.opts.Peers.Holds()
	h.mu.Lock()
	r := h.reign
	h.mu.Unlock()
	switch {
	case ours && r == nil && !h.opts.Peers.Seen(): // whoever has ended our reign may hold the task
	case ours && r == nil:
		return h.accede(ctx)
	case !ours && r != nil:
		h.abdicate(ctx, r)
	case r != nil:
		h.inspect(certain)
	}
	return nil
}

// flush writes what waits, for the next process.
func (h *Hall) flush(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, farewellTime)
	defer cancel()
	for more, err := true, error(nil); more && err == nil && ctx.Err() == nil; {
		more, err = h.batch(ctx)
	}
}

// inspect looks whether we may make offers, and whose calls are out of sight.
func (h *Hall) inspect(certain bool) {
	h.act(time.Time{}, func(now time.Time) {
		r := h.reign
		if r == nil {
			return
		}
		if r.uncertain && certain {
			r.certain = now
		}
		if !r.uncertain && !certain {
			r.doubt = now
			h.moveAll() // they give up some time
		}
		r.uncertain = !certain
		h.hold(now)
		if !certain {
			return // nobody can tell us anything
		}
		var lost []string
		for id, s := range r.seats {
			if !s.present || s.owner == h.opts.Self {
				continue
			}
			heard := s.heard
			if r.certain.After(heard) {
				heard = r.certain
			}
			if now.Sub(heard) >= unheardTime || h.opts.Peers.Dead(s.owner) {
				lost = append(lost, id)
			}
		}
		h.lose(now, lost)
	})
}

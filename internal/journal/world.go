package journal

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// World is w with ears: what it is asked and what it answers is written. Ports
// that are not there stay away.
func (c *Call) World(w flows.World) flows.World {
	if c == nil {
		return w
	}
	if w.HTTP != nil {
		w.HTTP = fetcher{c, w.HTTP}
	}
	if w.Store != nil {
		w.Store = store{c, w.Store}
	}
	if w.Tables != nil {
		w.Tables = tables{c, w.Tables}
	}
	if w.Schedules != nil {
		w.Schedules = schedules{c, w.Schedules}
	}
	if w.Mailboxes != nil {
		w.Mailboxes = mailboxes{c, w.Mailboxes}
	}
	if w.Queues != nil {
		w.Queues = queues{w.Queues, c}
	}
	return w
}

// asked writes a question that was asked at that time; how long it took is
// known already where the answer says so.
func (c *Call) asked(a *Asked, begin time.Time) {
	now := c.journal.now()
	if a.Took == 0 {
		a.Took = max(now.Sub(begin), 0)
	}
	c.write(record{kind: KindAsked, fact: flows.Fact{At: now}, asked: a})
}

type fetcher struct {
	call *Call
	to   flows.Fetcher
}

// Fetch makes the request.
func (f fetcher) Fetch(ctx context.Context, req flows.Request) (flows.Response, error) {
	begin := f.call.journal.now()
	resp, err := f.to.Fetch(ctx, req)
	f.call.asked(ofRequest(req, resp, err, f.call.bare() || req.Secret), begin)
	return resp, err
}

type store struct {
	call *Call
	to   flows.Store
}

// Get reads an item.
func (s store) Get(ctx context.Context, key string) (flows.Item, error) {
	begin := s.call.journal.now()
	item, err := s.to.Get(ctx, key)
	s.call.asked(ofStore("get", key, item, err, s.call.bare()), begin)
	return item, err
}

// Put sets a value.
func (s store) Put(ctx context.Context, key, value string, ttl time.Duration) (uint64, error) {
	begin := s.call.journal.now()
	revision, err := s.to.Put(ctx, key, value, ttl)
	s.call.asked(ofStore("put", key, flows.Item{Value: value, Revision: revision}, err, s.call.bare()), begin)
	return revision, err
}

// Swap sets a value that has not changed.
func (s store) Swap(ctx context.Context, key, value string, rev uint64, ttl time.Duration) (uint64, error) {
	begin := s.call.journal.now()
	revision, err := s.to.Swap(ctx, key, value, rev, ttl)
	s.call.asked(ofStore("swap", key, flows.Item{Value: value, Revision: revision}, err, s.call.bare()), begin)
	return revision, err
}

// Delete removes an item.
func (s store) Delete(ctx context.Context, key string) error {
	begin := s.call.journal.now()
	err := s.to.Delete(ctx, key)
	s.call.asked(ofStore("delete", key, flows.Item{}, err, s.call.bare()), begin)
	return err
}

type tables struct {
	call *Call
	to   flows.Tables
}

// Lookup looks a key up.
func (t tables) Lookup(ctx context.Context, table, key string) (map[string]any, bool, error) {
	begin := t.call.journal.now()
	row, found, err := t.to.Lookup(ctx, table, key)
	t.call.asked(ofTable(table, key, row, found, err, t.call.bare()), begin)
	return row, found, err
}

type schedules struct {
	call *Call
	to   flows.Schedules
}

// Decide asks a schedule.
func (s schedules) Decide(ctx context.Context, schedule string, at time.Time) (flows.Decision, error) {
	begin := s.call.journal.now()
	decision, err := s.to.Decide(ctx, schedule, at)
	s.call.asked(ofSchedule(schedule, decision, err), begin)
	return decision, err
}

// Override sets a schedule by hand.
func (s schedules) Override(ctx context.Context, schedule, mode string, until time.Time, by string) error {
	begin := s.call.journal.now()
	err := s.to.Override(ctx, schedule, mode, until, by)
	s.call.asked(ofOverride(schedule, mode, err), begin)
	return err
}

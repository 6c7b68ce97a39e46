package app

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/cluster"
)

// stranded is a call that another instance should have had, and that nobody has taken.
type stranded struct {
	link  *link
	entry *entry
	// caller is the channel in Asterisk, which is another than the call began with where one has taken its place; heir is
	// who should have had the call.
	caller, heir string
	log          *slog.Logger

	// said tells that it was logged that it waits; only who tries to take it back looks at it.
	said bool
	// tried tells that somebody does; the lock of strandedCalls guards it.
	tried bool
}

// strandedCalls are those that wait for somebody.
type strandedCalls struct {
	mu    sync.Mutex
	calls []*stranded
	// attended tells that somebody goes round them.
	attended bool
}

// takeBack goes on with a call that another instance should have had. It is tried until somebody has the call, as
// nobody else looks for one whose owner lives: the store may be away, or Asterisk.
func (i *instances) takeBack(call *stranded) {
	s := &i.stranded
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, call)
	if !s.attended {
		s.attended = true
		i.asked.Go(i.attend)
	}
}

// attend goes round the calls that wait for somebody, once a beat, until there are none or this process ends: then
// they are taken up when it has ended. However many wait, all records are read once for them.
func (i *instances) attend() {
	s := &i.stranded
	var tries sync.WaitGroup
	defer tries.Wait()
	for {
		ctx, cancel := context.WithTimeout(i.over, handOverTime)
		all, err := i.app.keeping.ledger.Kept(ctx)
		cancel()
		for _, call := range s.next() {
			tries.Go(func() { s.tried(call, i.tryOnce(call, all, err)) })
		}
		ends := pause(i.over, i.beat()) != nil || i.app.isDraining()
		if ends {
			tries.Wait()
		}
		if s.over(ends) {
			return
		}
	}
}

// next are the calls that nobody tries to take back, who does so from now on.
func (s *strandedCalls) next() []*stranded {
	s.mu.Lock()
	defer s.mu.Unlock()
	var calls []*stranded
	for _, call := range s.calls {
		if !call.tried {
			call.tried = true
			calls = append(calls, call)
		}
	}
	return calls
}

// tried notes that a try is over, and whether somebody has the call.
func (s *strandedCalls) tried(call *stranded, taken bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if call.tried = false; taken {
		s.calls = slices.DeleteFunc(s.calls, func(other *stranded) bool { return other == call })
	}
}

// over tells whether nobody needs to go round any more: no call waits, or ends has all of them be left.
func (s *strandedCalls) over(ends bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ends {
		for _, call := range s.calls {
			call.entry.holding.Leave()
		}
		s.calls = nil
	}
	s.attended = len(s.calls) > 0
	return !s.attended
}

// tryOnce tries to take a call back; all are the records, or err why they cannot be read. True when somebody has it.
func (i *instances) tryOnce(call *stranded, all []cluster.Kept, err error) (taken bool) {
	if err == nil {
		err = i.tryBack(call, all)
	}
	if err == nil {
		call.entry.holding.Pass()
		return true
	}
	if !call.said {
		call.said = true
		call.log.Error("a call that nobody takes waits for somebody", "error", err)
	}
	return false
}

// tryBack is one try of takeBack; the error is why it must be tried again.
func (i *instances) tryBack(call *stranded, all []cluster.Kept) error {
	l, e := call.link, call.entry
	ctx, cancel := context.WithTimeout(i.over, handOverTime)
	defer cancel()
	if l.passed(all, e) {
		e.holding.Drop()
		return nil
	}
	kept, found, err := i.app.keeping.ledger.Look(ctx, e.holding.Key())
	switch {
	case err != nil, found && kept.Record.Owner != i.self:
		return err
	case !found && l.isGone(ctx, call.caller):
		e.holding.Drop()
		return nil
	case !found && !l.restored(ctx, e):
		return errUnwritten
	case !found: // now it is
		kept, found, err = i.app.keeping.ledger.Look(ctx, e.holding.Key())
		if err != nil || !found {
			return errors.Join(err, errUnwritten)
		}
	}
	left := leftOf(kept)
	if left.err != nil {
		return left.err
	}
	left.stayed = call.heir
	err = i.goOn(ctx, left)
	if err == nil || errors.Is(err, cluster.ErrOutrun) || errors.Is(err, errUnwritten) || ctx.Err() != nil {
		return err
	}
	channel, askErr := l.callerOf(ctx, left)
	if askErr != nil {
		return askErr
	}
	call.log.Warn("a call that nobody takes begins anew", "error", err)
	return l.beginAnew(ctx, left, channel)
}

// isGone tells whether Asterisk does not have a channel; false when that cannot be told.
func (l *link) isGone(ctx context.Context, channel string) bool {
	_, err := l.client.Channels.Get(ctx, channel)
	return errors.Is(err, ari.ErrNotFound)
}

// isPassed tells whether a call of whose record another instance knew nothing has begun anew there: that could not be
// written in time, and the other has found its caller.
func (l *link) isPassed(ctx context.Context, e *entry) (bool, error) {
	all, err := l.app.keeping.ledger.Kept(ctx)
	return err == nil && l.passed(all, e), err
}

// passed is isPassed by the records that there are.
func (l *link) passed(all []cluster.Kept, e *entry) bool {
	itself := l.server.Name + "/" + e.info.ID
	return slices.ContainsFunc(all, func(kept cluster.Kept) bool {
		_, at, _ := strings.Cut(kept.Item.Key, "/")
		return kept.Err == nil && at == itself && kept.Item.Key != e.holding.Key()
	})
}

package app

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/acd"
	"github.com/ariapp/ariapp/internal/jobs"
	"github.com/ariapp/ariapp/internal/queue"
)

// Where the call to an agent who is called first cannot be made, that may be a matter of the agent, of their Asterisk,
// or of all. Of the first two another agent is rung, and it counts against the agent where it is theirs; else the
// customer waits.

// noLine tells that an agent could not be called. They are not there, and another one is rung: who stayed as they were
// would be the next one again, and nobody else had a turn. What is their Asterisk's does not count against them. What
// is the same whoever is called is tried later. Who can never be called where they are is not rung there any more,
// which is said as that is noted.
func (q *queueing) noLine(call queue.CallBack, o Outgoing, err error) {
	entry, _ := acd.EntryOfOffer(call.Offer.ID)
	isMute := unsure(err) && q.lines.isMute(call.Offer.Agent, o.Endpoint)
	switch {
	case errors.Is(whenOf(err), jobs.ErrNever):
		q.tell(entry, func(ctx context.Context) error {
			return q.hall.NeverRung(ctx, entry, call.Offer.ID, o.Endpoint, err.Error())
		})
	case q.app.isToBlame(err, o.Asterisk) && !isMute:
		pause := q.lines.waits.wait(q.app.log.With("queue", call.Queue, "entry", call.Entry), "",
			"a call-back waits: its agent cannot be called now", err)
		q.notYet(call.Offer.ID, time.Now().Add(pause), err.Error())
	case isOfAsterisk(err):
		q.lines.complain(q.app.log, call.Offer.Agent, o.Endpoint, err)
		q.tell(entry, func(ctx context.Context) error { return q.hall.NotRung(ctx, entry, call.Offer.ID) })
	default:
		q.lines.complain(q.app.log, call.Offer.Agent, o.Endpoint, err)
		q.became(call.Offer.ID, queue.NotThere, "")
	}
}

// isToBlame tells whether a call by an Asterisk, "" for any, came to nothing by what is ours: so it would whoever is
// called now. What is the Asterisk's is that where no other one is connected.
func (a *App) isToBlame(err error, asterisk string) bool {
	if errors.Is(err, ErrNoFurther) || errors.Is(err, ErrNotConnected) && a.now.Load() == nil {
		return true
	}
	return isOfAsterisk(err) && !a.hasAnother(asterisk)
}

// isOfAsterisk tells whether a call came to nothing by what is an Asterisk's as a whole, whomever it was to: it is
// away, does not answer, cannot, or does not take what we sign in with. 500 is what it says of a telephone that it
// cannot call.
func isOfAsterisk(err error) bool {
	if fault := (*ari.Error)(nil); errors.As(err, &fault) && fault.Status != 0 {
		return fault.Status > http.StatusInternalServerError || fault.Status == http.StatusUnauthorized ||
			fault.Status == http.StatusForbidden
	}
	return unsure(err) || errors.Is(err, ErrNotConnected)
}

// hasAnother tells whether another Asterisk is connected than the one that a call was for: "" is the first that is.
func (a *App) hasAnother(asterisk string) bool {
	least := 1
	if asterisk == "" {
		least++
	}
	for _, l := range a.links {
		if l.isUp.Load() && l.server.Name != asterisk {
			least--
		}
	}
	return least <= 0
}

// complain says that an agent could not be called at an endpoint, once for a reason until they could, or are elsewhere.
func (l *lines) complain(log *slog.Logger, agent, endpoint string, err error) {
	why := endpoint + " " + failureOf(err)
	l.mu.Lock()
	defer l.mu.Unlock()
	if was, told := l.failed[agent]; !told || was != why {
		log.Warn("an agent is not called for a call-back", "agent", agent, "error", err)
	}
	l.failed[agent] = why
}

// isMute notes that Asterisk has not answered as it was to call an agent at an endpoint, and tells whether it has not
// the last time either. The first time that is taken for a matter of Asterisk's; where it is one of that telephone, as
// its name is not resolved, whoever calls the same agent again and again calls nobody.
func (l *lines) isMute(agent, endpoint string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	before, is := l.mute[agent]
	l.mute[agent] = endpoint
	return is && before == endpoint
}

// failureOf is what two failures of a call have in common, whomever it was to: no text of theirs, in which there may be
// more.
func failureOf(err error) string {
	fault := (*ari.Error)(nil)
	switch {
	case errors.As(err, &fault):
		return strconv.Itoa(fault.Status)
	case errors.Is(err, ErrNoFurther):
		return ErrNoFurther.Error()
	case errors.Is(err, ErrNotConnected):
		return ErrNotConnected.Error()
	}
	return ""
}

// called notes that an agent could be called: when that fails again it is said again.
func (l *lines) called(agent string) {
	l.waits.over("")
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.failed, agent)
	delete(l.mute, agent)
}

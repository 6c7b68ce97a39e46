package outbound

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"sort"
	"strconv"
	"sync"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/outbound/endpoint"
)

// Gate is the rules of one version of the file, with what is counted. It is a flows.Outbound.
type Gate struct {
	ledger *Ledger
	rules  Rules
}

// Gate makes the gate of some rules.
func (l *Ledger) Gate(rules Rules) *Gate { return &Gate{ledger: l, rules: rules} }

// Permit counts a call to an endpoint, waits for its trunk's pace, and returns
// when it may be made. Otherwise the error is a [Refusal], or tells that ctx is over.
func (g *Gate) Permit(ctx context.Context, target, by string) error {
	err := g.permit(ctx, target)
	g.tell(err, target, by)
	return err
}

// Occupy takes the places of a call that was permitted, by its rule, by its trunk and in all, until release. It
// looks at rules as well, counts nothing and waits for nobody.
func (g *Gate) Occupy(target, by string) (release func(), err error) {
	e, allowed, refusal := g.look(target)
	slots := []slot(nil)
	if refusal == nil {
		slots = g.slots(e, allowed)
		refusal = g.occupy(slots)
	}
	if refusal != nil {
		g.tell(refusal, target, by)
		return nil, refusal
	}
	return sync.OnceFunc(func() { g.ledger.vacate(slots) }), nil
}

// occupy takes the places, or says what is full.
func (g *Gate) occupy(slots []slot) *Refusal {
	full := g.ledger.occupy(slots)
	if full == nil {
		return nil
	}
	return &Refusal{Reason: AtOnce, Detail: fmt.Sprintf("there are %d calls at once %s already", full.most, full.what),
		After: g.ledger.Now().Add(paceMost)}
}

// tell has a refusal counted and written down.
func (g *Gate) tell(err error, target, by string) {
	if refusal := (*Refusal)(nil); errors.As(err, &refusal) {
		g.ledger.Refused(refusal.Reason)
		g.ledger.Logger.Warn("a call is refused", "endpoint", target, "by", by, "reason", refusal.Reason,
			"why", refusal.Detail, "accepted", refusal.Accepted)
	}
}

// look is an endpoint with the rule that allows it; see [Rules.find].
func (g *Gate) look(target string) (endpoint.Endpoint, *Allowed, *Refusal) {
	e, err := endpoint.Parse(target)
	if err != nil {
		return e, nil, malformed(err)
	}
	allowed, refusal := g.rules.find(e)
	return e, allowed, refusal
}

// Check tells whether the rules allow an endpoint at all. It counts nothing.
func (g *Gate) Check(target string) error {
	if _, _, refusal := g.look(target); refusal != nil {
		return refusal
	}
	return nil
}

func malformed(err error) *Refusal {
	return &Refusal{Reason: Malformed, Detail: err.Error(), Accepted: "one technology with one address, such as PJSIP/100"}
}

func (g *Gate) permit(ctx context.Context, target string) error {
	e, allowed, refusal := g.look(target)
	if refusal != nil {
		return refusal
	}
	slots := g.slots(e, allowed)
	if refusal := g.occupy(slots); refusal != nil {
		return refusal
	}
	kept := false
	defer func() {
		if hold := holdOf(ctx); kept && hold != nil {
			hold.keep(g.ledger, slots)
			return
		}
		g.ledger.vacate(slots)
	}()
	counted := g.counters(allowed, g.ledger.Now())
	if err := g.count(ctx, counted); err != nil {
		return err
	}
	trunk := e.Trunk()
	if pace := g.rules.Trunks[trunk]; pace.PerSecond > 0 {
		later, err := g.ledger.turn(ctx, trunk, pace.PerSecond)
		if err == nil && !later.IsZero() {
			err = &Refusal{Reason: Pace, After: later,
				Detail: fmt.Sprintf("the trunk %s takes %g calls a second, and others wait already", trunk, pace.PerSecond)}
		}
		if err != nil {
			g.uncount(ctx, counted)
			return err
		}
	}
	kept = true
	return nil
}

// slots are the places that the call occupies.
func (g *Gate) slots(e endpoint.Endpoint, allowed *Allowed) []slot {
	var slots []slot
	add := func(key string, most int, what string) {
		if most > 0 {
			slots = append(slots, slot{key, most, what})
		}
	}
	add("all", g.rules.AtOnce, "in all")
	if allowed != nil {
		add("rule "+allowed.Rule.String(), allowed.AtOnce, "by the rule "+allowed.Rule.String())
	}
	add("trunk "+e.Trunk(), g.rules.Trunks[e.Trunk()].AtOnce, "by the trunk "+e.Trunk())
	return slots
}

// counter is one of the numbers in the store.
type counter struct {
	key    string
	most   int
	kept   time.Duration
	reason string
	what   string
	until  time.Time
}

// counters are those of a call at that time, with caps.
func (g *Gate) counters(allowed *Allowed, now time.Time) []counter {
	minute := now.Truncate(time.Minute)
	if g.rules.Zone != nil {
		now = now.In(g.rules.Zone)
	}
	var all []counter
	add := func(name, what string, caps Caps) {
		if caps.PerMinute > 0 {
			all = append(all, counter{"outbound/minute/" + name + "/" + strconv.FormatInt(minute.Unix()/60, 10),
				caps.PerMinute, minuteKept, PerMinute, "in a minute " + what, minute.Add(time.Minute)})
		}
		if caps.PerDay > 0 {
			all = append(all, counter{"outbound/day/" + name + "/" + now.Format(time.DateOnly),
				caps.PerDay, dayKept, PerDay, "a day " + what, nextDay(now)})
		}
	}
	if allowed != nil {
		sum := sha256.Sum256([]byte(allowed.Rule.String()))
		add("rule/"+hex.EncodeToString(sum[:8]), "by the rule "+allowed.Rule.String(), allowed.Caps)
	}
	add("all", "in all", g.rules.Caps)
	return all
}

// nextDay is when the next day begins where now is. It is looked for, not calculated: of a day that has no midnight a
// time before it would be told, and be past.
func nextDay(now time.Time) time.Time {
	day, from := now.Format(time.DateOnly), now.Truncate(time.Second)
	seconds := sort.Search(int(dayMost/time.Second), func(s int) bool {
		return from.Add(time.Duration(s)*time.Second).Format(time.DateOnly) > day
	})
	return from.Add(time.Duration(seconds) * time.Second)
}

// count counts a call everywhere, or nowhere.
func (g *Gate) count(ctx context.Context, all []counter) error {
	if len(all) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, countTime)
	defer cancel()
	for i, one := range all {
		err := error(nil)
		if g.ledger.Store == nil {
			err = errors.New("there is no store to count calls in")
		} else {
			err = g.ledger.spend(ctx, one.key, one.most, one.kept)
		}
		if err == nil {
			continue
		}
		g.uncount(ctx, all[:i])
		if errors.Is(err, errFull) {
			return &Refusal{Reason: one.reason, After: one.until,
				Detail: fmt.Sprintf("%d calls %s have been made", one.most, one.what)}
		}
		return g.notCounted(err)
	}
	return nil
}

// notCounted refuses a call that could not be counted.
func (g *Gate) notCounted(err error) error {
	return &Refusal{Reason: Uncounted, Detail: "it could not be counted: " + err.Error(), cause: err,
		After: g.ledger.Now().Add(uncountedPause)}
}

// uncount takes back what count did, for a call that is not made.
func (g *Gate) uncount(ctx context.Context, all []counter) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), refundTime)
	defer cancel()
	for _, one := range all {
		g.ledger.refund(ctx, one.key, one.kept)
	}
}

// Uncounted is the gate without caps and pace: for tests and simulated calls.
func (g *Gate) Uncounted() flows.Outbound { return uncounted{g} }

type uncounted struct{ gate *Gate }

// Permit tells whether the rules allow an endpoint.
func (u uncounted) Permit(_ context.Context, target, _ string) error { return u.gate.Check(target) }

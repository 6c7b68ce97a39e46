package steps

import (
	"cmp"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// dialLimit bounds a conversation.
type dialLimit struct {
	most, warnAt, warnEvery flows.Value[time.Duration]
	warning                 []flows.Value[string]
	warn                    string
}

// The words of warn.
const (
	warnBoth   = "both"
	warnCaller = "caller"
	warnCallee = "callee"
)

func dialLimitOf(a flows.Args) dialLimit {
	duration := func(name string) flows.Value[time.Duration] { return flows.Get[flows.Value[time.Duration]](a, name) }
	return dialLimit{duration("max_duration"), duration("warn_at"), duration("warn_every"),
		flows.Get[[]flows.Value[string]](a, "warning"), flows.Get[string](a, "warn")}
}

// talkClock is the time that two have who talk.
type talkClock struct {
	// ends is when it is up, warns when they are warned next, every how often then; zero for never.
	ends, warns time.Time
	every       time.Duration
}

// clock is the time of those who have talked since then.
func (l *dialLimit) clock(r *flows.Run, since time.Time) (c talkClock, err error) {
	most, err := l.most.Eval(r)
	if err != nil || most <= 0 {
		return c, err
	}
	c.ends = since.Add(most)
	at, err := l.warnAt.Eval(r)
	if err != nil {
		return c, err
	}
	if c.every, err = l.warnEvery.Eval(r); err != nil {
		return c, err
	}
	if at = cmp.Or(at, c.every); at > 0 && at < most {
		c.warns = c.ends.Add(-at)
	}
	return c, nil
}

// due is when something is to be done, zero for never.
func (c *talkClock) due() time.Time { return sooner(c.ends, c.warns) }

// isUp tells that the time is.
func (c *talkClock) isUp(now time.Time) bool { return isDue(c.ends, now) }

// warnsNow tells whether they are to be warned now; it is told once, and sets the time of the next warning.
func (c *talkClock) warnsNow(now time.Time) bool {
	if !isDue(c.warns, now) {
		return false
	}
	c.warns = time.Time{}
	if next := now.Add(c.every); c.every > 0 && next.Before(c.ends) {
		c.warns = next
	}
	return true
}

// isDue tells whether a time has come; a zero one never does.
func isDue(when, now time.Time) bool { return !when.IsZero() && !now.Before(when) }

// sooner is the earlier of two times; a zero one is never.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

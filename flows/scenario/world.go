package scenario

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// errBroken is what a test has happen where it says broken.
var errBroken = errors.New("the test has it broken")

// tables are those that a case gives, and behind them the real ones.
type tables struct {
	given []Table
	real  flows.Tables
}

// Lookup is the row of a table under key.
func (t *tables) Lookup(ctx context.Context, table, key string) (map[string]any, bool, error) {
	for _, one := range t.given {
		if one.Name != table {
			continue
		}
		if one.Broken {
			return nil, false, fmt.Errorf("looking up in table %s: %w", table, errBroken)
		}
		for _, row := range one.Rows {
			if row.Key == key {
				columns := make(map[string]any, len(row.Values))
				for _, value := range row.Values {
					columns[value.Name] = value.Value
				}
				return columns, true, nil
			}
		}
		return nil, false, nil
	}
	if t.real == nil {
		return nil, false, fmt.Errorf("looking up in table %s: %w", table, flows.ErrNotHere)
	}
	return t.real.Lookup(ctx, table, key)
}

// schedules are what a case says of them, what its call has set, and behind both the real ones.
type schedules struct {
	given []Schedule
	real  flows.Schedules
	set   map[string]byHand
}

// byHand is what the case's call has set over a schedule.
type byHand struct {
	mode  string
	until time.Time
	by    string
}

// rule names the override as flows/schedule does, in the call's zone.
func (h byHand) rule(at time.Time) string {
	text := "override " + h.mode
	if h.by != "" {
		text += " by " + h.by
	}
	if h.until.IsZero() {
		return text + " until changed"
	}
	return text + " until " + h.until.In(at.Location()).Format("2006-01-02 15:04")
}

func newSchedules(given *Given, real flows.Schedules) *schedules {
	return &schedules{given: given.Schedules, real: real, set: map[string]byHand{}}
}

func (s *schedules) find(name string) *Schedule {
	i := slices.IndexFunc(s.given, func(one Schedule) bool { return one.Name == name })
	if i < 0 {
		return nil
	}
	return &s.given[i]
}

// Decide tells whether a schedule is open at that time.
func (s *schedules) Decide(ctx context.Context, name string, at time.Time) (flows.Decision, error) {
	given := s.find(name)
	if given != nil && given.Status == statusBroken {
		return flows.Decision{Status: "closed"}, fmt.Errorf("asking schedule %s: %w", name, errBroken)
	}
	if hand, ok := s.set[name]; ok && (hand.until.IsZero() || at.Before(hand.until)) {
		return flows.Decision{Open: hand.mode == "open", Status: "override", Rule: hand.rule(at), Until: hand.until}, nil
	}
	if given != nil {
		return flows.Decision{Open: given.Status == "open", Status: given.Status,
			Rule: cmp.Or(given.Rule, "the test says "+given.Status)}, nil
	}
	if s.real == nil {
		return flows.Decision{Status: "closed"}, fmt.Errorf("asking schedule %s: %w", name, flows.ErrNotHere)
	}
	return s.real.Decide(ctx, name, at)
}

// Override decides a schedule by hand, for this call alone.
func (s *schedules) Override(ctx context.Context, name, mode string, until time.Time, by string) error {
	given := s.find(name)
	switch {
	case given != nil && given.Status == statusBroken:
		return fmt.Errorf("setting schedule %s: %w", name, errBroken)
	case given == nil && s.real == nil:
		return fmt.Errorf("setting schedule %s: %w", name, flows.ErrNotHere)
	case given == nil:
		if _, err := s.real.Decide(ctx, name, time.Time{}); err != nil { // there is none of that name
			return err
		}
	}
	if mode == "" {
		delete(s.set, name)
		return nil
	}
	s.set[name] = byHand{mode, until, by}
	return nil
}

// statusBroken is the status of a schedule that cannot be asked.
const statusBroken = "broken"

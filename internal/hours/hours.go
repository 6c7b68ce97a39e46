package hours

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/schedule"
)

// ErrUnknown is wrapped where no schedule has the name; ErrMode where a mode is none.
var (
	ErrUnknown = errors.New("there is no such schedule")
	ErrMode    = errors.New("a schedule can be set to open or closed, or cleared")
)

// Hours are the schedules of one ivr.yaml.
type Hours struct {
	schedules map[string]*schedule.Schedule
	store     flows.Store

	mu sync.Mutex
	// known is what was last read of the overrides, for when the store is away.
	known map[string]schedule.Override
}

// New makes the hours; a nil store has no overrides and takes none.
func New(schedules map[string]*schedule.Schedule, store flows.Store) *Hours {
	return &Hours{schedules: schedules, store: store, known: map[string]schedule.Override{}}
}

// After is the hours of a new version of the file: what the old ones know of
// overrides holds when the store is away. It returns h.
func (h *Hours) After(old *Hours) *Hours {
	if old != nil {
		old.mu.Lock()
		defer old.mu.Unlock()
		maps.Copy(h.known, old.known)
	}
	return h
}

// Names are the schedules' names in alphabetical order.
func (h *Hours) Names() []string { return slices.Sorted(maps.Keys(h.schedules)) }

// Schedule is the schedule of that name, nil when there is none.
func (h *Hours) Schedule(name string) *schedule.Schedule { return h.schedules[name] }

// Decide tells whether a schedule is open at that time. When the override
// cannot be read, the last that is known of it counts, and the error says why.
func (h *Hours) Decide(ctx context.Context, name string, at time.Time) (flows.Decision, error) {
	s := h.schedules[name]
	if s == nil {
		return flows.Decision{Status: schedule.StatusClosed, Rule: "no such schedule"}, h.unknown(name)
	}
	over, err := h.override(ctx, name)
	d := s.Decide(at, over)
	return flows.Decision{Open: d.Open, Status: d.Status, Rule: d.Rule, Until: d.Until}, err
}

func (h *Hours) unknown(name string) error {
	return fmt.Errorf("schedule %q: %w; there are: %s", name, ErrUnknown, strings.Join(h.Names(), ", "))
}

// override is what was set by hand over the schedule.
func (h *Hours) override(ctx context.Context, name string) (schedule.Override, error) {
	if h.store == nil {
		return schedule.Override{}, nil
	}
	asking, cancel := context.WithTimeout(ctx, askTime) // sooner than who asks us gives up
	defer cancel()
	item, err := h.store.Get(asking, key(name))
	var over schedule.Override
	if err == nil && item.Revision != 0 {
		over, err = parse(item.Value)
	}
	if err != nil {
		h.mu.Lock()
		defer h.mu.Unlock()
		return h.known[name], fmt.Errorf("reading what was set by hand over schedule %s: %w", name, err)
	}
	h.remember(name, over)
	return over, nil
}

// parse reads what the store keeps. Others may write there too.
func parse(value string) (schedule.Override, error) {
	var over schedule.Override
	if err := json.Unmarshal([]byte(value), &over); err != nil {
		return schedule.Override{}, err
	}
	if !isMode(over.Mode) {
		return schedule.Override{}, fmt.Errorf("%w; found %q", ErrMode, over.Mode)
	}
	over.By = clean(over.By)
	return over, nil
}

func isMode(mode string) bool { return mode == schedule.ModeOpen || mode == schedule.ModeClosed }

func (h *Hours) remember(name string, over schedule.Override) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.known[name] = over
}

// Override sets a schedule by hand until that time, zero for until it is
// changed: mode is open or closed, "" clears it. by is who does it.
func (h *Hours) Override(ctx context.Context, name, mode string, until time.Time, by string) error {
	switch {
	case h.schedules[name] == nil:
		return h.unknown(name)
	case mode != "" && !isMode(mode):
		return fmt.Errorf("schedule %s: %w; found %q", name, ErrMode, mode)
	case h.store == nil:
		return fmt.Errorf("schedule %s: %w", name, flows.ErrNotHere)
	case mode == "":
		if err := h.store.Delete(ctx, key(name)); err != nil {
			return fmt.Errorf("clearing schedule %s: %w", name, err)
		}
		h.remember(name, schedule.Override{})
		return nil
	}
	over := schedule.Override{Mode: mode, Until: until, By: clean(by)}
	value, err := json.Marshal(over)
	if err == nil {
		_, err = h.store.Put(ctx, key(name), string(value), 0)
	}
	if err != nil {
		return fmt.Errorf("setting schedule %s: %w", name, err)
	}
	h.remember(name, over)
	return nil
}

func key(name string) string { return "schedule/" + name }

// clean makes a name from outside fit for a log's line.
func clean(by string) string {
	by = strings.Map(func(c rune) rune {
		if !unicode.IsPrint(c) {
			return -1
		}
		return c
	}, by)
	if runes := []rune(by); len(runes) > byMax {
		by = string(runes[:byMax])
	}
	return strings.TrimSpace(by)
}

package hours

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/schedule"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/store"
)

var _ flows.Schedules = (*Hours)(nil)

// noon is a Wednesday's.
func noon() time.Time { return time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC) }

// offices are two schedules: an office that is open at noon, and a shop that never is.
func offices(t *testing.T) map[string]*schedule.Schedule {
	t.Helper()
	doc, findings := source.Parse("ivr.yaml", "schedules:\n"+
		"  office: {zone: UTC, weekly: {mon-fri: 09:00-17:00}}\n"+
		"  shop: {zone: UTC, weekly: {mon: 01:00-02:00}}\n")
	report := source.NewReport(doc)
	read := schedule.Read(doc.Root.Get(schedule.Key), report, schedule.ReadFile)
	if findings = append(findings, report.Findings()...); findings.HasErrors() {
		t.Fatal(findings)
	}
	return read
}

// moody is a store that can be away.
type moody struct {
	*store.Memory
	away error
}

func (m *moody) Get(ctx context.Context, key string) (flows.Item, error) {
	if m.away != nil {
		return flows.Item{}, m.away
	}
	return m.Memory.Get(ctx, key)
}

func (m *moody) Put(ctx context.Context, key, value string, ttl time.Duration) (uint64, error) {
	if m.away != nil {
		return 0, m.away
	}
	return m.Memory.Put(ctx, key, value, ttl)
}

func (m *moody) Delete(ctx context.Context, key string) error {
	if m.away != nil {
		return m.away
	}
	return m.Memory.Delete(ctx, key)
}

// says fails unless a schedule decides so, by a rule that begins so.
func says(t *testing.T, h *Hours, name string, at time.Time, open bool, rule string) {
	t.Helper()
	d, err := h.Decide(t.Context(), name, at)
	if err != nil || d.Open != open || !strings.HasPrefix(d.Rule, rule) {
		t.Errorf("%s at %v: %+v, %v; want open %v by %q", name, at, d, err, open, rule)
	}
}

// Law: what is set by hand wins until its time, or until it is set anew or
// cleared, over its schedule alone, and for all who share the store.
func TestByHand(t *testing.T) {
	kept := store.NewMemory()
	here, there := New(offices(t), kept), New(offices(t), kept)
	set := func(mode string, until time.Time) {
		t.Helper()
		if err := here.Override(t.Context(), "office", mode, until, "anna"); err != nil {
			t.Fatal(err)
		}
	}
	for _, h := range []*Hours{here, there} {
		says(t, h, "office", noon(), true, "weekly mon-fri")
		set("closed", time.Time{})
		says(t, h, "office", noon(), false, "override closed by anna until changed")
		says(t, h, "shop", noon(), false, "no rule")
		set("open", noon().Add(time.Hour))
		says(t, h, "office", noon().Add(time.Hour-1), true, "override open by anna until 2026-11-25 13:00")
		says(t, h, "office", noon().Add(time.Hour), true, "weekly mon-fri")
		set("closed", noon().Add(-time.Hour)) // it is over before it began
		says(t, h, "office", noon(), true, "weekly mon-fri")
		set("closed", time.Time{})
		set("", time.Time{})
		says(t, h, "office", noon(), true, "weekly mon-fri")
		set("", time.Time{}) // nothing is there to clear
	}
}

// Law: a name that is none is told with those that are, a mode that is none with
// what would be, and nothing is written.
func TestWhatCannotBeSet(t *testing.T) {
	cases := []struct {
		schedule, mode string
		want           error
		says           string
	}{
		{"ofice", "open", ErrUnknown, `schedule "ofice": there is no such schedule; there are: office, shop`},
		{"ofice", "", ErrUnknown, "office, shop"},
		{"office", "shut", ErrMode, `schedule office: a schedule can be set to open or closed, or cleared; found "shut"`},
		{"office", "Open", ErrMode, `found "Open"`},
	}
	kept := store.NewMemory()
	h := New(offices(t), kept)
	for _, c := range cases {
		err := h.Override(t.Context(), c.schedule, c.mode, time.Time{}, "anna")
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s %s: %v", c.schedule, c.mode, err)
		}
		if item, err := kept.Get(t.Context(), key(c.schedule)); err != nil || item.Revision != 0 {
			t.Errorf("%s: %v was written, %v", c.schedule, item, err)
		}
	}
	if d, err := h.Decide(t.Context(), "ofice", noon()); d.Open || !errors.Is(err, ErrUnknown) {
		t.Errorf("%v, %v", d, err)
	}
	if err := New(offices(t), nil).Override(t.Context(), "office", "open", time.Time{}, ""); !errors.Is(err, flows.ErrNotHere) {
		t.Errorf("without a store: %v", err)
	}
	says(t, New(offices(t), nil), "office", noon(), true, "weekly mon-fri")
	if names := strings.Join(h.Names(), " "); names != "office shop" || h.Schedule("ofice") != nil || h.Schedule("shop") == nil {
		t.Error(names)
	}
}

// Law: while the store is away the last that is known counts, what was just set
// too, and the error says so; nothing can be set then.
func TestTheStoreIsAway(t *testing.T) {
	away := errors.New("not connected")
	known := func(t *testing.T, h *Hours, open bool, rule string) {
		t.Helper()
		d, err := h.Decide(t.Context(), "office", noon())
		if !errors.Is(err, away) || !strings.HasPrefix(err.Error(), "reading what was set by hand over schedule office: ") ||
			d.Open != open || !strings.HasPrefix(d.Rule, rule) {
			t.Errorf("%+v, %v; want open %v by %q", d, err, open, rule)
		}
	}
	kept := &moody{Memory: store.NewMemory()}
	h := New(offices(t), kept)
	kept.away = away
	known(t, h, true, "weekly mon-fri")
	for _, mode := range []string{"closed", ""} {
		if err := h.Override(t.Context(), "office", mode, time.Time{}, "anna"); !errors.Is(err, away) {
			t.Errorf("%q was set: %v", mode, err)
		}
	}
	known(t, h, true, "weekly mon-fri")
	kept.away = nil
	if err := h.Override(t.Context(), "office", "closed", time.Time{}, "anna"); err != nil {
		t.Fatal(err)
	}
	kept.away = away
	known(t, h, false, "override closed by anna")
	kept.away = nil
	if err := h.Override(t.Context(), "office", "", time.Time{}, "anna"); err != nil {
		t.Fatal(err)
	}
	kept.away = away
	known(t, h, true, "weekly mon-fri")
	// another instance has set it meanwhile, and it was seen once
	if _, err := kept.Memory.Put(t.Context(), key("office"), `{"Mode":"closed"}`, 0); err != nil {
		t.Fatal(err)
	}
	kept.away = nil
	says(t, h, "office", noon(), false, "override closed until changed")
	kept.away = away
	known(t, h, false, "override closed until changed")
}

// mute is a store that is there, and answers nobody once it is silent.
type mute struct {
	*store.Memory
	silent bool
}

func (m *mute) Get(ctx context.Context, key string) (flows.Item, error) {
	if m.silent {
		<-ctx.Done()
		return flows.Item{}, ctx.Err()
	}
	return m.Memory.Get(ctx, key)
}

// Law: a store that hangs delays a decision for askTime and no longer; then the
// last that is known counts, or the rules, and the error says so.
func TestTheStoreHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		kept := &mute{Memory: store.NewMemory()}
		h := New(offices(t), kept)
		if err := h.Override(t.Context(), "office", "closed", time.Time{}, "anna"); err != nil {
			t.Fatal(err)
		}
		kept.silent = true
		for name, want := range map[string]string{"office": "override closed by anna", "shop": "no rule"} {
			begin := time.Now()
			ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
			d, err := h.Decide(ctx, name, noon())
			cancel()
			if d.Open || !strings.HasPrefix(d.Rule, want) || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: %+v, %v; want %q", name, d, err, want)
			}
			if took := time.Since(begin); took > time.Second {
				t.Errorf("%s: the decision took %v", name, took)
			}
		}
		d, err := New(offices(t), kept).Decide(t.Context(), "office", noon())
		if !d.Open || !strings.HasPrefix(d.Rule, "weekly mon-fri") || err == nil {
			t.Errorf("with nothing known: %+v, %v", d, err)
		}
	})
}

// Law: what the hours of the version before knew holds in the next when the store
// is away; without a version before the rules count.
func TestTheNextVersionKnowsWhatTheOldOneKnew(t *testing.T) {
	kept := &moody{Memory: store.NewMemory()}
	old := New(offices(t), kept)
	if err := old.Override(t.Context(), "office", "closed", time.Time{}, "anna"); err != nil {
		t.Fatal(err)
	}
	kept.away = errors.New("not connected")
	for _, c := range []struct {
		before *Hours
		open   bool
		rule   string
	}{{old, false, "override closed by anna"}, {nil, true, "weekly mon-fri"}} {
		d, err := New(offices(t), kept).After(c.before).Decide(t.Context(), "office", noon())
		if d.Open != c.open || !strings.HasPrefix(d.Rule, c.rule) || !errors.Is(err, kept.away) {
			t.Errorf("%+v, %v; want open %v by %q", d, err, c.open, c.rule)
		}
	}
}

// Law: what is in the store and is no override changes nothing, and is told.
func TestGarbageInTheStore(t *testing.T) {
	kept := store.NewMemory()
	h := New(offices(t), kept)
	if err := h.Override(t.Context(), "office", "closed", time.Time{}, "anna"); err != nil {
		t.Fatal(err)
	}
	for _, garbage := range []string{"", "shut", "null", "{}", `{"Mode":""}`, `{"Mode":"shut"}`, `{"Mode":"open","Until":"soon"}`, `["open"]`} {
		if _, err := kept.Put(t.Context(), key("office"), garbage, 0); err != nil {
			t.Fatal(err)
		}
		d, err := h.Decide(t.Context(), "office", noon())
		if err == nil || d.Open || d.Status != schedule.StatusOverride {
			t.Errorf("%q: %+v, %v", garbage, d, err)
		}
	}
}

// Law: who has set it is one printable line of bounded length, whoever wrote it.
func TestWho(t *testing.T) {
	cases := map[string]string{
		"anna": "anna", " anna ": "anna", "a\nlevel=ERROR b": "alevel=ERROR b", "\x1b[31mred": "[31mred", "": "", "\x00\u202e": "",
		"Zoë": "Zoë", strings.Repeat("ä", byMax+9): strings.Repeat("ä", byMax),
	}
	kept := store.NewMemory()
	h := New(offices(t), kept)
	for by, want := range cases {
		rule := "override open by " + want + " until changed"
		if want == "" {
			rule = "override open until changed"
		}
		if err := h.Override(t.Context(), "shop", "open", time.Time{}, by); err != nil {
			t.Fatal(err)
		}
		says(t, h, "shop", noon(), true, rule)
		raw, err := json.Marshal(schedule.Override{Mode: "open", By: by})
		if err == nil {
			_, err = kept.Put(t.Context(), key("shop"), string(raw), 0)
		}
		if err != nil {
			t.Fatal(err)
		}
		says(t, h, "shop", noon(), true, rule)
	}
}

// Law: whatever is in the store, what comes of it is an override or an error.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{`{"Mode":"open","By":"anna"}`, `{"Mode":"closed","Until":"2026-11-26T12:00:00Z"}`, "{}", "", `{"Mode":"shut"}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		over, err := parse(value)
		if err != nil {
			if over != (schedule.Override{}) {
				t.Errorf("an error comes with %+v", over)
			}
			return
		}
		if !isMode(over.Mode) || utf8.RuneCountInString(over.By) > byMax ||
			strings.ContainsFunc(over.By, func(c rune) bool { return !unicode.IsPrint(c) }) {
			t.Errorf("%+v", over)
		}
	})
}

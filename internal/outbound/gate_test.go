package outbound

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/outbound/endpoint"
	"github.com/ariapp/ariapp/internal/outbound/premium"
	"github.com/ariapp/ariapp/internal/store"
)

func rule(t testing.TB, text string) endpoint.Rule {
	t.Helper()
	r, err := endpoint.ParseRule(text)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// reasonOf is the reason of a refusal, "" for none.
func reasonOf(t *testing.T, err error) string {
	t.Helper()
	refusal := (*Refusal)(nil)
	switch {
	case err == nil:
		return ""
	case !errors.As(err, &refusal):
		t.Fatalf("%v is no refusal", err)
	case !errors.Is(err, flows.ErrNotPermitted):
		t.Errorf("%v is not flows.ErrNotPermitted", err)
	}
	return refusal.Reason
}

// Law: what no rule allows is refused, with the reason and with what would have been accepted; forbidding rules go first.
func TestWhomOneMayCall(t *testing.T) {
	rules := Rules{
		Allow: []Allowed{{Rule: rule(t, "PJSIP/_1XX")}, {Rule: rule(t, "PJSIP/_X.@trunk")}, {Rule: rule(t, "PJSIP/_X.@dear"), Premium: true},
			{Rule: rule(t, "PJSIP/0900123456@trunk")}},
		Deny:    []endpoint.Rule{rule(t, "PJSIP/199"), rule(t, "PJSIP/_666!@Trunk")},
		Premium: premium.Usual(),
		Written: func(e string) bool { return e == "PJSIP/alice" || e == "PJSIP/199" },
	}
	var log bytes.Buffer
	counted := map[string]int{}
	gate := NewLedger(Options{Store: store.NewMemory(), Refused: func(reason string) { counted[reason]++ },
		Logger: slog.New(slog.NewTextHandler(&log, nil))}).Gate(rules)
	for _, c := range []struct{ endpoint, reason, says string }{
		{"PJSIP/100", "", ""},
		{"PJSIP/alice", "", ""},
		{"PJSIP/bob", NotAllowed, "accepted: PJSIP/_1XX, PJSIP/_X.@trunk"},
		{"PJSIP/0123@trunk", "", ""},
		{"PJSIP/0123@other", NotAllowed, "no rule allows PJSIP/0123@other"},
		{"PJSIP/199", Denied, "forbidden by the rule PJSIP/199"},
		{"PJSIP/6661@trunk", Denied, "forbidden by the rule PJSIP/_666!@Trunk"},
		{"PJSIP/09001234567@trunk", Premium, "looks like a premium line (_0900XXX!); accepted: a rule of its own, or PJSIP/_X.@trunk with premium: true"},
		{"PJSIP/0-900-1234567@trunk", Premium, "premium"},
		{"PJSIP/0900123456@trunk", "", ""},
		{"PJSIP/0049900123456@trunk", Premium, "_+49900XXX!"},
		{"PJSIP/19005551234@trunk", Premium, "premium"},
		{"PJSIP/1900@trunk", "", ""},
		{"PJSIP/09001234567@dear", "", ""},
		{"PJSIP/100&PJSIP/101", Malformed, "would call several at once"},
		{"PJSIP/100@a@trunk", Malformed, "more than one @"},
		{"PJSIP/100/sip:0900@trunk", NotAllowed, "no rule allows"},
		{"PJSIP/12,30,tT@trunk", Malformed, "characters that no address has"},
		{"", Malformed, "nobody to call"},
	} {
		err := gate.Permit(t.Context(), c.endpoint, "test")
		if got := reasonOf(t, err); got != c.reason {
			t.Errorf("%q: the reason %q, want %q", c.endpoint, got, c.reason)
		}
		if err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q: %v does not say %q", c.endpoint, err, c.says)
		}
		if got := reasonOf(t, gate.Check(c.endpoint)); got != c.reason {
			t.Errorf("%q: Check has the reason %q, want %q", c.endpoint, got, c.reason)
		}
	}
	if counted[Premium] != 4 || counted[Denied] != 2 || counted[Malformed] != 4 || counted[NotAllowed] != 3 {
		t.Errorf("counted %v", counted)
	}
	if lines := strings.Count(log.String(), "a call is refused"); lines != 13 || !strings.Contains(log.String(), "by=test reason=premium") {
		t.Errorf("%d refusals are in the log:\n%s", lines, &log)
	}
}

// Law: without rules nothing may be called but what the file writes out, and the refusal says so.
func TestClosedByDefault(t *testing.T) {
	gate := NewLedger(Options{}).Gate(Rules{Written: func(e string) bool { return e == "PJSIP/100" }})
	if err := gate.Permit(t.Context(), "PJSIP/100", "test"); err != nil {
		t.Error(err)
	}
	err := gate.Permit(t.Context(), "PJSIP/101", "test")
	if reasonOf(t, err) != NotAllowed || !strings.Contains(err.Error(), "no rules under outbound.allow") {
		t.Error(err)
	}
}

// Law: a number is dear however it is written, and with whatever prefix it is dialled.
func TestPremiumNumbers(t *testing.T) {
	for number, want := range map[string]bool{"0900123456": true, "+442071234567": false, "00449098790000": true, "01144909879000": true,
		"0-900-123456": true, "w0900123456": true, "08912345678": false, "9001234567": true, "900123456": false, "+88213000000": true, "1900": false} {
		e, err := endpoint.Parse("PJSIP/" + number + "@trunk")
		if err != nil {
			t.Fatal(err)
		}
		if _, got := (&Rules{Premium: premium.Usual()}).premium(e); got != want {
			t.Errorf("%s looks like a premium line: %v, want %v", number, got, want)
		}
	}
}

// Law: caps hold by rule and in all, a refused call uses up nothing, and the
// counters survive a restart: another ledger on the same store goes on with them.
func TestCaps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rules := Rules{Caps: Caps{PerDay: 5}, Allow: []Allowed{{Rule: rule(t, "PJSIP/_1XX"), Caps: Caps{PerMinute: 2}}, {Rule: rule(t, "PJSIP/_2XX")}}}
		kept := store.NewMemory()
		gate := NewLedger(Options{Store: kept}).Gate(rules)
		permit := func(endpoint, want string) {
			t.Helper()
			if got := reasonOf(t, gate.Permit(t.Context(), endpoint, "test")); got != want {
				t.Errorf("%s: %q, want %q", endpoint, got, want)
			}
		}
		permit("PJSIP/100", "")
		permit("PJSIP/101", "")
		err := gate.Permit(t.Context(), "PJSIP/102", "test")
		if after, ends := RetryAfter(err); reasonOf(t, err) != PerMinute || !ends || time.Until(after) > time.Minute {
			t.Errorf("%v, until %v", err, after)
		}
		gate = NewLedger(Options{Store: kept}).Gate(rules) // a restart
		permit("PJSIP/103", PerMinute)
		permit("PJSIP/200", "")
		time.Sleep(time.Minute)
		permit("PJSIP/100", "")
		permit("PJSIP/200", "")
		permit("PJSIP/200", PerDay)
		permit("PJSIP/100", PerDay)
		time.Sleep(24 * time.Hour)
		permit("PJSIP/100", "")
		permit("PJSIP/100", "")
		permit("PJSIP/100", PerMinute)
	})
}

// Law: of calls that are asked for at once no more are permitted than the cap.
func TestCapsAtTheSameTime(t *testing.T) {
	rules := Rules{Caps: Caps{PerDay: 10}, Allow: []Allowed{{Rule: rule(t, "PJSIP/_1XX")}}}
	ledger := NewLedger(Options{Store: store.NewMemory(), Now: func() time.Time { return time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC) }})
	var mu sync.Mutex
	var all sync.WaitGroup
	permitted := 0
	for range 30 {
		all.Go(func() {
			if ledger.Gate(rules).Permit(t.Context(), "PJSIP/100", "test") == nil {
				mu.Lock()
				permitted++
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if permitted != 10 {
		t.Errorf("%d calls are permitted", permitted)
	}
}

// slow is a store whose every answer takes a millisecond.
type slow struct{ flows.Store }

func (s slow) Get(ctx context.Context, key string) (flows.Item, error) {
	time.Sleep(time.Millisecond)
	return s.Store.Get(ctx, key)
}

func (s slow) Swap(ctx context.Context, key, value string, revision uint64, ttl time.Duration) (uint64, error) {
	time.Sleep(time.Millisecond)
	return s.Store.Swap(ctx, key, value, revision, ttl)
}

// stuck is a store that answers nobody.
type stuck struct{ flows.Store }

func (stuck) Get(ctx context.Context, _ string) (flows.Item, error) {
	<-ctx.Done()
	return flows.Item{}, ctx.Err()
}

// Law: who is to be called waits two seconds for being counted, and no longer, however many others wait for that, and
// whoever of them gives up.
func TestNobodyWaitsLongToBeCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rules := Rules{Caps: Caps{PerDay: 1000}, Allow: []Allowed{{Rule: rule(t, "PJSIP/_1XX")}}}
		gate := NewLedger(Options{Store: stuck{}}).Gate(rules)
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				time.Sleep(time.Duration(i) * 300 * time.Millisecond)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				bound := 2 * time.Second
				if i%3 == 0 {
					bound = 100 * time.Millisecond
					time.AfterFunc(bound, cancel)
				}
				begun := time.Now()
				got := reasonOf(t, gate.Permit(ctx, "PJSIP/100", "test"))
				if took := time.Since(begun); got != Uncounted || took != bound {
					t.Errorf("the call %d: %q after %v", i, got, took)
				}
			})
		}
		all.Wait()
		if len(gate.ledger.wishes) > 0 {
			t.Errorf("left are %v", gate.ledger.wishes)
		}
	})
}

// patient is a store that does nothing for who has given up.
type patient struct{ slow }

func (s patient) Get(ctx context.Context, key string) (flows.Item, error) {
	item, err := s.slow.Get(ctx, key)
	return item, cmp.Or(ctx.Err(), err)
}

// Law: who gives up while they are counted for others leaves the others be counted, each once.
func TestWhoGivesUpWhileTheyCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rules := Rules{Caps: Caps{PerDay: 10}, Allow: []Allowed{{Rule: rule(t, "PJSIP/_1XX")}}}
		gate := NewLedger(Options{Store: patient{slow{store.NewMemory()}}}).Gate(rules)
		gone, cancel := context.WithCancel(t.Context())
		time.AfterFunc(2500*time.Microsecond, cancel) // while it counts for all behind the first one
		counted := make([]string, 12)
		var all sync.WaitGroup
		for i := range counted {
			all.Go(func() {
				ctx := t.Context()
				if i == 1 {
					ctx = gone
				}
				time.Sleep(time.Duration(i) * 10 * time.Microsecond)
				counted[i] = reasonOf(t, gate.Permit(ctx, "PJSIP/100", "test"))
			})
		}
		all.Wait()
		slices.Sort(counted)
		if got := strings.Join(counted, " "); strings.TrimSpace(got) != "per_day uncounted" {
			t.Errorf("what came of them: %q", got)
		}
	})
}

// asleep is a store that answers nobody before it wakes.
type asleep struct {
	flows.Store
	awake chan struct{}
}

func (s asleep) Get(ctx context.Context, key string) (flows.Item, error) {
	select {
	case <-s.awake:
		return s.Store.Get(ctx, key)
	case <-ctx.Done():
		return flows.Item{}, ctx.Err()
	}
}

// Law: who has given up while another one counted for them, in vain, is not counted by the next one who does.
func TestWhoHasGivenUpIsNotCountedLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rules := Rules{Caps: Caps{PerDay: 1}, Allow: []Allowed{{Rule: rule(t, "PJSIP/_1XX")}}}
		bed := asleep{store.NewMemory(), make(chan struct{})}
		ledger := NewLedger(Options{Store: bed})
		gate := ledger.Gate(rules)
		within := func(bound time.Duration) string {
			ctx, cancel := context.WithTimeout(t.Context(), bound)
			defer cancel()
			return reasonOf(t, gate.Permit(ctx, "PJSIP/100", "test"))
		}
		ledger.counting <- struct{}{} // somebody counts for another key
		var both sync.WaitGroup
		both.Go(func() { within(200 * time.Millisecond) })
		time.Sleep(time.Millisecond)
		both.Go(func() { within(100 * time.Millisecond) })
		time.Sleep(time.Millisecond)
		<-ledger.counting
		both.Wait()
		close(bed.awake)
		if got := within(time.Second); got != "" {
			t.Errorf("who is left is refused: %q", got)
		}
	})
}

// Law: however many are asked for at once below the cap, none is refused because others are counted; whoever gives up is.
func TestManyAreCountedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const calls = 2000
		rules := Rules{Caps: Caps{PerDay: calls + 1}, Allow: []Allowed{{Rule: rule(t, "PJSIP/_1XX")}}}
		gate := NewLedger(Options{Store: slow{store.NewMemory()}}).Gate(rules)
		refused := make([]error, calls)
		var all sync.WaitGroup
		for i := range calls {
			all.Go(func() { refused[i] = gate.Permit(t.Context(), "PJSIP/100", "test") })
		}
		all.Wait()
		for i, err := range refused {
			if err != nil {
				t.Fatalf("the call %d: %v", i, err)
			}
		}
		if err := gate.Permit(t.Context(), "PJSIP/100", "test"); err != nil {
			t.Error(err)
		}
		if got := reasonOf(t, gate.Permit(t.Context(), "PJSIP/100", "test")); got != PerDay {
			t.Errorf("%d were counted and one more: %q", calls+1, got)
		}

	})
}

// broken is a store that is away.
type broken struct{ flows.Store }

var errAway = errors.New("the store is away")

func (broken) Get(context.Context, string) (flows.Item, error) { return flows.Item{}, errAway }

// Law: what cannot be counted is refused if it has a cap, and only then.
func TestWithoutStore(t *testing.T) {
	rules := Rules{Allow: []Allowed{{Rule: rule(t, "PJSIP/_1XX"), Caps: Caps{PerDay: 2}}, {Rule: rule(t, "PJSIP/_2XX")}}}
	gate := NewLedger(Options{Store: broken{}}).Gate(rules)
	err := gate.Permit(t.Context(), "PJSIP/100", "test")
	if reasonOf(t, err) != Uncounted || !errors.Is(err, errAway) {
		t.Error(err)
	}
	if err := gate.Permit(t.Context(), "PJSIP/200", "test"); err != nil {
		t.Error(err)
	}
	if got := reasonOf(t, NewLedger(Options{}).Gate(rules).Permit(t.Context(), "PJSIP/100", "test")); got != Uncounted {
		t.Errorf("without any store: %q", got)
	}
}

// Law: places of calls at once are taken until the call is over, by rule, by trunk and in all; refused calls take none.
func TestAtOnce(t *testing.T) {
	rules := Rules{Caps: Caps{AtOnce: 3}, Allow: []Allowed{{Rule: rule(t, "PJSIP/_1XX"), Caps: Caps{AtOnce: 1}}, {Rule: rule(t, "PJSIP/_X.@trunk")}},
		Trunks: map[string]Trunk{"trunk": {AtOnce: 2}}}
	gate := NewLedger(Options{Store: store.NewMemory()}).Gate(rules)
	begin := func(endpoint, want string) *Hold {
		t.Helper()
		ctx, hold := WithHold(t.Context())
		if got := reasonOf(t, gate.Permit(ctx, endpoint, "test")); got != want {
			t.Errorf("%s: %q, want %q", endpoint, got, want)
		}
		return hold
	}
	first := begin("PJSIP/100", "")
	begin("PJSIP/101", AtOnce)
	second := begin("PJSIP/11@trunk", "")
	third := begin("PJSIP/12@trunk", "")
	begin("PJSIP/13@trunk", AtOnce)
	first.Release()
	first.Release()
	begin("PJSIP/13@trunk", AtOnce) // the trunk is full still
	second.Release()
	fourth := begin("PJSIP/13@trunk", "")
	fifth := begin("PJSIP/100", "")
	begin("PJSIP/100", AtOnce)
	for _, hold := range []*Hold{third, fourth, fifth} {
		hold.Release()
	}
	if len(gate.ledger.held) != 0 {
		t.Errorf("places are taken still: %v", gate.ledger.held)
	}
	if err := gate.Permit(t.Context(), "PJSIP/100", "test"); err != nil || len(gate.ledger.held) != 0 {
		t.Errorf("without a hold: %v, held %v", err, gate.ledger.held)
	}
	ctx, hold := WithHold(t.Context())
	hold.Release()
	if err := gate.Permit(ctx, "PJSIP/100", "test"); err != nil || len(gate.ledger.held) != 0 {
		t.Errorf("with a hold that is over: %v, held %v", err, gate.ledger.held)
	}
}

// Law: calls leave by a trunk at its pace; those that would wait too long are refused, and use up nothing.
func TestPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rules := Rules{Allow: []Allowed{{Rule: rule(t, "PJSIP/_X.@trunk"), Caps: Caps{PerDay: 100}}}, Trunks: map[string]Trunk{"trunk": {PerSecond: 2}}}
		kept := store.NewMemory()
		gate := NewLedger(Options{Store: kept}).Gate(rules)
		began := time.Now()
		var all sync.WaitGroup
		var mu sync.Mutex
		var at []time.Duration
		refused := 0
		for range 15 {
			all.Go(func() {
				err := gate.Permit(t.Context(), "PJSIP/11@trunk", "test")
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					at = append(at, time.Since(began))
					return
				}
				refused++
				if after, ends := RetryAfter(err); reasonOf(t, err) != Pace || !ends || after.Sub(began) <= paceMost {
					t.Errorf("%v, until %v", err, after)
				}
			})
		}
		all.Wait()
		for i, d := range at {
			if want := time.Duration(i) * 500 * time.Millisecond; d != want {
				t.Errorf("call %d leaves after %v, want %v", i, d, want)
			}
		}
		if len(at) != 11 || refused != 4 {
			t.Errorf("%d leave, %d are refused", len(at), refused)
		}
		item, err := kept.Get(t.Context(), gate.counters(&gate.rules.Allow[0], time.Now())[0].key)
		if err != nil || item.Value != "11" {
			t.Errorf("counted %q, %v", item.Value, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if err := gate.Permit(t.Context(), "PJSIP/11@trunk", "test"); err != nil {
			t.Error(err)
		}
		if err := gate.Permit(ctx, "PJSIP/11@trunk", "test"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("waiting in a context that ends: %v", err)
		}
	})
}

// Law: the reasons that are counted are all there are.
func TestReasons(t *testing.T) {
	if n := len(Reasons()); n != 9 {
		t.Errorf("%d reasons", n)
	}
}

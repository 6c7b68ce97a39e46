package steps

import (
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// Law: with yes the time of waiting is told again when it differs by more than a minute, and more than a fifth; with once it
// is told once.
func TestQueueSaysTheTimeAnew(t *testing.T) {
	for _, row := range []struct {
		how       string
		had, has  time.Duration
		tells     bool
		lastPlace bool
	}{
		{flows.QueueSayYes, 0, 3 * time.Minute, true, false},
		{flows.QueueSayYes, 3 * time.Minute, 4 * time.Minute, false, false},
		{flows.QueueSayYes, 3 * time.Minute, 4*time.Minute + time.Second, true, false},
		{flows.QueueSayYes, 3 * time.Minute, 2*time.Minute - time.Second, true, false},
		{flows.QueueSayYes, 20 * time.Minute, 24 * time.Minute, false, false},
		{flows.QueueSayYes, 20 * time.Minute, 24*time.Minute + time.Second, true, false},
		{flows.QueueSayOnce, 0, 3 * time.Minute, true, false},
		{flows.QueueSayOnce, 3 * time.Minute, 30 * time.Minute, false, false},
		{flows.QueueSayNo, 0, 3 * time.Minute, false, false},
		{flows.QueueSayYes, 0, 3 * time.Minute, false, true},
	} {
		said := queueSaid{Hold: row.had}
		view := flows.QueueView{Position: 2, Wait: row.has, WaitKnown: true}
		if row.lastPlace {
			view.Position = 1
		}
		if told := said.hold(&flows.QueueAnnounce{HoldTime: row.how}, view); told > 0 != row.tells {
			t.Errorf("%s: behind %v, of %v %v is told", row.how, row.had, row.has, told)
		}
	}
}

// Law: seconds are told where they are rounded, to the next of so many; else whole minutes.
func TestQueueSaysSeconds(t *testing.T) {
	for _, row := range []struct {
		round int
		wait  time.Duration
		want  string
	}{
		{0, 89 * time.Second, "number:1 queue-minute"},
		{0, 90 * time.Second, "number:2 queue-minutes"},
		{0, 20 * time.Second, ""},
		{15, 80 * time.Second, "number:1 queue-minute number:15 queue-seconds"},
		{15, 83 * time.Second, "number:1 queue-minute number:30 queue-seconds"},
		{30, 20 * time.Second, "number:30 queue-seconds"},
		{30, 110 * time.Second, "number:2 queue-minutes"},
		{10, 4 * time.Second, ""},
	} {
		want := "queue-thereare number:2 queue-callswaiting"
		if row.want != "" {
			want += " queue-holdtime " + row.want
		}
		a := flows.QueueAnnounce{Frequency: time.Minute, Position: flows.QueueSayYes, HoldTime: flows.QueueSayYes, NoThanks: true,
			RoundSeconds: row.round}
		media, _ := new(queueSaid).place(&a, flows.QueueView{Known: true, Position: 2, Wait: row.wait, WaitKnown: true}, time.Unix(1, 0))
		if got := strings.Join(media, " "); got != want {
			t.Errorf("rounded to %d, of %v %q is told, not %q", row.round, row.wait, got, want)
		}
	}
}

// Law: random prompts come in another order for another caller, in the same for the same one, and each of them comes.
func TestQueueRandomPrompts(t *testing.T) {
	heard := func(random bool, seed uint64) string {
		p := flows.QueuePeriodic{Media: []string{"a", "b", "c"}, Every: time.Minute, Random: random}
		said, now, order := queueSaid{}, time.Unix(0, 0), ""
		said.begin(&p, now)
		for range 30 {
			now = said.Next
			order += said.periodic(&p, now, seed)
			said.heard(&p, now, now)
		}
		return order
	}
	inTurn := strings.Repeat("abc", 10)
	if got := heard(false, 1); got != inTurn {
		t.Errorf("in turn %s is heard", got)
	}
	orders := map[string]bool{}
	for seed := range uint64(5) {
		order := heard(true, seed*1_000_003_000_019)
		if order == inTurn || order != heard(true, seed*1_000_003_000_019) {
			t.Errorf("at random %s is heard", order)
		}
		for _, one := range []string{"a", "b", "c"} {
			if strings.Count(order, one) < 3 {
				t.Errorf("%s comes %d times in %s", one, strings.Count(order, one), order)
			}
		}
		orders[order] = true
	}
	if len(orders) < 2 {
		t.Error("all callers hear the same")
	}
}

// Law: before the caller's name stand the minutes that they have waited, and the queue.
func TestQueueNamesItself(t *testing.T) {
	for wait, want := range map[time.Duration]string{0: "[sales 0] ", 59 * time.Second: "[sales 0] ", 125 * time.Second: "[sales 2] "} {
		q := queueRun{of: "sales", rules: flows.QueueRules{CallerIDPrefix: "[{queue} {minutes}] "}, view: flows.QueueView{Waited: wait}}
		if got := q.prefix(); got != want {
			t.Errorf("behind %v it is %q, not %q", wait, got, want)
		}
	}
}

package canary

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// Law: a caller stays on one side, the share is about what was asked for, a larger
// one keeps those of the smaller, and another canary has other callers.
func TestTakes(t *testing.T) {
	const callers = 10_000
	small, large, both, other := 0, 0, 0, 0
	for i := range callers {
		by := fmt.Sprintf("+1555%07d", i*37)
		in := Takes("abc", 10, by)
		if in != Takes("abc", 10, by) {
			t.Fatalf("%s is on both sides", by)
		}
		if in && !Takes("abc", 20, by) {
			t.Fatalf("%s is in a share of 10 %% and not in one of 20 %%", by)
		}
		if in {
			small++
		}
		if Takes("abc", 20, by) {
			large++
		}
		if Takes("abd", 10, by) {
			other++
			if in {
				both++
			}
		}
		if Takes("abc", 0, by) || !Takes("abc", 100, by) {
			t.Fatalf("%s is in nothing, or not in everything", by)
		}
	}
	for what, c := range map[string]struct{ got, percent int }{"10 %": {small, 10}, "20 %": {large, 20}, "another": {other, 10}, "both": {both, 1}} {
		if want := callers * c.percent / 100; math.Abs(float64(c.got-want)) > 4*math.Sqrt(float64(want)) {
			t.Errorf("%s: %d of %d callers, want about %d", what, c.got, callers, want)
		}
	}
}

// Law: a caller is known by the number, and by the call alone when it is withheld.
func TestBy(t *testing.T) {
	for number, want := range map[string]string{"+15550100": "+15550100", "alice": "alice", "": "call", "anonymous": "call", "Anonymous": "call", "unknown": "call", "restricted": "call"} {
		if got := By(number, "call"); got != want {
			t.Errorf("%q is known by %q, want %q", number, got, want)
		}
	}
}

// Law: a share reads as people write it, and is bounded.
func TestParseShare(t *testing.T) {
	for _, c := range []struct {
		text string
		want float64
		bad  bool
	}{
		{"10%", 10, false}, {"10 %", 10, false}, {" 0.5% ", 0.5, false}, {"50", 50, false}, {"0.1%", 0.1, false}, {"1e1", 10, false},
		{"", 0, true}, {"%", 0, true}, {"ten", 0, true}, {"0", 0, true}, {"0.05%", 0, true}, {"51%", 0, true}, {"-10%", 0, true},
		{"NaN", 0, true}, {"Inf", 0, true}, {"10%%", 0, true}, {"10% of all", 0, true},
	} {
		got, err := ParseShare(c.text)
		if c.bad != (err != nil) || c.bad != errors.Is(err, ErrShare) || !c.bad && got != c.want {
			t.Errorf("%q gives %g, %v", c.text, got, err)
		}
	}
}

// Law: whatever is written, a share is within its bounds or refused.
func FuzzParseShare(f *testing.F) {
	for _, seed := range []string{"10%", "0.1", "NaN%", "1e400", "-0", "% 5"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		share, err := ParseShare(text)
		if err == nil && !(share >= ShareLeast && share <= ShareMost) {
			t.Errorf("%q gives %g", text, share)
		}
	})
}

// Law: a canary is sent back for what is no chance, and for nothing else.
func TestJudge(t *testing.T) {
	for _, c := range []struct {
		law            string
		canary, stable Counts
		want           Reason
	}{
		{"nothing has happened", Counts{}, Counts{}, ""},
		{"all is well", Counts{100, 0, 0}, Counts{900, 0, 0}, ""},
		{"two failures are chance", Counts{2, 2, 0}, Counts{18, 0, 0}, ""},
		{"three failures and none elsewhere: at once", Counts{3, 3, 0}, Counts{27, 0, 0}, Errors},
		{"even with no call elsewhere", Counts{3, 3, 0}, Counts{}, Errors},
		{"and however many calls it had", Counts{1000, 3, 0}, Counts{9000, 0, 0}, Errors},
		{"three failures, but the other fails too: not before 20 calls", Counts{19, 3, 0}, Counts{171, 1, 0}, ""},
		{"at 20 it is", Counts{20, 3, 0}, Counts{180, 1, 0}, Errors},
		{"both fail alike: a service of others is away", Counts{100, 40, 0}, Counts{900, 350, 0}, ""},
		{"all of both fail", Counts{100, 100, 0}, Counts{900, 900, 0}, ""},
		{"worse by less than the margin", Counts{100, 5, 0}, Counts{900, 18, 0}, ""},
		{"worse by more", Counts{100, 8, 0}, Counts{900, 18, 0}, Errors},
		{"better", Counts{100, 0, 0}, Counts{900, 300, 0}, ""},
		{"two early hangups are chance", Counts{20, 0, 2}, Counts{180, 0, 0}, ""},
		{"early hangups wait for 20 calls", Counts{19, 0, 19}, Counts{180, 0, 0}, ""},
		{"early hangups", Counts{20, 0, 8}, Counts{180, 0, 18}, Early},
		{"early hangups by a little", Counts{20, 0, 4}, Counts{180, 0, 18}, ""},
		{"nothing to compare early hangups with", Counts{50, 0, 50}, Counts{}, ""},
		{"both are worse: errors are told", Counts{50, 25, 25}, Counts{450, 5, 5}, Errors},
	} {
		got := Judge(c.canary, c.stable)
		if got.Reason != c.want || (got.Why == "") != (c.want == "") {
			t.Errorf("%s: %+v, want %q", c.law, got, c.want)
		}
	}
	if got, want := Judge(Counts{20, 0, 8}, Counts{180, 0, 18}).Why, "8 of its 20 calls were hung up early, and 18 of 180 on the stable version"; got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
}

// Law: looked at after every call, a canary that is as good as the other is seldom
// sent back, and one that is clearly worse nearly always.
func TestJudgeAfterEveryCall(t *testing.T) {
	const trials, calls = 300, 3000
	sentBack := func(canaryRate, stableRate float64) (share float64) {
		lots, back := rand.New(rand.NewPCG(1, 2)), 0
		for range trials {
			var canary, stable Counts
			for range calls {
				of, rate := &stable, stableRate
				if lots.Float64() < 0.1 {
					of, rate = &canary, canaryRate
				}
				of.Calls++
				if lots.Float64() < rate {
					of.Early++
				}
				if Judge(canary, stable).Reason != "" {
					back++
					break
				}
			}
		}
		return float64(back) / trials
	}
	for _, c := range []struct{ canary, stable, least, most float64 }{
		{0.05, 0.05, 0, 0.06}, {0.2, 0.2, 0, 0.06}, {0.15, 0.05, 0.95, 1}, {0.5, 0.2, 1, 1}, {0.02, 0.1, 0, 0.03},
	} {
		if got := sentBack(c.canary, c.stable); got < c.least || got > c.most {
			t.Errorf("a canary of %g beside %g is sent back in %g of the trials, want %g to %g", c.canary, c.stable, got, c.least, c.most)
		}
	}
}

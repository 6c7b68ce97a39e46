package sip

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Law: the counts are those of the last line, found by the columns' names.
func TestParseStatistics(t *testing.T) {
	const head = "StartTime;SuccessfulCall(P);SuccessfulCall(C);FailedCall(P);FailedCall(C);\n"
	cases := []struct {
		name, text        string
		succeeded, failed int
		fails             bool
	}{
		{"last line", head + "t;1;1;0;0;\nt;198;199;1;1;\n", 199, 1, false},
		{"header alone", head, 0, 0, true},
		{"empty", "", 0, 0, true},
		{"no such column", "a;b;\n1;2;\n", 0, 0, true},
		{"not a number", head + "t;1;x;0;0;\n", 0, 0, true},
		{"cut off", head + "t;1;1\n", 0, 0, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			succeeded, failed, err := parseStatistics(c.text)
			if errors.Is(err, ErrNotRun) != c.fails {
				t.Fatalf("error %v", err)
			}
			if err == nil && (succeeded != c.succeeded || failed != c.failed) {
				t.Errorf("got %d and %d", succeeded, failed)
			}
		})
	}
}

func FuzzParseStatistics(f *testing.F) {
	f.Add("a;SuccessfulCall(C);FailedCall(C);\nt;1;2;\n")
	f.Add("\"\n;;")
	f.Fuzz(func(t *testing.T, text string) {
		if _, _, err := parseStatistics(text); err != nil && !errors.Is(err, ErrNotRun) {
			t.Errorf("error of another kind: %v", err)
		}
	})
}

// Law: set-up times come out in order, and shares of them are picked by rank.
func TestSetups(t *testing.T) {
	const head = "Date_ms;response_time_ms;rtd_name\n"
	setups := parseSetups(head + "1;4;setup\n2;1.5;setup\n3;9;setup\n\n4;-1;setup\n")
	want := []time.Duration{1500 * time.Microsecond, 4 * time.Millisecond, 9 * time.Millisecond}
	if diff := cmp.Diff(want, setups); diff != "" {
		t.Fatalf("-want +got:\n%s", diff)
	}
	result := Result{Setups: setups}
	for share, want := range map[float64]time.Duration{0: want[0], 0.5: want[1], 0.99: want[2], 1: want[2]} {
		if got := result.Setup(share); got != want {
			t.Errorf("Setup(%v) = %v, want %v", share, got, want)
		}
	}
	if got := (Result{}).Setup(0.5); got != 0 {
		t.Errorf("no calls: %v", got)
	}
}

// Law: a run is good when every call was, and an error shows why it was not.
func TestCheck(t *testing.T) {
	if err := (Result{Succeeded: 3}).check(3); err != nil {
		t.Error(err)
	}
	log := "The following events occurred:\n\n  1: unexpected BYE\n2: timeout\n"
	for _, result := range []Result{{Succeeded: 2}, {Succeeded: 3, Failed: 1}, {Failed: 3}, {Succeeded: 4}} {
		result.Failures = parseFailures(log)
		err := result.check(3)
		const shown = "\n1: unexpected BYE\n2: timeout"
		if !errors.Is(err, ErrCallFailed) || !strings.HasSuffix(err.Error(), shown) {
			t.Errorf("%+v: %v", result, err)
		}
	}
}

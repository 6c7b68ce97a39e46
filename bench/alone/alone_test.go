//go:build linux

package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: flags that make no sense say what would.
func TestParse(t *testing.T) {
	for args, want := range map[string]string{
		"":                      "",
		"-only start,rate":      "",
		"-calls 5,50 -rounds 2": "",
		"-only nothing":         `there is no "nothing"; there are start, rate, waiting`,
		"-rates 0":              "whole numbers from 1 to 20000",
		"-rates 10,5":           "each greater than the one before",
		"-calls x":              "whole numbers from 1 to 100000",
		"-rounds 0":             "-rounds is 1 to 50",
		"-lasting 1ms":          "-lasting 1s to 5m0s",
	} {
		_, err := parse(strings.Fields(args))
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", args, err, want)
		}
	}
}

// Law: the first request about each caller counts, once; those about others do not.
func TestFirsts(t *testing.T) {
	now := time.Now()
	begun := map[string]time.Time{"a": now, "b": now.Add(time.Second), "c": now}
	got := firsts(begun, []fakeari.Request{
		{Path: "events", At: now}, {Path: "channels/z/answer", At: now},
		{Path: "channels/a/answer", At: now.Add(3 * time.Millisecond)},
		{Path: "channels/a/play/p", At: now.Add(time.Minute)},
		{Path: "channels/b", At: now.Add(time.Second + time.Millisecond)},
	})
	if !slices.Equal(got, []time.Duration{time.Millisecond, 3 * time.Millisecond}) {
		t.Errorf("%v", got)
	}
}

// Law: a rate is borne when nobody fails and 99 of 100 have their first request soon.
func TestBorne(t *testing.T) {
	quick, slow := make([]time.Duration, 100), make([]time.Duration, 100)
	slow[99] = soon + 1
	for _, c := range []struct {
		p     pass
		borne bool
	}{{pass{first: quick}, true}, {pass{first: quick, failed: 1}, false}, {pass{first: slow}, false}} {
		if c.p.borne() != c.borne {
			t.Errorf("%+v", c.p)
		}
	}
	if quantile(nil, 0.5) != 0 || quantile(slow, 1) != soon+1 || milliseconds(1500*time.Microsecond) != 1.5 {
		t.Error("quantile or milliseconds is wrong")
	}
}

// Law: the daemon's file is one that it takes.
func TestFlows(t *testing.T) {
	if !strings.Contains(flows, `"100": short`) || strings.Count(flows, "    - ") != stepsOfCall+2 {
		t.Errorf("the measured call has other steps than are counted:\n%s", flows)
	}
}

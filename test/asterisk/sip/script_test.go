package sip

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// Law: a script that no call can follow is refused before anything is dialled,
// and the error names the step.
func TestBadScripts(t *testing.T) {
	cases := []struct {
		name, says string
		script     Script
	}{
		{"empty", "does not end", nil},
		{"no end", "does not end", Script{Answered()}},
		{"key before the answer", "before the call is answered", Script{Ringing(), Press("1"), Cancel()}},
		{"pause before anything", "step 1", Script{Pause(time.Second), Answered(), Hangup()}},
		{"cancel at once", "step 1", Script{Cancel()}},
		{"cancel after the answer", "step 2", Script{Answered(), Cancel()}},
		{"hang up before the answer", "step 2", Script{Ringing(), Hangup()}},
		{"two ends", "after the call's end", Script{Answered(), Hangup(), ExpectBye()}},
		{"answered twice", "step 2", Script{Answered(), Answered(), Hangup()}},
		{"ringing after the answer", "step 2", Script{Answered(), Ringing(), Hangup()}},
		{"early media after the answer", "step 2", Script{Answered(), EarlyMedia(), Hangup()}},
		{"trying twice", "step 2", Script{Trying(), Trying(), Cancel()}},
		{"no keys", "no keys", Script{Answered(), Press(""), Hangup()}},
		{"no such key", `'x'`, Script{Answered(), Press("1x"), Hangup()}},
		{"no time", "pause of 0s", Script{Answered(), Pause(0), Hangup()}},
		{"a cause that there is not", "no cause", Script{Answered(), HangupWith(128)}},
		{"refused with success", "no refusal", Script{Refused(200)}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := render(Call{To: "200", Script: c.script}, "/c")
			if !errors.Is(err, ErrBadScript) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v; want ErrBadScript saying %q", err, c.says)
			}
		})
	}
}

// Law: numbers that could break out of their place in the scenario are refused.
func TestBadNumbers(t *testing.T) {
	script := Script{Answered(), Hangup()}
	for _, call := range []Call{
		{To: "", Script: script},
		{To: "200]]>", Script: script},
		{To: "200 201", Script: script},
		{To: "200", From: "<x>", Script: script},
		{To: "200", From: "[field0]", Script: script},
	} {
		if _, err := render(call, "/c"); !errors.Is(err, ErrBadScript) {
			t.Errorf("%q from %q: %v; want ErrBadScript", call.To, call.From, err)
		}
	}
	if _, err := render(Call{To: "*21#", From: EachNumber, Script: script}, "/c"); err != nil {
		t.Error(err)
	}
}

// Law: a server that is not on loopback is never called.
func TestOnlyLoopbackIsCalled(t *testing.T) {
	for _, server := range []string{"192.0.2.1:5060", "sip.example:5060", ""} {
		_, err := Phone{Server: server}.Place(t.Context(), Call{To: "1", Script: Script{Refused(404)}})
		if !errors.Is(err, ErrNotRun) {
			t.Errorf("%q: %v; want ErrNotRun", server, err)
		}
	}
}

// Law: one call at a time is listened to.
func TestOneCallIsListenedTo(t *testing.T) {
	call := Call{To: "1", Listen: true, Script: Script{Answered(), Hangup()}}
	_, err := Phone{Server: "127.0.0.1:5060"}.PlaceMany(t.Context(), call, Load{Calls: 2})
	if !errors.Is(err, ErrBadScript) {
		t.Errorf("two calls: %v; want ErrBadScript", err)
	}
}

// Law: a load has bounds.
func TestLoad(t *testing.T) {
	for _, load := range []Load{{Calls: -1}, {Rate: -1}, {Calls: callsMax + 1}, {Over: -1}} {
		if _, err := load.settle(); !errors.Is(err, ErrBadScript) {
			t.Errorf("%+v: %v; want ErrBadScript", load, err)
		}
	}
	for _, c := range []struct {
		load           Load
		length, period time.Duration
		begin          int
	}{
		{Load{Calls: 200, Rate: 20}, 10 * time.Second, time.Second, 20},
		{Load{Calls: 75, Over: 2 * time.Minute}, 2 * time.Minute, 1600 * time.Millisecond, 1},
	} {
		load, err := c.load.settle()
		begin, period := load.pace()
		if err != nil || load.length() != c.length || begin != c.begin || period != c.period {
			t.Errorf("%+v: %d every %v for %v, %v", c.load, begin, period, load.length(), err)
		}
	}
}

package graph

import (
	"strings"
	"testing"
)

// Law: a tall panel beside low ones does not make a picture that is mostly empty, and
// panels of one size make one that is about as wide as it is high.
func TestPack(t *testing.T) {
	tests := []struct {
		name          string
		tall, count   int
		full          float64
		least, widest float64
	}{
		{"equal ones", 400, 12, 0.6, 0.7, 2},
		{"one that is tall", 4000, 12, 0.4, 0.1, 1.5},
	}
	for _, test := range tests {
		frames := []*frame{{w: 400, h: float64(test.tall)}}
		for range test.count - 1 {
			frames = append(frames, &frame{w: 400, h: 400})
		}
		w, h := pack(frames, panelGap, 0)
		used := 0.0
		for _, f := range frames {
			used += f.w * f.h
		}
		if shape := w / h; shape < test.least || shape > test.widest {
			t.Errorf("%s: the picture is %.0f wide and %.0f high", test.name, w, h)
		}
		if full := used / (w * h); full < test.full {
			t.Errorf("%s: %.0f%% of the picture is used", test.name, 100*full)
		}
	}
}

// Law: lines break between words, and in addresses behind a slash; what parts two texts ends no line and begins none.
func TestWrap(t *testing.T) {
	for text, want := range map[string][2]string{
		"GET https://crm.example.com/customers/number":      {"GET https://crm.example.com/", "customers/number"},
		"1st: press-one, press-two, enter · 2nd: press-one": {"1st: press-one, press-two, enter", "2nd: press-one"},
	} {
		got := wrap(text, fontSize, 240)
		if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
			t.Errorf("%q breaks into %q, want %q", text, got, want)
		}
	}
}

// Law: a condition that is too long for a line takes a second one before it is cut.
func TestConditionTakesTwoLines(t *testing.T) {
	o := read(t, "numbers: {1: main}\nflows: {main: [{hangup: {when: 'call.from == \"+4930123456789\" and call.to != \"12345\"'}}]}\n")
	svg := SVG(o)
	for _, want := range []string{"when call.from == &quot;+4930123456789&quot;", "call.to != &quot;12345&quot;</text>"} {
		if !strings.Contains(svg, want) {
			t.Errorf("%q is not in the picture", want)
		}
	}
}

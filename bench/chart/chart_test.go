package chart

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
)

func two() []Panel {
	return []Panel{
		{Title: "Set-up", X: "calls a second", Y: "ms", LogY: true, Lines: []Line{
			{"floor <&>", []Point{{20, 1.5}, {120, 1.8}, {300, 900}}}, {"ours", []Point{{20, 1.7}, {120, 2.9}}}}},
		{Title: "Memory", X: "calls", Y: "MB", LogX: true, Lines: []Line{{"ours", []Point{{100, 30}, {50_000, 900}}}}},
	}
}

func drawn(t *testing.T, panels []Panel) string {
	t.Helper()
	var b bytes.Buffer
	if err := Draw(&b, panels); err != nil {
		t.Fatal(err)
	}
	decoder := xml.NewDecoder(bytes.NewReader(b.Bytes()))
	for {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			return b.String()
		} else if err != nil {
			t.Fatalf("%v\n%s", err, b.String())
		}
	}
}

// Law: titles, axes and legend are written; a line has one colour in each panel and in the legend.
func TestDraw(t *testing.T) {
	text := drawn(t, two())
	for _, want := range []string{">Set-up<", ">calls a second<", ">ms<", ">Memory<", "floor &lt;&amp;&gt;<", ">ours<",
		"prefers-color-scheme: dark", ">50k<", "<title>Set-up; Memory</title>"} {
		if !strings.Contains(text, want) {
			t.Errorf("there is no %q", want)
		}
	}
	ours := looks()[1].colour
	if lines := strings.Count(text, `fill="none" stroke="`+ours+`"`); lines != 3 {
		t.Errorf("the second line is drawn %d times in its colour, want 2 panels and the legend", lines)
	}
}

// Law: what cannot be drawn is left out, and the rest is drawn.
func TestDrawWhatCannotBe(t *testing.T) {
	for name, panels := range map[string][]Panel{
		"nothing":                nil,
		"no lines":               {{Title: "a"}},
		"no points":              {{Title: "a", LogX: true, LogY: true, Lines: []Line{{Name: "x"}}}},
		"no numbers":             {{Lines: []Line{{"x", []Point{{math.NaN(), 1}, {1, math.Inf(1)}, {2, 2}}}}}},
		"nothing to a logarithm": {{LogY: true, Lines: []Line{{"x", []Point{{1, 0}, {2, -1}}}}}},
		"one point":              {{LogX: true, Lines: []Line{{"\x00\x1b]", []Point{{5, 5}}}}}},
	} {
		if text := drawn(t, panels); strings.Contains(text, "NaN") || strings.Contains(text, "Inf") {
			t.Errorf("%s: %s", name, text)
		}
	}
}

// Law: each value lies on its axis, and an axis has marks, not too many, in their order and on it.
func TestAxis(t *testing.T) {
	for _, log := range []bool{false, true} {
		for _, values := range [][]float64{{1}, {0.3, 0.4}, {20, 300}, {100, 50_000}, {1e-6, 1e6}, {7, 7.0001}, {3, 99_999}, {0.001, 1000}} {
			a := newAxis(values, log)
			for _, v := range values {
				if at := a.at(v); at < -1e-9 || at > 1+1e-9 {
					t.Errorf("log %v, %v: %v lies at %v", log, values, v, at)
				}
			}
			marks := a.marks()
			if len(marks) < 2 || len(marks) > 2*marksMost+2 {
				t.Errorf("log %v, %v: the marks are %v", log, values, marks)
			}
			for i, m := range marks {
				if at := a.at(m); at < -1e-6 || at > 1+1e-3 || i > 0 && m <= marks[i-1] {
					t.Errorf("log %v, %v: the marks are %v", log, values, marks)
				}
			}
		}
	}
}

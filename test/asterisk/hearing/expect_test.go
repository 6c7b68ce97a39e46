package hearing

import (
	"fmt"
	"strings"
	"testing"
)

// witness is a test that only remembers whether it failed.
type witness struct {
	testing.TB
	says string
}

func (w *witness) Helper() {}

func (w *witness) Errorf(format string, args ...any) { w.says += fmt.Sprintf(format, args...) }

func (w *witness) Fatal(args ...any) { w.says += fmt.Sprint(args...) }

// Law: only what is heard in the order that is wanted, whole unless it is to be
// cut, and without anything else, passes; the fault says where it goes wrong.
func TestExpect(t *testing.T) {
	s, ear := sounds(), newEar()
	cases := []struct {
		name    string
		samples []int16
		want    string
		says    string // "" passes
	}{
		{"in order", join(still(200*ms), s["hiss"], s["low"], still(300*ms), s["beep"]), "hiss low beep", ""},
		{"nothing", still(500 * ms), "", ""},
		{"the same twice", join(s["hiss"], s["hiss"]), "hiss hiss", ""},
		{"a twin", join(s["low"], s["hiss"]), "low twin", ""},
		{"cut", join(first(300*ms, s["rush"]), s["low"]), "rush… low", ""},
		{"cut by the end", first(300*ms, s["rush"]), "rush…", ""},
		{"a silent sound between", join(s["hiss"], still(1000*ms), s["low"]), "hiss silence low", ""},
		{"silent sounds at both ends", join(still(1000*ms), s["hiss"], still(2000*ms)), "silence hiss silence silence", ""},
		{"silence behind a sound that began late", join(s["hiss"], still(800*ms), s["low"]), "hiss silence low", ""},
		{"anything else", join(s["hiss"], still(200*ms), s["rush"], still(200*ms), s["low"]), "hiss ? low", ""},

		{"wrong order", join(s["hiss"], s["low"]), "low hiss", "hiss at 0s for 700ms; want low there"},
		{"missing at the end", s["hiss"], "hiss low", "low is missing at the end"},
		{"missing in the middle", join(s["hiss"], s["beep"]), "hiss low beep", "beep at 700ms for 300ms; want low there"},
		{"once too few", s["hiss"], "hiss hiss", "hiss is missing at the end"},
		{"once too often", join(s["hiss"], s["hiss"]), "hiss", "hiss at 700ms for 700ms; want nothing more"},
		{"another one", join(s["rush"], s["low"]), "hiss low", "? at 0s for 860ms; want hiss there"},
		{"another one at the end", join(s["hiss"], still(200*ms), s["low"]), "hiss", "? at 920ms"},
		{"its like", s["other"], "one", "for 400ms; want 600ms of it"},
		{"too short", first(300*ms, s["rush"]), "rush", "rush at 0s for 300ms; want 900ms of it"},
		{"not cut", s["rush"], "rush…", "want it stopped before its end"},
		{"too little silence", join(s["hiss"], still(500*ms), s["low"]), "hiss silence low",
			"low at 1.2s for 600ms comes after a silence of 500ms; want 1s"},
		{"silence behind a sound that began too late", join(s["hiss"], still(700*ms), s["low"]), "hiss silence low",
			"comes after a silence of 700ms; want 1s"},
		{"too little silence at the end", join(s["hiss"], still(500*ms)), "hiss silence", "the end comes after a silence of 500ms"},
		{"no such sound", s["hiss"], "nosuch", "file does not exist"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := &witness{}
			ear.Expect(w, overTheWire(c.samples), strings.Fields(c.want))
			if (c.says == "") != (w.says == "") || !strings.Contains(w.says, c.says) {
				t.Errorf("it says %q; want %q", w.says, c.says)
			}
		})
	}
}

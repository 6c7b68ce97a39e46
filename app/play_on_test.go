package app

import (
	"strings"
	"testing"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// prompting are flows in which a prompt of eight seconds is played, to its end or until a key, or three times.
const prompting = outer + `server: {listen: none}
numbers: {"201": whole, "202": cut, "203": thrice, "204": long}
flows:
  whole: [{play: [a, b, c, d]}, {play: bye}, hangup]
  cut: [{play: {id: p, media: [a, b, c, d], interruptible: true}}, {play: "${steps.p.status}-${steps.p.key}"}, hangup]
  long: [{play: [a, b, c, d, e, f, g, h, i]}, {play: bye}, hangup]
  thrice: [{play: {media: [a, b], loop: 3}}, hangup]
`

// Law: a prompt that plays when the process of its call ends is heard to its end, once, and whoever takes the call up goes on
// behind it; a key cuts it as before.
func TestAPromptPlaysOn(t *testing.T) {
	cases := map[string]struct {
		number, keys, want string
		before             time.Duration
	}{
		"to its end":        {"201", "", "a b c d bye", 3 * time.Second},
		"until a key":       {"202", "5", "a b c(cut) interrupted-5", 3 * time.Second},
		"the first of many": {"203", "", "a b a b a b", time.Second},
		"the second":        {"203", "", "a b a b a b", 5 * time.Second},
	}
	for name, c := range cases {
		for how, killed := range deaths() {
			t.Run(name+", "+how, func(t *testing.T) {
				resumed(t, prompting, killed, func(h *house, again func(time.Duration)) {
					caller := h.call(c.number)
					time.Sleep(c.before)
					again(time.Second)
					time.Sleep(500 * time.Millisecond)
					caller.Press(c.keys)
					h.ends(caller, fakeari.EndHangup, 16)
					if got := heardBy(caller); got != c.want {
						t.Errorf("the caller heard %s\n%s", got, h.logged())
					}
				})
			})
		}
	}
	for name, c := range cases {
		for how, end := range map[string]func(*shared, string){"killed": (*shared).kill, "stopped": (*shared).stop} {
			t.Run("elsewhere, "+name+", "+how, func(t *testing.T) {
				media := strings.ReplaceAll(prompting, "a, b, c, d", "a, b, c, d, e")
				want := strings.ReplaceAll(c.want, "d bye", "d e bye")
				if c.keys != "" { // it is pressed later
					want = strings.ReplaceAll(want, "c(cut)", "c d(cut)")
				}
				inCluster(t, media, []string{"n1", "n2"}, func(s *shared) {
					caller := s.call(c.number)
					time.Sleep(c.before)
					end(s, s.owner(caller))
					time.Sleep(3500 * time.Millisecond) // within d: at 3 s it begins in the moment of the key
					caller.Press(c.keys)
					s.any().ends(caller, fakeari.EndHangup, 16)
					if got := heardBy(caller); got != want {
						t.Errorf("the caller heard %s, not %s\n%s", got, want, s.logged())
					}
				})
			})
		}
	}
}

// Law: a prompt plays on also where one process after another ends while it does.
func TestAPromptPlaysOnThroughSeveralDeaths(t *testing.T) {
	inCluster(t, prompting, []string{"n1", "n2", "n3"}, func(s *shared) {
		caller := s.call("204")
		for range 2 {
			time.Sleep(5 * time.Second)
			s.kill(s.owner(caller))
		}
		s.any().ends(caller, fakeari.EndHangup, 16)
		if got := heardBy(caller); got != "a b c d e f g h i bye" {
			t.Errorf("the caller heard %s\n%s", got, s.logged())
		}
	})
}

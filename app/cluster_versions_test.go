package app

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// older and newer are what two versions of this program read and write of calls.
func older() cluster.Formats { return cluster.Formats{Record: 1, Walk: 1} }
func newer() cluster.Formats { return cluster.Formats{Record: 2, Walk: 1} }

// inVersions is inCluster with instances of which n1 and n2 are newer, and n3 is older.
func inVersions(t *testing.T, body func(*shared)) {
	t.Helper()
	text := strings.Replace(sharing(), `"200": main,`, `"200": main, "204": away,`, 1) +
		"  away: [answer, {dialplan: {extension: \"300\", context: visits}}, {play: welcome-back}, hangup]\n"
	inClusterWhere(t, time.Hour, text, nil, func(s *shared) {
		s.formats = map[string]cluster.Formats{"n1": newer(), "n2": newer(), "n3": older()}
		for _, name := range []string{"n3", "n1", "n2"} { // the older one has the door
			s.begin(name)
		}
		time.Sleep(5 * time.Second)
		body(s)
	})
}

// beganAnew counts how often a call began anew, or nobody knew whose it was.
func (s *shared) beganAnew() int {
	times := 0
	for _, text := range []string{"begins anew", "orphan", "cannot be read", "deleted by somebody else"} {
		times += strings.Count(s.logged(), text)
	}
	return times
}

// Law: what a newer program has written is taken up by a newer one, however many older ones there are, and what an older one
// has written by anybody; nobody begins anew, whoever dies.
func TestTwoVersionsSideBySide(t *testing.T) {
	for _, dies := range []string{"n1", "n2", "n3"} {
		t.Run(dies, func(t *testing.T) {
			inVersions(t, func(s *shared) {
				callers := s.asked(12)
				before := s.has()
				s.kill(dies)
				time.Sleep(20 * time.Second)
				if after := s.has(); after["n3"] > before["n3"] || s.beganAnew() > 0 || before[dies] == 0 {
					t.Errorf("they had %v, and have %v\n%s", before, after, s.logged())
				}
				s.finishes(append(callers, s.asked(3)...)...)
			})
		})
	}
}

// Law: a newer instance that ends hands its calls to a newer one, an older one to any; a newer one hands none over that only
// older ones are left to take, and keeps it when it is told to.
func TestTwoVersionsHandOver(t *testing.T) {
	inVersions(t, func(s *shared) {
		callers := s.asked(12)
		before := s.has()
		s.stop("n1")
		time.Sleep(5 * time.Second)
		if after := s.has(); after["n3"] != before["n3"] || after["n2"] != before["n1"]+before["n2"] {
			t.Errorf("they had %v, and have %v\n%s", before, after, s.logged())
		}
		before = s.has()
		if _, err := s.houses["n3"].app.DrainInstance(context.Background(), "n2", false); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Second)
		if after := s.has(); after["n2"] != before["n2"] {
			t.Errorf("they had %v, and have %v\n%s", before, after, s.logged())
		}
		if _, err := s.houses["n3"].app.DrainInstance(context.Background(), "n2", true); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		s.stop("n3")
		time.Sleep(5 * time.Second)
		if after := s.has(); after["n2"] != len(callers) || s.beganAnew() > 0 {
			t.Errorf("%v\n%s", after, s.logged())
		}
		s.finishes(callers...)
	})
}

// Law: who comes back from the dialplan by the door of an older instance comes back to their call at a newer one.
func TestAVisitorOfANewerInstance(t *testing.T) {
	inVersions(t, func(s *shared) {
		var callers []*fakeari.Call
		for range 6 {
			callers = append(callers, s.call("204"))
			time.Sleep(400 * time.Millisecond)
		}
		time.Sleep(15 * time.Second)
		if s.doorkeeper() != "n3" || s.has()["n3"] == 6 {
			t.Errorf("%s has the door, and they have %v", s.doorkeeper(), s.has())
		}
		for _, c := range callers {
			c.Back("ivr")
		}
		time.Sleep(time.Second) // they come to their calls at once, and are not found later
		for i, c := range callers {
			if got := heardBy(c); got != "welcome-back" {
				t.Errorf("caller %d heard %s\n%s", i, got, s.logged())
			}
			s.any().ends(c, fakeari.EndHangup, 16)
		}
	})
}

// Law: the calls of an instance that dies go on where their version of the file is, if it is anywhere.
func TestCallsGoWhereTheirFileIs(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		callers := s.asked(8)
		s.text = strings.Replace(s.text, "bye", "good-bye", 1)
		s.begin("n3")
		time.Sleep(3 * time.Second)
		s.kill("n1")
		time.Sleep(10 * time.Second)
		if got := s.has(); got["n2"] != 8 || got["n3"] != 0 {
			t.Errorf("they have %v\n%s", got, s.logged())
		}
		for _, c := range callers {
			c.Press("1234")
		}
		for _, c := range callers {
			s.any().ends(c, fakeari.EndHangup, 16)
			if got := heardBy(c); !strings.HasSuffix(got, "thanks-100 bye") {
				t.Errorf("a caller heard %s", got)
			}
		}
	})
}

// Law: an older instance that begins before the newer ones, whose calls nobody else can read, can have been seen leaves
// these calls to them.
func TestAnOlderInstanceBeginsFirst(t *testing.T) {
	inClusterWhere(t, time.Hour, sharing(), nil, func(s *shared) {
		s.formats = map[string]cluster.Formats{"n1": newer(), "n2": newer()}
		s.begin("n1")
		s.begin("n2")
		time.Sleep(5 * time.Second)
		callers := s.asked(4)
		s.stop("n1")
		s.stop("n2")
		time.Sleep(5 * time.Second)
		s.formats["n2"] = older()
		s.begin("n2")
		time.Sleep(500 * time.Millisecond)
		s.begin("n1")
		time.Sleep(30 * time.Second)
		if s.beganAnew() > 0 {
			t.Errorf("they have %v\n%s", s.has(), s.logged())
		}
		s.finishes(callers...)
	})
}

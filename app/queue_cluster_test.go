package app

import (
	"fmt"
	"slices"
	"testing"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: callers of several instances wait in one queue; when the instance dies that decides, with some of the callers,
// nobody loses their place, nobody is overtaken, and no agent is rung twice.
func TestTheOwnerOfQueuesDies(t *testing.T) {
	inCluster(t, queuedCalls, []string{"n1", "n2", "n3"}, func(s *shared) {
		phones(s.srv)
		h := s.any()
		var callers []*fakeari.Call
		var want []string
		call := func() {
			number := fmt.Sprintf("c%02d", len(callers))
			callers = append(callers, s.srv.Call(fakeari.Caller{App: "ivr", Exten: "200", Number: number, Name: number}))
			want = append(want, number)
			time.Sleep(time.Second)
		}
		for range 2 {
			call()
		}
		talk, ring := h.rings("PJSIP/1001"), h.rings("PJSIP/1002")
		talk.Answer()
		ring.Ring()
		for range 18 {
			call()
		}
		for name, n := range s.has() {
			if n < 3 {
				t.Errorf("%s has %d calls", name, n)
			}
		}
		for name, h := range s.houses {
			if h.hall().hall.Reigns() {
				s.kill(name)
				break
			}
		}
		time.Sleep(20 * time.Second)
		if n := len(s.srv.Endpoint("PJSIP/1001").Calls()) + len(s.srv.Endpoint("PJSIP/1002").Calls()); n != 2 {
			t.Errorf("%d telephones were rung\n%s", n, s.logged())
		}
		if isOver(callers[0]) {
			t.Error("who talked has ended")
		}
		talk.Hangup(16)
		h = s.any()
		got := h.served([]*fakeari.Leg{ring, h.rings("PJSIP/1001")}, len(want)-1)
		if !slices.Equal(got, want[1:]) {
			t.Errorf("served were %v, want %v\n%s", got, want[1:], s.logged())
		}
		for _, c := range callers {
			h.ends(c, fakeari.EndHangup, 16)
		}
	})
}

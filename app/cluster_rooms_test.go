package app

import (
	"testing"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// joinBoard brings callers into the conference: one leads, the others have given a PIN.
func (s *shared) joinBoard(members int) []*fakeari.Call {
	s.t.Helper()
	all := []*fakeari.Call{s.call("201")}
	for range members {
		c := s.call("200")
		s.any().hears(c, "sound:confbridge-pin")
		c.Press("4711#")
		all = append(all, c)
	}
	time.Sleep(10 * time.Second)
	return all
}

// Law: whichever instance callers come to, they meet; and they go on meeting when the one that has them dies, stops or
// is taken out of service.
func TestCallersOfAllInstancesMeet(t *testing.T) {
	for how, ends := range map[string]func(*shared, string){
		"dies":  (*shared).kill,
		"stops": (*shared).stop,
		"drains": func(s *shared, name string) {
			if _, err := s.houses[name].app.DrainInstance(t.Context(), "", false); err != nil {
				t.Error(err)
			}
		},
	} {
		t.Run(how, func(t *testing.T) {
			inCluster(t, meeting, []string{"n1", "n2", "n3"}, func(s *shared) {
				all := s.joinBoard(4)
				s.any().together("at first", all...)
				parked := s.call("300")
				time.Sleep(time.Second)
				ends(s, s.doorkeeper())
				time.Sleep(6 * time.Second)
				s.any().together("afterwards", all...)
				all = append(all, s.joinBoard(1)...)
				s.any().together("with late ones", all...)
				fetcher := s.call("701")
				time.Sleep(3 * time.Second)
				s.any().together("fetched", parked, fetcher)
				for _, c := range append(all, fetcher) {
					c.Hangup(16)
				}
				parked.Hangup(16)
				time.Sleep(5 * time.Second)
			})
		})
	}
}

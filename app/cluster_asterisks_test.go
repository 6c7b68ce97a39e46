package app

import (
	"context"
	"maps"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: of three instances at two Asterisks each has calls of both. When one Asterisk is lost those of the
// other one are not touched, new ones come in there as before, and a death meanwhile is made good. When it is back each of
// the calls that it had is over, once, and calls come in there as before.
func TestOneOfTwoAsterisksIsLost(t *testing.T) {
	text := strings.Replace(sharing(), "asterisk: {url: 'http://pbx:8088/ari', username: ariapp, password: secret}",
		"asterisk:\n  - {name: north, url: 'http://north:8088/ari', password: secret}\n"+
			"  - {name: south, url: 'http://south:8088/ari', password: secret, transport: websocket}", 1)
	if text == sharing() {
		t.Fatal("the file names its Asterisk in another way")
	}
	inCluster(t, text, nil, func(s *shared) {
		south := fakeari.New(fakeari.Options{User: "ariapp", Password: "secret", DefaultSound: 2 * time.Second})
		defer south.Close()
		s.dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			if strings.HasPrefix(address, "south") {
				return south.DialContext(ctx, network, address)
			}
			return s.srv.DialContext(ctx, network, address)
		}
		for _, name := range []string{"n1", "n2", "n3"} {
			s.begin(name)
		}
		time.Sleep(5 * time.Second)
		stay := s.asked(6)
		goes := s.askedAt(south, 6)
		before := s.ofEach()
		south.Fault(fakeari.Fault{Name: fakeari.Restart, Delay: 20 * time.Second})
		time.Sleep(10 * time.Second)
		if got := s.ofEach(); got["north"] != before["north"] {
			t.Errorf("they had %v, and have %v\n%s", before, got, s.logged())
		}
		stay = append(stay, s.asked(3)...)
		s.kill(s.doorkeeper())
		time.Sleep(10 * time.Second)
		if n := len(strings.Fields(s.ofEach()["north"])); n != 9 {
			t.Errorf("they have %v\n%s", s.ofEach(), s.logged())
		}
		time.Sleep(30 * time.Second)
		if got := s.ofEach()["south"]; got != "" {
			t.Errorf("of the south there are %s\n%s", got, s.logged())
		}
		for _, c := range goes {
			s.any().ends(c, fakeari.EndRestart, 0)
			if n := s.endings("south", c.ID()); n != 1 {
				t.Errorf("%s has ended %d times\n%s", c.ID(), n, s.logged())
			}
		}
		s.finishes(append(s.askedAt(south, 4), stay...)...)
		if left := len(south.Channels()) + len(south.Bridges()) + len(south.Playbacks()); left > 0 {
			t.Errorf("%d are left in the south", left)
		}
	})
}

// askedAt is asked at another Asterisk.
func (s *shared) askedAt(srv *fakeari.Server, n int) []*fakeari.Call {
	s.t.Helper()
	first := s.srv
	s.srv = srv
	defer func() { s.srv = first }()
	return s.asked(n)
}

// ofEach are the calls of each Asterisk, with the instances that have them, in order.
func (s *shared) ofEach() map[string]string {
	calls := map[string][]string{}
	for name, h := range s.houses {
		for _, now := range h.app.CallsNow() {
			calls[now.Asterisk] = append(calls[now.Asterisk], now.ID+"@"+name)
		}
	}
	each := map[string]string{}
	for _, asterisk := range slices.Sorted(maps.Keys(calls)) {
		each[asterisk] = strings.Join(slices.Sorted(slices.Values(calls[asterisk])), " ")
	}
	return each
}

// endings is how often a call has ended at those who live: under way, or found to be over when it was taken up.
func (s *shared) endings(asterisk, id string) int {
	times := 0
	for line := range strings.Lines(s.logged()) {
		ended := strings.Contains(line, "call="+id+" status=hung-up") && strings.Contains(line, "asterisk="+asterisk)
		unseen := strings.Contains(line, "ended while nobody ran it") && strings.Contains(line, "/"+asterisk+"/"+id)
		if ended || unseen {
			times++
		}
	}
	return times
}

package api

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// Law: a number that is refused uses up nothing of a link, so others can be called by it; what is called does.
func TestRefusedNumbersUseUpNothing(t *testing.T) {
	for _, c := range []struct {
		name string
		fail error
		left bool
	}{
		{"forbidden", problem(http.StatusForbidden, "PJSIP/0900123@trunk looks like a premium line", ""), true},
		{"a cap", problem(http.StatusTooManyRequests, "5 calls in a minute have been made", ""), true},
		{"no Asterisk", problem(http.StatusServiceUnavailable, "Asterisk is not connected", ""), true},
		{"who knows whether it rings", problem(http.StatusBadGateway, "the request has timed out", ""), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSite(t, nil)
			path := s.link(`{"endpoint": "PJSIP/{number}@trunk", "flow": "main", "expires": 600, "per_minute": 1}`)
			s.calls.fail = c.fail
			for range 3 {
				s.post(path, `{"number": "0900123"}`)
			}
			s.calls.fail = nil
			want := map[bool]int{true: 202, false: 429}[c.left]
			s.want(want, "", "POST", path, `{"number": "0123"}`)
			s.want(429, "too many calls now", "POST", path, `{"number": "0124"}`)
		})
	}
}

func (s *site) post(path, body string) int {
	r := httptest.NewRequestWithContext(s.t.Context(), "POST", path, strings.NewReader(body))
	r.RemoteAddr = s.peer
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w.Code
}

// Law: one address may only try so often, whatever comes of it, and keeps no other out; IPv6 counts by the network of a household.
func TestVisitorsAreBounded(t *testing.T) {
	s := newSite(t, nil)
	path := s.link(`{"endpoint": "PJSIP/{number}@trunk", "flow": "main", "expires": 600, "per_minute": 60}`)
	s.calls.fail = problem(http.StatusForbidden, "no rule allows it", "")
	for i := range 2 * visitorPerMinute {
		want := 403
		if i >= visitorPerMinute {
			want = 429
		}
		if got := s.post(path, `{"number": "0900123"}`); got != want {
			t.Errorf("try %d: %d, want %d", i, got, want)
		}
	}
	for _, c := range []struct {
		peer  string
		tries int
		want  int
	}{
		{"192.0.2.8:1", 1, 403}, {"[2001:db8:1:2::3]:1", visitorPerMinute, 403}, {"[2001:db8:1:2:3::4]:1", 1, 429}, {"[2001:db8:1:3::4]:1", 1, 403},
	} {
		s.peer = c.peer
		for range c.tries {
			if got := s.post(path, `{"number": "0900123"}`); got != c.want {
				t.Errorf("%s: %d, want %d", c.peer, got, c.want)
			}
		}
	}
	s.peer, s.now = "192.0.2.7:4000", s.now.Add(time.Minute)
	s.want(403, "", "POST", path, `{"number": "0900123"}`)
}

// Law: what a visitor's line in the log says names whom they wanted to call, called or not, page or JSON; only what was done is told as done.
func TestLinesOfVisitorsNameTheTarget(t *testing.T) {
	s := newSite(t, nil)
	path := s.link(`{"endpoint": "PJSIP/{number}@trunk", "connect": "PJSIP/100", "expires": 600}`)
	for _, c := range []struct {
		body, kind string
		fail       error
		says       []string
	}{
		{"number=0900123", form, problem(http.StatusForbidden, "it looks dear", ""), []string{`msg="refused by the API"`, "endpoint=PJSIP/0900123@trunk", "connect=PJSIP/100", `why="it looks dear"`}},
		{`{"number": "0900124"}`, "X: y", problem(http.StatusForbidden, "it looks dear", ""), []string{`msg="refused by the API"`, "endpoint=PJSIP/0900124@trunk", `because="it looks dear"`}},
		{"number=0125", form, nil, []string{`msg="done by the API"`, "endpoint=PJSIP/0125@trunk", "call=call-1"}},
	} {
		s.log.Reset()
		s.calls.fail = c.fail
		s.want(map[bool]int{true: 403, false: 202}[c.fail != nil], "", "POST", path, c.body, c.kind)
		for _, word := range c.says {
			if strings.Count(s.log.String(), word) != 1 || strings.Count(s.log.String(), "\n") != 1 {
				t.Errorf("%s: the log has no %s:\n%s", c.body, word, s.log)
			}
		}
	}
}

// Law: what the header says of where a request comes from is believed of our proxies only, and no further than the first that is none.
func TestVisitor(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for _, c := range []struct{ peer, header, want string }{
		{"192.0.2.1:1", "203.0.113.9", "192.0.2.1"},
		{"127.0.0.1:1", "203.0.113.9", "203.0.113.9"},
		{"127.0.0.1:1", "1.1.1.1, 203.0.113.9", "203.0.113.9"},
		{"127.0.0.1:1", "203.0.113.9, 10.1.2.3", "203.0.113.9"},
		{"127.0.0.1:1", "10.1.2.4,10.1.2.3", "10.1.2.4"},
		{"127.0.0.1:1", "203.0.113.9:4711", "203.0.113.9"},
		{"[fd00::1]:1", "[2001:db8::7]", "2001:db8::7"},
		{"[::ffff:127.0.0.1]:1", "::ffff:203.0.113.9", "203.0.113.9"},
		{"127.0.0.1:1", "203.0.113.9, unknown", "127.0.0.1"},
		{"127.0.0.1:1", "", "127.0.0.1"},
		{"nonsense", "203.0.113.9", "invalid IP"},
	} {
		r := httptest.NewRequestWithContext(t.Context(), "POST", "/", nil)
		r.RemoteAddr = c.peer
		r.Header.Set("X-Forwarded-For", c.header)
		if got := (&house{Options: Options{Proxies: proxies}}).visitor(r).String(); got != c.want {
			t.Errorf("%s with %q: %s, want %s", c.peer, c.header, got, c.want)
		}
		at, _ := netip.ParseAddrPort(c.peer)
		if got := (&house{}).visitor(r); got != at.Addr().Unmap() {
			t.Errorf("%s with %q is believed to be %s", c.peer, c.header, got)
		}
	}
}

// Law: whatever a header says, a stranger's address is that of their connection, and nothing breaks.
func FuzzVisitor(f *testing.F) {
	f.Add("203.0.113.9, 10.1.2.3")
	f.Add("[::1%eth0]:7,,")
	f.Fuzz(func(t *testing.T, header string) {
		r := httptest.NewRequestWithContext(t.Context(), "POST", "/", nil)
		r.Header["X-Forwarded-For"] = []string{header}
		r.RemoteAddr = "192.0.2.1:1"
		h := &house{Options: Options{Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}}}
		if got := h.visitor(r).String(); got != "192.0.2.1" {
			t.Errorf("%q makes it %s", header, got)
		}
		r.RemoteAddr = "127.0.0.1:1"
		if at := h.visitor(r); !at.IsValid() || at.Zone() != "" || neighbourhood(at) == "" {
			t.Errorf("%q is from %v", header, at)
		}
	})
}

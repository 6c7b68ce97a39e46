package api

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

const form = "Content-Type: application/x-www-form-urlencoded"

// link makes a signed URL and gives its path.
func (s *site) link(order string) string {
	s.t.Helper()
	made := decoded[Link](s.t, s.want(201, "/api/v1/callback?t=", "POST", Prefix+"/callback-urls", order).body)
	parsed, err := url.Parse(made.URL)
	if err != nil || parsed.Host != "ivr.example" {
		s.t.Fatal(made, err)
	}
	s.header = http.Header{} // visitors have no token
	return parsed.RequestURI()
}

// Law: a signed URL shows a button and calls nobody by itself; the button calls, as often as the URL says.
func TestCallback(t *testing.T) {
	s := newSite(t, nil)
	path := s.link(`{"endpoint": "PJSIP/100", "connect": "PJSIP/101", "expires": 600, "title": "Call <us>"}`)
	for _, method := range []string{"GET", "HEAD"} {
		a := s.want(200, "", method, path, "")
		if !strings.Contains(a.Header.Get("Content-Security-Policy"), "default-src 'none'") || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
			t.Errorf("the header is %v", a.Header)
		}
	}
	if a := s.want(200, "<button>Call</button>", "GET", path, ""); strings.Contains(a.body, "<us>") || strings.Contains(a.body, "PJSIP") || strings.Contains(a.body, "<input") {
		t.Error(a.body)
	}
	if len(s.calls.ordered) != 0 {
		t.Errorf("called %v", s.calls.ordered)
	}
	s.want(202, "You are being called.", "POST", path, "", form)
	s.want(202, `{"called":true}`, "POST", path, "{}")
	s.want(429, "try again later", "POST", path, "{}")
	s.want(429, "<h1>The call is not made</h1>", "POST", path, "", form)
	s.now = s.now.Add(time.Minute)
	s.want(202, "", "POST", path, "{}", "Origin: https://shop.example", "Sec-Fetch-Site: cross-site")
	want := "PJSIP/100→PJSIP/101 by a link of crm"
	if !slices.Equal(s.calls.ordered, []string{want, want, want}) {
		t.Errorf("called %q", s.calls.ordered)
	}
	s.now = s.now.Add(10 * time.Minute)
	s.want(410, "the link has expired", "POST", path, "{}")
	s.want(410, "<p>The link has expired.</p>", "GET", path, "")
}

// Law: a URL for one call makes one, unless the call was refused; then it may be tried again.
func TestCallbackOnce(t *testing.T) {
	s := newSite(t, nil)
	path := s.link(`{"endpoint": "PJSIP/100", "flow": "main", "expires": 600, "once": true, "per_minute": 9}`)
	s.calls.fail = problem(http.StatusTooManyRequests, "the trunk is full", "")
	s.want(429, "too many calls now", "POST", path, "{}")
	s.calls.fail = nil
	s.want(202, "", "POST", path, "{}")
	s.want(410, "the link has been used", "POST", path, "{}")
	if len(s.calls.ordered) != 1 {
		t.Errorf("called %v", s.calls.ordered)
	}
}

// Law: a visitor's number is a number and nothing that leads elsewhere; what the rules refuse is refused without a word about them.
func TestCallbackNumber(t *testing.T) {
	s := newSite(t, nil)
	path := s.link(`{"endpoint": "PJSIP/{number}@trunk", "connect": "PJSIP/100", "expires": 600, "per_minute": 60}`)
	s.want(200, `<input name="number"`, "GET", path, "")
	s.want(202, "", "POST", path, "number=%2B49+30+123-456", form)
	s.want(202, "", "POST", path, `{"number": "0123"}`)
	for _, number := range []string{"", "12", "100@secret", "1&PJSIP/2", "1/n", "sip:1", "1,30", "00000000000000000000001", "١٢٣٤", "{number}", "0900;x=y"} {
		s.want(422, "This is no telephone number.", "POST", path, "number="+url.QueryEscape(number), form)
	}
	s.calls.fail = problem(http.StatusForbidden, "PJSIP/0900123@trunk looks like a premium line (_0900XXX!)", "PJSIP/_1XX")
	a := s.want(403, "this number cannot be called from here", "POST", path, `{"number": "0900123"}`)
	if strings.Contains(a.body, "trunk") || strings.Contains(a.body, "_1XX") {
		t.Error(a.body)
	}
	want := []string{"PJSIP/+4930123456@trunk→PJSIP/100 by a link of crm", "PJSIP/0123@trunk→PJSIP/100 by a link of crm"}
	if !slices.Equal(s.calls.ordered, want) {
		t.Errorf("called %q, want %q", s.calls.ordered, want)
	}
	s = newSite(t, nil)
	path = s.link(`{"endpoint": "PJSIP/100", "flow": "main", "expires": 600}`)
	s.want(422, "asks for no number", "POST", path, `{"number": "0123"}`)
}

// Law: a URL that was changed, that another key signed, or whose maker may call no more is refused.
func TestCallbackForged(t *testing.T) {
	s := newSite(t, nil)
	path := s.link(`{"endpoint": "PJSIP/100", "flow": "main", "expires": 600}`)
	coded, signature, _ := strings.Cut(strings.TrimPrefix(path, Prefix+"/callback?t="), ".")
	other := newSite(t, func(o *Options) { o.Sign = []byte("another key of them") })
	foreign := other.link(`{"endpoint": "PJSIP/100", "flow": "main", "expires": 600}`)
	for _, forged := range []string{path + "A", strings.Replace(path, "?t=", "?t=A", 1), Prefix + "/callback?t=" + coded + ".", Prefix + "/callback?t=" + coded,
		Prefix + "/callback?t=." + signature, foreign} {
		s.want(403, "not one of ours, or was changed", "POST", forged, "{}")
		s.want(403, "<p>The link is not one of ours, or was changed.</p>", "GET", forged, "")
	}
	s.want(400, "the query has no t", "GET", Prefix+"/callback", "")
	calls := s.calls
	gone := newSite(t, func(o *Options) { o.Tokens, o.Calls = o.Tokens[1:], calls })
	gone.want(410, "may not call any more", "POST", path, "{}")
	if len(calls.ordered) != 0 {
		t.Errorf("called %v", calls.ordered)
	}
}

// Law: a URL is made only by who may call, and never without an end.
func TestLinkRefuses(t *testing.T) {
	s := newSite(t, nil)
	for body, says := range map[string]string{
		`{"endpoint": "PJSIP/100", "flow": "main"}`:                                                          "60 to 7776000, in seconds",
		`{"endpoint": "PJSIP/100", "flow": "main", "expires": 7776001}`:                                      "60 to 7776000",
		`{"endpoint": "PJSIP/100", "flow": "main", "expires": 60, "per_minute": 61}`:                         "1 to 60",
		`{"endpoint": "PJSIP/{number}@a", "connect": "PJSIP/{number}@b", "expires": 60}`:                     "stands there twice",
		`{"endpoint": "PJSIP/100", "expires": 60}`:                                                           "one of flow, extension, connect and bridge",
		`{"endpoint": "PJSIP/100", "flow": "a", "expires": 60, "title": "` + strings.Repeat("a", 300) + `"}`: "title is too long",
	} {
		s.want(422, says, "POST", Prefix+"/callback-urls", body)
	}
	s.want(403, "the scope originate", "POST", Prefix+"/callback-urls", "", "Authorization: Bearer "+sight)
	s = newSite(t, func(o *Options) { o.Base = "https://pbx.example/" })
	s.want(201, `"url":"https://pbx.example/api/v1/callback?t=`, "POST", Prefix+"/callback-urls", `{"endpoint": "PJSIP/100", "flow": "main", "expires": 60}`)
}

// Law: whatever stands in a URL, only what was signed is read.
func FuzzTicket(f *testing.F) {
	h := &house{Options: Options{Sign: []byte("0123456789abcdef")}}
	fine, err := h.seal(ticket{By: "crm", Nonce: "n"})
	if err != nil {
		f.Fatal(err)
	}
	for _, text := range []string{fine, fine + "=", "." + fine, "a.b", ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := h.unseal(text); err == nil && text != fine {
			t.Errorf("%q is taken", text)
		}
	})
}

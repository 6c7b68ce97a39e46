package api

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/monitor"
)

// Law: nobody comes in without a token that is known, and nobody does what its scopes do not have.
func TestAdmission(t *testing.T) {
	s := newSite(t, func(o *Options) { o.Master = monitor.Token("master") })
	for _, c := range []struct {
		authorization, method, path string
		status                      int
		says                        string
	}{
		{"Bearer " + crm, "GET", "/calls", 200, "[]"},
		{"bearer  " + crm, "GET", "/calls", 200, "[]"},
		{"Bearer master", "GET", "/calls", 200, "[]"},
		{"", "GET", "/calls", 401, "Authorization: Bearer TOKEN"},
		{"Bearer " + ghost, "GET", "/calls", 401, "wants a token that it knows"},
		{"Bearer " + HashOf(crm), "GET", "/calls", 401, ""},
		{"Basic " + crm, "GET", "/calls", 401, ""},
		{"Bearer ", "GET", "/calls", 401, ""},
		{"Bearer " + web, "GET", "/calls", 403, "a token with the scope read"},
		{"Bearer " + web, "POST", "/calls/call-1/hangup", 403, "a token with the scope control"},
		{"Bearer " + crm, "POST", "/calls/call-1/hangup", 204, ""},
		{"", "GET", "/openapi.json", 200, `"openapi": "3.1.0"`},
	} {
		a := s.want(c.status, c.says, c.method, Prefix+c.path, "", "Authorization: "+c.authorization)
		if (a.Header.Get("WWW-Authenticate") != "") != (c.status == 401) {
			t.Errorf("%s: WWW-Authenticate is %q", c.path, a.Header.Get("WWW-Authenticate"))
		}
	}
	if strings.Contains(s.log.String(), crm) || strings.Contains(s.log.String(), ghost) {
		t.Errorf("a token is in the log:\n%s", s.log)
	}
}

// Law: without any token the API is for programs of this machine only, and for no web page.
func TestWithoutTokens(t *testing.T) {
	s := newSite(t, func(o *Options) { o.Tokens = nil })
	s.want(403, "loopback", "GET", Prefix+"/calls", "")
	s.peer = "127.0.0.1:4000"
	s.want(403, "loopback", "GET", Prefix+"/calls", "") // by another name than its own
	s = newSite(t, func(o *Options) { o.Tokens = nil })
	s.peer = "127.0.0.1:4000"
	s.handler = host(s.handler, "localhost:8089")
	s.want(200, "[]", "GET", Prefix+"/calls", "")
	s.want(403, "web page of somebody else", "POST", Prefix+"/calls/call-1/hangup", "", "Origin: https://evil.example", "Sec-Fetch-Site: cross-site")
	s.want(403, "loopback", "GET", Prefix+"/calls", "", "X-Forwarded-For: 192.0.2.1")
}

// host has requests come by a name.
func host(next http.Handler, name string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Host = name
		next.ServeHTTP(w, r)
	})
}

// Law: a token asks no more often than it may; others are not held up by it, and strangers are told apart.
func TestRateLimit(t *testing.T) {
	s := newSite(t, func(o *Options) { o.PerMinute = 3 })
	for range 3 {
		s.want(200, "", "GET", Prefix+"/calls", "")
	}
	if a := s.want(429, "3 requests a minute", "GET", Prefix+"/calls", ""); a.Header.Get("Retry-After") != "21" {
		t.Errorf("Retry-After is %q", a.Header.Get("Retry-After"))
	}
	s.want(404, "", "DELETE", Prefix+"/jobs/x", "", "Authorization: Bearer "+web)
	s.now = s.now.Add(20 * time.Second)
	s.want(200, "", "GET", Prefix+"/calls", "")
	s.want(429, "", "GET", Prefix+"/calls", "")
	for range 3 {
		s.want(200, "", "GET", Prefix+"/openapi.json", "")
	}
	s.want(429, "", "GET", Prefix+"/openapi.json", "")
	s.peer = "192.0.2.8:4000"
	s.want(200, "", "GET", Prefix+"/openapi.json", "")
}

// Law: of names no more are remembered than there may be.
func TestPacesForget(t *testing.T) {
	p, now := paces{}, time.Now()
	for i := range 3 * namesMost {
		p.take(strings.Repeat("a", i%7)+string(rune(i)), 1, now)
		now = now.Add(time.Millisecond)
	}
	if len(p.left) > namesMost {
		t.Errorf("%d names are remembered", len(p.left))
	}
}

// Law: what cannot be served is a problem that says what would have been accepted.
func TestProblems(t *testing.T) {
	s := newSite(t, nil)
	const key = "Idempotency-Key: k"
	for _, c := range []struct {
		status             int
		says, method, path string
		body               string
	}{
		{404, "/calls/{id}", "GET", "/nothing", ""},
		{405, `"accepted":"GET"`, "POST", "/calls", ""},
		{400, "there is a body", "POST", "/calls/call-1/hangup", "{}"},
		{400, `the query has \"all\"`, "GET", "/calls?all=1", ""},
		{404, "an id that GET /calls shows", "GET", "/calls/x", ""},
		{404, "an id that GET /calls shows", "POST", "/calls/x/hangup", ""},
		{400, "an object with endpoint, flow", "POST", "/originate", "["},
		{400, "unknown field", "POST", "/originate", `{"endpoint": "PJSIP/1", "flow": "a", "room": "b"}`},
		{400, "there is more behind", "POST", "/originate", `{"endpoint": "PJSIP/1", "flow": "a"}{}`},
		{413, "at most 65536 bytes", "POST", "/originate", strings.Repeat(" ", bodyMax+1)},
		{422, "endpoint is missing", "POST", "/originate", `{"flow": "a"}`},
		{422, "one of flow, extension, connect and bridge", "POST", "/originate", `{"endpoint": "PJSIP/1"}`},
		{422, "one of flow, extension, connect and bridge", "POST", "/originate", `{"endpoint": "PJSIP/1", "flow": "a", "connect": "b"}`},
		{422, "EXTENSION@CONTEXT", "POST", "/originate", `{"endpoint": "PJSIP/1", "extension": "200"}`},
		{422, "EXTENSION@CONTEXT", "POST", "/originate", `{"endpoint": "PJSIP/1", "extension": "200@a,b"}`},
		{422, "agent_first, customer_first", "POST", "/originate", `{"endpoint": "PJSIP/1", "connect": "PJSIP/2", "order": "both"}`},
		{422, "somebody to connect", "POST", "/originate", `{"endpoint": "PJSIP/1", "flow": "a", "order": "customer_first"}`},
		{422, "1 to 300, in seconds", "POST", "/originate", `{"endpoint": "PJSIP/1", "flow": "a", "timeout": 301}`},
		{422, "no name of a variable", "POST", "/originate", `{"endpoint": "PJSIP/1", "flow": "a", "variables": {"SHELL(rm)": "x"}}`},
		{422, "line breaks", "POST", "/originate", `{"endpoint": "PJSIP/1", "flow": "a", "variables": {"A": "x\ny"}}`},
		{422, "line breaks", "POST", "/originate", `{"endpoint": "PJSIP/1", "flow": "a", "caller_id": {"name": "x\r\nTo: y"}}`},
		{400, "true, false", "POST", "/originate?wait=yes", `{"endpoint": "PJSIP/1", "flow": "a"}`},
		{400, `limit is \"0\"`, "GET", "/jobs?limit=0", ""},
		{400, "waiting, dialling", "GET", "/jobs?status=odd", ""},
		{404, "an id that GET /jobs shows", "GET", "/jobs/x", ""},
		{404, "an id that GET /jobs shows", "DELETE", "/jobs/x", ""},
		{409, "a job that waits", "DELETE", "/jobs/job-2", ""},
		{422, "wait_time", "POST", "/jobs", `{"endpoint": "PJSIP/1", "flow": "a", "timeout": 3}`},
	} {
		a := s.want(c.status, c.says, c.method, Prefix+c.path, c.body, key)
		if kind := a.Header.Get("Content-Type"); kind != "application/problem+json" {
			t.Errorf("%s %s: the kind is %s", c.method, c.path, kind)
		}
	}
	s.want(400, "Idempotency-Key is missing", "POST", Prefix+"/originate", `{"endpoint": "PJSIP/1", "flow": "a"}`)
	if len(s.calls.ordered) != 0 || len(s.jobs.added) != 0 {
		t.Errorf("called %v, kept %v", s.calls.ordered, s.jobs.added)
	}
}

// Law: who changed what is in the log, and what was refused; strangers do not fill it.
func TestAudit(t *testing.T) {
	s := newSite(t, nil)
	s.want(201, "", "POST", Prefix+"/originate", `{"endpoint": "PJSIP/1", "flow": "a"}`, "Idempotency-Key: k")
	s.want(200, "", "GET", Prefix+"/calls", "")
	s.want(404, "", "DELETE", Prefix+"/jobs/x", "")
	lines := strings.Split(strings.TrimSpace(s.log.String()), "\n")
	if len(lines) != 2 || !strings.Contains(lines[0], `msg="done by the API" what="POST /api/v1/originate" by=crm peer=192.0.2.7:4000 endpoint=PJSIP/1 connect="" call=call-1`) ||
		!strings.Contains(lines[1], `msg="refused by the API" what="DELETE /api/v1/jobs/x" by=crm`) {
		t.Errorf("the log is\n%s", s.log)
	}
	for range 5 * refusalsPerMinute {
		s.want(401, "", "GET", Prefix+"/calls", "", "Authorization: Bearer "+ghost)
	}
	if n := strings.Count(s.log.String(), "status=401"); n == 0 || n > refusalsPerMinute {
		t.Errorf("%d refusals of strangers are in the log", n)
	}
}

// Law: a fault of a route ends that request alone, and shows nothing of itself.
func TestFault(t *testing.T) {
	s := newSite(t, func(o *Options) {
		o.More = []Route{{Method: "GET", Path: "/fault", Scope: Read, Serve: func(*Asked) (any, error) { panic("geheim") }}}
	})
	if a := s.want(500, "its log says more", "GET", Prefix+"/fault", ""); strings.Contains(a.body, "geheim") {
		t.Error(a.body)
	}
	if !strings.Contains(s.log.String(), "geheim") {
		t.Errorf("the log is\n%s", s.log)
	}
}

// Law: a daemon that lacks something says so.
func TestLacking(t *testing.T) {
	s := newSite(t, func(o *Options) { o.Calls, o.Jobs, o.Store, o.Sign = nil, nil, nil, nil })
	order := `{"endpoint": "PJSIP/1", "flow": "a"}`
	for _, path := range []string{"GET /calls", "GET /calls/x", "POST /calls/x/hangup", "GET /jobs", "GET /jobs/x", "DELETE /jobs/x"} {
		method, path, _ := strings.Cut(path, " ")
		s.want(501, "this daemon has no", method, Prefix+path, "")
	}
	s.want(501, "has no calls", "POST", Prefix+"/originate", order, "Idempotency-Key: k")
	s.want(501, "has no jobs", "POST", Prefix+"/jobs", order, "Idempotency-Key: k")
	s.want(501, "api.sign", "POST", Prefix+"/callback-urls", `{"endpoint": "PJSIP/1", "flow": "a", "expires": 600}`)
}

// Law: calls are shown as they are, and hung up by their id.
func TestCalls(t *testing.T) {
	s := newSite(t, nil)
	s.calls.list = []Call{{ID: "call-1", Asterisk: "pbx", From: "100", To: "200", Started: s.now, Flow: "main"}, {ID: "call-2"}}
	s.want(200, `"id":"call-1"`, "GET", Prefix+"/calls", "")
	s.want(200, `"flow":"main"`, "GET", Prefix+"/calls/call-1", "")
	s.want(204, "", "POST", Prefix+"/calls/call-1/hangup", "")
	s.calls.fail = errors.New("Asterisk is away")
	s.want(502, "Asterisk is away", "POST", Prefix+"/calls/call-1/hangup", "")
	if !slices.Equal(s.calls.hungUp, []string{"call-1"}) {
		t.Errorf("hung up %v", s.calls.hungUp)
	}
}

// Law: a new token cannot be guessed, and its hash is what ivr.yaml takes.
func TestNewToken(t *testing.T) {
	one, hash := NewToken()
	other, _ := NewToken()
	if one == other || len(one) < 40 || HashOf(one) != hash || CheckHash(hash) != nil {
		t.Errorf("%s, %s, %s", one, other, hash)
	}
	for _, wrong := range []string{"", one, "sha256:", "sha256:zz", hash[:len(hash)-2], hash[7:]} {
		if CheckHash(wrong) == nil {
			t.Errorf("%q is a hash", wrong)
		}
	}
}

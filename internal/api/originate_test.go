package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/jobs"
	"github.com/ariapp/ariapp/internal/store"
)

const simple = `{"endpoint": "PJSIP/100", "flow": "main"}`

// Law: a call is made once for a key, however often it is asked for, after a restart of the daemon too; another token's key is another.
func TestOnce(t *testing.T) {
	kept := store.NewMemory()
	s := newSite(t, func(o *Options) { o.Store = kept })
	first := s.want(201, `{"id":"call-1","asterisk":"pbx"}`, "POST", Prefix+"/originate", simple, "Idempotency-Key: a")
	if first.Header.Get("Idempotency-Replayed") != "" {
		t.Error("the first is a replay")
	}
	calls := s.calls
	s = newSite(t, func(o *Options) { o.Store, o.Calls = kept, calls })
	again := s.want(201, `{"id":"call-1","asterisk":"pbx"}`, "POST", Prefix+"/originate", simple, "Idempotency-Key: a")
	if again.Header.Get("Idempotency-Replayed") != "true" {
		t.Error("the second is no replay")
	}
	s.want(422, "came with another request", "POST", Prefix+"/originate", `{"endpoint": "PJSIP/101", "flow": "main"}`, "Idempotency-Key: a")
	s.want(201, "call-2", "POST", Prefix+"/originate", simple, "Idempotency-Key: b")
	s.want(201, "call-3", "POST", Prefix+"/originate", simple, "Idempotency-Key: a", "Authorization: Bearer "+web)
	s.want(400, "at most 128 characters", "POST", Prefix+"/originate", simple, "Idempotency-Key: "+strings.Repeat("k", keyMax+1))
	s.want(400, "cannot be printed", "POST", Prefix+"/originate", simple, "Idempotency-Key: ä")
	if len(calls.ordered) != 3 {
		t.Errorf("called %v", calls.ordered)
	}
}

// Law: a refused call uses up no key; one of which nobody knows whether it was made is not made again.
func TestOnceAfterFailure(t *testing.T) {
	s := newSite(t, nil)
	s.calls.fail = problem(http.StatusForbidden, "no rule allows it", "PJSIP/_1XX")
	s.want(403, `"accepted":"PJSIP/_1XX"`, "POST", Prefix+"/originate", simple, "Idempotency-Key: a")
	s.calls.fail = nil
	s.want(201, "call-1", "POST", Prefix+"/originate", simple, "Idempotency-Key: a")
	s.calls.fail = errors.New("no answer of Asterisk")
	s.want(502, "no answer of Asterisk", "POST", Prefix+"/originate", simple, "Idempotency-Key: b")
	s.calls.fail = nil
	if a := s.want(502, "no answer of Asterisk", "POST", Prefix+"/originate", simple, "Idempotency-Key: b"); a.Header.Get("Idempotency-Replayed") != "true" {
		t.Error("it is no replay")
	}
	if len(s.calls.ordered) != 1 {
		t.Errorf("called %v", s.calls.ordered)
	}
}

// stuck is a store that takes nothing after the first.
type stuck struct {
	flows.Store
	taken int
}

func (s *stuck) Put(context.Context, string, string, time.Duration) (uint64, error) {
	s.taken++
	return 0, errors.New("the disk is full")
}

// Law: a key that was begun and of which no end is known makes no second call.
func TestOnceBegun(t *testing.T) {
	full := &stuck{Store: store.NewMemory()}
	s := newSite(t, func(o *Options) { o.Store = full })
	s.want(201, "call-1", "POST", Prefix+"/originate", simple, "Idempotency-Key: a")
	s.want(409, "another key to do it again", "POST", Prefix+"/originate", simple, "Idempotency-Key: a")
	if len(s.calls.ordered) != 1 || full.taken == 0 || !strings.Contains(s.log.String(), "the disk is full") {
		t.Errorf("called %v, the log is\n%s", s.calls.ordered, s.log)
	}
}

// Law: who waits learns what came of ringing; click-to-call calls first whom the order names first.
func TestOriginate(t *testing.T) {
	s := newSite(t, nil)
	s.calls.outcome = Outcome{Cause: "user_busy", SIP: 486}
	s.want(201, `{"id":"call-1","asterisk":"pbx","outcome":{"answered":false,"cause":"user_busy","sip_status":486}}`, "POST", Prefix+"/originate?wait=true", simple, "Idempotency-Key: a")
	s.want(201, "user_busy", "POST", Prefix+"/originate?wait=true", simple, "Idempotency-Key: a")
	s.want(201, "", "POST", Prefix+"/originate", `{"endpoint": "PJSIP/100", "connect": "PJSIP/0123@trunk"}`, "Idempotency-Key: b")
	s.want(201, "", "POST", Prefix+"/originate", `{"endpoint": "PJSIP/100", "connect": "PJSIP/0123@trunk", "order": "customer_first"}`, "Idempotency-Key: c")
	s.want(201, "", "POST", Prefix+"/originate", `{"endpoint": "PJSIP/100", "extension": "200@internal", "caller_id": {"name": "Ann", "number": "100"}, "variables": {"A": "1"}, "vars": {"tries": 2}, "timeout": 20}`, "Idempotency-Key: d")
	s.want(201, "", "POST", Prefix+"/originate", `{"endpoint": "PJSIP/100", "bridge": "sales"}`, "Idempotency-Key: e")
	s.want(403, "scopes originate and control", "POST", Prefix+"/originate", `{"endpoint": "PJSIP/100", "bridge": "sales"}`, "Idempotency-Key: e", "Authorization: Bearer "+web)
	s.want(422, "a job joins no bridge", "POST", Prefix+"/jobs", `{"endpoint": "PJSIP/100", "bridge": "sales"}`, "Idempotency-Key: f")
	s.want(422, "a signed URL joins no bridge", "POST", Prefix+"/callback-urls", `{"endpoint": "PJSIP/100", "bridge": "sales", "expires": 3600}`)
	want := []string{"PJSIP/100→main by crm", "PJSIP/100→PJSIP/0123@trunk by crm", "PJSIP/0123@trunk→PJSIP/100 by crm", "PJSIP/100→200@internal by crm", "PJSIP/100→sales by crm"}
	if !slices.Equal(s.calls.ordered, want) {
		t.Errorf("called %q, want %q", s.calls.ordered, want)
	}
}

// Law: jobs are kept once for a key, shown, and cancelled; what the rules refuse is not kept.
func TestJobs(t *testing.T) {
	s := newSite(t, nil)
	order := `{"endpoint": "PJSIP/100", "extension": "200@internal", "max_retries": 3, "retry_time": 60, "wait_time": 20,
		"not_before": "2026-03-04T09:00:00Z", "window": {"from": "09:00", "to": "18:00", "zone": "Europe/Berlin", "days": ["mon"]}}`
	s.want(201, `"id":"job-1"`, "POST", Prefix+"/jobs", order, "Idempotency-Key: a")
	s.want(201, `"id":"job-1"`, "POST", Prefix+"/jobs", order, "Idempotency-Key: a")
	if len(s.jobs.added) != 1 || s.jobs.added[0].Context != "internal" || s.jobs.added[0].Extension != "200" || s.jobs.plans[0].MaxRetries != 3 ||
		s.jobs.plans[0].Window.From != "09:00" || s.jobs.plans[0].NotBefore.IsZero() {
		t.Errorf("kept %+v %+v", s.jobs.added, s.jobs.plans)
	}
	for err, status := range map[error]int{jobs.ErrNever: 403, jobs.ErrJob: 422, jobs.ErrFull: 503, jobs.ErrNotKept: 503, errors.New("the disk is full"): 500} {
		s.jobs.fail = err
		s.want(status, err.Error(), "POST", Prefix+"/jobs", order, "Idempotency-Key: "+err.Error())
	}
	s.jobs.fail = errors.New("the store is away")
	s.want(503, "the store is away", "GET", Prefix+"/jobs", "")
	s.want(503, "the store is away", "GET", Prefix+"/jobs/job-1", "")
	s.want(404, "there is no job job-9", "GET", Prefix+"/jobs/job-9", "")
	s.jobs.fail = nil
	s.want(200, `"id":"job-2"`, "GET", Prefix+"/jobs", "")
	if a := s.want(200, `"id":"job-1"`, "GET", Prefix+"/jobs?limit=1&status=waiting", ""); strings.Contains(a.body, "job-2") {
		t.Error(a.body)
	}
	s.want(200, "[]", "GET", Prefix+"/jobs?status=failed", "")
	s.want(200, `"id":"job-1"`, "GET", Prefix+"/jobs/job-1", "")
	s.want(200, `"status":"cancelled"`, "DELETE", Prefix+"/jobs/job-1", "")
}

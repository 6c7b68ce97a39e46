package app

import (
	"context"
	"net/http/httptest"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/internal/api"
	"github.com/ariapp/ariapp/internal/config"
	"github.com/ariapp/ariapp/internal/jobs"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

const programs = outer + `
outbound: {allow: [PJSIP/_1XX, {endpoint: PJSIP/_2XX, at_once: 1}, {endpoint: PJSIP/_3XX, per_day: 1}, "PJSIP/_X.@trunk"], deny: [PJSIP/199]}
schedules: {office: {zone: UTC, weekly: {mon-fri: 00:00-24:00}}}
numbers: {"200": main}
flows:
  main: [answer, {play: welcome}, hangup]
  fixed: [{dial: PJSIP/500}]
`

// apiSays sends a request of this machine to the API.
func (h *house) apiSays(method, path, body, key string) (int, string) {
	h.t.Helper()
	r := httptest.NewRequestWithContext(h.t.Context(), method, "http://localhost/api/v1"+path, strings.NewReader(body))
	r.RemoteAddr = "127.0.0.1:4000"
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	w := httptest.NewRecorder()
	(&apiDoor{app: h.app}).ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// Law: the API calls whom the rules allow, once for a key, and tells what came of it; all others are refused with the reason and nobody is called.
func TestTheAPICalls(t *testing.T) {
	inHouse(t, programs, nil, func(h *house) {
		for _, name := range []string{"100", "200", "300", "500"} {
			h.srv.Endpoint("PJSIP/"+name, fakeari.Answer(time.Second), fakeari.HangUp(5*time.Second, 16))
		}
		h.srv.Endpoint("PJSIP/101", fakeari.Reject(time.Second, 17, 486))
		for _, c := range []struct {
			key, body string
			status    int
			says      string
		}{
			{"a", `{"endpoint": "PJSIP/100", "flow": "main"}`, 201, `"outcome":{"answered":true}`},
			{"a", `{"endpoint": "PJSIP/100", "flow": "main"}`, 201, `"id":"ariapp-`},
			{"b", `{"endpoint": "PJSIP/101", "flow": "main"}`, 201, `"outcome":{"answered":false,"cause":"busy","sip_status":486}`},
			{"c", `{"endpoint": "PJSIP/500", "connect": "PJSIP/100"}`, 201, `"answered":true`},
			{"d", `{"endpoint": "PJSIP/200", "flow": "main"}`, 201, `"answered":true`},
			{"e", `{"endpoint": "PJSIP/200", "flow": "main"}`, 429, "there are 1 calls at once"},
			{"f", `{"endpoint": "PJSIP/300", "flow": "main"}`, 201, `"answered":true`},
			{"g", `{"endpoint": "PJSIP/300", "flow": "main"}`, 429, "1 calls a day"},
			{"h", `{"endpoint": "PJSIP/400", "flow": "main"}`, 403, `"accepted":"PJSIP/_1XX`},
			{"i", `{"endpoint": "PJSIP/199", "flow": "main"}`, 403, "forbidden by the rule"},
			{"j", `{"endpoint": "PJSIP/100", "connect": "PJSIP/09001234567@trunk"}`, 403, "looks like a premium line"},
			{"k", `{"endpoint": "PJSIP/100&PJSIP/101", "flow": "main"}`, 422, "is no endpoint"},
			{"l", `{"endpoint": "PJSIP/100", "flow": "nope"}`, 422, "the file has"},
			{"m", `{"endpoint": "PJSIP/100", "flow": "main", "asterisk": "x"}`, 422, "the file has no Asterisk"},
		} {
			if status, body := h.apiSays("POST", "/originate?wait=true", c.body, c.key); status != c.status || !strings.Contains(body, c.says) {
				h.t.Errorf("%s: %d %s, want %d with %s", c.body, status, body, c.status, c.says)
			}
		}
		if status, body := h.apiSays("GET", "/calls", "", ""); status != 200 || !strings.Contains(body, `"flow":"main"`) {
			h.t.Errorf("the calls are %d %s", status, body)
		}
		for _, one := range h.app.CallsNow() {
			if status, body := h.apiSays("POST", "/calls/"+one.ID+"/hangup", "", ""); status != 204 {
				h.t.Errorf("%s: %d %s", one.ID, status, body)
			}
		}
		time.Sleep(10 * time.Second)
		if status, body := h.apiSays("POST", "/originate", `{"endpoint": "PJSIP/200", "flow": "main"}`, "n"); status != 201 {
			h.t.Errorf("the place is not given back: %d %s", status, body)
		}
		if status, _ := h.apiSays("POST", "/calls/nobody/hangup", "", ""); status != 404 {
			h.t.Errorf("%d", status)
		}
		time.Sleep(10 * time.Second)
		if log := h.logged(); strings.Count(log, "a call is refused") < 5 || !strings.Contains(log, "done by the API") {
			h.t.Errorf("the log is\n%s", log)
		}
	})
}

// Law: jobs call by the same rules, wait for their hours, and are tried again.
func TestJobsCall(t *testing.T) {
	inHouseAt(t, filepath.Join(t.TempDir(), "ivr.yaml"), programs, nil, func(h *house) {
		h.srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second), fakeari.HangUp(5*time.Second, 16))
		h.srv.Endpoint("PJSIP/101", fakeari.Reject(time.Second, 17, 486))
		kept, err := jobs.Open(h.app.jobOptions())
		if err != nil {
			h.t.Fatal(err)
		}
		ctx, stop := context.WithCancel(h.t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			kept.Run(ctx)
		}()
		add := func(order jobs.Order, plan jobs.Plan) string {
			h.t.Helper()
			job, err := kept.Add(order, plan, "test")
			if err != nil {
				h.t.Fatal(err)
			}
			return job.ID
		}
		want := func(id string, status jobs.Status, attempts int) {
			h.t.Helper()
			if job, err := kept.One(h.t.Context(), id); err != nil || job.Status != status || len(job.Attempts) != attempts {
				h.t.Errorf("the job is %+v, %v, want %s after %d attempts", job, err, status, attempts)
			}
		}
		for _, order := range []jobs.Order{{Endpoint: "PJSIP/400", Flow: "main"}, {Endpoint: "PJSIP/09001234567@trunk", Flow: "main"},
			{Endpoint: "PJSIP/100", Flow: "nope"}, {Endpoint: "PJSIP/100&PJSIP/101", Flow: "main"}} {
			if job, err := kept.Add(order, jobs.Plan{}, "test"); err == nil {
				h.t.Errorf("%+v is kept", job)
			}
		}
		answered := add(jobs.Order{Endpoint: "PJSIP/100", Flow: "main"}, jobs.Plan{})
		busy := add(jobs.Order{Endpoint: "PJSIP/101", Flow: "main"}, jobs.Plan{MaxRetries: 1, RetryTime: 60})
		monday := add(jobs.Order{Endpoint: "PJSIP/100", Flow: "main"}, jobs.Plan{Window: &jobs.Window{Schedule: "office"}})
		time.Sleep(30 * time.Second)
		synctest.Wait()
		want(answered, jobs.Completed, 1)
		want(busy, jobs.Waiting, 1)
		want(monday, jobs.Waiting, 0)
		time.Sleep(time.Minute)
		want(busy, jobs.Expired, 2)
		time.Sleep(48 * time.Hour) // a bubble's clock begins on a Saturday
		want(monday, jobs.Completed, 1)
		stop()
		<-done
		kept.Close()
	})
}

// Law: jobs that wait for an Asterisk that is away are no flood: that is said once, and tried more seldom the longer it is
// away. When it is back they are done soon.
func TestJobsWaitForAnAsterisk(t *testing.T) {
	folder := t.TempDir()
	inHouseAt(t, filepath.Join(folder, "ivr.yaml"), programs, recording, func(h *house) {
		phone := h.srv.Endpoint("PJSIP/100", fakeari.Answer(time.Second), fakeari.HangUp(5*time.Second, 16))
		options := h.app.jobOptions()
		tries, caller := 0, options.Caller
		options.Caller = countedCaller{caller, &tries}
		kept, err := jobs.Open(options)
		if err != nil {
			h.t.Fatal(err)
		}
		ctx, stop := context.WithCancel(h.t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			kept.Run(ctx)
		}()
		h.srv.Fault(fakeari.Fault{Name: fakeari.Restart, Delay: 10 * time.Minute})
		time.Sleep(time.Second)
		if _, err := kept.Add(jobs.Order{Endpoint: "PJSIP/100", Flow: "main"}, jobs.Plan{}, "test"); err != nil {
			h.t.Fatal(err)
		}
		time.Sleep(10 * time.Minute)
		if waits, made := strings.Count(h.logged(), "jobs wait"), strings.Count(h.logged(), "a call is not made"); waits != 1 || made > 0 {
			t.Errorf("the log says %d times that jobs wait, %d times that a call is not made\n%s", waits, made, h.logged())
		}
		time.Sleep(time.Minute)
		stop()
		<-done
		kept.Close()
		if n := len(phone.Calls()); n != 1 || tries > 40 {
			t.Errorf("in ten minutes it was tried %d times, then the telephone has rung %d times", tries, n)
		}
	})
}

// countedCaller counts the calls that are wanted.
type countedCaller struct {
	jobs.Caller
	tries *int
}

func (c countedCaller) Call(ctx context.Context, o jobs.Order, ring time.Duration, by string) (jobs.Ringing, error) {
	*c.tries++
	return c.Caller.Call(ctx, o, ring, by)
}

// Law: what the file says of supervisors, of a queue and of an agent is what the API goes by.
func TestSuperviseOf(t *testing.T) {
	c := config.Default()
	c.Supervise = config.Supervise{Allow: []string{"listen"}, Announce: []string{"recorded"}, BeepEvery: time.Minute}
	c.Queues = []config.Queue{{Name: "plain"}, {Name: "sales", Supervise: &config.Supervise{Allow: []string{"barge"}}}}
	c.Agents = []config.Agent{{ID: "1001", Endpoint: "PJSIP/1001"}, {ID: "1002", Supervise: &config.SuperviseAgent{Groups: []string{"team_a"}}}}
	want := api.Supervise{Allow: []string{"listen"}, Announce: []string{"recorded"}, BeepEvery: time.Minute,
		Queues:    map[string]api.Supervise{"sales": {Allow: []string{"barge"}}},
		Agents:    map[string]api.SuperviseAgent{"1002": {Groups: []string{"team_a"}}},
		Endpoints: map[string]string{"1001": "PJSIP/1001", "1002": ""}}
	if got := superviseOf(&c); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

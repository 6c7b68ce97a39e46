package api

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/monitor"
	"github.com/ariapp/ariapp/internal/queue"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// floor is the Queues of tests: sales with Anna, who talks, and Ben, who is on a break, and with three who wait.
type floor struct {
	done []string
	call string
	// private tells that nobody may hear Anna's talk.
	private bool
	fail    error
	// listed counts how often all agents were asked for.
	listed int
}

func (f *floor) Queues(context.Context) ([]queue.QueueView, error) {
	return []queue.QueueView{{Name: "sales", Strategy: queue.LongestIdle, Waiting: 2, Callbacks: 1, Talking: 1, Agents: 2, Busy: 1, OnBreak: 1,
		Longest: 90500 * time.Millisecond, Wait: 2 * time.Minute, WaitKnown: true, Counts: queue.Counts{Joined: 12, Answered: 8, Abandoned: 2, InTime: 6, LostInTime: 1,
			Wait: 80 * time.Second, Talk: 16 * time.Minute}}, {Name: "support"}}, f.fail
}

func (f *floor) Agents(context.Context) ([]queue.AgentView, error) {
	f.listed++
	return f.agents(), f.fail
}

func (f *floor) AgentNamed(_ context.Context, number string) (queue.AgentView, error) {
	for _, v := range f.agents() {
		if v.ID == number || f.fail != nil {
			return v, f.fail
		}
	}
	return queue.AgentView{}, fmt.Errorf("%w: %s", flows.ErrNoAgent, number)
}

func (f *floor) agents() []queue.AgentView {
	at := time.Date(2026, 3, 4, 5, 0, 0, 0, time.UTC)
	return []queue.AgentView{{ID: "1001", Name: "Anna", Presence: "available", Work: "in_call", Connected: true, Endpoint: "PJSIP/1001", Queues: []string{"sales"}, Since: at,
		Queue: "sales", Call: f.call, Entry: "e0", Private: f.private, Device: queue.DeviceInUse, Calls: 3, Talk: 5 * time.Minute, Members: []queue.Membership{{Queue: "sales", Level: 1, Weight: 1}}},
		{ID: "1002", Name: "Ben", Presence: "on_break", Work: "idle", Reason: "lunch", Queues: []string{"sales"}, Since: at,
			Online: time.Hour, Rested: time.Minute, Talk: 17 * time.Minute, PausedSince: map[string]time.Time{"": at, "sales": at.Add(time.Minute)}, Paused: map[string]string{"sales": "training"},
			Pauses:  []queue.PauseSum{{Reason: "lunch", Count: 2, Took: 24 * time.Minute}, {Queue: "sales", Reason: "training", Count: 1, Took: time.Minute}},
			Members: []queue.Membership{{Queue: "sales", Weight: 1}, {Queue: "support", Weight: 1, Group: "tier2"}}},
		{ID: "1003", Presence: "logged_out", Work: "idle", Paused: map[string]string{"support": "training"}, Members: []queue.Membership{{Queue: "support"}}}}
}

func (f *floor) Waiting(_ context.Context, name string) ([]queue.EntryView, error) {
	if name != "sales" {
		return nil, fmt.Errorf("%w: %s", flows.ErrNoQueue, name)
	}
	return []queue.EntryView{{ID: "e1", Queue: "sales", Call: "17.1", From: "0301", Position: 1, Joined: 3, Waited: 90 * time.Second, Wait: time.Minute, WaitKnown: true,
		Offers: []queue.Offer{{Agent: "1002"}}}, {ID: "e2", Queue: "sales", Call: "17.2", Priority: 5, Position: 2, Joined: 2},
		{ID: "e3", Queue: "sales", Number: "0309", Position: 3, Joined: 3}}, f.fail
}

func (f *floor) did(format string, args ...any) error {
	f.done = append(f.done, fmt.Sprintf(format, args...))
	return f.fail
}

func (f *floor) Agent(_ context.Context, o flows.AgentOrder) (flows.AgentView, error) {
	if o.Agent == "9" {
		return flows.AgentView{}, flows.ErrNoAgent
	}
	if o.Agent == "1003" && o.Do == flows.AgentPause {
		return flows.AgentView{}, flows.ErrAgentOrder
	}
	return flows.AgentView{}, f.did("%s %s %v %s%s by %s", o.Do, o.Agent, o.Queues, o.Reason, o.Endpoint, o.By)
}

func (f *floor) AddMember(_ context.Context, agent string, as queue.Membership) error {
	if agent == "9" {
		return flows.ErrNoAgent
	}
	return f.did("add %s %+v", agent, as)
}

func (f *floor) RemoveMember(_ context.Context, agent, name string) error {
	return f.did("remove %s from %s", agent, name)
}

func (f *floor) MakeAgent(_ context.Context, o AgentOrder, fresh bool) error {
	if o.Agent == "1002" {
		return NewProblem(http.StatusConflict, "the agent 1002 is one of ivr.yaml", "another one")
	}
	return f.did("make %+v %v", o, fresh)
}

func (f *floor) UnmakeAgent(_ context.Context, agent string) error {
	if agent == "9" {
		return flows.ErrNoAgent
	}
	return f.did("unmake %s", agent)
}

func (f *floor) Withdraw(_ context.Context, entry string) error { return f.did("withdraw %s", entry) }

func (f *floor) Prioritise(_ context.Context, entry string, priority int) error {
	return f.did("priority %s %d", entry, priority)
}

// Law: queues and agents are shown to who may read; who changes something needs more; what is missing is said.
func TestQueues(t *testing.T) {
	f := &floor{call: "17.0"}
	s := newSite(t, func(o *Options) {
		o.Queues = f
		o.Permit = func(_ context.Context, endpoint, _ string) error {
			if endpoint == "PJSIP/1" {
				return nil
			}
			return NewProblem(http.StatusForbidden, "nobody may call "+endpoint, "")
		}
	})
	for _, c := range []struct {
		status                           int
		says, method, path, body, header string
		done                             string
	}{
		{200, `"longest_wait":90.5,"estimated_wait":120,"today":{"joined":12,"answered":8,"abandoned":2,`, "GET", "/queues", "", sight, ""},
		{200, `"service_level":0.75,"service_level_2":0.7,"mean_wait":10,"mean_talk":120}`, "GET", "/queues/sales", "", sight, ""},
		{404, "a name that GET /queues shows", "GET", "/queues/marketing", "", sight, ""},
		{200, `{"id":"e1","queue":"sales","state":"ringing","call":"17.1","from":"0301","priority":0,"position":1,"joined_at":3,"waited":90,"estimated_wait":60,"agents":["1002"]}`,
			"GET", "/queues/sales/entries", "", sight, ""},
		{200, `"state":"callback","number":"0309"`, "GET", "/queues/sales/entries", "", sight, ""},
		{404, "a name that GET /queues shows", "GET", "/queues/marketing/entries", "", sight, ""},
		{200, `[{"agent":"1002","name":"Ben","level":0,"position":0,"weight":1,"here":true,"presence":"on_break","work":"idle","paused":true,"reason":"training","paused_since":"2026-03-04T05:01:00Z"},` +
			`{"agent":"1001","name":"Anna","level":1,`, "GET", "/queues/sales/members", "", sight, ""},
		{200, `"group":"tier2","here":false`, "GET", "/queues/support/members", "", sight, ""},
		{404, "", "GET", "/queues/marketing/members", "", sight, ""},
		{200, `"entries":[]}`, "GET", "/wallboard", "", sight, ""},
		{200, `"position":3`, "GET", "/wallboard?queue=sales", "", sight, ""},
		{404, "", "GET", "/wallboard?queue=marketing", "", sight, ""},
		{200, `{"id":"1001","name":"Anna","presence":"available","work":"in_call","since":"2026-03-04T05:00:00Z","endpoint":"PJSIP/1001","device":"INUSE",` +
			`"queues":["sales"],"queue":"sales","call":"17.0","calls":3,"missed":0,"talk":300,"online":0,"rest":0,"pauses":[]}`, "GET", "/agents/1001", "", sight, ""},
		{200, `"talk":1020,"occupancy":0.5,"online":3600,"rest":60,"break_since":"2026-03-04T05:00:00Z","paused_since":{"sales":"2026-03-04T05:01:00Z"},` +
			`"pauses":[{"reason":"lunch","count":2,"time":1440},{"queue":"sales","reason":"training","count":1,"time":60}]`, "GET", "/agents/1002", "", sight, ""},
		{200, `"paused":1,"occupancy":1,"pauses":[{"reason":"lunch","agents":[],"count":2,"time":1440},{"reason":"training","agents":["1002"],"count":1,"time":60}],"longest_wait":90.5`,
			"GET", "/queues/sales", "", sight, ""},
		{200, `"pauses":[{"reason":"lunch","agents":["1002"],"count":2,"time":1440},{"reason":"training","agents":["1003"],"count":0,"time":0}]`, "GET", "/queues", "", sight, ""},
		{200, `"pauses":[{"reason":"lunch","agents":["1002"],"count":2,"time":1440}`, "GET", "/wallboard", "", sight, ""},
		{200, `"queues":[],"paused":{"support":"training"}`, "GET", "/agents", "", sight, ""},
		{404, "a number that GET /agents shows", "GET", "/agents/9", "", sight, ""},
		{403, "control", "POST", "/agents/1001/pause", `{}`, sight, ""},
		{200, `"id":"1001"`, "POST", "/agents/1001/login", `{}`, crm, "login 1001 []  by crm"},
		{200, "", "POST", "/agents/1001/login", `{"queues": ["sales"], "endpoint": "PJSIP/1"}`, crm, "login 1001 [sales] PJSIP/1 by crm"},
		{403, "nobody may call PJSIP/2", "POST", "/agents/1001/login", `{"endpoint": "PJSIP/2"}`, crm, ""},
		{200, "", "POST", "/agents/1001/logout", `{"queues": ["sales"]}`, crm, "logout 1001 [sales]  by crm"},
		{200, "", "POST", "/agents/1001/pause", `{"reason": "lunch"}`, crm, "pause 1001 [] lunch by crm"},
		{422, "reason is too long", "POST", "/agents/1001/pause", `{"reason": "` + strings.Repeat("x", 300) + `"}`, crm, ""},
		{409, "no state for that", "POST", "/agents/1003/pause", `{}`, crm, ""},
		{200, "", "POST", "/agents/1001/resume", `{}`, crm, "resume 1001 []  by crm"},
		{200, "", "POST", "/agents/1001/ready", "", crm, "ready 1001 []  by crm"},
		{404, "", "POST", "/agents/9/ready", "", crm, ""},
		{422, "too many queues", "POST", "/agents/1001/resume", `{"queues": ["` + strings.Repeat(`a","`, 60) + `b"]}`, crm, ""},
		{204, "", "POST", "/queues/sales/members", `{"agent": "1003", "level": 2, "skills": {"en": 3}}`, crm,
			"add 1003 {Queue:sales Level:2 Position:0 Weight:1 Skills:map[en:3] WrapUp:<nil> RingTimeout:<nil> RingInUse:<nil> Group:}"},
		{404, "a number that GET /agents shows", "POST", "/queues/sales/members", `{"agent": "9"}`, crm, ""},
		{422, "no agent is named", "POST", "/queues/sales/members", `{}`, crm, ""},
		{422, "level is -1", "POST", "/queues/sales/members", `{"agent": "1003", "level": -1}`, crm, ""},
		{422, "0 to 1000", "POST", "/queues/sales/members", `{"agent": "1003", "level": 1001}`, crm, ""},
		{422, "weight is 1001", "POST", "/queues/sales/members", `{"agent": "1003", "weight": 1001}`, crm, ""},
		{422, "the skill", "POST", "/queues/sales/members", `{"agent": "1003", "skills": {"en": -1}}`, crm, ""},
		{422, "60 characters", "POST", "/queues/sales/members", `{"agent": "1003", "skills": {"` + strings.Repeat("x", 61) + `": 1}}`, crm, ""},
		{422, "group is too long", "POST", "/queues/sales/members", `{"agent": "1003", "group": "` + strings.Repeat("x", 61) + `"}`, crm, ""},
		{201, `"id":"1001"`, "POST", "/agents", `{"agent": "1001", "endpoint": "PJSIP/1", "queues": [{"queue": "sales", "level": 2}]}`, crm,
			"make {Agent:1001 Name: Endpoint:PJSIP/1 Asterisk: PIN: Skills:map[] WrapUp: LoggedIn:false Queues:[{Queue:sales Level:2 Position:<nil> Weight:<nil> Skills:map[] WrapUp: RingTimeout: RingInUse:<nil> Group:}]} true"},
		{403, "nobody may call PJSIP/2", "POST", "/agents", `{"agent": "1001", "endpoint": "PJSIP/2"}`, crm, ""},
		{409, "one of ivr.yaml", "POST", "/agents", `{"agent": "1002"}`, crm, ""},
		{400, "an object with agent, name, endpoint", "POST", "/agents", `{"agent": 1001}`, crm, ""},
		{400, "queues", "POST", "/agents", `{"agent": "1001", "queues": ["sales"]}`, crm, ""},
		{403, "control", "POST", "/agents", `{"agent": "1001"}`, sight, ""},
		{200, `"id":"1003"`, "PUT", "/agents/1003", `{"name": "Cid"}`, crm,
			"make {Agent:1003 Name:Cid Endpoint: Asterisk: PIN: Skills:map[] WrapUp: LoggedIn:false Queues:[]} false"},
		{422, "the number of an agent stays", "PUT", "/agents/1003", `{"agent": "1004"}`, crm, ""},
		{204, "", "DELETE", "/agents/1003", "", crm, "unmake 1003"},
		{404, "a number that GET /agents shows", "DELETE", "/agents/9", "", crm, ""},
		{204, "", "DELETE", "/queues/sales/members/1001", "", crm, "remove 1001 from sales"},
		{403, "control", "DELETE", "/queues/sales/members/1001", "", sight, ""},
		{204, "", "DELETE", "/queues/sales/entries/e2", "", crm, "withdraw e2"},
		{404, "an id that GET /queues/sales/entries shows", "DELETE", "/queues/sales/entries/e9", "", crm, ""},
		{204, "", "POST", "/queues/sales/entries/e2/priority", `{"priority": -3}`, crm, "priority e2 -3"},
		{404, "", "POST", "/queues/sales/entries/e9/priority", `{}`, crm, ""},
		{422, "-1000000 to 1000000", "POST", "/queues/sales/entries/e2/priority", `{"priority": 1000001}`, crm, ""},
	} {
		f.done = nil
		s.want(c.status, c.says, c.method, Prefix+c.path, c.body, "Authorization: Bearer "+c.header)
		if done := append(f.done, "")[0]; done != c.done {
			t.Errorf("%s %s %s: done is %q, want %q", c.method, c.path, c.body, done, c.done)
		}
	}
}

// Law: who asks for one agent, or changes one, has nobody look at all of them.
func TestOneAgentIsOneLook(t *testing.T) {
	f := &floor{}
	s := newSite(t, func(o *Options) { o.Queues = f })
	for _, c := range []struct {
		status             int
		method, path, body string
	}{
		{200, "GET", "/agents/1001", ""},
		{404, "GET", "/agents/9", ""},
		{201, "POST", "/agents", `{"agent": "1001"}`},
		{200, "PUT", "/agents/1003", `{}`},
		{200, "POST", "/agents/1001/login", `{}`},
		{200, "POST", "/agents/1001/ready", ""},
	} {
		s.want(c.status, "", c.method, Prefix+c.path, c.body)
	}
	if f.listed != 0 {
		t.Errorf("all agents were listed %d times", f.listed)
	}
	s.want(200, "", "GET", Prefix+"/agents", "")
	if f.listed != 1 {
		t.Errorf("the list was asked for %d times", f.listed)
	}
}

// Law: queues that cannot be reached say so, and so does a daemon that has none.
func TestQueuesAway(t *testing.T) {
	s := newSite(t, func(o *Options) { o.Queues = &floor{fail: flows.ErrQueuesAway} })
	none := newSite(t, nil)
	for _, path := range []string{"/queues", "/queues/sales", "/queues/sales/entries", "/queues/sales/members", "/agents", "/agents/1001", "/wallboard"} {
		s.want(503, "cannot be reached", "GET", Prefix+path, "")
		s.want(503, "the same once more, in a moment", "GET", Prefix+path, "")
		none.want(501, "this daemon has no queues", "GET", Prefix+path, "")
	}
	none.want(501, "does not tell", "GET", Prefix+"/queue-events", "")
}

// Law: what happens in queues is told line by line.
func TestQueueEvents(t *testing.T) {
	s := newSite(t, func(o *Options) {
		o.TailQueues = func(_ context.Context, each func([]byte) error) error { return each([]byte(`{"kind":"joined"}`)) }
	})
	if text := s.tailed("GET", "/queue-events", ""); text != "\n{\"kind\":\"joined\"}\n" {
		t.Errorf("%q", text)
	}
}

// Law: nobody listens but as ivr.yaml allows it, to who talks, from a telephone that may be called; and who did, to
// whom and how, is in the log.
func TestSpyRefuses(t *testing.T) {
	f := &floor{call: "17.0"}
	s := newSite(t, func(o *Options) {
		o.Queues, o.Supervise = f, Supervise{Allow: []string{"listen"}}
		o.Permit = func(_ context.Context, endpoint, _ string) error {
			if endpoint == "PJSIP/1" {
				return nil
			}
			return NewProblem(http.StatusForbidden, "nobody may call "+endpoint, "")
		}
		o.Asterisk = func(string) (*ari.Client, error) { return nil, NewProblem(http.StatusNotFound, "no such asterisk", "") }
	})
	for _, c := range []struct {
		status                   int
		says, path, body, header string
	}{
		{403, "control", "/agents/1001/spy", `{"mode": "listen", "from": "PJSIP/1"}`, sight},
		{422, "listen, whisper, barge", "/agents/1001/spy", `{"mode": "spy", "from": "PJSIP/1"}`, crm},
		{422, "from is missing", "/agents/1001/spy", `{"mode": "listen"}`, crm},
		{403, "ivr.yaml does not allow to barge", "/agents/1001/spy", `{"mode": "barge", "from": "PJSIP/1"}`, crm},
		{403, "nobody may call PJSIP/2", "/agents/1001/spy", `{"mode": "listen", "from": "PJSIP/2"}`, crm},
		{404, "there is no agent 9", "/agents/9/spy", `{"mode": "listen", "from": "PJSIP/1"}`, crm},
		{409, "talks with nobody", "/agents/1002/spy", `{"mode": "listen", "from": "PJSIP/1", "follow": false}`, crm},
		{404, "no such asterisk", "/agents/1001/spy", `{"mode": "listen", "from": "PJSIP/1"}`, crm},
	} {
		s.want(c.status, c.says, "POST", Prefix+c.path, c.body, "Authorization: Bearer "+c.header)
	}
	for _, c := range []struct {
		status             int
		says, mode, header string
		rules              Supervise
	}{
		{404, "no such asterisk", "whisper", crm, Supervise{Queues: map[string]Supervise{"sales": {Allow: []string{"whisper"}}}}},
		{403, "does not allow to listen in the queue sales", "listen", crm, Supervise{Allow: []string{"listen"}, Queues: map[string]Supervise{"sales": {}}}},
		{404, "no such asterisk", "listen", crm, Supervise{Allow: []string{"listen"}, Queues: map[string]Supervise{"support": {}}}},
		{403, "does not allow to listen with the agent 1001", "listen", crm, Supervise{Allow: []string{"listen"}, Agents: map[string]SuperviseAgent{"1001": {}}}},
		{403, "does not allow to barge in the queue sales", "barge", crm, Supervise{Allow: []string{"listen"}, Agents: map[string]SuperviseAgent{"1001": {Allow: []string{"barge"}}}}},
		{403, "is not in a group of crm", "listen", crm, grouped("team_b", "team_c")},
		{404, "no such asterisk", "listen", crm, grouped("team_b", "team_a")},
		{404, "no such asterisk", "listen", "master", grouped("team_b")},
		{404, "no such asterisk", "listen", crm, Supervise{Allow: []string{"listen"}, Agents: map[string]SuperviseAgent{"1002": {Groups: []string{"team_b"}}}}},
	} {
		one := newSite(t, func(o *Options) {
			o.Queues, o.Supervise, o.Master = f, c.rules, monitor.Token("master")
			o.Permit = func(context.Context, string, string) error { return nil }
			o.Asterisk = func(string) (*ari.Client, error) { return nil, NewProblem(http.StatusNotFound, "no such asterisk", "") }
			for i := range o.Tokens {
				o.Tokens[i].Groups = []string{"team_a"}
			}
		})
		one.want(c.status, c.says, "POST", Prefix+"/agents/1001/spy", `{"mode": "`+c.mode+`", "from": "PJSIP/1"}`, "Authorization: Bearer "+c.header)
	}
	if log := s.log.String(); !strings.Contains(log, "refused by the API") || !strings.Contains(log, "agent=1001 mode=barge from=PJSIP/1") {
		t.Errorf("the log is\n%s", log)
	}
	var refused []string
	private := newSite(t, func(o *Options) {
		o.Queues, o.Supervise = &floor{call: "17.0", private: true}, Supervise{Allow: []string{"listen"}}
		o.Remark = func(_ context.Context, _, call string, r flows.Remark) {
			refused = append(refused, fmt.Sprint(r.Kind, " ", call, " ", r.Text, " ", r.By))
		}
	})
	private.want(403, "allows nobody to hear the talk", "POST", Prefix+"/agents/1001/spy", `{"mode": "listen", "from": "PJSIP/1"}`, "Authorization: Bearer "+crm)
	if got := strings.Join(refused, ", "); got != "supervisor-refused 17.0 PJSIP/1 crm" {
		t.Errorf("the call is told %q", got)
	}
	none := newSite(t, func(o *Options) { o.Queues = f })
	none.want(403, "set supervise: {allow: […]} in ivr.yaml", "POST", Prefix+"/agents/1001/spy", `{"mode": "listen", "from": "PJSIP/1"}`)
}

// grouped are rules by which only some groups may hear the agent 1001.
func grouped(groups ...string) Supervise {
	return Supervise{Allow: []string{"listen"}, Agents: map[string]SuperviseAgent{"1001": {Allow: []string{"listen"}, Groups: groups}}}
}

// Law: a supervisor is told of each stage until the end, and both ends of it are in the log with who, whom and how; the
// call is told too, also of who was not let in.
func TestSpy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := fakeari.New(fakeari.Options{User: "u", Password: "p"})
		defer srv.Close()
		client, err := ari.New(ari.Options{URL: "http://pbx:8088/ari", Username: "u", Password: "p", DialContext: srv.DialContext})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = client.Close() }()
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() {
			ended <- client.Listen(ctx, ari.ListenOptions{Apps: []string{"ivr"}, OnEvent: func(ari.Event) {}})
		}()
		if err := srv.AwaitApp(ctx, "ivr"); err != nil {
			t.Fatal(err)
		}
		caller := srv.Call(fakeari.Caller{App: "ivr", Exten: "200", Number: "100"})
		srv.Endpoint("PJSIP/1", fakeari.Answer(time.Second), fakeari.HangUp(time.Minute, 16))
		var remarks []string
		s := newSite(t, func(o *Options) {
			o.Queues, o.Supervise = &floor{call: caller.ID()}, Supervise{Allow: []string{"listen"}, Queues: map[string]Supervise{
				"sales": {Allow: []string{"barge"}, Announce: []string{"recorded"}, BeepEvery: 20 * time.Second}}}
			o.Permit = func(context.Context, string, string) error { return nil }
			o.Asterisk = func(string) (*ari.Client, error) { return client, nil }
			o.Remark = func(_ context.Context, _, call string, r flows.Remark) {
				remarks = append(remarks, fmt.Sprintf("%s %v %s %s by %s", strings.TrimPrefix(string(r.Kind), "supervisor-"),
					call == caller.ID(), r.Text, r.Outcome, r.By))
			}
		})
		s.want(403, "does not allow to whisper", "POST", Prefix+"/agents/1001/spy", `{"mode": "whisper", "from": "PJSIP/1"}`)
		told := s.tailed("POST", "/agents/1001/spy", `{"mode": "barge", "from": "PJSIP/1"}`)
		var stages []string
		for line := range strings.Lines(told) {
			if line = strings.TrimSpace(line); line != "" {
				one := decoded[map[string]any](t, line)
				stages = append(stages, strings.TrimPrefix(fmt.Sprint(one["stage"], one["type"]), "<nil>"))
			}
		}
		if got := strings.ReplaceAll(strings.Join(stages, " "), "<nil>", ""); got != "dialling answered connected Hears Left gone Ended" || !strings.HasSuffix(told, `{"type":"Ended","cause":"Normal Clearing"}`+"\n") {
			t.Errorf("told was %s", told)
		}
		for _, want := range []string{`msg="done by the API"`, "agent=1001 mode=barge from=PJSIP/1 call=" + caller.ID(), `msg="a supervisor hears a talk"`,
			`msg="a supervisor hears a talk no more" agent=1001 call=` + caller.ID() + " mode=barge from=PJSIP/1 by=crm", `msg="a supervisor has let go"`, "by=crm"} {
			if !strings.Contains(s.log.String(), want) {
				t.Errorf("the log has no %s:\n%s", want, s.log)
			}
		}
		if got := strings.Join(remarks, ", "); got != "refused true PJSIP/1 whisper by crm, came true PJSIP/1 barge by crm, left true PJSIP/1 barge by crm" {
			t.Errorf("the call was told %s", got)
		}
		var heard []string
		for _, h := range caller.Heard() {
			heard = append(heard, h.Media)
		}
		if got := strings.Join(heard, " "); got != "sound:recorded sound:beep sound:beep" {
			t.Errorf("the caller has heard %s", got)
		}
		caller.Hangup(16)
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// tailed is what a stream writes until it ends.
func (s *site) tailed(method, path, body string) string {
	r := httptest.NewRequestWithContext(s.t.Context(), method, "http://ivr.example"+Prefix+path, strings.NewReader(body))
	r.Header = s.header.Clone()
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w.Body.String()
}

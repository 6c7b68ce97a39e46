package api

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/queue"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// talking is a floor whose agents talk with whom a test says.
type talking struct {
	floor
	mu    sync.Mutex
	views []queue.AgentView
}

func (f *talking) set(views ...queue.AgentView) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.views = views
}

func (f *talking) Agents(context.Context) ([]queue.AgentView, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.views, nil
}

func (f *talking) AgentNamed(_ context.Context, number string) (queue.AgentView, error) {
	all, _ := f.Agents(context.Background())
	for _, v := range all {
		if v.ID == number {
			return v, nil
		}
	}
	return queue.AgentView{}, fmt.Errorf("%w: %s", flows.ErrNoAgent, number)
}

// with is an agent who talks in a queue.
func with(agent, queueName string, caller *fakeari.Call) queue.AgentView {
	return queue.AgentView{ID: agent, Work: "in_call", Connected: true, Queue: queueName, Queues: []string{queueName}, Call: caller.ID(), Entry: "e-" + caller.ID()}
}

// without is an agent who talks with nobody.
func without(agent, queueName string) queue.AgentView {
	return queue.AgentView{ID: agent, Work: "idle", Queues: []string{queueName}}
}

// hall is a site with an Asterisk on which callers are, and what their calls were told.
type hall struct {
	*site
	*talking
	srv     *fakeari.Server
	rules   Supervise
	mu      sync.Mutex
	remarks []string
	callers []*fakeari.Call
	options func(*Options)
	spies   Spies
	// tokens are those of the file by now, nil for those of the site; presents is how often it was asked.
	tokens   []Token
	presents int
}

// inHall runs a test with callers in a bubble. The site has the rules that h.rules are by the time that they are asked.
func inHall(t *testing.T, callers int, rules Supervise, test func(h *hall)) {
	t.Helper()
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
		h := &hall{talking: &talking{}, srv: srv, rules: rules}
		for i := range callers {
			h.callers = append(h.callers, srv.Call(fakeari.Caller{App: "ivr", ID: "c" + fmt.Sprint(i+1), Exten: "200", Number: "100"}))
		}
		h.options = func(o *Options) {
			o.Spies = &h.spies
			tokens := o.Tokens
			for i := range tokens {
				tokens[i].Groups = []string{"team_a"}
			}
			o.Queues, o.Supervise = h.talking, rules
			o.Present = func() (Supervise, []Token) {
				h.mu.Lock()
				defer h.mu.Unlock()
				h.presents++
				if h.tokens != nil {
					return h.rules, h.tokens
				}
				return h.rules, tokens
			}
			o.Permit = func(context.Context, string, string) error { return nil }
			o.Asterisk = func(name string) (*ari.Client, error) {
				if name == "far" {
					return nil, NewProblem(404, "far away", "")
				}
				return client, nil
			}
			o.Remark = func(_ context.Context, _, call string, r flows.Remark) {
				h.mu.Lock()
				defer h.mu.Unlock()
				h.remarks = append(h.remarks, fmt.Sprintf("%s %s %s", strings.TrimPrefix(string(r.Kind), "supervisor-"), call, r.Outcome))
			}
		}
		h.site = newSite(t, h.options)
		test(h)
		for _, c := range h.callers {
			c.Hangup(16)
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// after does something in the midst of a test.
func (h *hall) after(d time.Duration, do func()) { time.AfterFunc(d, do) }

// wantRemarks are what the calls were told.
func (h *hall) wantRemarks(want ...string) {
	h.t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	if got := strings.Join(h.remarks, ", "); got != strings.Join(want, ", ") {
		h.t.Errorf("the calls were told %s,\nwant %s", got, strings.Join(want, ", "))
	}
}

// Law: a supervisor of an agent waits for a talk, and for the next one. Each is heard as the rules have it by then: as
// ordered, by listening alone where only that is allowed, and not at all where nothing is, which is told once.
func TestSpyFollowsTheAgent(t *testing.T) {
	own := func(allow ...string) Supervise { return Supervise{Allow: allow} }
	rules := Supervise{Queues: map[string]Supervise{"sales": own("listen", "whisper"), "support": own("listen")}}
	inHall(t, 4, rules, func(h *hall) {
		h.srv.Endpoint("PJSIP/1", fakeari.Answer(time.Second), fakeari.HangUp(5*time.Minute, 16))
		h.set(without("1001", "sales"))
		c := h.callers
		h.after(20*time.Second, func() { // who has answered hears the caller later: there is a key to press, or a delay
			view := with("1001", "sales", c[0])
			view.Connected = false
			h.set(view)
		})
		h.after(30*time.Second, func() {
			h.wantRemarks()
			h.set(with("1001", "sales", c[0]))
		})
		h.after(45*time.Second, func() { c[0].Hangup(16) }) // the queues hear of it later
		h.after(60*time.Second, func() { h.set(without("1001", "sales")) })
		h.after(90*time.Second, func() {
			view := with("1001", "support", c[1])
			view.Queues = append(view.Queues, "sales") // whose rules are for its own talks
			h.set(view)
		})
		h.after(120*time.Second, func() { h.set(with("1001", "hidden", c[2])) })
		h.after(150*time.Second, func() {
			h.mu.Lock()
			h.rules = Supervise{Queues: map[string]Supervise{"sales": {}}}
			h.mu.Unlock()
			h.set(with("1001", "sales", c[3]))
		})
		told := h.tailed("POST", "/agents/1001/spy", `{"mode": "whisper", "from": "PJSIP/1"}`)
		h.wantRemarks("came c1 whisper", "left c1 whisper", "came c2 listen", "left c2 listen", "refused c3 whisper", "refused c4 whisper")
		tried := 0
		for _, r := range h.srv.Requests() {
			if r.Operation == "channels.snoopChannelWithId" {
				tried++
			}
		}
		if tried != 2 {
			t.Errorf("it was tried %d times to hear one of two talks", tried)
		}
		if n := strings.Count(told, `"type":"Waits"`); n != 3 {
			t.Errorf("the supervisor waits %d times: %s", n, told)
		}
		if n := strings.Count(told, `"type":"Refused"`); n != 2 || !strings.Contains(told, "does not allow to listen in the queue hidden") {
			t.Errorf("refused is %d times: %s", n, told)
		}
	})
}

// Law: who would wait for a talk that may never be heard is not rung.
func TestSpyOfNoTalkAsksTheRules(t *testing.T) {
	inHall(t, 0, Supervise{Queues: map[string]Supervise{"sales": {Allow: []string{"listen"}}}}, func(h *hall) {
		h.set(without("1001", "sales"))
		h.want(403, "does not allow to whisper", "POST", Prefix+"/agents/1001/spy", `{"mode": "whisper", "from": "PJSIP/1"}`)
		h.set(without("1001", "support"))
		h.want(403, "does not allow to listen", "POST", Prefix+"/agents/1001/spy", `{"mode": "listen", "from": "PJSIP/1"}`)
		h.want(409, "follow: true", "POST", Prefix+"/queues/sales/spy", `{"mode": "listen", "from": "PJSIP/1", "follow": false}`)
		h.want(403, "in the queue support", "POST", Prefix+"/queues/support/spy", `{"mode": "listen", "from": "PJSIP/1"}`)
		h.want(404, "there is no queue", "POST", Prefix+"/queues/nowhere/spy", `{"mode": "listen", "from": "PJSIP/1"}`)
		h.want(403, "control", "POST", Prefix+"/queues/sales/spy", `{"mode": "listen", "from": "PJSIP/1"}`, "Authorization: Bearer "+sight)
	})
}

// Law: of a queue one talk after another is heard, * goes to that of the next agent and then begins anew; those of other
// queues, of agents of others, on other Asterisks and of callers who do not want it are passed over, which is told once of
// each but those of other queues; their calls are told nothing.
func TestSpyGoesThroughTheQueue(t *testing.T) {
	rules := Supervise{Allow: []string{"listen", "barge"}, Agents: map[string]SuperviseAgent{
		"1003": {Allow: []string{"listen"}, Groups: []string{"team_b"}}, "1007": {Allow: []string{"listen"}}}}
	inHall(t, 8, rules, func(h *hall) {
		var views []queue.AgentView
		for i, name := range []string{"1007", "1001", "1002", "1003", "1004", "1005", "1006", "1009"} {
			views = append(views, with(name, "sales", h.callers[i]))
		}
		views[2].Queue, views[4].Private, views[5].Asterisk = "support", true, "far"
		views[6].Connected = false
		h.set(views...)
		h.srv.Endpoint("PJSIP/1", fakeari.Answer(time.Second), fakeari.Press(10*time.Second, "*"), fakeari.Press(10*time.Second, "*"),
			fakeari.Press(10*time.Second, "*"), fakeari.HangUp(30*time.Second, 16))
		h.after(50*time.Second, func() { h.callers[1].Hangup(16); h.set(without("1001", "sales"), views[0]) })
		told := h.tailed("POST", "/queues/sales/spy", `{"mode": "barge", "from": "PJSIP/1"}`)
		h.wantRemarks("came c2 barge", "left c2 barge", "came c1 listen", "left c1 listen", "came c8 barge", "left c8 barge",
			"came c2 barge", "left c2 barge", "came c1 listen", "left c1 listen")
		if strings.Contains(told, `"type":"Waits"`) {
			t.Errorf("told is %s", told)
		}
		for name, why := range map[string]string{"1003": "not in a group of crm", "1004": "allows nobody", "1005": "another Asterisk"} {
			refused := 0
			for line := range strings.Lines(told) {
				if strings.Contains(line, `"type":"Refused","agent":"`+name+`"`) && strings.Contains(line, why) {
					refused++
				}
			}
			if refused != 1 || strings.Count(told, `"type":"Refused"`) != 3 {
				t.Errorf("of %s is told %d times that %s: %s", name, refused, why, told)
			}
		}
	})
}

// Law: another mode is had by PATCH as by keys, of the supervisor who is there, with the rights of who asks; while
// nobody is heard there is none to be had, and a reload between is no matter.
func TestSpyChangesByRequest(t *testing.T) {
	rules := Supervise{Allow: []string{"listen", "whisper"}}
	inHall(t, 1, rules, func(h *hall) {
		h.set(with("1001", "sales", h.callers[0]))
		h.srv.Endpoint("PJSIP/1", fakeari.Answer(time.Second), fakeari.HangUp(2*time.Minute, 16))
		ask := func(status int, says, path, mode, from string) {
			h.want(status, says, "PATCH", Prefix+path, `{"mode": "`+mode+`", "from": "`+from+`"}`)
		}
		const agent = "/agents/1001/spy"
		ask(404, "PJSIP/1 hears nobody here", agent, "whisper", "PJSIP/1")
		ask(422, "listen, whisper, barge", agent, "shout", "PJSIP/1")
		changes := func() {
			old := h.site
			defer func() { h.site = old }()
			h.site = newSite(h.t, h.options) // the file was read anew
			ask(204, "", agent, "whisper", "PJSIP/1")
			ask(404, "PJSIP/2 hears nobody here", agent, "whisper", "PJSIP/2")
			ask(404, "hears nobody here", "/queues/sales/spy", "whisper", "PJSIP/1")
			ask(403, "does not allow to barge", agent, "barge", "PJSIP/1")
			h.want(403, "control", "PATCH", Prefix+agent, `{"mode": "listen", "from": "PJSIP/1"}`, "Authorization: Bearer "+sight)
			h.set(without("1001", "sales"))
		}
		h.after(10*time.Second, func() {
			changes()
			h.after(20*time.Second, func() { ask(409, "hears no talk at the moment", agent, "listen", "PJSIP/1") })
		})
		h.tailed("POST", agent, `{"mode": "listen", "from": "PJSIP/1"}`)
		h.wantRemarks("came c1 listen", "left c1 listen", "came c1 whisper", "refused c1 barge", "left c1 whisper")
		ask(404, "hears nobody here", agent, "listen", "PJSIP/1")
	})
}

// Law: who does not want to follow is let go of by the end of the talk.
func TestSpyDoesNotFollow(t *testing.T) {
	inHall(t, 2, Supervise{Allow: []string{"listen"}}, func(h *hall) {
		h.srv.Endpoint("PJSIP/1", fakeari.Answer(time.Second), fakeari.HangUp(time.Hour, 16))
		for i, path := range []string{"/agents/1001/spy", "/queues/sales/spy"} {
			h.set(with("1001", "sales", h.callers[i]))
			h.after(30*time.Second, func() { h.set(without("1001", "sales")) })
			if told := h.tailed("POST", path, `{"mode": "listen", "from": "PJSIP/1", "follow": false}`); !strings.HasSuffix(told,
				`{"type":"Ended","cause":"the call has ended"}`+"\n") {
				t.Errorf("told is %s", told)
			}
		}
	})
}

// Law: a token that was taken out of the file, or out of its scope, hears no further talk and changes nothing in the one
// that it hears; the supervisor waits. The rules are made once for all agents that are asked for.
func TestSpyAsksForTheToken(t *testing.T) {
	for name, tokens := range map[string][]Token{"gone": {{Name: "web"}}, "reads": {{Name: "crm", Scopes: []string{"read"}}}, "none": {}} {
		t.Run(name, func(t *testing.T) {
			inHall(t, 2, Supervise{Allow: []string{"listen", "whisper"}}, func(h *hall) {
				h.set(with("1001", "sales", h.callers[0]), without("1002", "sales"), without("1003", "sales"))
				h.srv.Endpoint("PJSIP/1", fakeari.Answer(time.Second), fakeari.Press(20*time.Second, "5"), fakeari.HangUp(30*time.Second, 16))
				h.after(10*time.Second, func() {
					h.mu.Lock()
					defer h.mu.Unlock()
					h.tokens, h.presents = tokens, 0
				})
				h.after(30*time.Second, func() {
					h.set(with("1001", "sales", h.callers[1]), with("1002", "sales", h.callers[0]), with("1003", "sales", h.callers[1]))
				})
				told := h.tailed("POST", "/queues/sales/spy", `{"mode": "listen", "from": "PJSIP/1"}`)
				if n := strings.Count(told, `"type":"Hears"`); n != 1 || !strings.Contains(told, "no token crm any more") {
					t.Errorf("told is %s", told)
				}
				if h.presents > 30 {
					t.Errorf("in twenty seconds the rules were made %d times", h.presents)
				}
			})
		})
	}
}

// Law: who needed no token as they came hears no further talk, and changes nothing, when the file has tokens by then.
func TestSpyNeedsATokenBehindAReload(t *testing.T) {
	agent := queue.AgentView{ID: "1001", Queue: "sales", Call: "c1", Connected: true}
	rules := Supervise{Allow: []string{"listen"}}
	for _, c := range []struct {
		by, says string
		now      lawNow
	}{
		{thisMachine, "", lawNow{rules: rules, open: true}},
		{thisMachine, "has tokens by now", lawNow{rules: rules, tokens: []Token{{Name: "crm"}}}},
		{"crm", "", lawNow{rules: rules, tokens: []Token{{Name: "crm"}}}},
		{"crm", "no token crm any more", lawNow{rules: rules, open: true}},
		{master, "", lawNow{rules: rules}},
	} {
		if err := c.now.may(agent, "listen", c.by); (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", c.by, err, c.says)
		}
	}
}

// Law: who wants another mode while the supervisor's telephone rings hears soon that there is none to be had.
func TestSpyChangesNothingWhileItRings(t *testing.T) {
	inHall(t, 1, Supervise{Allow: []string{"listen", "whisper"}}, func(h *hall) {
		h.set(with("1001", "sales", h.callers[0]))
		h.srv.Endpoint("PJSIP/1", fakeari.Ring(time.Second), fakeari.Answer(25*time.Second), fakeari.HangUp(10*time.Second, 16))
		var took time.Duration
		h.after(5*time.Second, func() {
			asked := time.Now()
			h.want(409, "hears no talk at the moment", "PATCH", Prefix+"/agents/1001/spy", `{"mode": "whisper", "from": "PJSIP/1"}`)
			took = time.Since(asked)
		})
		h.tailed("POST", "/agents/1001/spy", `{"mode": "listen", "from": "PJSIP/1"}`)
		h.wantRemarks("came c1 listen", "left c1 listen")
		if took != takeTime {
			t.Errorf("that took %s", took)
		}
	})
}

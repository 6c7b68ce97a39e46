package app

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/acd"
	"github.com/ariapp/ariapp/internal/queue"
)

// Law: an agent who is made by the API is read as the file's are, rung like them, and there in the next process and
// behind a reload; a file with the same number is refused with the place.
func TestAgentsMadeByTheAPI(t *testing.T) {
	text := strings.Replace(strings.Replace(queuedCalls, "allow: [", "allow: [PJSIP/2001, ", 1), "logged_in: true, ", "", -1)
	text = strings.Replace(text, "sales: {ring_timeout: 5m,", "sales: {ring_timeout: 5m, join: {empty: none}, leave: {empty: none},", 1)
	inQueues(t, text, nil, func(h *house, again func(time.Duration)) {
		says := func(status int, what, method, path, body string) {
			t.Helper()
			if got, answer := h.apiSays(method, path, body, ""); got != status || !strings.Contains(answer, what) {
				t.Errorf("%s %s %s: %d %s, want %d with %s", method, path, body, got, answer, status, what)
			}
		}
		h.write(text)
		caller := h.call("200")
		says(409, "the agent 1001 is one of ivr.yaml", "POST", "/agents", `{"agent": "1001"}`)
		says(409, "those in it are changed there", "DELETE", "/agents/1001", "")
		says(404, "a number that GET /agents shows", "PUT", "/agents/2001", `{}`)
		says(403, "PJSIP/2002", "POST", "/agents", `{"agent": "2001", "endpoint": "PJSIP/2002"}`)
		for body, what := range map[string]string{
			`{"agent": "2 1"}`: "1 to 60 letters, digits",
			`{}`:               "1 to 60 letters, digits",
			`{"agent": "2001", "queues": [{"queue": "slaes"}]}`:              `"accepted":"sales, back, first"`,
			`{"agent": "2001", "pin": "12a4"}`:                               "a PIN must be digits",
			`{"agent": "2001", "logged_in": true}`:                           "needs an endpoint",
			`{"agent": "2001", "skills": {"a": 99999999}}`:                   "0 to 1000",
			`{"agent": "2001", "wrapup": "-5s"}`:                             `\"wrapup\": \"-5s\": the value must be a duration from 0s to 24h`,
			`{"agent": "2001", "queues": [{"queue": "sales", "level": -1}]}`: "0 to 1000",
		} {
			says(422, what, "POST", "/agents", body)
			if _, answer := h.apiSays("POST", "/agents", body, ""); strings.Contains(answer, "12a4") {
				t.Errorf("a PIN is told: %s", answer)
			}
		}
		says(201, `"made":true`, "POST", "/agents", `{"agent": "2001", "endpoint": "PJSIP/2001", "pin": "7", "logged_in": true, "queues": [{"queue": "sales"}]}`)
		h.srv.Endpoint("PJSIP/2001")
		again(time.Second)
		leg := h.rings("PJSIP/2001")
		leg.Answer()
		time.Sleep(3 * time.Second)
		if _, err := h.hall().hall.Agent(context.Background(), flows.AgentOrder{Agent: "2001", PIN: flows.NewSecret("7"), CheckPIN: true}); err != nil {
			t.Errorf("the PIN is %v", err)
		}
		h.write(strings.Replace(text, "agents:\n", "agents:\n  2001: {queues: [sales]}\n", 1))
		_, err := h.app.Reload(context.Background())
		if wrong := (*FindingsError)(nil); !errors.As(err, &wrong) || wrong.Findings[0].Rule != "duplicate-agent" || wrong.Findings[0].Line == 0 {
			t.Errorf("a file with the same number: %v", err)
		}
		h.write(text + "\n")
		if _, err := h.app.Reload(context.Background()); err != nil {
			t.Error(err)
		}
		says(200, `"work":"in_call"`, "PUT", "/agents/2001", `{"name": "Eva"}`)
		says(409, "the agent 2001 talks with a caller", "DELETE", "/agents/2001", "")
		says(409, "POST /agents/2001/logout", "DELETE", "/agents/2001", "")
		if isOver(caller) {
			t.Errorf("the talk has ended\n%s", h.logged())
		}
		leg.Hangup(16)
		time.Sleep(5 * time.Second)
		says(204, "", "DELETE", "/agents/2001", "")
		says(404, "", "GET", "/agents/2001", "")
		says(404, "there is no such agent: 2002", "DELETE", "/agents/2002", "")
	})
}

// Law: an agent who was made is rung as long as outbound allows it, whatever it did when they were made.
func TestAgentsMadeThatOutboundAllowsNoMore(t *testing.T) {
	narrow := strings.Replace(queuedCalls, "logged_in: true, ", "", -1)
	narrow = strings.Replace(narrow, "sales: {ring_timeout: 5m,", "sales: {ring_timeout: 5m, join: {empty: none}, leave: {empty: none},", 1)
	wide := strings.Replace(narrow, "allow: [", "allow: [PJSIP/2001, ", 1)
	inQueues(t, wide, nil, func(h *house, _ func(time.Duration)) {
		reload := func(text string) {
			t.Helper()
			h.write(text)
			if _, err := h.app.Reload(context.Background()); err != nil {
				t.Fatal(err)
			}
			time.Sleep(3 * time.Second)
		}
		h.srv.Endpoint("PJSIP/2001")
		body := `{"agent": "2001", "endpoint": "PJSIP/2001", "logged_in": true, "queues": [{"queue": "sales"}]}`
		if got, answer := h.apiSays("POST", "/agents", body, ""); got != 201 {
			t.Fatalf("%d %s", got, answer)
		}
		reload(narrow)
		h.mustLog("an agent is not rung: outbound does not allow the endpoint")
		caller := h.call("200")
		within, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if _, err := h.srv.Endpoint("PJSIP/2001").AwaitCall(within); err == nil {
			t.Errorf("the agent is rung though outbound does not allow it")
		}
		reload(wide)
		h.rings("PJSIP/2001").Hangup(16)
		caller.Hangup(16)
		time.Sleep(5 * time.Second)
	})
}

// Law: a version that is gone back to, and a canary as it begins and as it is promoted, are refused like a file that is
// read anew where they have the number of an agent who was made; without that agent they are not. What is in use stays.
func TestAgentsMadeThatVersionsHave(t *testing.T) {
	without := queued + "# without\n"
	with := strings.Replace(queued, "agents:\n", "agents:\n  2001: {queues: [sales]}\n", 1)
	recorded(t, with, recording, func(h *house) {
		h.reload(without)
		make := func() {
			t.Helper()
			if err := h.hall().hall.MakeAgent(context.Background(), acd.Made{As: queue.Agent{ID: "2001"}}); err != nil {
				t.Fatal(err)
			}
		}
		refused := func(what string, err error) {
			t.Helper()
			if wrong := (*FindingsError)(nil); !errors.As(err, &wrong) || wrong.Findings[0].Rule != "duplicate-agent" || !strings.Contains(err.Error(), "ariapp agent remove 2001") {
				t.Errorf("%s: %v", what, err)
			}
		}
		canary := func() error {
			path := filepath.Join(filepath.Dir(h.path), "canary.yaml")
			put(t, path, with+"# canary\n")
			file, _, err := Load(path)
			if err != nil {
				t.Fatal(err)
			}
			_, err = h.app.StartCanary(context.Background(), Canary{file, 50})
			return err
		}
		make()
		_, _, err := h.app.Rollback(context.Background(), 1)
		refused("a rollback", err)
		refused("a canary", canary())
		h.wantKept("1 start; 2 reload, live")
		if err := h.hall().hall.UnmakeAgent(context.Background(), "2001"); err != nil {
			t.Fatal(err)
		}
		if err := canary(); err != nil {
			t.Fatal(err)
		}
		make()
		refused("to promote it", h.app.PromoteCanary(context.Background()))
		if err := h.hall().hall.UnmakeAgent(context.Background(), "2001"); err != nil {
			t.Fatal(err)
		}
		if err := h.app.PromoteCanary(context.Background()); err != nil {
			t.Error(err)
		}
		h.reload(without)
		h.back(1, 1)
	})
}

// Law: agents log in where the file lets call that their call is on, a canary's too; when that is gone nobody is rung there
// any more.
func TestAgentsReachedWhereACanarySays(t *testing.T) {
	with := strings.Replace(queued, "flows: {", "flows: {desk: [{agent: {do: login, agent: '1001', check_pin: false, endpoint: PJSIP/desk}}], ", 1)
	recorded(t, queued, recording, func(h *house) {
		logIn := func(when string, want error) {
			t.Helper()
			_, err := h.hall().hall.Agent(context.Background(), flows.AgentOrder{Agent: "1001", Do: flows.AgentLogin, Endpoint: "PJSIP/desk"})
			if !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", when, err, want)
			}
		}
		h.srv.Endpoint("PJSIP/desk")
		logIn("without a canary", flows.ErrAgentOrder)
		put(t, filepath.Join(filepath.Dir(h.path), "canary.yaml"), with+"# canary\n")
		if _, err := h.app.canaryAt(context.Background(), "canary.yaml", 50); err != nil {
			t.Fatal(err)
		}
		logIn("with one", nil)
		time.Sleep(time.Second)
		expect(t, "on the canary", h.agentsOf()[:1], []string{"1001 available NOT_INUSE"})
		if err := h.app.StopCanary(context.Background()); err != nil {
			t.Fatal(err)
		}
		expect(t, "when it is gone", h.agentsOf()[:1], []string{"1001 available INVALID"})
		logIn("then", flows.ErrAgentOrder)
	})
}

// Law: what becomes of one who is called back is told in its order, however long the first of it takes; of others
// meanwhile too.
func TestNewsOfCallBacksAreInOrder(t *testing.T) {
	inHouse(t, queued, nil, func(h *house) {
		q := h.hall()
		told := make(chan string, 9)
		slow := 3
		q.tell("a", func(context.Context) error {
			if slow--; slow > 0 {
				return errors.New("nobody is there")
			}
			told <- "a1"
			return nil
		})
		for _, name := range []string{"a2", "a3"} {
			q.tell("a", func(context.Context) error {
				told <- name
				return nil
			})
		}
		q.tell("b", func(context.Context) error {
			told <- "b1"
			return nil
		})
		var all []string
		for range 4 {
			all = append(all, <-told)
		}
		if got := strings.Join(all, " "); got != "b1 a1 a2 a3" {
			t.Errorf("told are %s", got)
		}
	})
}

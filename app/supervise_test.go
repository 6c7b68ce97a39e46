package app

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// supervised is a file with a queue of one agent, whose talks supervisors may hear as ALLOW says.
const supervised = outer + `
server: {listen: none}
supervise: {allow: ALLOW}
queues: {sales: {ring_timeout: 5m, announce: {frequency: 0s, position: no, hold_time: no}}}
agents: {1001: {endpoint: PJSIP/1001, logged_in: true, queues: [sales]}}
outbound: {allow: ['PJSIP/900']}
numbers: {200: sales}
flows: {sales: [{queue: sales}, hangup]}
`

// Law: a supervisor stays over reloads and from talk to talk; how they hear one is as the file has it by then, whoever
// asks for it; and the call shows it.
func TestSupervisorsStayOverReloads(t *testing.T) {
	inQueues(t, strings.ReplaceAll(supervised, "ALLOW", "[listen, whisper]"), nil, func(h *house, _ func(time.Duration)) {
		door := &apiDoor{app: h.app}
		ask := func(method, mode string) (int, string) {
			r := httptest.NewRequestWithContext(h.t.Context(), method, "http://localhost/api/v1/agents/1001/spy",
				strings.NewReader(`{"mode": "`+mode+`", "from": "PJSIP/900"}`))
			r.RemoteAddr = "127.0.0.1:4000"
			w := httptest.NewRecorder()
			door.ServeHTTP(w, r)
			return w.Code, w.Body.String()
		}
		allow := func(what string) {
			h.t.Helper()
			h.write(strings.ReplaceAll(supervised, "ALLOW", what))
			if _, err := h.app.Reload(context.Background()); err != nil {
				h.t.Fatal(err)
			}
			time.Sleep(3 * time.Second)
		}
		shown := func(want string) {
			h.t.Helper()
			time.Sleep(time.Second) // the call is told, and tells it
			var all []string
			for _, c := range h.app.CallsNow() {
				for _, s := range c.Supervisors {
					all = append(all, s.From+" "+s.Mode)
				}
			}
			if got := strings.Join(all, ", "); got != want {
				h.t.Errorf("the calls show %q, want %q\n%s", got, want, h.logged())
			}
		}
		talk := func() (caller *fakeari.Call, agent *fakeari.Leg) {
			caller, agent = h.call("200"), h.rings("PJSIP/1001")
			agent.Answer()
			time.Sleep(3 * time.Second)
			return caller, agent
		}
		boss := h.srv.Endpoint("PJSIP/900", fakeari.Answer(time.Second))
		caller, agent := talk()
		over := make(chan string, 1)
		go func() {
			_, text := ask("POST", "listen")
			over <- text
		}()
		time.Sleep(5 * time.Second)
		shown("PJSIP/900 listen")
		allow("[listen, barge]")
		for mode, want := range map[string]int{"whisper": 403, "barge": 204} {
			if got, text := ask("PATCH", mode); got != want {
				h.t.Errorf("%s: %d %s", mode, got, text)
			}
		}
		shown("PJSIP/900 barge")
		allow("none")
		shown("PJSIP/900 barge") // it was allowed when it began
		agent.Hangup(16)
		time.Sleep(5 * time.Second)
		if !isOver(caller) {
			h.t.Error("the talk with the first caller goes on")
		}
		caller, agent = talk()
		shown("")
		allow("listen")
		shown("PJSIP/900 listen")
		boss.Calls()[0].Hangup(16)
		if text := <-over; !strings.Contains(text, `"type":"Waits"`) || !strings.Contains(text, `"cause":"Normal Clearing"`) {
			h.t.Errorf("told is %s", text)
		}
		shown("")
		agent.Hangup(16)
		time.Sleep(5 * time.Second)
		if !isOver(caller) || len(boss.Calls()) != 1 {
			h.t.Error(fmt.Sprint("the talk with the second caller goes on, or the supervisor was rung again: ", len(boss.Calls())))
		}
	})
}

// barges has a supervisor at a telephone barge in on agent 1001, and tells when whoever asked for it is to be gone. What was
// told is in over then.
func (h *house) barges(asking context.Context) (over <-chan string) {
	door, told := &apiDoor{app: h.app}, make(chan string, 1)
	go func() {
		r := httptest.NewRequestWithContext(asking, "POST", "http://localhost/api/v1/agents/1001/spy",
			strings.NewReader(`{"mode": "barge", "from": "PJSIP/900"}`))
		r.RemoteAddr = "127.0.0.1:4000"
		w := httptest.NewRecorder()
		door.ServeHTTP(w, r)
		told <- w.Body.String()
	}()
	time.Sleep(5 * time.Second)
	return told
}

// Law: a supervisor whom a process has left with an agent, as it died or could not tell Asterisk any more, is let go of by
// the next process with the same application: nobody would know that they hear, and are heard. Callers are taken up before,
// however slow that is, and it is tried until it is done.
func TestSupervisorsOfADeadProcessAreLetGo(t *testing.T) {
	inQueues(t, strings.ReplaceAll(supervised, "ALLOW", "[barge]"), nil, func(h *house, again func(time.Duration)) {
		boss := h.srv.Endpoint("PJSIP/900", fakeari.Answer(time.Second))
		caller, agent := h.call("200"), h.rings("PJSIP/1001")
		agent.Answer()
		time.Sleep(3 * time.Second)
		asking, dies := context.WithCancel(h.t.Context())
		defer dies()
		over := h.barges(asking)
		if id := boss.Calls()[0].ID(); !strings.HasPrefix(id, "ariapp-hand-spy-ivr-") {
			h.t.Errorf("the supervisor's channel %s does not have the name of the application", id)
		}
		h.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Operation: "channels.hangup", Delay: time.Minute, Times: 2})
		time.AfterFunc(time.Second/2, dies)
		again(time.Second)
		time.Sleep(time.Second)
		if n := h.app.Calls(); n != 1 {
			h.t.Errorf("a second behind the start %d calls were taken up", n)
		}
		time.Sleep(3 * time.Second)
		h.mustLog("supervisors who have stayed may hear somebody still")
		told := <-over
		time.Sleep(3 * sweepEvery)
		if left := boss.Calls(); len(left) != 1 || !isOver(left[0].Call) || !strings.Contains(told, `"type":"Hears"`) {
			h.t.Errorf("the supervisor is with the agent still; told was %s\n%s", told, h.logged())
		}
		if isOver(caller) || isOver(agent.Call) {
			h.t.Error("the talk is over")
		}
		agent.Hangup(16)
		time.Sleep(5 * time.Second)
	})
}

// Law: a supervisor whom a process could not let go of, as Asterisk did not answer, is let go of by it as soon as it does.
func TestSupervisorsOfAnOutageAreLetGo(t *testing.T) {
	inQueues(t, strings.ReplaceAll(supervised, "ALLOW", "[barge]"), nil, func(h *house, _ func(time.Duration)) {
		boss := h.srv.Endpoint("PJSIP/900", fakeari.Answer(time.Second))
		caller, agent := h.call("200"), h.rings("PJSIP/1001")
		agent.Answer()
		time.Sleep(3 * time.Second)
		asking, goes := context.WithCancel(h.t.Context())
		defer goes()
		over := h.barges(asking)
		h.srv.Fault(fakeari.Fault{Name: fakeari.ErrorOnce, Operation: "channels.hangup", Channel: boss.Calls()[0].ID(), Times: -1})
		goes()
		<-over
		time.Sleep(2 * sweepEvery)
		if isOver(boss.Calls()[0].Call) {
			h.t.Error("the supervisor is gone though Asterisk has refused it")
		}
		h.srv.Heal()
		time.Sleep(sweepEvery + time.Second)
		if !isOver(boss.Calls()[0].Call) || isOver(caller) || isOver(agent.Call) {
			h.t.Errorf("the supervisor is with the agent still, or the talk is over:\n%s", h.logged())
		}
		agent.Hangup(16)
		time.Sleep(5 * time.Second)
	})
}

package replay

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/internal/journal"
)

// waiting is a file whose callers wait in queues.
const waiting = outer + `
vars: {place: 0}
queues:
  sales:
    announce: {position: yes, frequency: 20s, min_gap: 5s, first_in_line: true}
  told: {confirm: {key: "1", timeout: 5s, prompt: beep}, agent_announce: hello-world}
agents:
  1001: {endpoint: PJSIP/1001, logged_in: true, queues: [sales, told]}
  1002: {endpoint: PJSIP/1002, logged_in: true, queues: [{queue: sales, level: 1}, {queue: told, level: 1}]}
numbers: {300: sales, 301: told, 302: steps, 303: back, 304: line}
flows:
  sales:
    - queue: {id: q, queue: sales, continue: true, exit_keys: {1: {play: {id: out, media: vm-goodbye}}}, on_timeout: [{play: {id: late, media: im-sorry}}, {wait: {id: long, time: 2m}}]}
    - if: {id: got, is: steps.q.status == "answered", then: {play: {id: thanks, media: auth-thankyou}}, else: {play: {id: no, media: im-sorry}}}
  told:
    - queue: {id: t, queue: told, continue: true}
    - play: {id: behind, media: vm-goodbye}
  steps:
    - queue:
        id: s
        queue: sales
        announce: false
        waiting:
          - if: {id: far, is: steps.s.position > 1, then: {play: {id: wait, media: hello-world}}, else: {play: {id: soon, media: beep}}}
          - wait: {id: rest, time: 4s}
    - play: {id: never, media: im-sorry}
  back:
    - queue: {id: b, queue: sales, continue: true}
    - menu: {id: after, prompt: vm-press, choices: {1: {play: {id: one, media: hello-world}}}}
  line:
    - queue: {id: l, queue: told}
`

// shared are queues of others with agents 1001 and 1002, under the rules of the file.
func shared(t *testing.T, of flowtest.Queue) *flowtest.Queues {
	t.Helper()
	for _, number := range []string{"1001", "1002"} {
		of.Agents = append(of.Agents, flows.QueueOffer{Agent: number, Name: number, Endpoint: "PJSIP/" + number,
			Ring: 10 * time.Second})
	}
	all, rules := &flowtest.Queues{Of: map[string]*flowtest.Queue{}}, built(t, waiting).world.Queues
	for _, name := range []string{"sales", "told"} {
		one := of
		one.Rules, _ = rules.Rules(name)
		all.Of[name] = &one
	}
	return all
}

// Law: who waited in a queue goes through the same flows as they went: agents ring as they rang and do what they did,
// the place is what it was, and the wait ends as it ended.
func TestWaits(t *testing.T) {
	const s = time.Second
	hangup := flowtest.HangUp()
	talks := func(number string, after time.Duration) flowtest.Callee {
		return picksUp("PJSIP/"+number, after, flowtest.Wait(12*s), hangup)
	}
	ahead := flowtest.Queue{Ahead: []time.Duration{7 * s, 26 * s}, Wait: 90 * s}
	for name, c := range map[string]struct {
		caller  caller
		of      flowtest.Queue
		changes []string
		want    string
	}{
		"the first is busy":       {caller: caller{dialled: []flowtest.Callee{engaged("PJSIP/1001", 2*s), talks("1002", 3*s)}}, want: "same 3"},
		"one rings for too long":  {caller: caller{dialled: []flowtest.Callee{{Endpoint: "PJSIP/1001"}, talks("1002", 3*s)}}, of: flowtest.Queue{Retry: 5 * s}, want: "same 3"},
		"all at once":             {caller: caller{dialled: []flowtest.Callee{talks("1001", 4*s), talks("1002", 3*s)}}, of: flowtest.Queue{AtOnce: true}, want: "same 3"},
		"others before":           {caller: caller{dialled: []flowtest.Callee{talks("1001", 4*s)}}, of: ahead, want: "same 3"},
		"a key behind the place":  {caller: caller{does: "@queue-youarenext 2s 1", dialled: []flowtest.Callee{{Endpoint: "PJSIP/1001", Silent: true}}}, of: ahead, want: "same 4"},
		"too late":                {caller: caller{}, of: flowtest.Queue{Ahead: []time.Duration{time.Hour}, Ends: flows.QueueTimeout, After: 33 * s}, want: "same 5"},
		"nobody there":            {caller: caller{}, of: flowtest.Queue{Ends: flows.QueueJoinEmpty}, want: "same 3"},
		"hung up":                 {caller: caller{does: "13s hangup", dialled: []flowtest.Callee{{Endpoint: "PJSIP/1001"}}}, want: "same 1"},
		"hung up in the talk":     {caller: caller{does: "13s hangup", dialled: []flowtest.Callee{talks("1001", 4*s)}}, want: "same 1"},
		"an agent who is asked":   {caller: caller{to: "301", dialled: []flowtest.Callee{picksUp("PJSIP/1001", 2*s, flowtest.Wait(3*s), flowtest.Press("1"), flowtest.Wait(9*s), hangup)}}, want: "same 2"},
		"a mailbox that is asked": {caller: caller{to: "301", dialled: []flowtest.Callee{picksUp("PJSIP/1001", 2*s), picksUp("PJSIP/1002", 2*s, flowtest.Wait(3*s), flowtest.Press("1"), flowtest.Wait(9*s), hangup)}}, want: "same 2"},
		"steps by the place":      {caller: caller{to: "302", dialled: []flowtest.Callee{talks("1001", 4*s)}}, of: flowtest.Queue{Ahead: []time.Duration{7 * s}}, want: "same 7"},
		"other steps":             {caller: caller{to: "302", dialled: []flowtest.Callee{talks("1001", 4*s)}}, of: flowtest.Queue{Ahead: []time.Duration{7 * s}}, changes: []string{"position > 1", "position > 2"}, want: "different 2 steps/far (if) takes then|steps/far (if) takes else at 25"},
		"a question behind":       {caller: caller{to: "303", does: "@vm-press 1s 1", dialled: []flowtest.Callee{talks("1001", 4*s)}}, want: "same 3"},
		"another queue":           {caller: caller{dialled: []flowtest.Callee{talks("1001", 4*s)}}, changes: []string{"{id: q, queue: sales", "{id: q, queue: told"}, want: "unknown 1 sales/q (queue) dials PJSIP/1001|the flows ask the queue told, and the answer is not in the journal at 14"},
		"another way out":         {caller: caller{does: "9s 1", dialled: []flowtest.Callee{{Endpoint: "PJSIP/1001"}}}, changes: []string{"exit_keys: {1:", "exit_keys: {2:"}, want: "different 1 sales/q (queue) ends: exit_key|the caller waits on in the queue sales at 14"},
	} {
		t.Run(name, func(t *testing.T) {
			c.caller.queues = shared(t, c.of)
			if c.caller.to == "" {
				c.caller.to = "300"
			}
			call := built(t, waiting).recorded(t, c.caller)
			h := built(t, strings.NewReplacer(c.changes...).Replace(waiting))
			r := h.replayed(t, call)
			if got := told(r); got != c.want || r.Verdict == Same && len(r.Changed) > 0 {
				t.Errorf("%s, not %s\n%s", got, c.want, textOf(r))
			}
		})
	}
}

// desks is a file whose agents come and go by telephone.
const desks = outer + `
queues: {sales: {}}
agents: {1001: {endpoint: PJSIP/1001, pin: "4711", logged_in: true, queues: [sales]}}
numbers: {200: shift}
flows:
  shift:
    - agent: {id: w, do: status, on_failed: {play: {id: wrong, media: vm-goodbye}}}
    - if: {id: there, is: steps.w.presence == "available", then: {agent: {id: out, do: pause, agent: "${steps.w.agent}", check_pin: false, reason: lunch}}}
`

// Law: agents are told what they were told then, whatever their PIN is today.
func TestAgentsAsThen(t *testing.T) {
	const right = "@agent-user 1s 1001# @agent-pass 4711#"
	for name, c := range map[string]struct {
		caller  caller
		changes []string
		want    string
	}{
		"there":           {caller: caller{does: right}, want: "same 3; tried shift/w"},
		"another PIN":     {caller: caller{does: right}, changes: []string{`"4711"`, `"4712"`}, want: "same 3; tried shift/w"},
		"out":             {caller: caller{does: right, agents: []string{"1001 logged_out"}}, want: "same 2; tried shift/w"},
		"nobody":          {caller: caller{does: "@agent-user 1s 9# 1s # 20s hangup"}, want: "same 1; tried shift/w"},
		"another look":    {caller: caller{does: right}, changes: []string{`== "available"`, `== "on_break"`}, want: "unknown 2 shift/there (if) takes then|shift/there (if) takes else at 9; tried shift/w"},
		"another order":   {caller: caller{does: right}, changes: []string{"do: pause", "do: logout", ", reason: lunch", ""}, want: "unknown 3 shift/out (agent) ends: ok|the flows ask the agents to logout 1001, which was not asked then at 9; tried shift/w"},
		"without answers": {caller: caller{does: right, bare: true}, want: "unknown 1 shift/w (agent) ends: ok|the flows ask the agents to look 1001, and the answer is not in the journal at 8; tried shift/w"},
	} {
		t.Run(name, func(t *testing.T) {
			call := built(t, desks).recorded(t, c.caller)
			r := built(t, strings.NewReplacer(c.changes...).Replace(desks)).replayed(t, call)
			if got := told(r); got != c.want {
				t.Errorf("%s, not %s\n%s", got, c.want, textOf(r))
			}
		})
	}
}

// Law: a journal that does not tell the caller's place yet is replayed as far as it goes, and what parts behind the
// wait is not known.
func TestWaitsOfOlderJournals(t *testing.T) {
	call := built(t, waiting).recorded(t, caller{to: "300", queues: shared(t, flowtest.Queue{Ahead: []time.Duration{3 * time.Second}}),
		dialled: []flowtest.Callee{picksUp("PJSIP/1001", time.Second, flowtest.Wait(time.Second), flowtest.HangUp())}})
	older := call
	older.Entries = nil
	for _, e := range call.Entries {
		if e.Kind != journal.Kind(flows.QueuePlaced) {
			e.Seq = len(older.Entries) + 1
			older.Entries = append(older.Entries, e)
		}
	}
	if r := built(t, waiting).replayed(t, older); r.Verdict != Same {
		t.Errorf("%s", textOf(r))
	}
	changed := strings.Replace(waiting, `steps.q.status == "answered"`, "steps.q.position > 7", 1)
	if r := built(t, changed).replayed(t, older); r.Verdict != Unknown || r.Lacks != "the place in the queue sales" {
		t.Errorf("%s", textOf(r))
	}
	if r := built(t, changed).replayed(t, call); r.Verdict != Different {
		t.Errorf("%s", textOf(r))
	}
}

// Law: a talk with an agent who waits on the line is in the journal of another call: it is not known. One who was not
// there any more is passed over.
func TestAnAgentOnTheLine(t *testing.T) {
	queues := shared(t, flowtest.Queue{})
	queues.Of["told"].Agents[0].Standby = "line-1"
	call := built(t, waiting).recorded(t, caller{to: "304", queues: queues, does: "20s hangup"})
	if r := built(t, waiting).replayed(t, call); r.Verdict != Same {
		t.Errorf("%s", textOf(r))
	}
	for i, e := range call.Entries {
		if e.Kind == journal.Kind(flows.QueueOffered) && e.Leg == "" {
			e.Kind = journal.Kind(flows.QueueConnected)
			call.Entries = slices.Insert(call.Entries, i+1, e)
			break
		}
	}
	for i := range call.Entries {
		call.Entries[i].Seq = i + 1
	}
	r := built(t, waiting).replayed(t, call)
	if r.Verdict != Unknown || !strings.Contains(r.Today, "the talk with the agent 1001") {
		t.Errorf("%s", textOf(r))
	}
}

// Law: a wait for agents of the file can be written as a test that places them, and passes.
func TestWaitsAsTests(t *testing.T) {
	for name, c := range map[string]struct {
		caller caller
		want   []string
	}{
		"answered": {caller{to: "300", agents: []string{"1001 answers after 4s talks 9s"}}, []string{`"1001": {answers: 4s, talks: 9s}`, "sales: answered", "dialled: [agent/1001]"}},
		"the other one": {caller{to: "300", agents: []string{"1001 busy after 1s", "1002 answers after 3s talks 5s"}},
			[]string{`"1001": {status: busy, after: 1s}`, `"1002": {answers: 3s, talks: 5s}`, "dialled: [agent/1001, agent/1002]"}},
		"asked":    {caller{to: "301", agents: []string{"1001 answers after 4s presses 1 after 3s talks 9s"}}, []string{"press: \"1\", press_after: 3s"}},
		"left":     {caller{to: "300", agents: []string{"1001 nobody"}, does: "6s 1"}, []string{"sales: exit_key", `"1001": {status: nobody}`}},
		"empty":    {caller{to: "300", agents: []string{"* logged_out"}}, []string{"sales: join_empty", `"*": {status: logged_out}`}},
		"hung up":  {caller{to: "300", agents: []string{"1001 nobody"}, does: "6s hangup"}, []string{"sales: abandoned"}},
		"in steps": {caller{to: "302", agents: []string{"1001 answers after 9s talks 5s"}}, []string{"sales: answered"}},
	} {
		t.Run(name, func(t *testing.T) {
			h := built(t, waiting)
			r := h.replayed(t, h.recorded(t, c.caller))
			if r.Verdict != Same {
				t.Fatalf("%s", textOf(r))
			}
			made, err := r.Test(t.Context(), h.setting())
			if err != nil {
				t.Fatal(err)
			}
			text := string(scenario.Format("ivr.yaml", made))
			for _, want := range c.want {
				if !strings.Contains(text, want) {
					t.Errorf("%q is not in\n%s", want, text)
				}
			}
			passes(t, h, made)
		})
	}
}

// Law: who waited behind others cannot be written as a test, in which a caller is alone, and the reason is told.
func TestAWaitBehindOthersIsNoTest(t *testing.T) {
	h := built(t, waiting)
	r := h.replayed(t, h.recorded(t, caller{to: "300", queues: shared(t, flowtest.Queue{Ahead: []time.Duration{40 * time.Second}}),
		dialled: []flowtest.Callee{picksUp("PJSIP/1001", time.Second, flowtest.Wait(time.Second), flowtest.HangUp())},
		does:    "44s hangup"}))
	if r.Verdict != Same {
		t.Fatalf("%s", textOf(r))
	}
	if c, err := r.Test(t.Context(), h.setting()); err == nil || !strings.Contains(err.Error(), "in the language of tests it goes another way") {
		t.Errorf("%v\n%s", err, scenario.Format("ivr.yaml", c))
	}
}

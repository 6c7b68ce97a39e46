//go:build linux && asterisk

package asterisk

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/hearing"
	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// heardFile has a queue for each thing that is heard in one, and the numbers of agents who come by telephone.
const heardFile = `queue_log: {file: LOG}
queues:
  place:
    join: {empty: none}
    leave: {empty: none}
    announce: {position: yes, hold_time: no, frequency: 5m, min_gap: 1s}
  times: {ring_in_use: true, announce: {position: yes, hold_time: yes, frequency: 5m, round_seconds: 10}}
  now:
    join: {empty: none}
    leave: {empty: none}
    announce: {frequency: 0s}
    periodic: {media: [auth-thankyou, vm-goodbye], every: 4s, start_delay: 1s}
  steps: {join: {empty: none}, leave: {empty: none}, announce: {frequency: 1s}}
  flow: {announce: {frequency: 1s}}
  asked:
    announce: {frequency: 0s}
    confirm: {key: '1', timeout: 3s, prompt: vm-press}
    agent_announce: auth-thankyou
  desk: {ring_in_use: true, join: {empty: none}, leave: {empty: none}, announce: {frequency: 0s}}
agents:
  1001: {endpoint: 'Local/9904@callers/n', logged_in: true, queues: [times]}
  1002: {endpoint: 'TELEPHONE', logged_in: true, queues: [flow]}
  1003: {endpoint: PJSIP/shows, queues: [asked]}
  1004: {endpoint: 'Local/9901@callers/n', pin: "4711", queues: [desk]}
numbers: {"7800": place, "7801": times, "7802": now, "7803": steps, "7804": flow, "7805": asked, "7806": line,
  "7807": desk, "7810": login, "7811": pause, "7812": resume, "7813": logout}
flows:
  place: [{queue: {queue: place, music: none}}]
  times: [{queue: {queue: times, music: none}}]
  now: [{queue: {queue: now, music: none, exit_keys: {0: leave}, on_exit: [{play: beep}]}}]
  steps:
    - queue: {id: q, queue: steps, music: none, waiting: [{say: {number: "${string(steps.q.position)}"}}, {play: demo-congrats}],
        exit_keys: {0: [{play: vm-goodbye}]}}
  flow: [{queue: {queue: flow, music: none, waiting_flow: meanwhile}}]
  meanwhile:
    params: {position: 0, agents: 0}
    steps: [{play: "number:${string(flow.position)}"}, {play: auth-thankyou}, {play: demo-congrats}]
  asked: [{queue: {queue: asked, music: none}}]
  line: [{agent: {do: standby, agent: "1003", check_pin: false, announce: false, music: none}}]
  desk: [{queue: {queue: desk, music: none}}]
  login: [{agent: {do: login}}]
  pause: [{agent: {do: pause, agent: "1004", reason: lunch}}, {play: vm-goodbye}]
  resume: [{agent: {do: resume, agent: "${call.from}", check_pin: false}}, {play: vm-goodbye}]
  logout: [{agent: {do: logout, agent: "1004"}}]
`

// heardQueues is a daemon on that file.
type heardQueues struct {
	*daemon
	through func(args ...string) string
	log     string
}

// comes is a caller who is heard of when their call is over.
func (h *heardQueues) comes(t *testing.T, from, to string, script ...sip.Step) *sip.Run {
	t.Helper()
	run, err := phone().Start(t.Context(), sip.Call{To: to, From: from, Listen: true, Script: append(sip.Script{sip.Answered()}, script...)},
		sip.Load{})
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// heardBy is what a caller has heard.
func heardBy(t *testing.T, run *sip.Run) hearing.Audio {
	t.Helper()
	result, err := run.Wait()
	if err != nil {
		t.Error(err)
	}
	return result.Heard
}

// hangsUpAfter is a caller's, who hangs up after a time.
func hangsUpAfter(d time.Duration) []sip.Step { return []sip.Step{sip.Pause(d), sip.Hangup()} }

// awaitQueue waits until the log has so many lines of an event in a queue.
func (h *heardQueues) awaitQueue(t *testing.T, queue, event string, lines int) {
	t.Helper()
	h.awaitFor(t, event+" in "+queue, func() bool { return len(h.told(t, queue, event)) == lines })
}

// told are the lines of the log about a queue.
func (h *heardQueues) told(t *testing.T, queue string, events ...string) [][]string {
	t.Helper()
	return slices.DeleteFunc(queueLog(t, h.log, events...), func(line []string) bool { return line[2] != queue })
}

// Law: who waits hears their place when they come and when it has changed, how long it is expected to take, prompts now and
// then, or the steps of the wait, which end the moment that the agent is there; a key leads out. Agents come, rest, go on and
// leave by telephone; who is on the line takes callers by a key, and hears alone what they are told.
func TestQueuesAreHeard(t *testing.T) {
	h := &heardQueues{log: filepath.Join(t.TempDir(), "queue_log")}
	telephone := answerer(t, sip.Manner{Rings: 4 * time.Second, Speaks: true, Leaves: 2 * time.Second})
	h.daemon, h.through, _ = obeying(t, strings.NewReplacer("LOG", h.log, "TELEPHONE", atDesk("desk1", telephone)).Replace(heardFile))
	t.Run("queues", func(t *testing.T) {
		for name, hears := range map[string]func(*testing.T){"place": h.place, "time": h.times, "now and then": h.nowAndThen,
			"steps": h.steps, "on the line": h.onTheLine, "by telephone": h.byTelephone,
			"a flow": func(t *testing.T) {
				ear().Expect(t, heardBy(t, h.comes(t, "7940", "7804", sip.ExpectByeWithin(outlasts))),
					append(in("en", "digits/1", "auth-thankyou", "demo-congrats"+hearing.Cut), hearing.Unknown))
				telephone.Close()
			}} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				hears(t)
			})
		}
	})
	h.awaitIdle(t, 17)
}

// place: the second hears the place, and that they are the next one when the first has gone; the first hears nothing.
func (h *heardQueues) place(t *testing.T) {
	first := h.comes(t, "7900", "7800", hangsUpAfter(11*time.Second)...)
	h.awaitQueue(t, "place", "ENTERQUEUE", 1)
	second := h.comes(t, "7901", "7800", hangsUpAfter(21*time.Second)...)
	ear().Expect(t, heardBy(t, first), nil)
	ear().Expect(t, heardBy(t, second), in("en", "queue-thereare", "digits/2", "queue-callswaiting", "queue-thankyou",
		"queue-youarenext", "queue-thankyou"))
}

// times: a talk of about four seconds has been; so the second of those who wait is told of eight, which are ten.
func (h *heardQueues) times(t *testing.T) {
	heardBy(t, h.comes(t, "7910", "7801", hangsUpAfter(4*time.Second)...))
	h.awaitQueue(t, "times", "COMPLETECALLER", 1)
	talks := h.comes(t, "7911", "7801", hangsUpAfter(17*time.Second)...)
	h.awaitQueue(t, "times", "CONNECT", 2)
	next := h.comes(t, "7912", "7801", hangsUpAfter(15*time.Second)...)
	h.awaitQueue(t, "times", "ENTERQUEUE", 3)
	ear().Expect(t, heardBy(t, h.comes(t, "7913", "7801", hangsUpAfter(14*time.Second)...)), in("en", "queue-thereare", "digits/2",
		"queue-callswaiting", "queue-holdtime", "digits/10", "queue-seconds", "queue-thankyou"))
	ear().Expect(t, heardBy(t, next), nil)
	heardBy(t, talks)
}

func (h *heardQueues) nowAndThen(t *testing.T) {
	ear().Expect(t, heardBy(t, h.comes(t, "7920", "7802", sip.Pause(9*time.Second), sip.Press("0"), sip.ExpectByeWithin(outlasts))),
		in("en", "auth-thankyou", "vm-goodbye", "beep"))
	if lines := h.told(t, "now", "EXITWITHKEY"); len(lines) != 1 || lines[0][5] != "0" {
		t.Errorf("left by %v", lines)
	}
}

func (h *heardQueues) steps(t *testing.T) {
	ear().Expect(t, heardBy(t, h.comes(t, "7930", "7803", sip.Pause(5*time.Second), sip.Press("0"), sip.ExpectByeWithin(outlasts))),
		in("en", "digits/1", "demo-congrats"+hearing.Cut, "vm-goodbye"))
}

// onTheLine: an agent on the line who presses nothing is asked again; who does hears what they are told, and then the caller.
func (h *heardQueues) onTheLine(t *testing.T) {
	agent, caller := answerer(t, sip.Manner{}), answerer(t, sip.Manner{Speaks: true, Hertz: secondHertz}) // no beep
	bring(t, agent, "7950", "7806")
	h.awaitLogged(t, "agent=1003 do=standby", 1)
	bring(t, caller, "7951", "7805")
	asked := func(times int) {
		t.Helper()
		h.awaitFor(t, "the question to the agent", func() bool {
			lines := slices.DeleteFunc(journalled(t, h.data), func(w written) bool { return w.Kind != "prompt-begun" || w.Text != "vm-press" })
			return len(lines) == times
		})
	}
	asked(1)
	asked(2)
	pass(t, time.Second)
	if err := agent.Press("1"); err != nil {
		t.Fatal(err)
	}
	h.awaitQueue(t, "asked", "CONNECT", 1)
	if err := inOrder(func() error { return caller.Stay(2 * time.Second) }, caller.Hangup); err != nil {
		t.Error(err)
	}
	h.awaitQueue(t, "asked", "COMPLETECALLER", 1)
	if err := agent.Hangup(); err != nil {
		t.Error(err)
	}
	if lines := h.told(t, "asked", "RINGNOANSWER"); len(lines) != 1 || lines[0][3] != "1003" {
		t.Errorf("in vain: %v", lines)
	}
	ear().Expect(t, caller.Close(), nil)
	audio := agent.Close()
	ear().Expect(t, audio, append(in("en", "beep", "vm-press", "beep", "vm-press", "auth-thankyou"), hearing.Unknown))
	if long := pitched(audio, secondHertz); long < time.Second {
		t.Errorf("the agent heard the caller for %v", long)
	}
}

// byTelephone: an agent logs in at the second try, and out; while they rest nobody rings them.
func (h *heardQueues) byTelephone(t *testing.T) {
	keys := func(from, to string, keys ...string) hearing.Audio {
		t.Helper()
		var script []sip.Step
		for _, key := range keys {
			pause := 2 * time.Second
			if after, again := strings.CutPrefix(key, "again "); again {
				key, pause = after, 7*time.Second
			}
			script = append(script, sip.Pause(pause), sip.Press(key))
		}
		return heardBy(t, h.comes(t, from, to, append(script, sip.ExpectByeWithin(outlasts))...))
	}
	const number, pin = "agent-user" + hearing.Cut, "agent-pass" + hearing.Cut
	is := func(state string) {
		t.Helper()
		list := h.through("agent", "list")
		at := strings.Index(list, "1004")
		if line, _, _ := strings.Cut(list[max(0, at):], "\n"); at < 0 || !strings.Contains(line, state) {
			t.Errorf("the agent is not %s:\n%s", state, list)
		}
	}
	waits := func(from string) *sip.Run {
		t.Helper()
		return h.comes(t, from, "7807", sip.ExpectByeWithin(outlasts))
	}
	first := waits("7960")
	ear().Expect(t, keys("7961", "7810", "1004#", "1174#", "again 1004#", "4711#"),
		in("en", number, pin, "agent-incorrect", number, pin, "agent-loginok"))
	ear().Expect(t, heardBy(t, first), in("en", "beep"))
	ear().Expect(t, keys("7962", "7811", "4711#"), in("en", pin, "vm-goodbye"))
	is("lunch")
	second := waits("7963")
	h.awaitQueue(t, "desk", "ENTERQUEUE", 2)
	pass(t, 2*time.Second)
	if lines := h.told(t, "desk", "CONNECT", "RINGNOANSWER"); len(lines) != 1 {
		t.Errorf("who rests was rung: %v", lines)
	}
	ear().Expect(t, keys("1004", "7812"), in("en", "vm-goodbye"))
	ear().Expect(t, heardBy(t, second), in("en", "beep"))
	ear().Expect(t, keys("7964", "7813", "4711#"), in("en", pin, "agent-loggedoff"))
	is("logged_out")
	lines := queueLog(t, h.log, "AGENTLOGIN", "PAUSEALL", "UNPAUSEALL", "AGENTLOGOFF")
	lines = slices.DeleteFunc(lines, func(line []string) bool { return line[3] != "1004" })
	var events []string
	for _, line := range lines {
		events = append(events, line[4])
	}
	if !slices.Equal(events, []string{"AGENTLOGIN", "PAUSEALL", "UNPAUSEALL", "AGENTLOGOFF"}) || lines[1][5] != "lunch" {
		t.Errorf("the log has %v", lines)
	}
}

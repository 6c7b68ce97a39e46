//go:build linux && asterisk

package asterisk

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/hearing"
	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// superviseFile is a queue whose agent's talks may be heard.
const superviseFile = `
supervise: {allow: [ALLOW]ANNOUNCE}
queues:
  sales: {ring_in_use: true, announce: {frequency: 0s, position: no, hold_time: no}}
agents:
  1001: {endpoint: 'AGENT', logged_in: true, queues: [sales]}
outbound: {allow: ['Local/_X.@forwarded/n']}
numbers: {"7800": main}
flows:
  main: [{queue: {queue: sales, music: none}}]
`

// watched is a talk of an agent that supervisors may hear.
type watched struct {
	*daemon
	through       func(args ...string) string
	file, id      string
	caller, agent *sip.Answerer
}

// superviseTalk has a caller of 7871 talk with agent 1001.
func superviseTalk(t *testing.T, allow, announce string) *watched {
	t.Helper()
	return superviseIn(t, strings.NewReplacer("ALLOW", allow, "ANNOUNCE", announce).Replace(superviseFile))
}

// superviseIn is superviseTalk with a file, in which AGENT is the agent's endpoint.
func superviseIn(t *testing.T, file string) *watched {
	t.Helper()
	x := &watched{caller: answerer(t, sip.Manner{Speaks: true, Hertz: callerHertz}),
		agent: answerer(t, sip.Manner{Speaks: true, Hertz: agentHertz})}
	x.daemon, x.through, x.file = obeying(t, strings.ReplaceAll(file, "AGENT", endpoint(x.agent)))
	t.Cleanup(func() {
		if t.Failed() { // for those behind it
			_ = x.caller.Hangup()
		}
	})
	bring(t, x.caller, "7871", "7800")
	if err := x.agent.Up(inTime(t)); err != nil {
		t.Fatal(err)
	}
	awaitWork(t, x.through, "1001", "in_call")
	var calls []struct{ ID string }
	if err := json.Unmarshal([]byte(x.through("calls", "list", "--output", "json")), &calls); err != nil || len(calls) != 1 {
		t.Fatalf("%v, %v", calls, err)
	}
	x.id = calls[0].ID
	return x
}

// spies has a supervisor at a telephone come, who hears the talk when it returns.
func (x *watched) spies(t *testing.T, boss *sip.Answerer, mode string, more ...string) *command {
	t.Helper()
	c := begin(t, append([]string{"agent", "spy", "1001", "--" + mode, "--from", supervisorAt(boss), "-c", x.file}, more...)...)
	x.awaitFor(t, "the supervisor to hear", func() bool { return strings.Contains(c.printed(), ": connected") })
	return c
}

// supervisorAt is how a supervisor's telephone is rung.
func supervisorAt(boss *sip.Answerer) string {
	return "Local/" + boss.URI()[strings.LastIndexByte(boss.URI(), ':')+1:] + "@forwarded/n"
}

// supervised are what the journal has of supervisors.
func (x *watched) supervised(t *testing.T) (told []string) {
	t.Helper()
	for _, line := range journalled(t, x.data) {
		if strings.HasPrefix(line.Kind, "supervisor-") && line.Call == x.id {
			told = append(told, strings.TrimPrefix(line.Kind, "supervisor-")+" "+line.Text+" "+line.Outcome)
		}
	}
	return told
}

// Law: the supervisor hears both; who whispers is heard by the agent too, who barges in by the caller as well; whoever
// is there is shown with the call, and stands in its journal; the talk goes on without them.
func TestSupervisors(t *testing.T) {
	for _, c := range []struct {
		mode          string
		agent, caller bool // hear the supervisor
	}{{"listen", false, false}, {"whisper", true, false}, {"barge", true, true}} {
		t.Run(c.mode, func(t *testing.T) {
			x := superviseTalk(t, "listen, whisper, barge", "")
			boss := answerer(t, sip.Manner{Speaks: true, Hertz: bossHertz})
			command := x.spies(t, boss, c.mode)
			awaitSeldom(t, "the supervisor to be shown", func() bool {
				shown := x.through("calls", "show", x.id)
				return strings.Contains(shown, "supervisors") && strings.Contains(shown, c.mode)
			})
			if err := inOrder(func() error { return boss.Stay(2 * time.Second) }, boss.Hangup,
				func() error { return x.caller.Stay(time.Second) }); err != nil {
				t.Error(err)
			}
			if err := command.Wait(); err != nil {
				t.Errorf("%v: %s", err, command.printed())
			}
			x.awaitFor(t, "the journal", func() bool { return len(x.supervised(t)) == 2 })
			if shown := x.through("calls", "show", x.id); strings.Contains(shown, "supervisors") {
				t.Errorf("who has gone is shown:\n%s", shown)
			}
			if err := x.caller.Hangup(); err != nil {
				t.Error(err)
			}
			ended(t, x.agent)
			x.awaitIdle(t, 1)
			at := supervisorAt(boss) + " " + c.mode
			if told := x.supervised(t); !slices.Equal(told, []string{"came " + at, "left " + at}) {
				t.Errorf("the journal has %v", told)
			}
			agent, caller, heard := x.agent.Close(), x.caller.Close(), boss.Close()
			for _, one := range []struct {
				who   string
				long  time.Duration
				hears bool
			}{
				{"the supervisor hears the caller", pitched(heard, callerHertz), true},
				{"the supervisor hears the agent", pitched(heard, agentHertz), true},
				{"the supervisor hears themselves", pitched(heard, bossHertz), false},
				{"the agent hears the supervisor", pitched(agent, bossHertz), c.agent},
				{"the caller hears the supervisor", pitched(caller, bossHertz), c.caller},
				{"the agent hears the caller", pitched(agent, callerHertz), true},
				{"the caller hears the agent", pitched(caller, agentHertz), true},
			} {
				if one.hears != (one.long >= time.Second) || !one.hears && one.long > 100*time.Millisecond {
					t.Errorf("%s: %v for %v", one.who, one.hears, one.long)
				}
			}
		})
	}
}

// Law: both hear that they may be listened to, before the supervisor hears anything; who is not allowed to is refused,
// and stands in the call's journal too; where the call ends, the supervisor is hung up.
func TestSupervisorIsAnnounced(t *testing.T) {
	x := superviseTalk(t, "listen", ", announce: vm-goodbye")
	boss := answerer(t, sip.Manner{})
	stdout, stderr, code := hands(t, "agent", "spy", "1001", "--barge", "--from", supervisorAt(boss), "-c", x.file)
	if code == 0 || !strings.Contains(stderr, "does not allow to barge") || boss.Invited() != "" {
		t.Errorf("who may not: %d\n%s%s", code, stdout, stderr)
	}
	command := x.spies(t, boss, "listen", "--follow=false")
	if err := boss.Stay(500 * time.Millisecond); err != nil {
		t.Error(err)
	}
	if err := x.caller.Hangup(); err != nil {
		t.Error(err)
	}
	ended(t, x.agent, boss)
	if err := command.Wait(); err != nil || !strings.Contains(command.printed(), "over: ") {
		t.Errorf("%v: %s", err, command.printed())
	}
	x.awaitIdle(t, 1)
	at := supervisorAt(boss)
	x.awaitFor(t, "the journal", func() bool { return len(x.supervised(t)) >= 2 })
	if told := x.supervised(t)[:2]; !slices.Equal(told, []string{"refused " + at + " barge", "came " + at + " listen"}) {
		t.Errorf("the journal has %v", told)
	}
	if long := beside(x.agent.Close(), callerHertz); long < 500*time.Millisecond {
		t.Errorf("the agent heard the announcement for %v", long)
	}
	if long := beside(x.caller.Close(), agentHertz); long < 500*time.Millisecond {
		t.Errorf("the caller heard the announcement for %v", long)
	}
	if heard := boss.Close(); pitched(heard, agentHertz) < 300*time.Millisecond || pitched(heard, callerHertz) < 300*time.Millisecond {
		t.Error("the supervisor did not hear both")
	}
}

// beside is for how long there is something else than a tone of that pitch in the audio.
func beside(audio hearing.Audio, hertz int) (long time.Duration) {
	const (
		window = hearing.Rate / 50
		loud   = 2e5 // a hundredth of the power of a telephone's tone
	)
	for at := 0; at+window <= len(audio.Samples); at += window {
		samples := audio.Samples[at : at+window]
		all := 0.0
		for _, sample := range samples {
			all += float64(sample) * float64(sample) / window
		}
		if all-2*power(samples, float64(hertz)) > loud {
			long += time.Second / 50
		}
	}
	return long
}

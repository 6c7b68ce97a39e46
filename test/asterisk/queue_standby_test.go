//go:build linux && asterisk

package asterisk

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/hearing"
	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// The pitches of those who talk in queues, so that it is heard who is there.
const (
	agentHertz  = 1000
	callerHertz = 700
	secondHertz = 1300
	bossHertz   = 1600
)

// pitched is how long there is a tone of that pitch in the audio, whatever else there is.
func pitched(audio hearing.Audio, hertz int) (long time.Duration) {
	const (
		window = hearing.Rate / 50
		loud   = 2e6 // an eighth of the power of a telephone's tone
	)
	for at := 0; at+window <= len(audio.Samples); at += window {
		if power(audio.Samples[at:at+window], float64(hertz)) > loud {
			long += time.Second / 50
		}
	}
	return long
}

// standbyHead is a queue whose agent stays on the line, at 7801.
func standbyHead(log string) string {
	return `server: {listen: none}
queue_log: {file: ` + log + `}
queues:
  sales: {announce: {frequency: 0s, position: no, hold_time: no}}
agents:
  1001: {endpoint: PJSIP/desk1, queues: [sales]}
numbers: {"7800": main, "7801": headset}
flows:
  headset: [{agent: {do: standby, agent: "1001", check_pin: false, announce: false, music: none, ready_key: "#"}}]
`
}

// standing is a daemon with an agent on the line.
func standing(t *testing.T, main string) (r *relay, agent *sip.Answerer, log string) {
	t.Helper()
	log = filepath.Join(t.TempDir(), "queue_log")
	r = relayOn(t, standbyHead(log)+main)
	agent = answerer(t, sip.Manner{Speaks: true, Hertz: agentHertz})
	bring(t, agent, "7890", "7801")
	r.awaitLogged(t, `agent=1001 do=standby`, 1)
	return r, agent, log
}

// talks has a caller of that pitch come, and returns when so many conversations have begun in all.
func talks(t *testing.T, r *relay, log, from string, hertz, connected int) *sip.Answerer {
	t.Helper()
	caller := answerer(t, sip.Manner{Speaks: true, Hertz: hertz})
	bring(t, caller, from, "7800")
	r.awaitFor(t, fmt.Sprintf("conversation %d", connected), func() bool {
		return len(queueLines(t, log, "CONNECT")) == connected
	})
	return caller
}

// Law: an agent on the line has one caller after the other without a ring, hears them behind a beep and is heard; is
// there for the next one when the caller hangs up, also where the daemon was killed while they waited or talked; and is
// logged out when they hang up.
func TestStandbyAgent(t *testing.T) {
	r, agent, log := standing(t, "  main: [{queue: {queue: sales, music: none}}]\n")
	first := talks(t, r, log, "7891", callerHertz, 1)
	if err := first.Stay(2 * time.Second); err != nil {
		t.Error(err)
	}
	r.dies(t)
	r.next(t, 2)
	if err := first.Stay(2 * time.Second); err != nil {
		t.Error(err)
	}
	if err := first.Hangup(); err != nil {
		t.Error(err)
	}
	r.awaitFor(t, "the end of a talk", func() bool {
		return len(queueLines(t, log, "COMPLETECALLER")) == 1 && len(r.endings(t)) == 1 && len(r.cdrs(t)) == 1
	})
	r.dies(t)
	r.next(t, 1)
	second := talks(t, r, log, "7892", secondHertz, 2)
	if err := second.Stay(2 * time.Second); err != nil {
		t.Error(err)
	}
	if err := agent.Hangup(); err != nil {
		t.Error(err)
	}
	ended(t, second)
	r.awaitLogged(t, "agent=1001 do=logout", 1)
	r.over(t, 3)
	for _, c := range []struct {
		who   string
		heard hearing.Audio
		hertz []int
		not   []int
	}{
		{"the agent", agent.Close(), []int{callerHertz, secondHertz}, nil},
		{"the first caller", first.Close(), []int{agentHertz}, []int{secondHertz, callerHertz}},
		{"the second caller", second.Close(), []int{agentHertz}, []int{callerHertz, secondHertz}},
	} {
		for _, hertz := range c.hertz {
			if long := pitched(c.heard, hertz); long < time.Second {
				t.Errorf("%s heard %d Hz for %v", c.who, hertz, long)
			}
		}
		for _, hertz := range c.not {
			if long := pitched(c.heard, hertz); long > 100*time.Millisecond {
				t.Errorf("%s heard %d Hz for %v", c.who, hertz, long)
			}
		}
	}
	if lines := queueLog(t, log, "COMPLETEAGENT"); len(lines) != 1 || lines[0][3] != "1001" {
		t.Errorf("the agent has ended %v", lines)
	}
	r.terminate(t)
	r.awaitStopped(t)
}

// standbySends are the keys of a talk, and where the agent may send the caller.
const standbySends = `  main:
    - queue:
        id: q
        queue: sales
        music: none
        record: true
        keys: {callee: {"*1": hangup, "*9": transfer}}
        transfer: {allow: _2XX, steps: [{continue: {context: onward, extension: "${steps.q.transfer}"}}]}
`

// Law: the agent on the line has the keys of any talk: they hang the caller up, or send them on while the caller hears
// music; the talk is recorded; a key ends the rest behind it.
func TestStandbyAgentsKeys(t *testing.T) {
	folder := t.TempDir()
	log := filepath.Join(folder, "queue_log")
	head := strings.Replace(standbyHead(log), "sales: {", "sales: {wrapup: 5m, ", 1)
	r := relayOn(t, "recordings: {folder: "+folder+", name: '{name}.{format}', delete: true}\n"+head+standbySends)
	agent := answerer(t, sip.Manner{Speaks: true, Hertz: agentHertz})
	bring(t, agent, "7895", "7801")
	r.awaitLogged(t, `agent=1001 do=standby`, 1)
	forget(t, r.client, "ONWARD_7896")
	for i, act := range []struct {
		from, keys, event string
		hertz             int
	}{{"7896", "*9212", "BLINDTRANSFER", callerHertz}, {"7897", "*1", "COMPLETEAGENT", secondHertz}} {
		caller := talks(t, r, log, act.from, act.hertz, i+1)
		if err := inOrder(func() error { return caller.Stay(2 * time.Second) }, func() error { return agent.Press(act.keys) }); err != nil {
			t.Fatal(err)
		}
		ended(t, caller)
		r.awaitFor(t, act.event, func() bool { return len(queueLines(t, log, act.event)) == 1 })
		if long := pitched(caller.Close(), agentHertz); long < time.Second {
			t.Errorf("the caller %s heard the agent for %v", act.from, long)
		}
		if err := agent.Press("#"); err != nil {
			t.Fatal(err)
		}
		r.awaitLogged(t, `agent=1001 do=ready`, i+1)
	}
	await(t, r.client, "ONWARD_7896", "212")
	if lines := queueLog(t, log, "BLINDTRANSFER"); len(lines) != 1 || lines[0][3] != "1001" || lines[0][5] != "212" {
		t.Errorf("the transfer stands as %v", lines)
	}
	if err := agent.Hangup(); err != nil {
		t.Error(err)
	}
	r.awaitLogged(t, "agent=1001 do=logout", 1)
	var files []string
	r.awaitFor(t, "the recordings", func() (there bool) {
		files = nil
		_ = filepath.WalkDir(folder, func(path string, _ fs.DirEntry, _ error) error {
			if strings.HasSuffix(path, ".wav") {
				files = append(files, path)
			}
			return nil
		})
		return len(files) == 2
	})
	r.over(t, 3)
	for _, file := range files {
		tape := recorded(t, file)
		if both := min(pitched(tape, agentHertz), max(pitched(tape, callerHertz), pitched(tape, secondHertz))); both < time.Second {
			t.Errorf("%s has not both of them: %v", file, both)
		}
	}
	audio := agent.Close()
	for _, hertz := range []int{callerHertz, secondHertz} {
		if long := pitched(audio, hertz); long < time.Second {
			t.Errorf("the agent heard %d Hz for %v", hertz, long)
		}
	}
	r.terminate(t)
	r.awaitStopped(t)
}

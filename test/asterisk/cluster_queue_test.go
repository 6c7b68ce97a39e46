//go:build linux && asterisk

package asterisk

import (
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// teamPIN is an agent's, which is to stand nowhere.
const teamPIN = "47110815"

// teamQueues are callers and agents in each state: who talk by telephone and on the line, who wait, and who log in.
const teamQueues = `server: {listen: none}
queue_log: {file: %s}
queues:
  talks: {announce: {frequency: 0s, position: no, hold_time: no}}
  sales: {join: {empty: none}, leave: {empty: none}, announce: {frequency: 0s, position: no, hold_time: no}}
  lines: {announce: {frequency: 0s, position: no, hold_time: no}}
  later: {announce: {frequency: 0s, position: no, hold_time: no}}
agents:
  1001: {endpoint: '%s', logged_in: true, queues: [talks]}
  1002: {endpoint: 'Local/9901@callers/n', pin: "${env.TEAM_PIN}", queues: [sales]}
  1003: {endpoint: PJSIP/desk2, queues: [lines]}
  1004: {endpoint: PJSIP/desk2, queues: [later]}
numbers: {"7800": talks, "7801": sales, "7802": lines, "7803": later, "7804": login, "7805": line3, "7806": line4}
flows:
  talks: [{queue: {queue: talks, music: none}}]
  sales: [{queue: {queue: sales, music: none}}]
  lines: [{queue: {queue: lines, music: none}}]
  later: [{queue: {queue: later, music: none}}]
  login: [{agent: {id: a, do: login}}, {continue: {context: onward, extension: "${steps.a.status}${steps.a.agent}"}}]
  line3: [{agent: {do: standby, agent: "1003", check_pin: false, announce: false, music: none}}]
  line4: [{agent: {do: standby, agent: "1004", check_pin: false, announce: false, music: none}}]
`

// talkings waits for so many bridges in which two talk.
func (tm *team) talkings(t *testing.T, many int) (talks []ari.Bridge) {
	t.Helper()
	tm.awaitFor(t, fmt.Sprintf("%d talks", many), func() bool {
		bridges, err := tm.client.Bridges.List(t.Context())
		talks = slices.DeleteFunc(bridges, func(b ari.Bridge) bool { return len(b.Channels) != 2 })
		return err == nil && len(talks) == many
	})
	return talks
}

// asksFor counts, over the journals of all, how often a prompt has begun.
func (tm *team) asksFor(t *testing.T, prompt string) (times int) {
	t.Helper()
	for _, data := range tm.data {
		for _, line := range journalled(t, data) {
			if line.Kind == "prompt-begun" && line.Text == prompt {
				times++
			}
		}
	}
	return times
}

// Law: the instance is killed that decides for the queues and has all callers and agents. Who talk, whether the agent was
// rung or is on the line, talk on; who waits keeps their place before who comes later; an agent on the line has the next
// caller; and one who is asked for the PIN is asked for the PIN again, is logged in, and is rung for those who wait.
func TestTeamKilledUnderQueues(t *testing.T) {
	log := filepath.Join(t.TempDir(), "queue_log")
	desk, talker := answerer(t, sip.Manner{Speaks: true, Hertz: agentHertz}), answerer(t, sip.Manner{Speaks: true, Hertz: callerHertz})
	line, lined := answerer(t, sip.Manner{Speaks: true, Hertz: agentHertz}), answerer(t, sip.Manner{Speaks: true, Hertz: secondHertz})
	idle, login := answerer(t, sip.Manner{Speaks: true, Hertz: agentHertz}), answerer(t, sip.Manner{})
	tm := newTeam(t, fmt.Sprintf(teamQueues, log, atDesk("desk1", desk)))
	for _, name := range []string{"n1", "n2", "n3"} {
		tm.more[name] = []string{"TEAM_PIN=" + teamPIN}
	}
	tm.begin(t, "n1")
	w := watch(t)
	l := newLine(t, w, "893")
	waits := func(from string, entered int) {
		t.Helper()
		l.ringFrom(from, "7801", sip.Answered(), sip.ExpectByeWithin(teamOutlasts))
		tm.awaitFor(t, from+" to wait", func() bool { return len(queueLines(t, log, "ENTERQUEUE")) == entered })
	}
	bring(t, line, "89305", "7805")
	bring(t, idle, "89306", "7806")
	tm.awaitFor(t, "agents on the line", func() bool { return tm.told("do=standby") == 2 })
	bring(t, talker, "89300", "7800")
	bring(t, lined, "89302", "7802")
	tm.awaitFor(t, "two conversations", func() bool { return len(queueLines(t, log, "CONNECT")) == 2 })
	waits("8931", 3)
	waits("8932", 4)
	forget(t, tm.client, "ONWARD_89304")
	bring(t, login, "89304", "7804")
	tm.awaitCalls(t, 7)
	tm.begin(t, "n2", "n3")
	if err := login.Press("1002#"); err != nil {
		t.Fatal(err)
	}
	tm.awaitFor(t, "the question for the PIN", func() bool { return tm.asksFor(t, "agent-pass") == 1 })
	pass(t, time.Second) // states are written down twice a second
	talks, before := tm.talkings(t, 2), w.count(leftBridge)
	if owner, had := tm.queueOwner(t), tm.shares(t); owner != "n1" || had["n1"] != 7 {
		t.Errorf("%s decides for the queues, and the calls are at %v", owner, had)
	}
	begun := time.Now()
	tm.loses(t, "n1")
	t.Logf("the calls of n1 went on after %v", tm.takesOver(t, "n1"))
	tm.awaitFor(t, "the question for the PIN again", func() bool { return tm.asksFor(t, "agent-pass") == 2 })
	waits("8933", 5)
	for _, talk := range talks {
		tm.stillJoined(t, talk)
	}
	if left := w.count(leftBridge) - before; left != 0 {
		t.Errorf("%d left their bridge", left)
	}
	if err := login.Press(teamPIN + "#"); err != nil {
		t.Error(err)
	}
	await(t, tm.client, "ONWARD_89304", "ok1002")
	tm.laterCaller(t, log)
	for i := range 3 {
		if _, err := l.runs[fmt.Sprintf("893%d", i+1)].Wait(); err != nil {
			t.Error(err)
		}
	}
	talked := time.Since(begun)
	for _, phone := range []*sip.Answerer{talker, lined} {
		if err := phone.Hangup(); err != nil {
			t.Error(err)
		}
	}
	tm.awaitFor(t, "the ends of all talks", func() bool { return len(queueLines(t, log, "COMPLETECALLER", "COMPLETEAGENT")) == 6 })
	for _, phone := range []*sip.Answerer{line, idle} {
		if err := phone.Hangup(); err != nil {
			t.Error(err)
		}
	}
	tm.over(t, 9)
	tm.queuesTell(t, log)
	for _, c := range []struct {
		who   string
		phone *sip.Answerer
		hertz int
	}{{"the agent", desk, callerHertz}, {"the caller", talker, agentHertz}, {"the agent on the line", line, secondHertz},
		{"their caller", lined, agentHertz}} {
		if heard := pitched(c.phone.Close(), c.hertz); heard < talked-2*time.Second {
			t.Errorf("%s heard the other for %v of %v", c.who, heard, talked)
		}
	}
	if tm.asksFor(t, "agent-user") != 1 {
		t.Error("the agent was asked for the number again")
	}
	for _, data := range tm.data {
		standsNowhere(t, data, teamPIN)
	}
}

// laterCaller has a caller come for the agent on the line who has waited so far.
func (tm *team) laterCaller(t *testing.T, log string) {
	t.Helper()
	caller := answerer(t, sip.Manner{Speaks: true, Hertz: callerHertz})
	bring(t, caller, "89303", "7803")
	tm.awaitFor(t, "the agent on the line to have a caller", func() bool {
		return slices.ContainsFunc(queueLog(t, log, "CONNECT"), func(line []string) bool { return line[3] == "1004" })
	})
	if err := inOrder(func() error { return caller.Stay(2 * time.Second) }, caller.Hangup); err != nil {
		t.Error(err)
	}
	if heard := pitched(caller.Close(), agentHertz); heard < time.Second {
		t.Errorf("the later caller heard the agent for %v", heard)
	}
}

// queuesTell looks whether who waited were served in the order in which they came, and everybody once.
func (tm *team) queuesTell(t *testing.T, log string) {
	t.Helper()
	var came, went []string
	for _, line := range queueLog(t, log, "ENTERQUEUE", "CONNECT") {
		if line[2] == "sales" && line[4] == "ENTERQUEUE" {
			came = append(came, line[1])
		} else if line[2] == "sales" {
			went = append(went, line[1])
		}
	}
	if all := queueLines(t, log, "CONNECT"); len(came) != 3 || !slices.Equal(came, went) || len(all) != 6 {
		t.Errorf("came %v, and were served %v; all: %v", came, went, all)
	}
}

// queueOwner is the instance that decides for the queues.
func (tm *team) queueOwner(t *testing.T) string {
	t.Helper()
	for key, value := range tm.items(t, "ariapp_entries") {
		var entry struct{ Holder struct{ Instance string } }
		if strings.HasSuffix(key, "queues") && json.Unmarshal(value, &entry) == nil {
			return entry.Holder.Instance
		}
	}
	t.Fatalf("nobody decides for the queues: %v", slices.Collect(maps.Keys(tm.items(t, "ariapp_entries"))))
	return ""
}

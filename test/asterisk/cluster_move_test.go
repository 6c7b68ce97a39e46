//go:build linux && asterisk

package asterisk

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// movedFile is of a daemon that is alone, and then of instances: only `cluster` stands before it then.
const movedFile = `server: {listen: "127.0.0.1:0", token: sesame}
queue_log: {file: %s}
queues:
  sales: {join: {empty: none}, leave: {empty: none}, announce: {frequency: 0s}}
  help: {announce: {frequency: 0s}}
agents:
  1001: {endpoint: 'Local/9901@callers/n', queues: [sales]}
  1002: {endpoint: 'Local/9901@callers/n', queues: [help]}
outbound: {allow: ["%s"]}
numbers: {"7800": menu, "7801": talk, "7802": counts, "7803": reminder, "7804": sales, "7805": help, "7806": login}
flows:
  reminder: [{play: beep}, {wait: 5s}]
  menu: [{menu: {prompt: demo-congrats, first_timeout: 5m, attempts: 50, choices: {1: {continue: {context: onward, extension: sales}}}}}]
  talk: [{dial: {targets: ['%s']}}]
  counts:
    - store: {id: s, key: calls, add: 1}
    - continue: {context: onward, extension: "count${string(steps.s.value)}"}
  sales: [{queue: {id: q, queue: sales, music: none}}]
  help: [{queue: {id: q, queue: help, music: none}}, {continue: {context: onward, extension: "${steps.q.status}"}}]
  login: [{agent: {id: a, do: login, agent: "${call.from}", check_pin: false}}]
`

// later has a telephone called after a time, by a job.
func (d *daemon) later(t *testing.T, after time.Duration, callee *sip.Answerer) {
	t.Helper()
	body := fmt.Sprintf(`{"endpoint": %q, "flow": "reminder", "not_before": %q}`, endpoint(callee),
		time.Now().Add(after).UTC().Format(time.RFC3339))
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, d.address(t)+"/api/v1/jobs", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer sesame")
	request.Header.Set("Idempotency-Key", "later")
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusCreated {
		why, _ := io.ReadAll(answer.Body)
		t.Fatalf("the job is answered by %s: %s", answer.Status, why)
	}
}

// Law: a daemon that was alone is stopped and begins again as one of two instances, with callers under way. They go on: who
// is in a menu hears it again and their keys work, two who talk talk on, who waits keeps their place, agents stay logged in;
// a job is brought along, and its call is made once. Values of flows begin empty. When it is alone again, what has ended
// meanwhile does not end again.
func TestSingleDaemonBecomesATeam(t *testing.T) {
	log := filepath.Join(t.TempDir(), "queue_log")
	called, talker := answerer(t, sip.Manner{}), answerer(t, sip.Manner{Speaks: true, Hertz: callerHertz})
	talkedTo := answerer(t, sip.Manner{Speaks: true, Hertz: agentHertz})
	text := fmt.Sprintf(movedFile, log, endpoint(called), endpoint(talkedTo))
	tm := newTeam(t, text)
	tm.data["n1"] = t.TempDir()
	if err := os.WriteFile(filepath.Join(tm.data["n1"], "instance"), []byte("n1"), 0o600); err != nil {
		t.Fatal(err)
	}
	file := writeFile(t, partyHead+text, t.TempDir(), "ivr.yaml")
	alone := startOn(t, tm.data["n1"], file)
	tm.relay.daemon = alone
	w := watch(t)
	l := newLine(t, w, "897")
	stay := sip.Script{sip.Answered(), sip.ExpectByeWithin(outlasts)}
	counts := func(from, extension string) {
		t.Helper()
		l.ringFrom(from, "7802", stay...)
		l.tells(from, "callers/7802 Stasis", "answered", "onward/"+extension+" Playback", "ended 16")
	}
	logins := func(agent string) {
		t.Helper()
		l.ringFrom(agent, "7806", stay...)
		allServed(t, l.runs[agent])
	}
	counts("8971", "count1")
	logins("1002")
	l.ringFrom("8972", "7800", sip.Answered(), sip.Pause(12*time.Second), sip.Press("1"), sip.ExpectByeWithin(outlasts))
	bring(t, talker, "8973", "7801")
	for i, from := range []string{"8974", "8975"} {
		l.ringFrom(from, "7804", stay...)
		alone.awaitFor(t, from+" to wait", func() bool { return len(queueLines(t, log, "ENTERQUEUE")) == i+1 })
	}
	w.await(t, "8972", longPrompt, 1)
	talk, begun := tm.talking(t), time.Now()
	alone.later(t, 8*time.Second, called)
	alone.terminate(t)
	alone.awaitStopped(t)
	tm.begin(t, "n1", "n2")
	w.await(t, "8972", longPrompt, 2)
	counts("8976", "count1")
	l.ringFrom("8977", "7804", stay...)
	tm.awaitFor(t, "one more to wait", func() bool { return len(queueLines(t, log, "ENTERQUEUE")) == 3 })
	l.ringFrom("8978", "7805", stay...)
	allServed(t, l.runs["8978"])
	logins("1001")
	for _, from := range []string{"8974", "8975", "8977"} {
		allServed(t, l.runs[from])
	}
	if err := inOrder(func() error { return called.Up(inTime(t)) }, called.Hangup); err != nil {
		t.Error(err)
	}
	l.tells("8972", "callers/7800 Stasis", "answered", longPrompt, longPrompt, "onward/sales Playback", "ended 16")
	tm.stillJoined(t, talk)
	talked := time.Since(begun)
	if err := talker.Hangup(); err != nil {
		t.Error(err)
	}
	ended(t, talkedTo)
	tm.over(t, 11)
	came, went := queueLines(t, log, "ENTERQUEUE"), queueLines(t, log, "CONNECT")
	if len(came) != 4 || len(went) != 4 || !slices.Equal(slices.Delete(came, 3, 4), went[1:]) {
		t.Errorf("came %v, and were served %v", came, went)
	}
	for name, c := range map[string]struct {
		phone *sip.Answerer
		hertz int
	}{"who talks": {talker, agentHertz}, "whom they talk to": {talkedTo, callerHertz}} {
		if heard := pitched(c.phone.Close(), c.hertz); heard < talked-2*time.Second {
			t.Errorf("%s heard the other for %v of %v", name, heard, talked)
		}
	}
	called.Close()
	tm.leaves(t, "n2")
	tm.leaves(t, "n1")
	tm.relay.daemon = startOn(t, tm.data["n1"], file)
	counts("8979", "count2")
	tm.over(t, 12)
}

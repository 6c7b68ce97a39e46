//go:build linux && asterisk

package asterisk

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

const (
	// queueCallers come to a queue whose two agents talk for three seconds each.
	queueCallers = 12
	// queueOutlasts is how long callers stay at most.
	queueOutlasts = 90 * time.Second
)

// queueHead is a queue with two agents, who are an extension of the dialplan, and so one device.
func queueHead(log string) string {
	return `server: {listen: none}
queue_log: {file: ` + log + `}
queues:
  sales:
    ring_in_use: true
    announce: {frequency: 0s, position: no, hold_time: no}
    callback: {mode: customer_first, endpoint: 'Local/{number}@forwarded/n', confirm: {key: '1'}, retry_delay: 5s}
agents:
  1001: {endpoint: 'Local/9909@callers/n', logged_in: true, queues: [sales]}
  1002: {endpoint: 'Local/9909@callers/n', logged_in: true, queues: [sales]}
outbound: {allow: ['Local/_X.@forwarded/n']}
numbers: {"7800": main}
flows:
  main: [{queue: {queue: sales, callback: {key: 2, confirm_number: false}}}, hangup]
`
}

// queueLines are the lines of a queue_log with one of these events, in order: the ids of their calls.
func queueLines(t *testing.T, path string, events ...string) (calls []string) {
	t.Helper()
	for _, fields := range queueLog(t, path, events...) {
		calls = append(calls, fields[1])
	}
	return calls
}

// queueLog are the fields of those lines.
func queueLog(t *testing.T, path string, events ...string) (lines [][]string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		fields := strings.Split(strings.TrimSpace(line), "|")
		if len(fields) > 4 && slices.Contains(events, fields[4]) {
			lines = append(lines, fields)
		}
	}
	return lines
}

// journalled are the lines of a daemon's journal.
func journalled(t *testing.T, data string) (lines []written) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(data, "journal", "current.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(text) {
		var w written
		if err := json.Unmarshal(line, &w); err == nil { // a process that is killed leaves half a line
			lines = append(lines, w)
		}
	}
	return lines
}

// Law: callers who wait when the daemon is killed are served by the next one in the order in which they came, as far as
// two agents at once have one, none is lost, and each has one agent.
func TestQueueOutlivesTheDaemon(t *testing.T) {
	log := filepath.Join(t.TempDir(), "queue_log")
	r := relayOn(t, queueHead(log))
	callers, err := phone().Start(t.Context(), sip.Call{To: "7800", From: "884" + sip.EachNumber, Script: sip.Script{
		sip.Answered(), sip.ExpectByeWithin(queueOutlasts)}}, sip.Load{Calls: queueCallers, Rate: 10})
	if err != nil {
		t.Fatal(err)
	}
	r.awaitFor(t, "all to wait", func() bool { return len(queueLines(t, log, "ENTERQUEUE")) == queueCallers })
	pass(t, time.Second)
	served := len(queueLines(t, log, "COMPLETEAGENT", "COMPLETECALLER"))
	r.dies(t)
	r.next(t, queueCallers-served)
	if _, err := callers.Wait(); err != nil {
		t.Error(err)
	}
	r.over(t, queueCallers)
	came, went := queueLines(t, log, "ENTERQUEUE"), queueLines(t, log, "CONNECT")
	if len(went) != queueCallers {
		t.Errorf("%d were served of %d", len(went), queueCallers)
	}
	for i, call := range came { // of two who are rung for at once either may be the first to be joined
		if at := slices.Index(went, call); at < i-1 || at > i+1 {
			t.Errorf("%s came as number %d, and was served as number %d of %v", call, i, at, went)
		}
	}
	if n := len(queueLines(t, log, "COMPLETEAGENT", "COMPLETECALLER")); n != queueCallers {
		t.Errorf("%d talks have ended of %d", n, queueCallers)
	}
	r.terminate(t)
	r.awaitStopped(t)
}

// Law: a caller who wants to be called back hangs up, keeps their place, is called in their turn before those behind,
// takes the call by a key, and talks with an agent, whoever of the two is called first.
func TestQueueCallsBack(t *testing.T) {
	for _, c := range []struct {
		mode, call string
		calls      int // of a call-back, beside the caller's own
	}{{"customer_first", "ariapp-back-", 1}, {"agent_first", "ariapp-met-", 2}} {
		t.Run(c.mode, func(t *testing.T) {
			log := filepath.Join(t.TempDir(), "queue_log")
			head := strings.Replace(queueHead(log), "customer_first", c.mode, 1)
			r := relayOn(t, strings.ReplaceAll(head, "Local/9909@", "Local/9902@")) // who talk for longer
			customer := answerer(t, sip.Manner{Presses: "1", Hesitates: time.Second, Speaks: true})
			number := customer.URI()[strings.LastIndexByte(customer.URI(), ':')+1:]
			comes := func(from string) *sip.Run {
				t.Helper()
				callers, err := phone().Start(t.Context(), sip.Call{To: "7800", From: from + sip.EachNumber, Script: sip.Script{
					sip.Answered(), sip.ExpectByeWithin(queueOutlasts)}}, sip.Load{Calls: 4, Rate: 10})
				if err != nil {
					t.Fatal(err)
				}
				return callers
			}
			before := comes("883")
			r.awaitFor(t, "four to wait", func() bool { return len(queueLines(t, log, "ENTERQUEUE")) == 4 })
			soon, cancel := context.WithTimeout(t.Context(), queueOutlasts)
			defer cancel()
			if _, err := phone().Place(t.Context(), sip.Call{To: "7800", From: number, Script: sip.Script{sip.Answered(),
				sip.Pause(500 * time.Millisecond), sip.Press("2"), sip.ExpectBye()}}); err != nil {
				t.Error(err)
			}
			behind := comes("885")
			if err := customer.Up(soon); err != nil {
				t.Error(err)
			}
			if err := customer.Ended(soon); err != nil {
				t.Error(err)
			}
			for _, callers := range []*sip.Run{before, behind} {
				if _, err := callers.Wait(); err != nil {
					t.Error(err)
				}
			}
			r.over(t, 9+c.calls)
			served := queueLines(t, log, "CONNECT")
			at := slices.IndexFunc(served, func(call string) bool { return strings.HasPrefix(call, c.call) })
			if len(served) != 9 || at < 4 || at > 6 { // the other agent has time for one or two of those behind
				t.Errorf("the call-back was served as number %d of %v", at+1, served)
			}
			r.terminate(t)
			r.awaitStopped(t)
		})
	}
}

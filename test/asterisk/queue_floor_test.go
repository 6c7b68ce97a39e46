//go:build linux && asterisk && chaos

package asterisk

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

const (
	floorAgents  = 20
	floorCallers = 60
	// floorArrivals is over how long they come. They talk so long that most have to wait.
	floorArrivals = 2 * time.Minute
	floorTalk     = 50 * time.Second
	// floorIdle is the longest that an agent may be idle while somebody waits, floorIdleMedian half of the time.
	floorIdle       = 300 * time.Millisecond
	floorIdleMedian = 50 * time.Millisecond
	floorPatience   = 5 * time.Minute
	// floorRings is how long an agent's telephone rings.
	floorRings = 300 * time.Millisecond
)

// floorFile is a queue with so many agents, each at a telephone and a device of their own, who stay until the talk's time
// is up.
func floorFile(desks *sip.Desks) string {
	var b strings.Builder
	b.WriteString("server: {listen: none}\nqueues: {sales: {announce: {frequency: 0s, position: no, hold_time: no}}}\nagents:\n")
	for i := range floorAgents {
		desk := fmt.Sprintf("floor%d", i+1)
		fmt.Fprintf(&b, "  %d: {endpoint: 'PJSIP/%s/%s', logged_in: true, queues: [sales]}\n", 1000+i, desk, desks.URI(desk))
	}
	fmt.Fprintf(&b, "numbers: {\"7800\": main}\nflows:\n  main: [{queue: {queue: sales, max_duration: %v}}, hangup]\n", floorTalk)
	return b.String()
}

// floor is what the journals of a team tell of its queue.
type floor struct {
	joined, connected map[string]time.Time // by call
	idle              []time.Duration
}

// floorOf reads the journals of all instances.
func floorOf(t *testing.T, tm *team) floor {
	t.Helper()
	var lines []written
	for _, data := range tm.data {
		lines = append(lines, journalled(t, data)...)
	}
	slices.SortStableFunc(lines, func(a, b written) int { return a.At.Compare(b.At) })
	f := floor{joined: map[string]time.Time{}, connected: map[string]time.Time{}}
	agents, free := map[string]string{}, map[string]time.Time{} // the agent of a leg, and since when they are free
	for _, line := range lines {
		switch line.Kind {
		case "queue-joined":
			if _, again := f.joined[line.Call]; !again {
				f.joined[line.Call] = line.At
			}
		case "queue-offered":
			agents[line.Leg] = line.Text
			since, before := free[line.Text]
			if joined := f.joined[line.Call]; !before || joined.After(since) {
				since = joined
			}
			f.idle = append(f.idle, line.At.Sub(since))
		case "queue-connected":
			f.connected[line.Call] = line.At
		case "leg-ended":
			free[agents[line.Leg]] = line.At
		}
	}
	slices.Sort(f.idle)
	return f
}

// overtaken are the callers who came before another one and were joined later, by more places than agents who may be
// rung at once explain.
func (f floor) overtaken(slack int) (calls []string) {
	byTime := func(times map[string]time.Time) []string {
		return slices.SortedFunc(maps.Keys(times), func(a, b string) int { return times[a].Compare(times[b]) })
	}
	came, went := byTime(f.joined), byTime(f.connected)
	for i, call := range came {
		if at := slices.Index(went, call); at > i+slack {
			calls = append(calls, fmt.Sprintf("%s came as number %d and was served as number %d", call, i, at))
		}
	}
	return calls
}

// floorRun has the callers come, and do in the middle; it returns when all is over.
func floorRun(t *testing.T, middle func(*team)) floor {
	t.Helper()
	desks, err := sip.Serve(t.Context(), floorRings)
	if err != nil {
		t.Fatal(err)
	}
	tm := teamOf(t, floorFile(desks), "n1", "n2")
	callers, err := phone().Start(t.Context(), sip.Call{To: "7800", From: "887" + sip.EachNumber, Script: sip.Script{
		sip.Answered(), sip.ExpectByeWithin(floorPatience)}}, sip.Load{Calls: floorCallers, Over: floorArrivals})
	if err != nil {
		t.Fatal(err)
	}
	pass(t, floorArrivals*3/4)
	middle(tm)
	result, err := callers.Wait()
	if err != nil {
		t.Errorf("%v: %d of %d failed: %v", err, result.Failed, floorCallers, result.Failures)
	}
	tm.over(t, floorCallers)
	if taken, err := desks.Close(); err != nil || taken.Succeeded != floorCallers {
		t.Errorf("the telephones of agents have had %d talks: %v", taken.Succeeded, err)
	}
	f := floorOf(t, tm)
	if len(f.joined) != floorCallers || len(f.connected) != floorCallers {
		t.Errorf("%d have waited, and %d were served", len(f.joined), len(f.connected))
	}
	return f
}

// Law: while callers wait no agent is idle for longer than a moment.
func TestQueueKeepsAgentsBusy(t *testing.T) {
	f := floorRun(t, func(*team) {})
	if len(f.idle) < floorCallers {
		t.Fatalf("only %d offers", len(f.idle))
	}
	median, worst := f.idle[len(f.idle)/2], f.idle[len(f.idle)-1]
	t.Logf("%d callers, %d agents: an agent was idle while somebody waited for %v in the median, %v at most", floorCallers,
		floorAgents, median, worst)
	if median > floorIdleMedian || worst > floorIdle {
		t.Errorf("too long: %v", f.idle[max(0, len(f.idle)-5):])
	}
	if late := f.overtaken(1); len(late) > 0 {
		t.Errorf("overtaken: %v", late)
	}
}

// Law: the owner of the queues is killed while callers wait and talk: no place is lost, and nobody is overtaken.
func TestQueueOutlivesItsOwner(t *testing.T) {
	f := floorRun(t, func(tm *team) {
		owner := tm.queueOwner(t)
		tm.loses(t, owner)
		tm.takesOver(t, owner)
		tm.beginAlone(t, owner)
	})
	if late := f.overtaken(1); len(late) > 0 {
		t.Errorf("overtaken: %v", late)
	}
}

//go:build linux && asterisk

package asterisk

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// handingOn is a queue at 7950 whose agent may send callers on, and a number that rings somebody else.
const handingOn = `
queue_log: {file: LOG}
queues:
  sales: {announce: {frequency: 0s, position: no, hold_time: no}}
agents:
  1001: {endpoint: 'AGENT', logged_in: true, queues: [sales]}
numbers: {"7950": main, "7951": second}
flows:
  main:
    - queue:
        id: q
        queue: sales
        music: none
        transfers: {allow: _2XX, context: onward}
        keys: {callee: {"*9": transfer}}
        transfer: {allow: _2XX, steps: [{continue: {context: onward, extension: "${steps.q.transfer}"}}]}
  second: [{dial: {targets: 'OTHER', early_media: none, transfers: asterisk}}]
`

// Law: an agent who sends the caller on, by keys or by the telephone's own, ends the talk with where it went.
func TestAgentSendsCallersOn(t *testing.T) {
	for i, c := range []struct {
		name    string
		sends   func(*sip.Answerer) error
		context string
	}{
		{"by keys", func(a *sip.Answerer) error { return a.Press("*9212") }, ""},
		{"by the telephone", func(a *sip.Answerer) error {
			status, err := a.Refer("sip:212@127.0.0.1")
			if err == nil && status != 202 {
				err = fmt.Errorf("REFER: %d", status)
			}
			return err
		}, "onward"},
	} {
		t.Run(c.name, func(t *testing.T) {
			agent, caller, log := answerer(t, sip.Manner{}), answerer(t, sip.Manner{}), filepath.Join(t.TempDir(), "queue_log")
			d, from := party(t, "server: {listen: none}\n"+strings.NewReplacer("LOG", log, "AGENT", atDesk("desk1", agent), "OTHER", endpoint(agent)).
				Replace(handingOn)), fmt.Sprintf("788%d", i)
			forget(t, d.client, "ONWARD_"+from)
			bring(t, caller, from, "7950")
			if err := inOrder(func() error { return agent.Up(inTime(t)) }, func() error { return agent.Stay(1500 * time.Millisecond) },
				func() error { return c.sends(agent) }); err != nil {
				t.Fatal(err)
			}
			await(t, d.client, "ONWARD_"+from, "212")
			ended(t, agent, caller)
			d.awaitIdle(t, 1)
			lines := queueLog(t, log, "BLINDTRANSFER", "COMPLETEAGENT", "COMPLETECALLER")
			if len(lines) != 1 || lines[0][3] != "1001" || lines[0][4] != "BLINDTRANSFER" || lines[0][5] != "212" ||
				lines[0][6] != c.context || lines[0][9] != "1" {
				t.Errorf("the queue tells %v", lines)
			}
			agent.Close()
			caller.Close()
		})
	}
}

// Law: an agent who has put somebody else into their place, after a word, is free for the next caller while the first one
// talks on.
func TestAgentHandsOverAfterAWord(t *testing.T) {
	x := &twoTalks{a: answerer(t, sip.Manner{Speaks: true, Hertz: callerHertz}), b: answerer(t, sip.Manner{}),
		b2: answerer(t, sip.Manner{}), c: answerer(t, sip.Manner{Speaks: true, Hertz: secondHertz})}
	log, through := filepath.Join(t.TempDir(), "queue_log"), (func(...string) string)(nil)
	x.daemon, through, _ = obeying(t, strings.NewReplacer("LOG", log, "AGENT", atDesk("desk1", x.b), "OTHER", endpoint(x.c)).Replace(handingOn))
	bring(t, x.a, "7952", "7950")
	bring(t, x.b2, "7953", "7951")
	if err := inOrder(func() error { return x.b.Up(inTime(t)) }, func() error { return x.c.Up(inTime(t)) },
		func() error { return x.b.Stay(500 * time.Millisecond) }); err != nil {
		t.Fatal(err)
	}
	if status := x.refers(t, x.b); status != 200 {
		t.Fatalf("told %d", status)
	}
	ended(t, x.b, x.b2)
	x.awaitFor(t, "the line of the queue", func() bool { return len(queueLines(t, log, "ATTENDEDTRANSFER")) == 1 })
	awaitWork(t, through, "1001", "idle")
	if err := inOrder(func() error { return x.c.Stay(1500 * time.Millisecond) }, x.a.Hangup); err != nil {
		t.Error(err)
	}
	ended(t, x.c)
	x.awaitIdle(t, 2)
	lines := queueLog(t, log, "ATTENDEDTRANSFER", "COMPLETEAGENT", "COMPLETECALLER")
	if len(lines) != 1 || lines[0][3] != "1001" || lines[0][5] != "BRIDGE" || lines[0][6] == "" {
		t.Errorf("the queue tells %v", lines)
	}
	if heard := pitched(x.a.Close(), secondHertz); heard < time.Second {
		t.Errorf("the caller heard who came for %v", heard)
	}
	if heard := pitched(x.c.Close(), callerHertz); heard < time.Second {
		t.Errorf("who came heard the caller for %v", heard)
	}
}

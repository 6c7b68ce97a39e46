//go:build linux && asterisk

package asterisk

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

const transferFile = `
app: {name: "${env.RIG_APP}", answer_delay: 0s}
asterisk: {url: "${env.RIG_URL}", username: "${env.RIG_USER}", password: "${env.RIG_PASSWORD}"}
server: {listen: none}
numbers: {"7910": main}
flows:
  main:
    - STEP
    - continue: {context: onward, extension: "${steps.d.status}"}
`

// transferring is a daemon whose number 7910 takes this step, with the id d.
func transferring(t *testing.T, step string) *daemon {
	t.Helper()
	step = strings.ReplaceAll(step, "\n", "\n    ")
	return start(t, writeFile(t, strings.Replace(transferFile, "STEP", step, 1), t.TempDir(), "ivr.yaml"))
}

// inTime is a context for what must happen at once.
func inTime(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), awaitTimeout)
	t.Cleanup(cancel)
	return ctx
}

// inOrder does one after the other, until one fails.
func inOrder(all ...func() error) error {
	for _, do := range all {
		if err := do(); err != nil {
			return err
		}
	}
	return nil
}

// Law: the agent is briefed while the caller hears music; who takes the call has it, and after a decline, silence, a
// refusal or a hang-up the caller's flow goes on with the status.
func TestWarmTransfer(t *testing.T) {
	for i, c := range []struct {
		name   string
		manner sip.Manner
		agent  func(*sip.Answerer) error
		status string
	}{
		{"taken", sip.Manner{Rings: 300 * time.Millisecond, Speaks: true}, func(a *sip.Answerer) error { return a.Press("1") }, ""},
		{"declined", sip.Manner{}, func(a *sip.Answerer) error { return a.Press("2") }, "confirm_failed"},
		{"no key", sip.Manner{}, func(*sip.Answerer) error { return nil }, "confirm_failed"},
		{"hangs up", sip.Manner{}, func(a *sip.Answerer) error { return a.Hangup() }, "confirm_failed"},
		{"busy", sip.Manner{Status: 486}, nil, "busy"},
		{"no answer", sip.Manner{Rings: -1}, nil, "no_answer"},
	} {
		t.Run(c.name, func(t *testing.T) {
			agent := answerer(t, c.manner)
			defer agent.Close()
			d, from := transferring(t, "transfer:\n    id: d\n    mode: warm\n    to: PJSIP/trunk/"+agent.URI()+
				"\n    brief: beep\n    accept_timeout: 3s\n    ring_timeout: 2s"), fmt.Sprintf("791%d", i)
			forget(t, d.client, "ONWARD_"+from)
			acted := make(chan error, 1)
			go func() {
				if c.agent == nil {
					acted <- nil
					return
				}
				acted <- inOrder(func() error { return agent.Up(inTime(t)) }, func() error { return agent.Stay(time.Second) },
					func() error { return c.agent(agent) }, func() error {
						if c.status != "" {
							return nil
						}
						return inOrder(func() error { return agent.Stay(2 * time.Second) }, agent.Hangup)
					})
			}()
			// A key that came through would be an INFO, which the caller's script does not expect.
			heard := listenTo(t, sip.Call{To: "7910", From: from, Script: sip.Script{
				sip.AnsweredWithin(awaitTimeout), sip.ExpectByeWithin(outlasts)}})
			if err := <-acted; err != nil {
				t.Error(err)
			}
			if c.status != "" {
				await(t, d.client, "ONWARD_"+from, c.status)
			} else if !hasTone(heard, time.Second) {
				t.Error("the caller did not hear the agent")
			}
			d.awaitIdle(t, 1)
		})
	}
}

// Law: a callee's telephone that transfers by REFER is told how it goes; an
// extension that is allowed gets the caller, any other does not.
func TestReferOfTheCallee(t *testing.T) {
	for i, c := range []struct {
		name, to string
		told     int
		place    string
	}{
		{"allowed", "sip:212@127.0.0.1", 200, "212"},
		{"not allowed", "sip:0900@127.0.0.1", 603, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			agent := answerer(t, sip.Manner{})
			defer agent.Close()
			d, from := transferring(t, "dial:\n    id: d\n    targets: PJSIP/trunk/"+agent.URI()+
				"\n    transfers: {allow: _2XX, context: onward}"), fmt.Sprintf("792%d", i)
			forget(t, d.client, "ONWARD_"+from)
			acted := make(chan error, 1)
			told := 0
			go func() {
				err := inOrder(func() error { return agent.Up(inTime(t)) }, func() error { return agent.Stay(time.Second) })
				status := 0
				if err == nil {
					status, err = agent.Refer(c.to)
				}
				if err == nil && status != 202 {
					err = fmt.Errorf("REFER: %d", status)
				}
				for err == nil && told < 200 {
					told, err = agent.Told(inTime(t))
				}
				if err == nil && c.place == "" {
					err = agent.Hangup()
				}
				acted <- err
			}()
			listenTo(t, sip.Call{To: "7910", From: from, Script: sip.Script{
				sip.AnsweredWithin(awaitTimeout), sip.ExpectByeWithin(outlasts)}})
			if err := <-acted; err != nil || told != c.told {
				t.Errorf("told %d, %v; want %d", told, err, c.told)
			}
			if c.place != "" {
				await(t, d.client, "ONWARD_"+from, c.place)
			}
			d.awaitIdle(t, 1)
		})
	}
}

// Law: the caller's telephone that transfers by REFER has the callee sent to an extension that is allowed, is told so,
// and is hung up.
func TestReferOfTheCaller(t *testing.T) {
	agent := answerer(t, sip.Manner{})
	defer agent.Close()
	d := transferring(t, "dial:\n    id: d\n    targets: PJSIP/trunk/"+agent.URI()+
		"\n    connected: {number: '7941'}\n    transfers: {allow: _2XX, context: onward, of: both}")
	forget(t, d.client, "ONWARD_7941")
	listenTo(t, sip.Call{To: "7910", From: "7940", Script: sip.Script{sip.AnsweredWithin(awaitTimeout), sip.Pause(time.Second),
		sip.Refer("212"), sip.Told(100), sip.Told(200), sip.ExpectByeWithin(outlasts)}})
	await(t, d.client, "ONWARD_7941", "212")
	if err := agent.Ended(inTime(t)); err != nil { // by the extension
		t.Error(err)
	}
	d.awaitIdle(t, 1)
}

// Law: the caller's own telephone takes a redirect up, before the answer and after it.
func TestRedirect(t *testing.T) {
	for _, c := range []struct {
		name, before string
		script       sip.Script
	}{
		{"before the answer", "", sip.Script{sip.Refused(302)}},
		{"after the answer", "answer\n- wait: 500ms\n- ", sip.Script{sip.Answered(), sip.ExpectRefer(), sip.Hangup()}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := transferring(t, c.before+"transfer: {id: d, mode: redirect, to: 'PJSIP/sip:200@127.0.0.1:5099'}")
			listenTo(t, sip.Call{To: "7910", From: "7930", Script: c.script})
			d.awaitIdle(t, 1)
		})
	}
}

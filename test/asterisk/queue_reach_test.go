//go:build linux && asterisk

package asterisk

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// twoOfThem is a queue whose agent's telephone is at a second Asterisk: an extension there that answers.
const twoOfThem = `asterisk:
  - {name: a, url: "${env.RIG_URL}", username: "${env.RIG_USER}", password: "${env.RIG_PASSWORD}",
     reach: {b: "PJSIP/trunk/sip:{user}@127.0.0.1:%d"}}
  - {name: b, url: "http://127.0.0.1:%d/ari", username: "${env.RIG_USER}", password: "${env.RIG_PASSWORD}"}
app: {name: "${env.RIG_APP}"}
server: {listen: none}
queue_log: {file: %s}
queues:
  sales: {ring_in_use: true, announce: {frequency: 0s, position: no, hold_time: no}}
agents:
  1001: {endpoint: 'Local/9904@callers', asterisk: b, logged_in: true, queues: [sales]}
numbers: {"7800": main}
flows:
  main: [{queue: {queue: sales}}, hangup]
`

// Law: a caller of one Asterisk talks with an agent whose telephone is at another one, over the trunk between them; when
// the caller goes nothing is left at either.
func TestQueueReachesAgentsOfAnotherAsterisk(t *testing.T) {
	there := twin(t)
	emptyRecordings(t)
	log := filepath.Join(t.TempDir(), "queue_log")
	d := start(t, writeFile(t, fmt.Sprintf(twoOfThem, twinSIP, twinHTTP, log), t.TempDir(), "ivr.yaml"))
	d.awaitLogged(t, "msg=connected ", 2)
	caller, err := phone().Start(t.Context(), sip.Call{To: "7800", From: "8850", Script: sip.Script{
		sip.Answered(), sip.Pause(5 * time.Second), sip.Hangup()}}, sip.Load{})
	if err != nil {
		t.Fatal(err)
	}
	inside := func() (extensions []string) {
		channels, err := there.Channels.List(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range channels {
			extensions = append(extensions, c.Dialplan.Exten+" "+string(c.State))
		}
		return extensions
	}
	d.awaitFor(t, "the agent's telephone to be answered at the second Asterisk", func() bool {
		at := inside()
		return len(at) == 1 && at[0] == "9904 Up"
	})
	d.awaitFor(t, "the queue to say so", func() bool { return len(queueLines(t, log, "CONNECT")) == 1 })
	if _, err := caller.Wait(); err != nil {
		t.Error(err)
	}
	d.awaitFor(t, "the telephone to be hung up", func() bool { return len(inside()) == 0 })
	d.awaitFor(t, "the end of the talk", func() bool { return len(queueLines(t, log, "COMPLETECALLER")) > 0 }) // told behind that
	if lines := queueLog(t, log, "COMPLETECALLER"); len(lines) != 1 || lines[0][3] != "1001" {
		t.Errorf("the queue_log has %v", lines)
	}
}

//go:build linux && asterisk

package asterisk

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// twoToLose are two Asterisks with callers in menus, in talks, and one whose agent is at the other one: there the agent's
// telephone is a number that plays music.
const twoToLose = `asterisk:
  - {name: a, url: "${env.RIG_URL}", username: "${env.RIG_USER}", password: "${env.RIG_PASSWORD}",
     reach: {b: "PJSIP/remote/sip:{user}@127.0.0.1:%d"}}
  - {name: b, url: "http://127.0.0.1:%d/ari", username: "${env.RIG_USER}", password: "${env.RIG_PASSWORD}"}
app: {name: "${env.RIG_APP}"}
server: {listen: none}
queue_log: {file: %s}
queues:
  sales: {announce: {frequency: 0s, position: no, hold_time: no}}
agents:
  1001: {endpoint: 'Local/7803@callers', asterisk: b, logged_in: true, queues: [sales]}
numbers: {"7800": menu, "7801": talk, "7802": queue, "7803": music}
flows:
  menu:
    - menu: {prompt: demo-congrats, first_timeout: 5m, attempts: 50, choices: {1: {continue: {context: onward, extension: menu}}}}
  talk: [{dial: {targets: ['%s']}}]
  queue:
    - queue: {id: q, queue: sales, music: none, continue: true}
    - continue: {context: onward, extension: "queue${steps.q.by}"}
  music: [moh]
`

// calledAt has an Asterisk itself call a number, from an extension that stays: a caller whom nobody has to tell of its death.
func calledAt(t *testing.T, c *ari.Client, from, number string) {
	t.Helper()
	priority, place := int64(1), "callers"
	if _, err := c.Channels.Originate(t.Context(), ari.ChannelsOriginateParams{Endpoint: "Local/9904@callers/n", Extension: &number,
		Context: &place, Priority: &priority, CallerID: &from}); err != nil {
		t.Fatal(err)
	}
}

// Law: when one of two Asterisks is killed the calls of the other one go on, menus, talks and new ones; who talks with an
// agent of the one that is gone is not left in silence, if the trunk's rtp_timeout says so. When it is back each of its calls
// has ended once, and it takes new ones.
func TestOneOfTwoAsterisksDies(t *testing.T) {
	there := twin(t)
	emptyRecordings(t)
	log := filepath.Join(t.TempDir(), "queue_log")
	talker, talkedTo := answerer(t, sip.Manner{Speaks: true, Hertz: callerHertz}), answerer(t, sip.Manner{Speaks: true, Hertz: agentHertz})
	d := start(t, writeFile(t, fmt.Sprintf(twoToLose, twinSIP, twinHTTP, log, endpoint(talkedTo)), t.TempDir(), "ivr.yaml"))
	d.awaitLogged(t, "msg=connected ", 2)
	w := watch(t)
	l := newLine(t, w, "886")
	l.ringFrom("8861", "7800", sip.Answered(), sip.Pause(7*time.Second), sip.Press("1"), sip.ExpectByeWithin(dialled))
	l.ringFrom("8862", "7802", sip.Answered(), sip.ExpectByeWithin(outlasts))
	bring(t, talker, "8863", "7801")
	if err := talkedTo.Up(inTime(t)); err != nil {
		t.Fatal(err)
	}
	d.awaitFor(t, "the talk in the queue", func() bool { return len(queueLines(t, log, "CONNECT")) == 1 })
	for i := range 3 {
		calledAt(t, there.Client, fmt.Sprintf("8864%d", i), "7800")
	}
	d.awaitFor(t, "four calls at the second Asterisk", func() bool {
		application, err := there.Applications.Get(t.Context(), lab.App)
		return err == nil && len(application.ChannelIDs) == 4
	})
	died := time.Now()
	there.dies(t)
	l.ringFrom("8865", "7800", sip.Answered(), sip.Pause(time.Second), sip.Press("1"), sip.ExpectByeWithin(dialled))
	l.tells("8865", "callers/7800 Stasis", "answered", longPrompt, "onward/menu Playback", "ended 16")
	l.tells("8862", "callers/7802 Stasis", "answered", "onward/queueagent Playback", "ended 16")
	if took := time.Since(died); took > 12*time.Second {
		t.Errorf("who talked with an agent there heard nothing for %v", took)
	}
	l.tells("8861", "callers/7800 Stasis", "answered", longPrompt, "onward/menu Playback", "ended 16")
	there.begins(t)
	d.awaitLogged(t, "connected again", 1)
	d.awaitFor(t, "the ends of its calls", func() bool { return len(d.ends()) == 7 })
	calledAt(t, there.Client, "8866", "7803")
	d.awaitFor(t, "a new call there", func() bool {
		channels, err := there.Channels.List(t.Context())
		return err == nil && slices.ContainsFunc(channels, func(c ari.Channel) bool { return c.Dialplan.AppName == "Stasis" })
	})
	talked := time.Since(died)
	if err := talker.Hangup(); err != nil {
		t.Error(err)
	}
	channels, err := there.Channels.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, channel := range channels {
		_ = there.Channels.Hangup(t.Context(), channel.ID, ari.ChannelsHangupParams{}) // the other half may have taken it along
	}
	ended(t, talkedTo)
	d.awaitIdle(t, 9)
	for name, c := range map[string]struct {
		phone *sip.Answerer
		hertz int
	}{"who talks": {talker, agentHertz}, "whom they talk to": {talkedTo, callerHertz}} {
		if heard := pitched(c.phone.Close(), c.hertz); heard < talked-2*time.Second {
			t.Errorf("%s heard the other for %v of %v", name, heard, talked)
		}
	}
}

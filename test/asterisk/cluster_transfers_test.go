//go:build linux && asterisk

package asterisk

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

// gate is a service whose answers wait until they are let go, each path for itself.
type gate struct {
	*httptest.Server
	asked, open map[string]chan struct{}
}

// newGate is one with these paths until the test ends.
func newGate(t *testing.T, paths ...string) *gate {
	t.Helper()
	g := &gate{asked: map[string]chan struct{}{}, open: map[string]chan struct{}{}}
	for _, path := range paths {
		g.asked["/"+path], g.open["/"+path] = make(chan struct{}, 1), make(chan struct{})
	}
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.asked[r.URL.Path] <- struct{}{}
		select {
		case <-g.open[r.URL.Path]:
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte("{}"))
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(g.Close)
	return g
}

// let waits until a path is asked for, and has it answered.
func (g *gate) let(t *testing.T, path string) {
	t.Helper()
	select {
	case <-g.asked["/"+path]:
		close(g.open["/"+path])
	case <-time.After(awaitTimeout):
		t.Fatalf("nobody asks for %s", path)
	}
}

// transfersHead allows what the flows of transferFlows do.
const transfersHead = `http: {allow: ["GATE"]}
tables: {slow: {dsn: "DSN", query: "select said from words where word = $1", timeout: 30s}}
outbound: {allow: ["PJSIP/sip:200@127.0.0.1:5099"]}
`

// transferFlows are steps that hand somebody over, ask somebody, or tell them something.
func transferFlows(agent, told, lost *sip.Answerer, gate string) []string {
	text := func(path string, to *sip.Answerer) string {
		return "- answer\n- http: {url: \"http://" + gate + "/" + path + "\", timeout: 60s, budget: 60s, retries: 0}\n" +
			"- message: {id: d, to: " + endpoint(to) + ", text: \"once\"}" + onward("${steps.d.status}")
	}
	return []string{
		"- answer\n- transfer: {id: d, to: " + endpoint(agent) + ", ring_timeout: 60s}",
		"- answer\n- transfer: {id: d, mode: redirect, to: \"PJSIP/sip:200@127.0.0.1:5099\", redirect_timeout: 25s}" +
			onward("${steps.d.status}"),
		"- answer\n- lookup: {id: d, table: slow, key: hello}" + onward("${steps.d.row.said}"),
		text("told", told),
		text("lost", lost),
		"- answer\n- store: {key: waits, set: \"${call.id}\"}\n- hold: {id: d, time: 60s}" + onward("${steps.d.status}"),
		"- answer\n- store: {id: who, key: waits}\n- bridge: {id: d, call: \"${steps.who.value}\"}" + onward("${steps.d.status}"),
	}
}

// Law: whoever is transferred, blind or by their own telephone, looks something up in a slow database, sends a text, or talks
// with another call by `bridge` when their instance is killed goes on at another one: who rings rings on, the telephone is
// asked to redirect once, the database is asked again, a text that may have been sent is not sent again, who talks talks on.
func TestTeamKilledInTransfers(t *testing.T) {
	gate, database := newGate(t, "told", "lost"), newSlowDatabase(t)
	agent := answerer(t, sip.Manner{Rings: agentRings, Speaks: true})
	told, lost, redirects := answerer(t, sip.Manner{}), answerer(t, sip.Manner{}), answerer(t, sip.Manner{})
	holds, joins := answerer(t, sip.Manner{Speaks: true}), answerer(t, sip.Manner{Speaks: true})
	host := gate.Listener.Addr().String()
	tm := newTeam(t, sideBySide(strings.NewReplacer("GATE", host, "DSN", database.dsn()).Replace(transfersHead),
		transferFlows(agent, told, lost, host)))
	way := between(t)
	tm.more["n1"] = []string{"RIG_URL=" + way.url()}
	tm.begin(t, "n1")
	w := watch(t)
	l := newLine(t, w, "899")
	for _, i := range []int{0, 2, 3, 4} {
		l.ringFrom(fmt.Sprint("8990", i), numbered(i), sip.AnsweredWithin(teamOutlasts), sip.ExpectByeWithin(teamOutlasts))
	}
	for i, phone := range []*sip.Answerer{redirects, holds, joins} {
		number := []int{1, 5, 6}[i]
		forget(t, tm.client, fmt.Sprint("ONWARD_8990", number))
		bring(t, phone, fmt.Sprint("8990", number), numbered(number))
		tm.awaitCalls(t, 5+i)
	}
	tm.awaitFor(t, "the telephone to be asked", func() bool { return len(redirects.Asked()) == 1 })
	asked := time.Now()
	bridge, begun := tm.talking(t), time.Now()
	tm.begin(t, "n2", "n3")
	tm.awaitFor(t, "the database to be asked", func() bool { return database.asked.Load() == 1 })
	gate.let(t, "told")
	if text, err := told.Text(inTime(t)); err != nil || text != "once" {
		t.Errorf("%q, %v", text, err)
	}
	way.freeze()
	gate.let(t, "lost")
	tm.awaitFor(t, "the text to be on its way", func() bool { return tm.keeps(t, `"sending":true`) })
	had := tm.shares(t)
	tm.loses(t, "n1")
	way.cut() // what n1 has said last never comes to Asterisk
	way.thaw()
	t.Logf("of %v those of n1 go on after %v", had, tm.takesOver(t, "n1"))
	tm.stillJoined(t, bridge)
	answers, cancel := context.WithTimeout(t.Context(), agentRings+awaitTimeout)
	defer cancel()
	if err := agent.Up(answers); err != nil {
		t.Error(err)
	}
	tm.awaitFor(t, "the caller to talk with the agent", func() bool { return tm.talks(t) == 2 })
	if err := inOrder(func() error { return agent.Stay(2 * time.Second) }, agent.Hangup); err != nil {
		t.Error(err)
	}
	tm.stillJoined(t, bridge)
	talked := time.Since(begun)
	if err := joins.Hangup(); err != nil {
		t.Error(err)
	}
	await(t, tm.client, "ONWARD_89905", "bridged")
	l.tells("89900", "callers/7800 Stasis", "answered", "ended 16")
	for i, lands := range []string{"done", "sent", "sent"} {
		l.tells(fmt.Sprint("8990", 2+i), "callers/"+numbered(2+i)+" Stasis", "answered", "onward/"+lands+" Playback", "ended 16")
	}
	await(t, tm.client, "ONWARD_89901", "failed")
	if took := time.Since(asked); took < 23*time.Second || took > 30*time.Second || len(redirects.Asked()) != 1 {
		t.Errorf("the redirection took %v; it was asked for %v", took, redirects.Asked())
	}
	if asked := database.asked.Load(); asked != 2 {
		t.Errorf("the database was asked %d times", asked)
	}
	tm.over(t, 7)
	for _, phone := range []*sip.Answerer{told, lost} {
		soon, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		if text, err := phone.Text(soon); err == nil {
			t.Errorf("%q was sent again, or by a process that is dead", text)
		}
		cancel()
	}
	for name, phone := range map[string]*sip.Answerer{"who held": holds, "who came": joins} {
		if heard := says(phone.Close()); heard < talked-2*time.Second {
			t.Errorf("%s heard the other for %v of %v", name, heard, talked)
		}
	}
	for _, phone := range []*sip.Answerer{agent, told, lost, redirects} {
		phone.Close()
	}
}

// talks is in how many bridges two talk.
func (tm *team) talks(t *testing.T) int {
	t.Helper()
	bridges, err := tm.client.Bridges.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	talks := 0
	for _, bridge := range bridges {
		if len(bridge.Channels) == 2 {
			talks++
		}
	}
	return talks
}

// keeps tells whether the record of a call has this in it.
func (tm *team) keeps(t *testing.T, text string) bool {
	t.Helper()
	for _, value := range tm.items(t, "ariapp_calls") {
		if bytes.Contains(value, []byte(text)) {
			return true
		}
	}
	return false
}

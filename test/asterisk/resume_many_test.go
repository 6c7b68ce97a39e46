//go:build linux && asterisk

package asterisk

import (
	"fmt"
	"testing"
	"time"

	"github.com/ariapp/ariapp/test/asterisk/sip"
)

const (
	manyTalks = 20
	manyMenus = 30
	// manyLives is how often the daemon is killed, manyPause when the callers of menus press their key.
	manyLives = 3
	manyPause = 45 * time.Second
)

// Law: fifty callers, some in a menu and some in a conversation, do not notice that their daemon is killed three times: no
// call fails, nobody leaves a bridge, everybody hears their menu again each time, and nothing is left.
func TestKilledDaemonsManyCallersGoOn(t *testing.T) {
	flows := []string{"- answer\n- menu: {prompt: demo-congrats, first_timeout: 1m, choices: {1: {continue: {context: onward, extension: sales}}}}"}
	var phones []*sip.Answerer
	for range manyTalks {
		phone := answerer(t, sip.Manner{})
		defer phone.Close()
		phones, flows = append(phones, phone), append(flows, resumeTalks(phone, ""))
	}
	r, w := relayOn(t, sideBySide("", flows)), watch(t)
	l := newLine(t, w, "886")
	menus, err := phone().Start(t.Context(), sip.Call{To: numbered(0), From: "885" + sip.EachNumber, Script: sip.Script{
		sip.Answered(), sip.Pause(manyPause), sip.Press("1"), sip.ExpectByeWithin(dialled)}}, sip.Load{Calls: manyMenus, Rate: 10})
	if err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	for i := range manyTalks {
		l.ringFrom(fmt.Sprintf("886%02d", i), numbered(i+1), sip.AnsweredWithin(awaitTimeout), sip.ExpectByeWithin(outlasts))
	}
	r.awaitMany(t, w, 1)
	before := w.count(leftBridge)
	for life := range manyLives {
		pass(t, time.Second)
		r.dies(t)
		r.next(t, manyMenus+manyTalks)
		r.awaitMany(t, w, life+2)
	}
	if took := time.Since(begun); took > manyPause-time.Second {
		t.Errorf("the machine took %v, so that a key may have come while nobody served", took)
	}
	if left := w.count(leftBridge) - before; left != 0 {
		t.Errorf("%d left their bridge", left)
	}
	for _, phone := range phones {
		if err := phone.Hangup(); err != nil {
			t.Error(err)
		}
	}
	for i := range manyTalks {
		from := fmt.Sprintf("886%02d", i)
		l.tells(from, "callers/"+numbered(i+1)+" Stasis", "answered", "onward/answeredcallee Playback", "ended 16")
	}
	if _, err := menus.Wait(); err != nil {
		t.Error(err)
	}
	rows := r.over(t, manyMenus+manyTalks)
	for from, row := range rows {
		if row.Result != "left" || row.Disposition != "ANSWERED" {
			t.Errorf("the row of %s: %+v", from, row)
		}
	}
	if len(rows) != manyMenus+manyTalks {
		t.Errorf("there are rows of %d callers", len(rows))
	}
	r.terminate(t)
	r.awaitStopped(t)
	r.next(t, 0)
}

// awaitMany waits until everybody hears their menu for the times-th time, or talks.
func (r *relay) awaitMany(t *testing.T, w *watcher, times int) {
	t.Helper()
	r.awaitFor(t, fmt.Sprintf("%d menus, %d times", manyMenus, times), func() bool {
		return w.count("hears demo-congrats") == manyMenus*times
	})
	r.awaitFor(t, fmt.Sprintf("%d conversations", manyTalks), func() bool {
		bridges, err := r.client.Bridges.List(t.Context())
		talks := 0
		for _, bridge := range bridges {
			if len(bridge.Channels) == 2 {
				talks++
			}
		}
		return err == nil && talks == manyTalks
	})
}

package app

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: a call that begins anew, of which its new process has no record, is told late how the legs and bridges of the one before
// ended. That is no news of its own.
func TestTheLateEndsOfTheCallBefore(t *testing.T) {
	for _, c := range []struct {
		name          string
		before, after []fakeari.Step // what the telephone does
		late          []string
		heard         string
	}{
		{"while it rings", []fakeari.Step{fakeari.Ring(0)}, []fakeari.Step{fakeari.Reject(3*time.Second, 17, 486)},
			[]string{"StasisEnd", "ChannelHangupRequest", "ChannelDestroyed"}, "it-was-busy"},
		{"while they talk", []fakeari.Step{fakeari.Answer(time.Second)},
			[]fakeari.Step{fakeari.Answer(time.Second), fakeari.HangUp(30*time.Second, 16)},
			[]string{"ChannelLeftBridge", "ChannelDestroyed"}, "it-was-answered"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := &house{t: t, path: filepath.Join(t.TempDir(), "ivr.yaml"), ended: make(chan error, 1)}
				h.srv = fakeari.New(fakeari.Options{User: "ariapp", Password: "secret", DefaultSound: 2 * time.Second})
				change, die := lives(h, memstore.New(), true)
				h.start(resuming, change)
				h.awaitReady()
				defer h.nothingIsLeft()
				h.srv.Endpoint("PJSIP/100", c.before...)
				caller := h.call("300")
				time.Sleep(5 * time.Second)
				die()
				h.srv.Endpoint("PJSIP/100", c.after...)
				for _, event := range c.late {
					h.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Event: event, Delay: 2 * time.Second, Times: 2})
				}
				begun := time.Now()
				change, _ = lives(h, memstore.New(), true) // another folder
				h.start(resuming, change)
				h.awaitReady()
				h.ends(caller, fakeari.EndHangup, 16)
				if got := heardBy(caller); got != c.heard {
					t.Errorf("the caller heard %q\n%s", got, h.logged())
				}
				if took := time.Since(begun); len(c.after) > 1 && took < 30*time.Second {
					t.Errorf("they talked for %v\n%s", took, h.logged())
				}
			})
		})
	}
}

// Law: an empty bridge is nobody's only when no call can have made it: that of one that has begun anew bears its channel's name,
// and letters of its own.
func TestTheEmptyBridgeOfACallThatHasBegunAnew(t *testing.T) {
	inHouse(t, resuming, nil, func(h *house) {
		caller, l := h.call("200"), h.app.links[0]
		time.Sleep(time.Second)
		for _, name := range []string{".b1", ".ABCDEFGH.b2"} {
			name = caller.ID() + name
			if _, err := l.client.Bridges.CreateWithID(context.Background(), name, ari.BridgesCreateWithIDParams{}); err != nil {
				t.Fatal(err)
			}
		}
		l.emptied(context.Background(), nil)
		if left := h.srv.Bridges(); len(left) != 2 {
			t.Errorf("of a call that lives there are %s", strings.Join(left, " "))
		}
		caller.Hangup(16)
		h.ends(caller, fakeari.EndHangup, 16)
		l.emptied(context.Background(), nil)
	})
}

// outdate has the records of calls be those of a file that nobody has.
func outdate(t *testing.T, bucket cluster.Bucket, of func(value string) bool) {
	all, err := bucket.All(context.Background())
	if err != nil {
		t.Error(err)
	}
	changed := 0
	for _, item := range all {
		if !of(string(item.Value)) {
			continue
		}
		value := strings.ReplaceAll(string(item.Value), `"version":"`, `"version":"x`)
		w := bucket.Write(context.Background(), []cluster.Change{{Key: item.Key, Value: []byte(value), Revision: item.Revision}})
		if w[0].Err != nil {
			t.Error(w[0].Err)
		}
		changed++
	}
	if changed == 0 {
		t.Error("no record was changed")
	}
}

// Law: a call that begins anew is heard at once, also where what plays was begun by a process that had taken it up.
func TestACallThatBeginsAnewIsHeardAtOnce(t *testing.T) {
	resumed(t, resuming, true, func(h *house, again func(time.Duration)) {
		caller := h.call("200")
		time.Sleep(time.Second)
		again(100 * time.Millisecond)
		time.Sleep(200 * time.Millisecond)
		bucket := h.app.opts.calls
		time.AfterFunc(100*time.Millisecond, func() { outdate(t, bucket, func(string) bool { return true }) })
		again(300 * time.Millisecond)
		time.Sleep(500 * time.Millisecond)
		caller.Press("1234")
		h.ends(caller, fakeari.EndHangup, 16)
		h.mustLog("it begins anew")
		if got := heardBy(caller); got != "ask(cut) ask(cut) ask(cut) thanks-100 bye" {
			t.Errorf("the caller heard %s\n%s", got, h.logged())
		}
	})
}

// Law: the legs of a call that begins anew at another instance, as its record is of no use, end: it makes its own.
func TestTheLegsOfARecordOfNoUse(t *testing.T) {
	inCluster(t, sharing(), []string{"n1", "n2"}, func(s *shared) {
		s.srv.Endpoint("PJSIP/100", fakeari.Ring(0), fakeari.Answer(20*time.Second), fakeari.HangUp(time.Minute, 16))
		var callers []*fakeari.Call
		for range 12 {
			callers = append(callers, s.call("300"))
			time.Sleep(100 * time.Millisecond)
		}
		time.Sleep(time.Second)
		dies := s.another(s.doorkeeper())
		s.kill(dies)
		outdate(t, s.buckets["ariapp_calls"], func(value string) bool { return strings.Contains(value, `"instance":"`+dies+`"`) })
		time.Sleep(15 * time.Second)
		if !strings.Contains(s.logged(), "it begins anew") {
			t.Errorf("no call begins anew\n%s", s.logged())
		}
		s.mustNotLog("a leg cannot be made")
		if legs := len(s.srv.Channels()) - len(callers); legs != len(callers) {
			t.Errorf("there are %d legs of %d callers\n%s", legs, len(callers), s.logged())
		}
		for _, c := range callers {
			c.Hangup(16)
		}
		time.Sleep(40 * time.Second)
	})
}

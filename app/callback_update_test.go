package app

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// spoilsAll has no process go on with the calls that call somebody back, as if each were of a version that is not there.
func spoilsAll(t *testing.T, calls *memstore.Bucket) {
	t.Helper()
	all, err := calls.All(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	spoiled := 0
	for _, item := range all {
		if !bytes.Contains([]byte(item.Key), []byte("ariapp-")) {
			continue
		}
		walk := []byte(`"walk":{"format":1,"version":"`)
		value := bytes.ReplaceAll(item.Value, walk, append(walk, "gone-"...))
		change := cluster.Change{Key: item.Key, Value: value, Revision: item.Revision}
		if w := calls.Write(context.Background(), []cluster.Change{change}); w[0].Err != nil {
			t.Fatal(w[0].Err)
		}
		if !bytes.Equal(value, item.Value) {
			spoiled++
		}
	}
	if spoiled == 0 {
		t.Fatalf("of %d calls none calls anybody back", len(all))
	}
}

// Law: a call-back that is under way as the program is updated, and with which the new one cannot go on, is made again:
// whether they are asked, wait for an agent, or have an agent wait for them on a line.
func TestAWishSurvivesAnUpdate(t *testing.T) {
	for name, c := range map[string]struct {
		text    string
		answers []string // those who answer before
		presses bool
	}{
		"who is asked":              {customerFirst, []string{"PJSIP/5551@trunk"}, false},
		"who waits":                 {customerFirst, []string{"PJSIP/5551@trunk"}, true},
		"who is asked for an agent": {linedCalls, []string{"PJSIP/1001", "PJSIP/5551@trunk"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			var calls *memstore.Bucket
			note := func(o *Options) { calls, _ = o.calls.(distant).Bucket.(*memstore.Bucket) }
			inQueues(t, c.text, note, func(h *house, again func(time.Duration)) {
				h.logIn()
				h.isToBeCalledBack()
				var last *fakeari.Call
				for _, who := range c.answers {
					last = h.answers(who)
				}
				time.Sleep(3 * time.Second)
				if c.presses {
					last.Press("1")
					h.rings("PJSIP/1001")
				}
				time.Sleep(time.Second)
				time.AfterFunc(time.Second, func() { spoilsAll(t, calls) })
				again(3 * time.Second)
				time.Sleep(toldFor)
				if !isOver(last) {
					t.Errorf("a call that nobody has goes on\n%s", h.logged())
				}
				mode := "customer_first"
				if c.text == linedCalls {
					mode = "agent_first"
				}
				agent, customer := h.taken(mode)
				time.Sleep(toldFor)
				h.together("called again", customer, agent)
				customer.Hangup(16)
				time.Sleep(5 * time.Second)
			})
		})
	}
}

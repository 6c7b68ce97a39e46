package app

import (
	"context"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// torpid is a bucket that is slow to write.
type torpid struct {
	*memstore.Bucket
	takes *atomic.Int64
}

func (b torpid) Write(ctx context.Context, changes []cluster.Change) []cluster.Written {
	pause := time.NewTimer(time.Duration(b.takes.Load()))
	defer pause.Stop()
	select {
	case <-pause.C:
	case <-ctx.Done():
	}
	return b.Bucket.Write(ctx, changes)
}

// Law: whoever is taken up by a process that is alone does not wait until that is written down, nor until others are whose
// calls are over, however slow the store is; they go on where they were. It is written down when it can be.
func TestNobodyWaitsForTheStoreToBeTakenUp(t *testing.T) {
	for name, spoil := range map[string]func(torpid){
		"slow":       func(b torpid) { b.takes.Store(int64(4 * time.Second)) },
		"unwritable": func(b torpid) { b.Fail(memstore.Faults{Unwritable: true}) },
		"mute":       func(b torpid) { b.Fail(memstore.Faults{Mute: true}) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				bucket := torpid{memstore.New(), &atomic.Int64{}}
				h := &house{t: t, path: filepath.Join(t.TempDir(), "ivr.yaml"), ended: make(chan error, 1)}
				h.srv = fakeari.New(fakeari.Options{User: "ariapp", Password: "secret", DefaultSound: 2 * time.Second})
				keep := func(o *Options) { o.calls = bucket }
				h.start(resuming, keep)
				h.awaitReady()
				defer h.nothingIsLeft()
				var callers []*fakeari.Call
				for range 4 {
					callers = append(callers, h.call("200"))
				}
				time.Sleep(3 * time.Second)
				h.finish()
				callers[0].Hangup(16)
				callers[2].Hangup(16)
				spoil(bucket)
				h.start(resuming, keep)
				h.awaitReady()
				time.Sleep(settleTime + 100*time.Millisecond)
				for _, caller := range []*fakeari.Call{callers[1], callers[3]} {
					caller.Press("1234")
					time.Sleep(time.Second)
					if got := heardBy(caller); got != "ask ask(cut) thanks-100" {
						t.Errorf("the caller heard %s\n%s", got, h.logged())
					}
				}
				bucket.takes.Store(0)
				bucket.Fail(memstore.Faults{})
				time.Sleep(10 * time.Second)
				all, err := bucket.All(t.Context())
				if err != nil || len(all) != 2 {
					t.Fatalf("%d calls are kept, %v", len(all), err)
				}
				for _, one := range all {
					if !strings.Contains(string(one.Value), `"epoch":2`) {
						t.Errorf("what is kept is %s", one.Value)
					}
				}
				h.ends(callers[1], fakeari.EndHangup, 16)
				h.ends(callers[3], fakeari.EndHangup, 16)
				time.Sleep(time.Second)
				if all, _ := bucket.All(t.Context()); len(all) > 0 {
					t.Errorf("%d calls are kept though they are over", len(all))
				}
			})
		})
	}
}

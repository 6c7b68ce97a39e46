package acd

import (
	"context"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
)

// spoil has something else stand under a key.
func spoil(t *testing.T, bucket *memstore.Bucket, key, value string) {
	t.Helper()
	item, err := bucket.Get(context.Background(), key)
	if err != nil || item.Revision == 0 {
		t.Fatalf("there is no %s to be spoiled: %v", key, err)
	}
	change := cluster.Change{Key: key, Value: []byte(value), Revision: item.Revision}
	if written := bucket.Write(context.Background(), []cluster.Change{change})[0]; written.Err != nil {
		t.Fatal(written.Err)
	}
}

// Law: where the record of who has decided cannot be read, or is gone, the next one decides all the same, and calls of any
// instance hear of it.
func TestAReignBehindOneThatNobodyCanRead(t *testing.T) {
	for name, lose := range map[string]func(*testing.T, *house){
		"half":         func(t *testing.T, h *house) { spoil(t, h.queues, reignKey, `{"format":1,"owner":{"inst`) },
		"empty":        func(t *testing.T, h *house) { spoil(t, h.queues, reignKey, ``) },
		"other format": func(t *testing.T, h *house) { spoil(t, h.queues, reignKey, `{"format":7,"epoch":1}`) },
		"spoiled and lost before": func(t *testing.T, h *house) {
			h.queues.Clear()
			h.queues.Write(context.Background(), []cluster.Change{{Key: reignKey, Value: []byte("?")}})
			time.Sleep(sweepEvery)
		},
		"lost": func(_ *testing.T, h *house) {
			h.queues.Clear()
			time.Sleep(sweepEvery)
		},
		"lost by one that has died since": func(_ *testing.T, h *house) {
			h.queues.Clear()
			time.Sleep(sweepEvery)
			h.kill("n1")
		},
		"lost a moment ago": func(_ *testing.T, h *house) { h.queues.Clear() },
		"all lost": func(_ *testing.T, h *house) {
			h.queues.Clear()
			h.agents.Clear()
		},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(h *house) {
				all := several(h, long(1))
				for i, next := range []string{"n2", "n1", "n2", "n1"} {
					h.follows(all[i%2], next)
					time.Sleep(testLease)
				}
				first := h.join(all[2], "first", nil)
				time.Sleep(time.Second)
				second := h.join(all[2], "second", nil)
				time.Sleep(time.Second)
				before := first.look()
				lose(t, h)
				h.follows(all[0], "n2")
				time.Sleep(2 * testLease)
				if !all[1].Reigns() {
					t.Error("nobody decides")
					return
				}
				if now := first.look(); len(before.Offers) != 1 || len(now.Offers) != 1 {
					t.Errorf("who is first has %+v, and had %+v", now.Offers, before.Offers)
				}
				first.talks()
				time.Sleep(2 * time.Second)
				if v := second.look(); !v.Known || v.Position != 1 {
					t.Errorf("who is next is %+v", v)
				}
			})
		})
	}
}

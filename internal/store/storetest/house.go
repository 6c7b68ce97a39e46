package storetest

import (
	"errors"
	"time"

	"github.com/ariapp/ariapp/flows"
)

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatalf("%s: %v", h.key, err)
	}
}

func (h *house) put(value string, ttl time.Duration) uint64 {
	h.t.Helper()
	revision, err := h.in.Put(h.ctx, h.key, value, ttl)
	h.must(err)
	return revision
}

func (h *house) swap(value string, revision uint64, ttl time.Duration) uint64 {
	h.t.Helper()
	revision, err := h.in.Swap(h.ctx, h.key, value, revision, ttl)
	h.must(err)
	return revision
}

// conflict proves that a swap from that revision is refused.
func (h *house) conflict(revision uint64) {
	h.t.Helper()
	if _, err := h.in.Swap(h.ctx, h.key, "conflict", revision, 0); !errors.Is(err, flows.ErrConflict) {
		h.t.Errorf("%s: a swap from revision %d: %v, want ErrConflict", h.key, revision, err)
	}
}

// is compares what stands under the key.
func (h *house) is(want flows.Item) {
	h.t.Helper()
	got, err := h.in.Get(h.ctx, h.key)
	h.must(err)
	if got != want {
		h.t.Errorf("%s: got %.200q at revision %d, want %.200q at %d", h.key, got.Value, got.Revision,
			want.Value, want.Revision)
	}
}

// await waits until nothing stands under the key.
func (h *house) await() {
	h.t.Helper()
	for end := time.Now().Add(patience); ; h.pause(look) {
		item, err := h.in.Get(h.ctx, h.key)
		h.must(err)
		if item.Revision == 0 {
			return
		}
		if time.Now().After(end) {
			h.t.Fatalf("%s: it expires at %s and is still there", h.key, item.Expires)
		}
	}
}

func (h *house) pause(length time.Duration) {
	timer := time.NewTimer(length)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-h.ctx.Done():
	}
}

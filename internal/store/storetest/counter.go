package storetest

import (
	"errors"
	"strconv"
	"sync"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/store"
)

func (h *house) counting() {
	for _, one := range []struct{ delta, want int64 }{{1, 1}, {1, 2}, {10, 12}, {-20, -8}, {0, -8}} {
		h.adds(one.delta, 0, one.want)
	}
	h.put("9223372036854775807", 0)
	h.refused(1, store.ErrOverflow)
	h.put("-9223372036854775808", 0)
	h.refused(-1, store.ErrOverflow)
	h.put("many", 0)
	h.refused(1, store.ErrNotCounter)
}

func (h *house) ending() {
	h.adds(1, time.Hour, 1)
	begun, err := h.in.Get(h.ctx, h.key)
	h.must(err)
	h.adds(1, 5*time.Hour, 2)
	now, err := h.in.Get(h.ctx, h.key)
	h.must(err)
	if moved := now.Expires.Sub(begun.Expires).Abs(); moved > time.Minute {
		h.t.Errorf("%s: adding moved the end by %s", h.key, moved)
	}
	h.must(h.in.Delete(h.ctx, h.key))
	h.adds(1, lifetime, 1)
	h.await()
	h.adds(1, 0, 1)
}

func (h *house) adds(delta int64, ttl time.Duration, want int64) {
	h.t.Helper()
	sum, err := store.Add(h.ctx, h.in, h.key, delta, ttl)
	if err != nil || sum != want {
		h.t.Errorf("%s: adding %d gave %d, %v, want %d", h.key, delta, sum, err, want)
	}
}

func (h *house) refused(delta int64, want error) {
	h.t.Helper()
	before, err := h.in.Get(h.ctx, h.key)
	h.must(err)
	if sum, err := store.Add(h.ctx, h.in, h.key, delta, 0); !errors.Is(err, want) {
		h.t.Errorf("%s: adding %d gave %d, %v, want %v", h.key, delta, sum, err, want)
	}
	h.is(before)
}

func (h *house) concurrent() {
	var adding sync.WaitGroup
	errs := make(chan error, adders)
	for range adders {
		adding.Go(func() {
			_, err := store.Add(h.ctx, h.in, h.key, 1, 0)
			errs <- err
		})
	}
	adding.Wait()
	close(errs)
	made := 0
	for err := range errs {
		if err != nil {
			h.t.Errorf("%s: %v", h.key, err)
			continue
		}
		made++
	}
	item, err := h.in.Get(h.ctx, h.key)
	h.must(err)
	h.is(flows.Item{Value: strconv.Itoa(made), Revision: item.Revision})
}

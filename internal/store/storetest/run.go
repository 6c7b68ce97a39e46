package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/store"
)

// Run proves the laws of a store on in, which it leaves with keys that begin with "storetest".
func Run(t *testing.T, in flows.Store) {
	h := &house{t: t, in: in, ctx: t.Context()}
	for _, law := range h.laws() {
		h.key = "storetest/" + law.name
		law.proof()
	}
}

// house is what a law is proven in. Laws are no subtests, as a bubble has none.
type house struct {
	t   *testing.T
	in  flows.Store
	ctx context.Context
	key string
}

type law struct {
	name  string
	proof func()
}

func (h *house) laws() []law {
	return []law{
		{"what was never written is not there", h.absent},
		{"what was put is found", h.found},
		{"keys and values are any text", h.anyText},
		{"revisions grow", h.growing},
		{"a swap needs the revision", h.swapping},
		{"what is deleted is not there and can be written anew", h.deleted},
		{"what has expired is not there and can be written anew", h.expired},
		{"a put without ttl lives on", h.livesOn},
		{"bounds are kept", h.bounds},
		{"a context that is over is obeyed", h.obeyed},
		{"counters count, and refuse what is no number", h.counting},
		{"a counter ends as long after it began as was said", h.ending},
		{"no addition of many at once is lost", h.concurrent},
	}
}

func (h *house) absent() {
	h.is(flows.Item{})
	h.must(h.in.Delete(h.ctx, h.key))
	h.is(flows.Item{})
}

func (h *house) found() {
	first := h.put("one", 0)
	h.is(flows.Item{Value: "one", Revision: first})
	second := h.put("", 0)
	h.is(flows.Item{Value: "", Revision: second})
}

func (h *house) anyText() {
	base := h.key
	values := map[string]string{}
	for _, key := range []string{
		"plain", "a.b", ".", "..", ".a", "a.", "a..b", "*", ">", "a.>", "a b", "ä/ö", "=41", "A", "=", "$KV", "_kv", "\x00",
		"+49 (30) 1234", "a\nb", "\xff\xfe", "%2e", `\`, "a=b", "a/b/c", "-",
		strings.Repeat("é", (store.KeyMax-len(base)-1)/2),
	} {
		values[base+"/"+key] = "value of " + key
	}
	for key, value := range values {
		_, err := h.in.Put(h.ctx, key, value, 0)
		h.must(err)
	}
	for key, value := range values {
		item, err := h.in.Get(h.ctx, key)
		h.must(err)
		if item.Value != value {
			h.t.Errorf("%s: under %q stands %q, want %q", base, key, item.Value, value)
		}
	}
	h.key = "=" // a key of its own, without a beginning
	h.must(h.in.Delete(h.ctx, h.key))
	for _, value := range []string{"\x00\xff\r\n", strings.Repeat("x", store.ValueMax), "NATS/1.0\r\n\r\n"} {
		h.is(flows.Item{Value: value, Revision: h.put(value, 0)})
	}
	h.must(h.in.Delete(h.ctx, h.key))
}

func (h *house) growing() {
	var last uint64
	for n := range 5 {
		revision := h.put(fmt.Sprint(n), 0)
		if revision <= last {
			h.t.Errorf("%s: revision %d after %d", h.key, revision, last)
		}
		last = revision
		h.must(h.in.Delete(h.ctx, h.key))
	}
}

func (h *house) swapping() {
	h.conflict(7)
	first := h.swap("one", 0, 0)
	h.conflict(0)
	h.conflict(first + 1)
	second := h.swap("two", first, 0)
	h.conflict(first)
	h.is(flows.Item{Value: "two", Revision: second})
	if second <= first {
		h.t.Errorf("%s: revision %d after %d", h.key, second, first)
	}
}

func (h *house) deleted() {
	old := h.put("old", 0)
	h.must(h.in.Delete(h.ctx, h.key))
	h.is(flows.Item{})
	h.conflict(old)
	h.conflict(old + 1) // the revision that a marker of the deletion may have
	fresh := h.swap("fresh", 0, 0)
	h.is(flows.Item{Value: "fresh", Revision: fresh})
	h.must(h.in.Delete(h.ctx, h.key))
	h.must(h.in.Delete(h.ctx, h.key))
	h.is(flows.Item{Value: "again", Revision: h.put("again", 0)})
}

func (h *house) expired() {
	begun := time.Now()
	old := h.put("old", lifetime)
	item, err := h.in.Get(h.ctx, h.key)
	h.must(err)
	latest := time.Now().Add(lifetime)
	if item.Revision == old && (item.Expires.Before(begun.Add(lifetime)) || item.Expires.After(latest)) {
		h.t.Errorf("%s: expires at %s, want between %s and %s", h.key, item.Expires, begun.Add(lifetime), latest)
	}
	h.await()
	h.conflict(old)
	fresh := h.swap("fresh", 0, lifetime)
	if item, err = h.in.Get(h.ctx, h.key); err != nil || item.Revision != fresh && item.Revision != 0 {
		h.t.Errorf("%s: got %+v, %v", h.key, item, err)
	}
	h.await()
	h.is(flows.Item{Value: "more", Revision: h.put("more", 0)})
}

func (h *house) livesOn() {
	h.put("short", lifetime)
	revision := h.put("long", 0)
	h.pause(2 * lifetime)
	h.is(flows.Item{Value: "long", Revision: revision})
}

func (h *house) bounds() {
	long := strings.Repeat("k", store.KeyMax+1)
	for _, one := range []struct {
		what, key, value string
		ttl              time.Duration
	}{
		{"an empty key", "", "v", 0},
		{"a long key", long, "v", 0},
		{"a long value", h.key, strings.Repeat("v", store.ValueMax+1), 0},
		{"a ttl below 0", h.key, "v", -1},
		{"a ttl of centuries", h.key, "v", store.TTLMax + 1},
	} {
		_, put := h.in.Put(h.ctx, one.key, one.value, one.ttl)
		_, swap := h.in.Swap(h.ctx, one.key, one.value, 0, one.ttl)
		for _, err := range []error{put, swap} {
			if !errors.Is(err, store.ErrBounds) {
				h.t.Errorf("%s: %s: %v, want ErrBounds", h.key, one.what, err)
			}
		}
	}
	for _, key := range []string{"", long} {
		_, err := h.in.Get(h.ctx, key)
		for _, err := range []error{err, h.in.Delete(h.ctx, key)} {
			if !errors.Is(err, store.ErrBounds) {
				h.t.Errorf("%s: a key of %d bytes: %v, want ErrBounds", h.key, len(key), err)
			}
		}
	}
	h.is(flows.Item{})
}

func (h *house) obeyed() {
	over, cancel := context.WithCancel(h.ctx)
	cancel()
	_, get := h.in.Get(over, h.key)
	_, put := h.in.Put(over, h.key, "v", 0)
	_, swap := h.in.Swap(over, h.key, "v", 0, 0)
	_, add := store.Add(over, h.in, h.key, 1, 0)
	for _, err := range []error{get, put, swap, add, h.in.Delete(over, h.key)} {
		if !errors.Is(err, context.Canceled) {
			h.t.Errorf("%s: %v, want context.Canceled", h.key, err)
		}
	}
	h.is(flows.Item{})
}

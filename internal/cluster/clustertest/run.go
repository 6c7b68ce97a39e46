package clustertest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/ariapp/ariapp/internal/cluster"
)

// Run proves the laws of a bucket on an empty one, which it leaves with items.
func Run(t *testing.T, bucket cluster.Bucket) {
	h := &house{T: t, bucket: bucket}
	h.absent()
	h.writing()
	h.deleting()
	h.anyBytes()
	h.lists()
	h.twice()
	h.bounds()
	h.obeys()
	h.oneWins()
}

type house struct {
	*testing.T
	bucket cluster.Bucket
}

func (h *house) write(key, value string, revision uint64) (uint64, error) {
	h.Helper()
	written := h.bucket.Write(h.Context(), []cluster.Change{{Key: key, Value: []byte(value), Revision: revision}})
	if len(written) != 1 {
		h.Fatalf("%d results of one change", len(written))
	}
	return written[0].Revision, written[0].Err
}

func (h *house) delete(key string, revision uint64) error {
	h.Helper()
	return h.bucket.Write(h.Context(), []cluster.Change{{Key: key, Delete: true, Revision: revision}})[0].Err
}

func (h *house) is(key, value string, revision uint64) {
	h.Helper()
	item, err := h.bucket.Get(h.Context(), key)
	if err != nil || string(item.Value) != value || item.Revision != revision {
		h.Errorf("%s: %q at %d, %v; want %q at %d", key, item.Value, item.Revision, err, value, revision)
	}
}

func (h *house) outrun(what string, err error) {
	h.Helper()
	if !errors.Is(err, cluster.ErrOutrun) {
		h.Errorf("%s: %v, want ErrOutrun", what, err)
	}
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// Law: what was never written is not there, and can neither be changed nor deleted by a revision.
func (h *house) absent() {
	h.is("absent", "", 0)
	_, err := h.write("absent", "x", 7)
	h.outrun("a change of nothing", err)
	h.outrun("a deletion of nothing", h.delete("absent", 7))
	h.is("absent", "", 0)
}

// Law: only who knows the revision changes a value, and revisions grow.
func (h *house) writing() {
	first, err := h.write("writing", "one", 0)
	h.must(err)
	h.is("writing", "one", first)
	_, err = h.write("writing", "x", 0)
	h.outrun("a second beginning", err)
	second, err := h.write("writing", "two", first)
	h.must(err)
	if second <= first {
		h.Errorf("revision %d after %d", second, first)
	}
	_, err = h.write("writing", "x", first)
	h.outrun("an old revision", err)
	h.is("writing", "two", second)
}

// Law: what is deleted is not there, which is told, and may be written anew.
func (h *house) deleting() {
	first, err := h.write("deleting", "one", 0)
	h.must(err)
	h.outrun("a deletion by another revision", h.delete("deleting", first+1))
	h.must(h.delete("deleting", first))
	h.is("deleting", "", 0)
	h.wasDeleted("deleting", true)
	_, err = h.write("deleting", "x", first)
	h.outrun("a change of what is deleted", err)
	again, err := h.write("deleting", "again", 0)
	h.must(err)
	if again <= first {
		h.Errorf("revision %d after %d", again, first)
	}
	h.is("deleting", "again", again)
	h.wasDeleted("deleting", false)
	h.wasDeleted("absent", false)
}

func (h *house) wasDeleted(key string, want bool) {
	h.Helper()
	if item, err := h.bucket.Get(h.Context(), key); err != nil || item.Deleted != want {
		h.Errorf("%s: %+v, %v; want deleted: %v", key, item, err, want)
	}
}

// Law: keys and values are any bytes.
func (h *house) anyBytes() {
	keys := []string{"a.b", ".", "..", "*", ">", "a b", "ä", "=41", "A", "\x00", "asterisk/1700000000.1", "SIP/1-00;2",
		strings.Repeat("k", cluster.KeyMax)}
	for _, key := range keys {
		_, err := h.write(key, "of "+key+"\x00\xff\r\n", 0)
		h.must(err)
	}
	for _, key := range keys {
		if item, err := h.bucket.Get(h.Context(), key); err != nil || string(item.Value) != "of "+key+"\x00\xff\r\n" {
			h.Errorf("under %q stands %q, %v", key, item.Value, err)
		}
	}
}

// Law: a list of changes is as many changes, and All tells what is there then.
func (h *house) lists() {
	var changes []cluster.Change
	for n := range listed {
		changes = append(changes, cluster.Change{Key: fmt.Sprintf("list.%d", n), Value: []byte(fmt.Sprint(n))})
	}
	changes = append(changes, cluster.Change{Key: "writing", Value: []byte("x")})
	results := h.bucket.Write(h.Context(), changes)
	want := map[string]uint64{}
	for n, written := range results[:listed] {
		h.must(written.Err)
		want[fmt.Sprintf("list.%d", n)] = written.Revision
	}
	h.outrun("the last of the list", results[listed].Err)
	h.must(h.delete("list.3", want["list.3"]))
	delete(want, "list.3")
	all, err := h.bucket.All(h.Context())
	h.must(err)
	got := map[string]uint64{}
	for _, item := range all {
		if n, ok := strings.CutPrefix(item.Key, "list."); ok {
			got[item.Key] = item.Revision
			if string(item.Value) != n {
				h.Errorf("%s: %q", item.Key, item.Value)
			}
		}
	}
	for key, revision := range want {
		if got[key] != revision {
			h.Errorf("All has %s at %d, want %d", key, got[key], revision)
		}
	}
	if len(got) != len(want) {
		h.Errorf("All has %d of the list, want %d", len(got), len(want))
	}
}

// Law: of two changes of one key from the same revision in a list one is made, as anywhere else.
func (h *house) twice() {
	h.both("of what is not there", cluster.Change{Key: "twice", Value: []byte("one")},
		cluster.Change{Key: "twice", Value: []byte("two")})
	item, err := h.bucket.Get(h.Context(), "twice")
	h.must(err)
	h.both("of what is there", cluster.Change{Key: "twice", Value: []byte("one"), Revision: item.Revision},
		cluster.Change{Key: "twice", Delete: true, Revision: item.Revision})
}

func (h *house) both(what string, first, second cluster.Change) {
	h.Helper()
	results := h.bucket.Write(h.Context(), []cluster.Change{first, second})
	h.must(results[0].Err)
	h.outrun("the second change "+what, results[1].Err)
	h.is(first.Key, string(first.Value), results[0].Revision)
}

// Law: what is beyond the bounds is refused, and the largest value is not.
func (h *house) bounds() {
	large := bytes.Repeat([]byte("v"), cluster.ValueMax)
	results := h.bucket.Write(h.Context(), []cluster.Change{
		{Key: "large", Value: large}, {Key: "larger", Value: append(large, 'v')}, {Key: "", Value: nil},
		{Key: strings.Repeat("k", cluster.KeyMax+1)},
	})
	h.must(results[0].Err)
	for i, want := range []error{nil, cluster.ErrTooLarge, cluster.ErrKey, cluster.ErrKey} {
		if !errors.Is(results[i].Err, want) {
			h.Errorf("change %d: %v, want %v", i, results[i].Err, want)
		}
	}
	h.must(h.delete("large", results[0].Revision))
}

// Law: a context that is over is obeyed.
func (h *house) obeys() {
	over, cancel := context.WithCancel(h.Context())
	cancel()
	_, get := h.bucket.Get(over, "writing")
	_, all := h.bucket.All(over)
	written := h.bucket.Write(over, []cluster.Change{{Key: "obeys", Value: []byte("x")}})
	for _, err := range []error{get, all, written[0].Err} {
		if !errors.Is(err, context.Canceled) {
			h.Errorf("%v, want context.Canceled", err)
		}
	}
	h.is("obeys", "", 0)
}

// Law: of several who change a value at once one gets through.
func (h *house) oneWins() {
	first, err := h.write("race", "", 0)
	h.must(err)
	var racing sync.WaitGroup
	errs := make([]error, racers)
	for n := range racers {
		racing.Go(func() {
			_, errs[n] = h.write("race", string(rune('a'+n)), first)
		})
	}
	racing.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		h.outrun("who came too late", err)
	}
	if won != 1 {
		h.Errorf("%d of %d got through", won, racers)
	}
}

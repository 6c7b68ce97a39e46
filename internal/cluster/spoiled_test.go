package cluster_test

import (
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
)

// spoils are what may stand in place of a record that no program can read.
func spoils() map[string]string {
	return map[string]string{"empty": "", "cut off": `{"format":1,"owner":{"inst`, "null": "null", "a list": "[]",
		"nobody's":       `{"format":1,"epoch":7}`,
		"a later format": `{"format":99,"owner":{"instance":"ghost","boot":"x"},"epoch":7}`}
}

// spoil writes something in place of a record.
func (d *desk) spoil(key, text string) {
	d.Helper()
	item := d.kept(key).Item
	for _, w := range d.bucket.Write(d.Context(), []cluster.Change{{Key: key, Value: []byte(text), Revision: item.Revision}}) {
		if w.Err != nil {
			d.Fatal(w.Err)
		}
	}
}

// Law: a record that no living program can read was taken by nobody: who has the call keeps it, and writes it anew with
// what is next to be written, or as it was, as soon as somebody looks.
func TestASpoiledRecordIsWrittenAnew(t *testing.T) {
	for how, after := range map[string]func(*desk, *cluster.Holding){
		`a 1 "next"`: func(d *desk, h *cluster.Holding) {
			h.Put(text("next", nil))
			if err := h.Sync(d.Context()); err != nil {
				d.Errorf("Sync: %v", err)
			}
		},
		`a 1 "first"`: func(d *desk, _ *cluster.Holding) {
			if _, err := d.Kept(d.Context()); err != nil { // well before it looks by itself
				d.Error(err)
			}
			time.Sleep(time.Second)
		},
	} {
		for name, rubbish := range spoils() {
			t.Run(name+strings.TrimPrefix(how, "a 1"), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					d := begin(t, memstore.New(), "a")
					h, lost := d.begin("call", true)
					h.Put(text("first", nil))
					_ = h.Sync(t.Context())
					d.spoil("call", rubbish)
					after(d, h)
					d.holds("call", how)
					if *lost > 0 {
						t.Error("the call is lost")
					}
				})
			})
		}
	}
}

// Law: the end of a call deletes its record also when that was spoiled.
func TestASpoiledRecordEndsWithItsCall(t *testing.T) {
	for name, rubbish := range spoils() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := begin(t, memstore.New(), "a")
				h, lost := d.begin("call", true)
				h.Put(text("first", nil))
				_ = h.Sync(t.Context())
				d.spoil("call", rubbish)
				h.Drop()
				time.Sleep(time.Second)
				d.holds("call", "")
				if *lost > 0 {
					t.Error("the call is lost")
				}
			})
		})
	}
}

// Law: a record that another living program reads is that one's: who had the call has lost it, and does not touch it.
func TestARecordThatANewerProgramHasWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := begin(t, memstore.New(), "a")
		d.Elsewhere(func(kept cluster.Kept) (bool, error) { return cluster.FormatOf(kept.Item.Value) == 99, nil })
		h, lost := d.begin("call", true)
		h.Put(text("first", nil))
		_ = h.Sync(t.Context())
		taken := spoils()["a later format"]
		d.spoil("call", taken)
		h.Put(text("next", nil))
		if err := h.Sync(t.Context()); !errors.Is(err, cluster.ErrLost) || *lost != 1 {
			t.Errorf("lost %d times, Sync: %v", *lost, err)
		}
		h.Drop()
		time.Sleep(time.Second)
		if item := d.kept("call").Item; string(item.Value) != taken {
			t.Errorf("the bucket has %s", item.Value)
		}
	})
}

// Law: while it cannot be told whether another program reads a record, nobody loses its call, nor is it written.
func TestARecordOfWhichItIsNotKnownWhoReadsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, unknown := begin(t, memstore.New(), "a"), errors.New("nobody knows")
		var known atomic.Bool
		d.Elsewhere(func(cluster.Kept) (bool, error) {
			if known.Load() {
				return false, nil
			}
			return false, unknown
		})
		h, lost := d.begin("call", true)
		h.Put(text("first", nil))
		_ = h.Sync(t.Context())
		text := spoils()["a later format"]
		d.spoil("call", text)
		h.Put(func() ([]byte, error) { return []byte(`"next"`), nil })
		time.Sleep(10 * time.Second)
		if item := d.kept("call").Item; string(item.Value) != text || *lost > 0 || !errors.Is(d.Away(), unknown) {
			t.Errorf("lost %d times, the bucket has %s, and away is %v", *lost, item.Value, d.Away())
		}
		known.Store(true)
		time.Sleep(3 * time.Second)
		d.holds("call", `a 1 "next"`)
	})
}

// Law: a record with the body of another call is one that nobody can read, whoever it names as its owner: who has the call
// writes it anew, and who looks is told.
func TestARecordWithTheBodyOfAnotherCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := begin(t, memstore.New(), "a")
		d.Bodies(func(key string, body []byte) error {
			if !strings.HasPrefix(string(body), `"`+key) {
				return errors.New("it is of another call")
			}
			return nil
		})
		h, lost := d.begin("call", true)
		h.Put(text("call 1", nil))
		_ = h.Sync(t.Context())
		d.spoil("call", `{"format":1,"owner":{"instance":"b","boot":"b"},"epoch":7,"body":"other 1"}`)
		if kept, found, err := d.Look(t.Context(), "call"); err != nil || !found || !errors.Is(kept.Err, cluster.ErrRecord) {
			t.Errorf("it looks as %+v, %t, %v", kept, found, err)
		}
		h.Put(text("call 2", nil))
		if err := h.Sync(t.Context()); err != nil || *lost > 0 {
			t.Errorf("Sync: %v; lost %d times", err, *lost)
		}
		d.holds("call", `a 1 "call 2"`)
	})
}

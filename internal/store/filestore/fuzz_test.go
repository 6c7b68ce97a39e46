package filestore_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/store/filestore"
)

// FuzzSegment: whatever stands in a file, the folder is opened, unless the file is of another format; and what is written
// then is there for the next process, at a revision of its own, with what could be read.
func FuzzSegment(f *testing.F) {
	for _, data := range []string{"", "ariapp-log 1 4711\n", "ariapp-log 2 1\n", "ariapp-log 1 18446744073709551615\n",
		"ariapp-log 1 18446744073709551614\n", "ariapp-log -1 1\n", "ariapp-log 1  7 \n", "ariapp-log 1 0\nput 1 1 1 0\nkv\n"} {
		f.Add([]byte(data))
	}
	folder := f.TempDir()
	b, err := filestore.Open(folder, nil)
	if err != nil {
		f.Fatal(err)
	}
	for _, key := range []string{"a", "b", "a long key"} {
		b.Write(f.Context(), []cluster.Change{{Key: key, Value: []byte(strings.Repeat(key, 7))}})
	}
	b.Write(f.Context(), []cluster.Change{{Key: "b", Delete: true, Revision: 2}})
	if err := b.Close(); err != nil {
		f.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(folder, "00000001.segment"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, "00000001.segment"), data, 0o600); err != nil {
			t.Fatal(err)
		}
		b, err := filestore.Open(folder, nil)
		if err != nil {
			if !strings.Contains(err.Error(), "its format is") {
				t.Fatal(err)
			}
			return
		}
		all, err := b.All(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		most, at := uint64(0), uint64(0)
		for _, item := range all {
			if most = max(most, item.Revision); item.Key == "new" {
				at = item.Revision
			}
		}
		if revision := put(t, b, "new", "value", at); revision <= most {
			t.Errorf("revision %d behind %d", revision, most)
		}
		want := items(t, b)
		closed(t, b)
		again := open(t, folder)
		if got := items(t, again); !maps.Equal(got, want) {
			t.Errorf("the next process has %q, want %q", got, want)
		}
		closed(t, again)
	})
}

// FuzzKilledAtAnyByte: of what several processes after each other have written there is, when the last one is killed or
// the power fails at any byte, what there was after some change: nothing before that is lost, nothing after it is there,
// and nothing that was deleted by then.
func FuzzKilledAtAnyByte(f *testing.F) {
	f.Add([]byte{0, 1, 2, 9, 3, 0x84, 0xff, 5, 0x80, 1, 0xff, 0x81, 0, 2}, uint(70))
	f.Add([]byte{0xff, 0xff, 0, 0x80, 0}, uint(3))
	f.Fuzz(func(t *testing.T, changes []byte, cut uint) {
		folder := t.TempDir()
		b := open(t, folder)
		size := func() uint {
			all := segments(t, folder)
			info, err := os.Stat(all[len(all)-1])
			if err != nil {
				t.Fatal(err)
			}
			return uint(info.Size())
		}
		revisions := map[string]uint64{}
		sizes, states := []uint{size()}, []map[string]string{{}}
		for n, change := range changes[:min(len(changes), 64)] {
			key := fmt.Sprint("key ", change%4)
			switch {
			case change == 0xff: // the next process: what the one before has written is forced onto the disk
				closed(t, b)
				b = open(t, folder)
				sizes, states = []uint{size()}, []map[string]string{items(t, b)}
				continue
			case change&0x80 == 0:
				revisions[key] = put(t, b, key, strings.Repeat(fmt.Sprint(n), int(change)), revisions[key])
			case revisions[key] > 0:
				write(t, b, cluster.Change{Key: key, Delete: true, Revision: revisions[key]})
				revisions[key] = 0
			}
			sizes, states = append(sizes, size()), append(states, items(t, b))
		}
		closed(t, b)
		last := segments(t, folder)[0] // the others are gone: it has begun with what lived
		cut = sizes[0] + cut%(sizes[len(sizes)-1]-sizes[0]+1)
		if err := os.Truncate(last, int64(cut)); err != nil {
			t.Fatal(err)
		}
		want := states[0]
		for n, end := range sizes {
			if end <= cut {
				want = states[n]
			}
		}
		b = open(t, folder)
		if got := items(t, b); !maps.Equal(got, want) {
			t.Errorf("cut at %d of %d: %q, want %q", cut, sizes, got, want)
		}
		closed(t, b)
	})
}

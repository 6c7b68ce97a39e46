package filestore_test

import (
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/store/filestore"
)

// machine is one whose power may fail: what a disk has then is less than what processes see.
type machine struct {
	t      *testing.T
	folder string

	mu sync.Mutex
	// files are those by name, removed the names of those that were taken away, in that order.
	files   map[string]*platter
	removed []string
	// unforced is how often something that is to be forced onto the disk cannot be, half how often only half of what is
	// written is, full how often no new file can be made.
	unforced, half, full int
}

// platter is a file as processes see it, and as it is on the disk.
type platter struct {
	filestore.File
	on         *machine
	name       string
	seen, disk []byte
	// dropped tells that the system takes for written what is not, named that the name is on the disk.
	dropped, named bool
}

func newMachine(t *testing.T) *machine {
	return &machine{t: t, folder: t.TempDir(), files: map[string]*platter{}}
}

// start begins a process, on a disk that is full while that is more than 0, unless nothing is there yet.
func (m *machine) start(full int) *filestore.Bucket {
	m.t.Helper()
	m.full = full
	b, err := filestore.OpenOn(filestore.Disk{Wrap: m.wrap, Folder: m.name}, m.folder, slog.New(slog.DiscardHandler))
	if errors.Is(err, filestore.ErrDisk) && full > 0 {
		return m.start(0)
	}
	if err != nil {
		m.t.Fatal(err)
	}
	return b
}

func (m *machine) wrap(name string, flags int, opened filestore.File) (filestore.File, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if flags&os.O_CREATE != 0 && m.full > 0 {
		m.full--
		return nil, errors.Join(filestore.ErrDisk, opened.Close(), os.Remove(filepath.Join(m.folder, name)))
	}
	p := m.files[name]
	if p == nil || flags&os.O_TRUNC != 0 {
		p = &platter{on: m, name: name}
		m.files[name] = p
	}
	p.File = opened
	return p, nil
}

// name has the names that are there be on the disk, and those that are not be gone from there.
func (m *machine) name(string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, name := range m.removed {
		delete(m.files, name)
	}
	m.removed = nil
	for name, p := range m.files {
		_, err := os.Stat(filepath.Join(m.folder, name))
		p.named = p.named || err == nil
	}
}

func (p *platter) WriteAt(data []byte, at int64) (int, error) {
	p.on.mu.Lock()
	defer p.on.mu.Unlock()
	failed := p.on.half > 0
	if failed {
		p.on.half--
		data = data[:len(data)/2]
	}
	n, err := p.File.WriteAt(data, at)
	p.seen = append(p.seen[:at:at], data[:n]...)
	if failed && err == nil {
		err = filestore.ErrDisk
	}
	return n, err
}

func (p *platter) Truncate(size int64) error {
	p.on.mu.Lock()
	defer p.on.mu.Unlock()
	p.seen = slices.Clone(p.seen[:size])
	return p.File.Truncate(size)
}

func (p *platter) Sync() error {
	p.on.mu.Lock()
	defer p.on.mu.Unlock()
	if p.on.unforced > 0 {
		p.on.unforced--
		p.dropped = true
		return filestore.ErrDisk
	}
	if !p.dropped {
		p.disk = slices.Clone(p.seen)
	}
	return nil
}

func (p *platter) Close() error {
	p.on.mu.Lock()
	defer p.on.mu.Unlock()
	if _, err := os.Stat(filepath.Join(p.on.folder, p.name)); err != nil {
		p.on.removed = append(p.on.removed, p.name)
	}
	return p.File.Close()
}

// ends has the process killed, or the power fail where choose is there, which says what becomes of each file: with 0 what
// was forced is on the disk, with 1 all, with others something in between; and how many of those taken away last are there
// again.
func (m *machine) ends(b *filestore.Bucket, choose func() int) *machine {
	m.t.Helper()
	next := newMachine(m.t)
	m.mu.Lock()
	back := len(m.removed)
	if choose != nil {
		back -= choose() % (len(m.removed) + 1)
	}
	for _, name := range slices.Sorted(func(yield func(string) bool) {
		for name := range m.files {
			if !yield(name) {
				return
			}
		}
	}) {
		p := m.files[name]
		if !strings.HasSuffix(name, ".segment") || slices.Contains(m.removed[:back], name) {
			continue
		}
		seen, there := p.seen, true
		if choose != nil {
			switch n := choose(); {
			case n == 0:
				seen, there = p.disk, p.named
			case n > 1 && len(seen) >= len(p.disk):
				seen = seen[:len(p.disk)+n%(len(seen)-len(p.disk)+1)]
			}
		}
		if !there {
			continue
		}
		kept := &platter{on: next, name: name, seen: slices.Clone(seen), disk: p.disk, dropped: p.dropped, named: p.named}
		if choose != nil {
			kept.disk, kept.dropped, kept.named = slices.Clone(seen), false, true
		}
		next.files[name] = kept
		if err := os.WriteFile(filepath.Join(next.folder, name), seen, 0o600); err != nil {
			m.t.Fatal(err)
		}
	}
	m.unforced, m.half, m.full = 0, 0, 0
	m.mu.Unlock()
	_ = b.Close() // of the folder that nobody looks at any more
	return next
}

// fullAfter says how often no file can be made when the next process begins: it can where a file could not be forced onto
// the disk before, of which that process knows nothing.
func (m *machine) fullAfter(choose func() int) int {
	full := choose() % 3
	for _, p := range m.files {
		if p.dropped {
			return 0
		}
	}
	return full
}

// FuzzPowerFailure: whatever fails, a process that is killed leaves what was acknowledged to the next one. When the power
// fails each value is one of those that it had since all was forced onto the disk: none is older, and what was deleted by
// then does not come back.
func FuzzPowerFailure(f *testing.F) {
	f.Add([]byte{0, 1, 2, 4, 6, 7, 0, 0, 6, 5, 1, 8, 1, 0, 6, 7, 2, 2, 2, 2, 6, 5, 9, 1, 5, 0, 7, 0, 0, 0, 0, 6})
	f.Add([]byte{8, 0, 6, 6, 9, 1, 9, 5, 0, 7, 0, 0, 0, 7, 1, 1, 1, 5, 4, 7, 3, 9, 200, 4})
	f.Add([]byte("77870020107700(1x000000000000000"))                                            // a file is there again that was removed
	f.Add([]byte(")011811(0"))                                                                   // what could not be forced is tried again
	f.Add([]byte("(00021200(00000A02081002109)0911(0X0000000000000000000000000000000000000000")) // out of order
	random := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		plan := make([]byte, 80)
		for n := range plan {
			plan[n] = byte(random.Uint32())
		}
		f.Add(plan)
	}
	f.Fuzz(func(t *testing.T, plan []byte) {
		if len(plan) > 200 {
			return
		}
		choose := func() int {
			if len(plan) == 0 {
				return 0
			}
			n := int(plan[0])
			plan = plan[1:]
			return n
		}
		m := newMachine(t)
		b := m.start(0)
		defer func() { _ = b.Close() }()
		now := map[string]cluster.Item{}
		since := map[string][]string{} // the values of each key since all was forced onto the disk
		check := func(isOne func(key, value string) bool) {
			t.Helper()
			all, err := b.All(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			now = map[string]cluster.Item{}
			for _, item := range all {
				now[item.Key] = item
			}
			for n := range 3 {
				key := fmt.Sprint("key", n)
				if value := string(now[key].Value); !isOne(key, value) {
					t.Fatalf("%s is %q, and was %q since all was on the disk", key, value, since[key])
				}
			}
		}
		last := func(key string) string {
			if values := since[key]; len(values) > 0 {
				return values[len(values)-1]
			}
			return ""
		}
		for n := 0; len(plan) > 0; n++ {
			switch op := choose() % 11; op {
			case 0, 1, 2, 3, 4:
				key := fmt.Sprint("key", op%3)
				change := cluster.Change{Key: key, Value: fmt.Append(nil, "value", n), Revision: now[key].Revision}
				if change.Delete = op > 2; change.Delete && change.Revision == 0 {
					continue
				}
				written := b.Write(t.Context(), []cluster.Change{change})[0]
				if written.Err != nil {
					continue
				}
				if change.Delete {
					change.Value, written.Revision = nil, 0
				}
				now[key] = cluster.Item{Key: key, Value: change.Value, Revision: written.Revision}
				if len(since[key]) == 0 {
					since[key] = []string{""}
				}
				since[key] = append(since[key], string(change.Value))
			case 5:
				if b.Force() == nil {
					for key := range since {
						since[key] = []string{last(key)}
					}
				}
			case 6:
				m = m.ends(b, nil)
				b = m.start(m.fullAfter(choose))
				check(func(key, value string) bool { return value == last(key) })
			case 7:
				m = m.ends(b, choose)
				b = m.start(m.fullAfter(choose))
				check(func(key, value string) bool {
					return slices.Contains(since[key], value) || value == "" && len(since[key]) == 0
				})
				for key := range since {
					since[key] = []string{string(now[key].Value)}
				}
			case 8:
				m.mu.Lock()
				m.unforced = 1 + choose()%2
				m.mu.Unlock()
			case 9:
				m.mu.Lock()
				m.half = 1 + choose()%2
				m.mu.Unlock()
			case 10:
				m.mu.Lock()
				m.full = 1 + choose()%2
				m.mu.Unlock()
			}
		}
	})
}

package recordings

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// shelf is an Asterisk with recordings.
type shelf struct {
	mu      sync.Mutex
	files   map[string]string
	live    map[string]bool
	away    error
	stuck   error // of deleting
	deleted []string
}

func (s *shelf) Live(_ context.Context, name string) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.live[name], s.away
}

func (s *shelf) Stop(_ context.Context, name string, discard bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away != nil {
		return s.away
	}
	if s.live[name] && discard {
		delete(s.files, name)
	}
	delete(s.live, name)
	return nil
}

func (s *shelf) File(_ context.Context, name string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	text, ok := s.files[name]
	if !ok && s.away == nil {
		return nil, fmt.Errorf("no such recording: %w", fs.ErrNotExist)
	}
	return []byte(text), s.away
}

func (s *shelf) Delete(_ context.Context, name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stuck == nil {
		s.deleted = append(s.deleted, name)
	}
	return errors.Join(s.away, s.stuck)
}

func (s *shelf) set(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do()
}

// box is a target that may be away.
type box struct {
	mu    sync.Mutex
	got   []string
	away  func(name string) error
	block chan struct{}
}

func (b *box) put(ctx context.Context, r request, sound []byte) error {
	if b.block != nil {
		select {
		case <-b.block:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.away != nil {
		if err := b.away(r.Name); err != nil {
			return err
		}
	}
	b.got = append(b.got, r.Name+"="+string(sound))
	return nil
}

func (b *box) sweep(context.Context, time.Time) (int, error) { return 0, nil }

func (b *box) names() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	got := slices.Clone(b.got)
	slices.Sort(got)
	return strings.Join(got, " ")
}

// site is a keeper that can be killed and begun again.
type site struct {
	t      *testing.T
	opts   Options
	shelf  *shelf
	box    *box
	keeper *Keeper
	cancel context.CancelFunc
	over   chan struct{}
}

func newSite(t *testing.T) *site {
	s := &site{t: t, shelf: &shelf{files: map[string]string{}, live: map[string]bool{}}, box: &box{}}
	s.opts = Options{Spool: t.TempDir(), Target: s.box, Sources: map[string]Source{"pbx": s.shelf}, Format: "wav"}
	return s
}

func (s *site) open() {
	s.t.Helper()
	k, err := Open(s.opts)
	if err != nil {
		s.t.Fatal(err)
	}
	s.keeper = k
}

func (s *site) run() {
	ctx, cancel := context.WithCancel(context.Background())
	over := make(chan struct{})
	s.cancel, s.over = cancel, over
	go func() {
		defer close(over)
		s.keeper.Run(ctx)
	}()
}

// kill ends the keeper as the end of its process would, and awaits its goroutines.
func (s *site) kill() {
	s.cancel()
	<-s.over
}

func (s *site) keep(name string, live bool) {
	s.t.Helper()
	err := s.keeper.Keep(s.t.Context(), flows.KeepRequest{Asterisk: "pbx", Name: name, Format: "wav", Call: "c1", Leg: "call",
		Began: time.Now(), Live: live})
	if err != nil {
		s.t.Fatal(err)
	}
}

// spooled are the names of the files in the spool and in its folder of failures.
func (s *site) spooled() (waiting, failed int) {
	count := func(folder string) int {
		files, err := filepath.Glob(filepath.Join(folder, "*"+requestEnding))
		if err != nil {
			s.t.Fatal(err)
		}
		return len(files)
	}
	return count(s.opts.Spool), count(filepath.Join(s.opts.Spool, aside))
}

// Law: what Keep has returned for is delivered by whichever process comes after, once, and then forgotten.
func TestKeptAcrossRestarts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		s.shelf.files["a"], s.shelf.files["b/c"] = "one", "two"
		s.open()
		s.keep("a", false)
		s.keep("b/c", true)
		s.open() // the process that kept them is no more
		if got := s.keeper.Counts().Waiting; got != 2 {
			t.Fatalf("%d wait after the restart, want 2", got)
		}
		s.run()
		time.Sleep(time.Minute)
		s.kill()
		if got := s.box.names(); got != "a=one b/c=two" {
			t.Errorf("delivered %q", got)
		}
		s.open()
		s.run()
		time.Sleep(24 * time.Hour)
		s.kill()
		if waiting, failed := s.spooled(); waiting+failed > 0 || s.box.names() != "a=one b/c=two" || len(s.shelf.deleted) > 0 {
			t.Errorf("%d wait, %d failed, delivered %q, deleted %q", waiting, failed, s.box.names(), s.shelf.deleted)
		}
	})
}

// Law: a recording is fetched when it is over, whether its call tells that or not.
func TestLiveRecordings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		s.shelf.files["told"], s.shelf.files["untold"] = "x", "y"
		s.shelf.live["told"], s.shelf.live["untold"] = true, true
		s.open()
		s.run()
		s.keep("told", true)
		s.keep("untold", true)
		time.Sleep(time.Hour)
		if got := s.box.names(); got != "" {
			t.Errorf("delivered %q while they are recorded", got)
		}
		s.keep("told", false)
		time.Sleep(1500 * time.Millisecond) // Asterisk takes its time
		s.shelf.set(func() { s.shelf.live["told"], s.shelf.live["untold"] = false, false })
		time.Sleep(2 * endPause)
		if got := s.box.names(); got != "told=x" {
			t.Errorf("delivered %q, want the one that is told to be over", got)
		}
		time.Sleep(livePause)
		if got := s.box.names(); got != "told=x untold=y" {
			t.Errorf("delivered %q", got)
		}
		s.kill()
		if c := s.keeper.Counts(); c != (Counts{Delivered: 2, Bytes: 2}) {
			t.Errorf("counted %+v", c)
		}
	})
}

// Law: while a target or an Asterisk is away nothing is lost, however long that
// is short of two weeks, and also when the process ends meanwhile; one recording
// that is refused does not hold up the others.
func TestAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		away := errors.New("connection refused")
		s.box.away = func(name string) error {
			if name == "cursed" || away != nil {
				return errors.Join(away, errors.New("refused"))
			}
			return nil
		}
		s.open()
		s.run()
		var want []string
		for i := range 20 {
			name := fmt.Sprintf("r%02d", i)
			s.shelf.set(func() { s.shelf.files[name] = "x" })
			s.keep(name, false)
			want = append(want, name+"=x")
		}
		s.shelf.set(func() { s.shelf.files["cursed"] = "x" })
		s.keep("cursed", false)
		time.Sleep(5 * 24 * time.Hour)
		s.kill()
		s.open()
		s.run()
		time.Sleep(5 * 24 * time.Hour)
		if got, n := s.box.names(), s.keeper.Counts().Waiting; got != "" || n != 21 {
			t.Errorf("delivered %q, %d wait", got, n)
		}
		s.box.mu.Lock()
		away = nil
		s.box.mu.Unlock()
		s.shelf.set(func() { s.shelf.away = errors.New("no route") }) // now it is Asterisk
		time.Sleep(24 * time.Hour)
		s.shelf.set(func() { s.shelf.away = nil })
		time.Sleep(pauseMost + time.Minute)
		if got := s.box.names(); got != strings.Join(want, " ") {
			t.Errorf("delivered %q", got)
		}
		time.Sleep(4 * 24 * time.Hour)
		s.kill()
		if waiting, failed := s.spooled(); waiting != 0 || failed != 1 || s.keeper.Counts().Failed != 1 {
			t.Errorf("%d wait, %d failed, %+v: want the refused one to be put aside", waiting, failed, s.keeper.Counts())
		}
	})
}

// Law: a recording that its Asterisk does not have is put aside after an hour, with the reason.
func TestMissing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		s.open()
		s.run()
		s.keep("gone", false)
		s.keep("late", false)
		time.Sleep(missingFor / 2)
		s.shelf.set(func() { s.shelf.files["late"] = "x" })
		time.Sleep(2 * missingFor)
		s.kill()
		if waiting, failed := s.spooled(); waiting != 0 || failed != 1 || s.box.names() != "late=x" {
			t.Errorf("%d wait, %d failed, delivered %q", waiting, failed, s.box.names())
		}
		data, err := os.ReadFile(filepath.Join(s.opts.Spool, aside, idOf("pbx", "gone")+requestEnding))
		if err != nil || !strings.Contains(string(data), "no such recording") {
			t.Errorf("the failed request is %s, %v", data, err)
		}
	})
}

// Law: Asterisk's copy is deleted only once the recording has arrived, and what cannot be deleted is not delivered again.
func TestDeleteWhenDelivered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		s.opts.Delete = true
		s.shelf.files["a"], s.shelf.stuck = "x", errors.New("busy")
		s.box.away = func(string) error { return errors.New("away") }
		s.open()
		s.run()
		s.keep("a", false)
		time.Sleep(time.Hour)
		if len(s.shelf.deleted) > 0 {
			t.Error("it is deleted, and has not arrived")
		}
		s.box.mu.Lock()
		s.box.away = nil
		s.box.mu.Unlock()
		time.Sleep(2 * time.Hour)
		s.kill()
		s.open() // and nobody forgets that it has arrived
		s.run()
		s.shelf.set(func() { s.shelf.stuck = nil })
		time.Sleep(2 * time.Hour)
		s.kill()
		if waiting, _ := s.spooled(); waiting != 0 || s.box.names() != "a=x" || !slices.Equal(s.shelf.deleted, []string{"a"}) {
			t.Errorf("%d wait, delivered %q, deleted %q", waiting, s.box.names(), s.shelf.deleted)
		}
	})
}

// Law: what is dropped is not delivered, also when it is dropped while it is under way, and may be kept again.
func TestDrop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		s.shelf.files["a"], s.shelf.files["b"] = "x", "y"
		s.box.block = make(chan struct{})
		s.open()
		s.run()
		s.keep("a", false)
		time.Sleep(time.Minute)
		if err := s.keeper.Drop(t.Context(), "pbx", "a"); err != nil {
			t.Error(err)
		}
		s.keep("b", true)
		for _, name := range []string{"b", "nobody"} {
			if err := s.keeper.Drop(t.Context(), "pbx", name); err != nil {
				t.Error(err)
			}
		}
		close(s.box.block)
		time.Sleep(time.Hour)
		if waiting, _ := s.spooled(); waiting != 0 || s.keeper.Counts().Waiting != 0 || strings.Contains(s.box.names(), "b=") {
			t.Errorf("%d wait, %+v, delivered %q", waiting, s.keeper.Counts(), s.box.names())
		}
		s.keep("b", false)
		time.Sleep(time.Minute)
		s.kill()
		if !strings.Contains(s.box.names(), "b=y") {
			t.Errorf("delivered %q", s.box.names())
		}
	})
}

// Law: a full spool refuses; nothing that waits is given up for what comes.
func TestFull(t *testing.T) {
	s := newSite(t)
	s.open()
	for i := range waitingMax {
		s.keeper.waiting[fmt.Sprint(i)] = &waiting{}
	}
	err := s.keeper.Keep(t.Context(), flows.KeepRequest{Asterisk: "pbx", Name: "a", Format: "wav"})
	if waiting, _ := s.spooled(); !errors.Is(err, ErrFull) || waiting != 0 {
		t.Errorf("got %v, %d files", err, waiting)
	}
}

// Law: neither a half-written file nor one that is none keeps a spool from being opened; the latter is kept for people.
func TestBrokenSpool(t *testing.T) {
	s := newSite(t)
	s.open()
	s.keep("a", false)
	for name, text := range map[string]string{unfinished + "1": `{"aster`, "x.json": `{"asterisk":"pbx","name":"../a","format":"wav"}`,
		"y.json": "\x00", "z.json": `{"asterisk":"pbx","name":"b","format":"wav"}`, "readme": "hello"} {
		if err := os.WriteFile(filepath.Join(s.opts.Spool, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s.open()
	if waiting, failed := s.spooled(); waiting != 1 || failed != 3 || s.keeper.Counts().Waiting != 1 {
		t.Errorf("%d wait, %d are put aside, %+v", waiting, failed, s.keeper.Counts())
	}
	if _, err := os.Stat(filepath.Join(s.opts.Spool, unfinished+"1")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the half-written file is there: %v", err)
	}
}

// Law: nothing is kept whose name leads elsewhere.
func TestKeepRefusesNames(t *testing.T) {
	s := newSite(t)
	s.open()
	for _, name := range []string{"../a", "/a", "", "a b", "a/../b"} {
		err := s.keeper.Keep(t.Context(), flows.KeepRequest{Asterisk: "pbx", Name: name, Format: "wav"})
		if !errors.Is(err, flows.ErrRecordingName) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if waiting, _ := s.spooled(); waiting != 0 {
		t.Errorf("%d wait", waiting)
	}
}

// Law: who comes second to a spool only writes to it; who opens it next delivers that too.
func TestGuest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		s.shelf.files["a"], s.shelf.files["b"] = "x", "y"
		s.open()
		s.keep("a", false)
		first := s.keeper
		s.opts.Guest = true
		s.open()
		s.keep("b", true)
		s.keep("c", true)
		if err := s.keeper.Drop(t.Context(), "pbx", "c"); err != nil {
			t.Error(err)
		}
		s.keeper, s.opts.Guest = first, false
		s.run()
		time.Sleep(time.Hour)
		s.kill()
		if got := s.box.names(); got != "a=x" {
			t.Errorf("the first delivered %q", got)
		}
		s.open()
		s.run()
		time.Sleep(time.Hour)
		s.kill()
		if waiting, failed := s.spooled(); waiting+failed != 0 || s.box.names() != "a=x b=y" {
			t.Errorf("%d wait, %d failed, delivered %q", waiting, failed, s.box.names())
		}
	})
}

// Law: calls keep and drop while recordings are delivered, and nothing is lost or stays.
func TestManyAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		for i := range 40 {
			s.shelf.files[fmt.Sprintf("r%d", i)] = "x"
		}
		s.open()
		s.run()
		var all sync.WaitGroup
		for i := range 40 {
			all.Go(func() {
				s.keep(fmt.Sprintf("r%d", i), true)
				if time.Sleep(time.Duration(i) * time.Second); i%4 == 0 {
					if err := s.keeper.Drop(t.Context(), "pbx", fmt.Sprintf("r%d", i)); err != nil {
						t.Error(err)
					}
					return
				}
				s.keep(fmt.Sprintf("r%d", i), false)
			})
		}
		all.Wait()
		time.Sleep(time.Hour)
		s.kill()
		seen := map[string]bool{}
		for name := range strings.FieldsSeq(s.box.names()) {
			seen[name] = true
		}
		if waiting, failed := s.spooled(); waiting != 0 || failed != 0 || len(seen) < 30 {
			t.Errorf("%d wait, %d failed, %d delivered", waiting, failed, len(seen))
		}
	})
}

package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/cluster/memstore"
	"github.com/ariapp/ariapp/internal/store/natsstore"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// aloneIn is a daemon that is alone and keeps its calls in a folder, not running.
func aloneIn(t *testing.T, folder string) *App {
	t.Helper()
	path := filepath.Join(folder, "ivr.yaml")
	if err := os.WriteFile(path, []byte(outer+"server: {listen: none}\n"+twoFlows), 0o600); err != nil {
		t.Fatal(err)
	}
	file, findings, err := Load(path)
	if err != nil || file == nil {
		t.Fatal(err, findings)
	}
	a, err := New(Options{File: file, Record: true})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func putCall(t *testing.T, b cluster.Bucket, key string) {
	t.Helper()
	if w := b.Write(t.Context(), []cluster.Change{{Key: key, Value: []byte("of " + key)}}); w[0].Err != nil {
		t.Fatal(w[0].Err)
	}
}

func mustHave(t *testing.T, b cluster.Bucket, keys ...string) {
	t.Helper()
	all, err := b.All(t.Context())
	if err != nil || len(all) != len(keys) {
		t.Errorf("%d items, want %d; %v", len(all), len(keys), err)
	}
	for _, key := range keys {
		if item, err := b.Get(t.Context(), key); err != nil || string(item.Value) != "of "+key {
			t.Errorf("%s: %q, %v", key, item.Value, err)
		}
	}
}

// Law: the calls of a daemon that is alone are in files of its own, without a server of NATS; what a program has left
// that had them in NATS is brought there, once.
func TestCallsOfADaemonAloneAreInItsFolder(t *testing.T) {
	a := aloneIn(t, t.TempDir())
	old, err := natsstore.Open(natsstore.Options{Folder: filepath.Join(a.data(), ownStore)})
	if err != nil {
		t.Fatal(err)
	}
	putCall(t, old.Bucket(callsBucket, callsAbout), "i/main/1")
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
	bucket, err := a.bucketOfCalls(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	mustHave(t, bucket, "i/main/1")
	putCall(t, bucket, "i/main/2")
	a.closeOwnCalls()
	holds, err := natsstore.Holds(filepath.Join(a.data(), ownStore), callsBucket)
	if holds || err != nil || a.keeper.isOpen() {
		t.Errorf("NATS holds calls: %v, %v; it is open: %v", holds, err, a.keeper.isOpen())
	}
	bucket, err = a.bucketOfCalls(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer a.closeOwnCalls()
	mustHave(t, bucket, "i/main/1", "i/main/2")
	if a.keeper.open != nil {
		t.Error("a store was opened for nobody")
	}
}

// timed is the record of a call that was at a step at that minute, as programs write it, and as those before did.
func timed(minute int, old bool) []byte {
	at := time.Date(2026, 1, 2, 3, minute, 0, 0, time.UTC).Format(time.RFC3339)
	body := fmt.Sprintf(`{"at":%q,"walk":{"started":"2026-01-01T00:00:00Z"}}`, at)
	if old {
		body = fmt.Sprintf(`{"walk":{"started":"2026-01-01T00:00:00Z","frames":[{"since":%q}]}}`, at)
	}
	return fmt.Appendf(nil, `{"format":1,"owner":{"instance":"i","boot":"b"},"epoch":1,"body":%s}`, body)
}

// minutes are the calls of a bucket by the minute of their records.
func minutes(t *testing.T, b cluster.Bucket) string {
	t.Helper()
	all, err := b.All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	for _, item := range all {
		found[item.Key] = writtenAt(item).Minute()
	}
	return fmt.Sprint(found)
}

func putTimed(t *testing.T, b cluster.Bucket, key string, minute int, old bool) {
	t.Helper()
	item, err := b.Get(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	change := cluster.Change{Key: key, Value: timed(minute, old), Revision: item.Revision}
	if w := b.Write(t.Context(), []cluster.Change{change}); w[0].Err != nil {
		t.Fatal(w[0].Err)
	}
}

// Law: what an older program keeps in NATS is brought along by the first start that can, also where one before could not,
// and where the older one was put back in between: of each call the later state counts.
func TestCallsInNATSAreBroughtAtAnyStart(t *testing.T) {
	a := aloneIn(t, t.TempDir())
	older := func() *natsstore.Store {
		t.Helper()
		s, err := natsstore.Open(natsstore.Options{Folder: filepath.Join(a.data(), ownStore)})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	end := func(s *natsstore.Store) {
		t.Helper()
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	start := func(want string) cluster.Bucket {
		t.Helper()
		bucket, err := a.bucketOfCalls(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got := minutes(t, bucket); got != want {
			t.Errorf("%s are kept, want %s", got, want)
		}
		return bucket
	}
	before := older()
	for n, key := range []string{"a", "b", "c"} {
		putTimed(t, before.Bucket(callsBucket, callsAbout), key, 1, n > 0)
	}
	bucket := start("map[]") // the older one has its folder still
	putTimed(t, bucket, "b", 2, false)
	a.closeOwnCalls()
	end(before)
	putTimed(t, start("map[a:1 b:2 c:1]"), "c", 3, false)
	a.closeOwnCalls()
	before = older() // it is put back, takes up none of these, and has others
	there := before.Bucket(callsBucket, callsAbout)
	putTimed(t, there, "a", 4, false)
	putTimed(t, there, "c", 5, true)
	putTimed(t, there, "d", 6, false)
	end(before)
	start("map[a:4 b:2 c:5 d:6]")
	a.closeOwnCalls()
	start("map[a:4 b:2 c:5 d:6]")
	a.closeOwnCalls()
}

// Law: who cannot look whether an older program keeps calls says so, and keeps those of today.
func TestUnreadableFolderOfNATSIsTold(t *testing.T) {
	a := aloneIn(t, t.TempDir())
	if err := os.MkdirAll(a.data(), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(a.data(), ownStore), []byte("no folder"), 0o600); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	a.log = slog.New(slog.NewTextHandler(&said, nil))
	bucket, err := a.bucketOfCalls(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer a.closeOwnCalls()
	putCall(t, bucket, "i/main/1")
	if !strings.Contains(said.String(), "are not all brought along") {
		t.Errorf("it said %q", said.String())
	}
}

// Law: who was alone and meets others brings the calls along, and has none where they were.
func TestCallsOfADaemonAloneAreCarried(t *testing.T) {
	a, shared := aloneIn(t, t.TempDir()), memstore.New()
	if n, err := a.carryFiles(t.Context(), filepath.Join(a.data(), ownCalls), shared); n != 0 || err != nil {
		t.Errorf("of who never was alone: %d, %v", n, err)
	}
	bucket, err := a.bucketOfCalls(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	putCall(t, bucket, "i/main/1")
	a.closeOwnCalls()
	if n, err := a.carryFiles(t.Context(), filepath.Join(a.data(), ownCalls), shared); n != 1 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	mustHave(t, shared, "i/main/1")
	bucket, err = a.bucketOfCalls(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer a.closeOwnCalls()
	mustHave(t, bucket)
}

// Law: a daemon that is alone goes on with the calls of the one before by its files, also of one that was killed, and has
// no record of them when they are over.
func TestCallsOutliveTheirProcessInFiles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &house{t: t, path: filepath.Join(t.TempDir(), "ivr.yaml"), ended: make(chan error, 1)}
		h.srv = fakeari.New(fakeari.Options{User: "ariapp", Password: "secret", DefaultSound: 2 * time.Second})
		text := resuming + "journal: {folder: none}\nrecords: none\n"
		var line *wire
		start := func() {
			line = &wire{dial: h.srv.DialContext}
			h.start(text, func(o *Options) { o.Store, o.Record, o.DialContext = nil, true, line.DialContext })
			h.awaitReady()
		}
		start()
		defer h.nothingIsLeft()
		caller := h.call("200")
		time.Sleep(time.Second)
		folder, atDeath := filepath.Join(h.app.data(), ownCalls), filepath.Join(t.TempDir(), "at its death")
		if err := os.CopyFS(atDeath, os.DirFS(folder)); err != nil { // what the system has when it is killed now
			t.Fatal(err)
		}
		line.cut()
		for _, c := range h.app.calls.all() {
			c.Lose()
		}
		h.finish()
		if err := errors.Join(os.RemoveAll(folder), os.Rename(atDeath, folder)); err != nil {
			t.Fatal(err)
		}
		start()
		time.Sleep(time.Second)
		if n := h.app.keeping.takenUp.Load(); n != 1 {
			t.Errorf("%d calls were taken up", n)
		}
		caller.Press("1234")
		h.ends(caller, fakeari.EndHangup, 16)
		if got := heardBy(caller); got != "ask(cut) ask(cut) thanks-100 bye" {
			t.Errorf("the caller heard %s", got)
		}
		time.Sleep(time.Second)
		if all, err := h.app.ownCalls.All(t.Context()); err != nil || len(all) > 0 {
			t.Errorf("%d calls are kept though they are over; %v", len(all), err)
		}
	})
}

// Law: what is counted of calls that are made is there after a restart, also where the flows keep nothing and the calls
// are not in the store.
func TestCountsOfADaemonAloneSurvive(t *testing.T) {
	folder := t.TempDir()
	for _, want := range []string{"", "counted"} {
		a := aloneIn(t, folder)
		item, err := presentStore{a}.Get(t.Context(), "k")
		if err != nil || item.Value != want {
			t.Errorf("%q, %v; want %q", item.Value, err, want)
		}
		if _, err := (presentStore{a}).Put(t.Context(), "k", "counted", 0); err != nil {
			t.Fatal(err)
		}
		if err := a.keeper.close(); err != nil {
			t.Fatal(err)
		}
	}
}

// Law: what one calls is counted in one place as long as the process lives: a store that could not be opened at first
// does not take the place of what was counted since, or somebody would be called twice. It is told.
func TestCountsStayWhereTheyBegan(t *testing.T) {
	a := aloneIn(t, t.TempDir())
	other, err := natsstore.Open(natsstore.Options{Folder: filepath.Join(a.data(), ownStore)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (presentStore{a}).Swap(t.Context(), "k", "called", 0, 0); err != nil {
		t.Fatal(err)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	for _, also := range []bool{false, true} { // also when something else has opened it
		if item, err := (presentStore{a}).Get(t.Context(), "k"); err != nil || item.Value != "called" {
			t.Errorf("opened: %v: %q, %v", also, item.Value, err)
		}
		if _, err := a.bucketStore(); err != nil {
			t.Fatal(err)
		}
	}
	if warnings := strings.Join(a.status().Warnings, " "); !strings.Contains(warnings, "whom one calls is counted") {
		t.Errorf("warnings are %q", warnings)
	}
	if err := a.keeper.close(); err != nil {
		t.Fatal(err)
	}
}

// Law: a store that cannot be opened keeps no daemon that is alone from having queues; it is told that they are not kept.
func TestQueuesOfADaemonAloneWithoutItsStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "ivr.yaml")
		h := &house{t: t, path: path, ended: make(chan error, 1)}
		h.srv = fakeari.New(fakeari.Options{User: "ariapp", Password: "secret"})
		data := filepath.Join(filepath.Dir(path), "data")
		if err := os.MkdirAll(data, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(data, ownStore), []byte("no folder"), 0o600); err != nil {
			t.Fatal(err)
		}
		h.start(queued+"journal: {folder: none}\nrecords: none\n", func(o *Options) { o.Store, o.Record = nil, true })
		h.awaitReady()
		defer h.nothingIsLeft()
		if warnings := strings.Join(h.app.status().Warnings, " "); !strings.Contains(warnings, "queues are not kept") {
			t.Errorf("warnings are %q", warnings)
		}
		if h.app.queues.Load() == nil || h.app.data() != data {
			t.Errorf("it has no queues, or its data in %s", h.app.data())
		}
	})
}

// stuckBucket answers nothing until it is let go, as a file on a disk that hangs.
type stuckBucket struct {
	*memstore.Bucket
	letGo chan struct{}
}

func (s stuckBucket) Write(ctx context.Context, changes []cluster.Change) []cluster.Written {
	<-s.letGo
	return s.Bucket.Write(ctx, changes)
}

// Law: a daemon ends though the disk on which it keeps calls hangs.
func TestStoppingOnAStuckDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := aloneIn(t, t.TempDir())
		stuck := stuckBucket{memstore.New(), make(chan struct{})}
		a.opts.calls = stuck
		a.openKeeping(t.Context())
		holding := a.keeping.ledger.Begin("i/main/1", true, func() {})
		holding.Put(func() ([]byte, error) { return []byte("{}"), nil })
		time.Sleep(10 * time.Second)
		if warnings := strings.Join(a.status().Warnings, " "); !strings.Contains(warnings, "has not answered") {
			t.Errorf("warnings are %q", warnings)
		}
		begun := time.Now()
		a.closeKeeping()
		if took := time.Since(begun); took != keepingOverMost {
			t.Errorf("it took %v", took)
		}
		close(stuck.letGo)
		<-a.keeping.over
	})
}

// Law: the status tells, as long as it is so, that what is kept of calls is not on the disk, also while it is written.
func TestStatusTellsOfADiskThatForcesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := aloneIn(t, t.TempDir())
		a.openKeeping(t.Context())
		defer a.closeKeeping()
		if warnings := a.status().Warnings; len(warnings) > 0 {
			t.Errorf("warnings are %q", warnings)
		}
		if a.keeping.trouble == nil || a.keeping.trouble() != nil {
			t.Fatal("the files are not asked, or have a trouble")
		}
		a.keeping.trouble = func() error { return errors.New("input/output error") }
		want := []string{"the states of calls are not on the disk, and lost when the power fails: input/output error"}
		if warnings := a.status().Warnings; !slices.Equal(warnings, want) {
			t.Errorf("warnings are %q, want %q", warnings, want)
		}
	})
}

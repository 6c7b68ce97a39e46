package natsstore_test

import (
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/store/natsstore"
	"github.com/ariapp/ariapp/internal/store/storetest"
)

// open opens a store that the end of the test closes.
func open(t *testing.T, opts natsstore.Options) *natsstore.Store {
	t.Helper()
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.NewTextHandler(t.Output(), nil))
	}
	opened, err := natsstore.Open(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closed(t, opened) })
	return opened
}

func closed(t *testing.T, s *natsstore.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// Law: NATS on a folder is a store.
func TestFolderIsAStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, open(t, natsstore.Options{Folder: t.TempDir()}))
}

// Law: a folder that is not there is made; what was written, deleted and given an end is so after
// reopening, revisions go on, and what expired meanwhile is not there.
func TestValuesSurviveReopening(t *testing.T) {
	t.Parallel()
	for _, always := range []bool{false, true} {
		survives(t, natsstore.Options{Folder: filepath.Join(t.TempDir(), "not", "there"), SyncAlways: always})
	}
}

func survives(t *testing.T, opts natsstore.Options) {
	t.Helper()
	first := open(t, opts)
	kept, err := first.Put(t.Context(), "kept", "value", time.Hour)
	must(t, err)
	before, err := first.Get(t.Context(), "kept")
	must(t, err)
	_, err = first.Put(t.Context(), "deleted", "value", 0)
	must(t, err)
	must(t, first.Delete(t.Context(), "deleted"))
	last, err := first.Put(t.Context(), "short", "value", time.Millisecond)
	must(t, err)
	closed(t, first)

	second := open(t, opts)
	if item, err := second.Get(t.Context(), "kept"); err != nil || item != before || item.Revision != kept {
		t.Errorf("got %+v, %v, want %+v", item, err, before)
	}
	for _, key := range []string{"deleted", "short"} {
		if item, err := second.Get(t.Context(), key); err != nil || item.Revision != 0 {
			t.Errorf("%s: got %+v, %v", key, item, err)
		}
		next, err := second.Swap(t.Context(), key, "new", 0, 0)
		if err != nil || next <= last {
			t.Errorf("%s: revision %d, %v, want more than %d", key, next, err, last)
		}
	}
}

// Law: a folder has one store at a time, and is free when that is closed.
func TestFolderIsLocked(t *testing.T) {
	folder := t.TempDir()
	first := open(t, natsstore.Options{Folder: folder})
	if _, err := natsstore.Open(natsstore.Options{Folder: folder}); !errors.Is(err, natsstore.ErrInUse) {
		t.Errorf("got %v, want ErrInUse", err)
	}
	closed(t, first)
	closed(t, first)
	if _, err := first.Get(t.Context(), "k"); !errors.Is(err, natsstore.ErrClosed) {
		t.Errorf("a closed store: %v, want ErrClosed", err)
	}
	open(t, natsstore.Options{Folder: folder})
}

// Law: what the server inside cannot use is told by Open, and neither ends the process nor keeps the folder.
func TestFolderThatIsNoFolder(t *testing.T) {
	folder := t.TempDir()
	blocked := filepath.Join(folder, "jetstream")
	must(t, writeFile(blocked, "not a folder"))
	if opened, err := natsstore.Open(natsstore.Options{Folder: folder}); err == nil {
		closed(t, opened)
		t.Error("opened where a file is in the way")
	}
	must(t, removeFile(blocked))
	open(t, natsstore.Options{Folder: folder})
}

// Law: values written by NATS's own tools are read, and their deletions understood.
func TestForeignValues(t *testing.T) {
	folder := t.TempDir()
	s := open(t, natsstore.Options{Folder: folder})
	for _, step := range []struct {
		header, value, want string
		there               bool
	}{
		{"", "plain", "plain", true},
		{"KV-Operation: PURGE", "", "", false},
		{"Ariapp-Expires: yesterday", "odd", "odd", true},
		{"Nats-Marker-Reason: MaxAge", "", "", false},
	} {
		natsstore.PublishRaw(t, s, "key", step.header, step.value)
		item, err := s.Get(t.Context(), "key")
		if err != nil || item.Value != step.want || (item.Revision != 0) != step.there {
			t.Errorf("%q: got %+v, %v", step.header, item, err)
		}
		if !step.there {
			_, err = s.Swap(t.Context(), "key", "mine", 0, 0)
			must(t, err)
		}
	}
}

// Law: options that contradict each other are refused, without showing a password.
func TestOptions(t *testing.T) {
	for _, test := range []struct {
		name string
		opts natsstore.Options
	}{
		{"nothing", natsstore.Options{}},
		{"both", natsstore.Options{Folder: t.TempDir(), URL: "nats://localhost"}},
		{"replicas of a folder", natsstore.Options{Folder: t.TempDir(), Replicas: 3}},
		{"too many replicas", natsstore.Options{URL: "nats://localhost", Replicas: natsstore.ReplicasMax + 1}},
		{"no URL", natsstore.Options{URL: "nats://user:hunter2@local host:%zz"}},
		{"credentials that are not there", natsstore.Options{URL: "nats://127.0.0.1:1", RootCA: "no such file"}},
	} {
		opened, err := natsstore.Open(test.opts)
		if err == nil {
			closed(t, opened)
			t.Errorf("%s: no error", test.name)
			continue
		}
		if text := err.Error(); len(text) < 20 || contains(text, "hunter2") {
			t.Errorf("%s: %s", test.name, text)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var _ flows.Store = (*natsstore.Store)(nil)

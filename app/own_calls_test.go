package app

import (
	"os"
	"path/filepath"
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
	if err := a.keeper.close(); err != nil {
		t.Fatal(err)
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

// Law: a daemon that is alone goes on with the calls of the one before by its files, and has no record of them when
// they are over.
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
		line.cut()
		for _, c := range h.app.calls.all() {
			c.Lose()
		}
		h.finish()
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

package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/internal/store/natsstore"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// errSlow is what a store says that is slow to fail.
var errSlow = errors.New("the folder does not answer")

// Law: a store that is slow to fail holds up a start once, however many want it: who looks for calls of an older program,
// and the queues. When the daemon has begun it is tried again by who needs it.
func TestSlowStoreHoldsUpAStartOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ivr.yaml")
	folder := filepath.Join(filepath.Dir(path), "data", ownStore)
	old, err := natsstore.Open(natsstore.Options{Folder: folder})
	if err != nil {
		t.Fatal(err)
	}
	putCall(t, old.Bucket(callsBucket, callsAbout), "i/main/1")
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		h := &house{t: t, path: path, ended: make(chan error, 1)}
		h.srv = fakeari.New(fakeari.Options{User: "ariapp", Password: "secret"})
		tries := 0
		h.start(queued+"journal: {folder: none}\nrecords: none\n", func(o *Options) {
			o.Store, o.Record = nil, true
			o.opens = func(opts natsstore.Options) (*natsstore.Store, error) {
				if opts.Folder != folder {
					t.Errorf("it is opened in %s", opts.Folder)
				}
				tries++
				time.Sleep(20 * time.Second)
				return nil, errSlow
			}
		})
		h.awaitReady()
		defer h.nothingIsLeft()
		if tries != 1 {
			t.Errorf("it was tried %d times", tries)
		}
		if warnings := strings.Join(h.app.status().Warnings, " "); !strings.Contains(warnings, "queues are not kept") ||
			!strings.Contains(warnings, errSlow.Error()) {
			t.Errorf("warnings are %q", warnings)
		}
		if said := h.logged(); !strings.Contains(said, "are not all brought along") || h.app.queues.Load() == nil {
			t.Errorf("it has no queues, or said %q", said)
		}
		if _, err := h.app.bucketStore(); !errors.Is(err, errSlow) || tries != 2 {
			t.Errorf("when it has begun: %v, %d tries", err, tries)
		}
	})
	if _, err := os.Stat(folder); err != nil { // it has been there all the time
		t.Error(err)
	}
}

// Law: who wants to count while the store is being opened waits no longer than it may; all count in the same place then.
func TestNobodyWaitsTooLongForTheStore(t *testing.T) {
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		a := aloneIn(t, folder)
		defer a.closeLinks()
		fails := make(chan struct{})
		a.opts.opens = func(natsstore.Options) (*natsstore.Store, error) {
			<-fails
			return nil, errSlow
		}
		first := make(chan error, 1)
		go func() {
			_, err := presentStore{a}.Swap(t.Context(), "k", "called", 0, 0)
			first <- err
		}()
		synctest.Wait()
		hurried, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		waited := make(chan error, 1)
		go func() {
			_, err := presentStore{a}.Get(hurried, "k")
			waited <- err
		}()
		time.Sleep(2 * time.Second)
		synctest.Wait()
		select {
		case err := <-waited:
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("who may wait a second: %v", err)
			}
		default:
			t.Error("it waits longer than it may")
		}
		close(fails)
		if err := <-first; err != nil {
			t.Errorf("the first: %v", err)
		}
		if item, err := (presentStore{a}).Get(t.Context(), "k"); err != nil || item.Value != "called" {
			t.Errorf("%q, %v", item.Value, err)
		}
	})
}

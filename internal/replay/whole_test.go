package replay

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp"
	"github.com/ariapp/ariapp/app"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/config"
	"github.com/ariapp/ariapp/internal/store"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: what the daemon has recorded of calls on an Asterisk goes through the same flows as it went.
func TestWhatTheDaemonRecords(t *testing.T) {
	h := built(t, ariapp.Reference)
	folder := t.TempDir()
	path := filepath.Join(folder, "ivr.yaml")
	if err := os.WriteFile(path, []byte(ariapp.Reference), 0o600); err != nil {
		t.Fatal(err)
	}
	loaded, findings, err := app.Load(path)
	if err != nil || loaded == nil {
		t.Fatal(err, findings)
	}
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(began)) // nothing runs yet: it is one jump
		server := fakeari.New(fakeari.Options{User: "ariapp", Password: "secret", DefaultSound: 3 * time.Second})
		file := *loaded
		file.Config.Journal.Folder = "journal"
		file.Config.Asterisk = []config.Asterisk{{Name: "fake", URL: "http://pbx:8088/ari", Username: "ariapp",
			Password: "secret", Transport: "http", Orphans: "adopt"}}
		daemon, err := app.New(app.Options{File: &file, Store: store.NewMemory(), DialContext: server.DialContext, Record: true})
		if err != nil {
			t.Fatal(err)
		}
		var running sync.WaitGroup
		running.Go(func() {
			if err := daemon.Run(context.WithoutCancel(t.Context())); err != nil {
				t.Errorf("the daemon ended: %v", err)
			}
		})
		<-daemon.Ready()
		server.Endpoint("PJSIP/103", fakeari.Ring(time.Second), fakeari.Answer(3*time.Second), fakeari.HangUp(20*time.Second, 16))
		// Each goes on when it hears the first of its words, and presses the second.
		for _, deeds := range [][]string{
			{"200", "sound:basic-pbx-ivr-main", "2", "sound:vm-enter-num-to-call", "1234#", "sound:if-correct-press", "1", "sound:agent-pass", "4711"},
			{"200"},
			{"202", "sound:agent-user", "2345", "sound:vm-tomakecall", "hangup"},
			{"209", "sound:vm-press", "2", "sound:vm-password", "0815#"},
			{"200"},
			{"206"}, // nobody is there
			{"207", "sound:agent-user", "103#", "sound:agent-pass", "103471#"},
			{"206"},
		} {
			placeCall(t, server, deeds)
		}
		if err := daemon.Stop(t.Context()); err != nil {
			t.Error(err)
		}
		running.Wait()
		server.Close()
	})
	calls := allCalls(t, filepath.Join(folder, "journal"))
	ends, talks := []string{}, 0
	for _, call := range calls {
		for _, f := range call.Facts() {
			if f.Kind == flows.QueueConnected {
				talks++
			}
		}
		ends = append(ends, string(call.Ended().Status))
		r := h.replayed(t, call, func(o *Options) {
			if call.Entered().Call.To == "207" {
				o.Secrets = map[string]string{"shift/who": "103471#"}
			}
		})
		if r.Verdict != Same || r.Steps != len(call.Path()) {
			t.Errorf("%s", textOf(r))
			continue
		}
		c, err := r.Test(t.Context(), h.setting())
		if err != nil {
			t.Error(err)
			continue
		}
		passes(t, h, c)
	}
	if talks != 1 {
		t.Errorf("%d callers talked with an agent", talks)
	}
	if want := []string{"left", "ended", "hung-up", "ended", "ended", "ended", "ended", "ended"}; !slices.Equal(ends, want) {
		t.Errorf("the calls ended %v, want %v", ends, want)
	}
}

// placeCall makes one call to its end.
func placeCall(t *testing.T, server *fakeari.Server, deeds []string) {
	call := server.Call(fakeari.Caller{App: "ivr", Exten: deeds[0], Context: "callers", Number: "+15550100", Language: "en"})
	for pair := range slices.Chunk(deeds[1:], 2) {
		if err := call.AwaitHeard(t.Context(), pair[0]); err != nil {
			t.Fatal(err)
		}
		time.Sleep(700 * time.Millisecond)
		if pair[1] == "hangup" {
			call.Hangup(16)
			break
		}
		for _, key := range pair[1] {
			call.Press(string(key))
			time.Sleep(150 * time.Millisecond)
		}
	}
	if _, err := call.AwaitEnd(t.Context()); err != nil {
		t.Error(err)
	}
}

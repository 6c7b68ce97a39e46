package app

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/ari"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// filters are the requests by which Asterisk was told what it need not tell, of those that were granted.
func (h *house) filters() int {
	n := 0
	for _, r := range h.srv.Requests() {
		if r.Operation == "applications.filter" && r.Status == 200 {
			n++
		}
	}
	return n
}

// Law: Asterisk is told once what nobody reads, and again when it has forgotten the application.
func TestAsteriskTellsNothingThatNobodyReads(t *testing.T) {
	inHouse(t, menuFile, nil, func(h *house) {
		time.Sleep(2 * sweepEvery)
		if n := h.filters(); n != 1 {
			t.Fatalf("it was told %d times, want once", n)
		}
		h.srv.Fault(fakeari.Fault{Name: fakeari.Restart, Delay: 3 * time.Second})
		time.Sleep(30 * time.Second)
		if n := h.filters(); n != 2 {
			t.Errorf("it was told %d times, also after Asterisk was restarted, want twice", n)
		}
	})
}

// Law: an Asterisk that an earlier version has told to keep more than this one tells all that is read again.
func TestWhatAnEarlierVersionDidNotReadIsHeard(t *testing.T) {
	inHouse(t, menuFile, nil, func(h *house) {
		time.Sleep(sweepEvery)
		link := h.app.links[0]
		if _, err := link.client.Applications.Filter(context.Background(), h.app.own, ari.ApplicationsFilterParams{
			Filter: ari.EventFilter{Disallowed: append(unheard(), "PlaybackStarted")}}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * sweepEvery)
		app, err := link.client.Applications.Get(context.Background(), h.app.own)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(app.EventsDisallowed); n != len(unheard()) {
			t.Errorf("%d kinds of events are kept, want %d: %v", n, len(unheard()), app.EventsDisallowed)
		}
	})
}

// Law: what Asterisk does not tell is read by nobody: no code of the daemon names such an event.
func TestWhatIsNotToldIsNotRead(t *testing.T) {
	never := map[string]bool{}
	for _, name := range unheard() {
		never[name] = true
	}
	files, named := 0, map[string]bool{}
	for _, root := range []string{".", "../internal/call", "../internal/rooms", "../internal/acd", "../flows"} {
		err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			files++
			ast.Inspect(file, func(n ast.Node) bool {
				if s, is := n.(*ast.SelectorExpr); is {
					if pkg, is := s.X.(*ast.Ident); is && pkg.Name == "ari" {
						named[s.Sel.Name] = true
						if never[s.Sel.Name] {
							t.Errorf("%s reads ari.%s, which Asterisk is told not to tell", path, s.Sel.Name)
						}
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 100 || !named["StasisStart"] || !named["ChannelDtmfReceived"] {
		t.Errorf("%d files were read, with %v: not those of the daemon", files, named)
	}
}

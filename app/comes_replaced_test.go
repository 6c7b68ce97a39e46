package app

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: a caller who came into the place of another one by a transfer is a new caller too where they come again, and what
// happens to them is told to their new call.
func TestWhoTookTheCallersPlaceComesAgain(t *testing.T) {
	text := strings.Replace(transferFile, "of: both}}}]", "of: both}, continue: true}}, {record_call: {name: whole}}, "+
		"{continue: {context: callers, extension: \"204\"}}]", 1) +
		"recordings: {folder: calls, name: '{name}.{format}', delete: true}\n"
	synctest.Test(t, func(t *testing.T) {
		h := &house{t: t, path: filepath.Join(t.TempDir(), "ivr.yaml"), ended: make(chan error, 1)}
		h.srv = fakeari.New(fakeari.Options{User: "ariapp", Password: "secret", DefaultSound: 100 * time.Millisecond,
			DialplanStay: time.Minute})
		h.start(text, nil)
		h.awaitReady()
		defer h.nothingIsLeft()
		phones := map[string]*fakeari.Endpoint{}
		for _, name := range []string{"100", "102"} {
			phones[name] = h.srv.Endpoint("PJSIP/"+name, fakeari.Answer(time.Second))
		}
		p := &parties{house: h, a: h.call("201")}
		p.b = h.talks(p.a, phones["100"])
		p.c = h.call("203")
		p.b2 = h.talks(p.c, phones["102"])
		if !p.a.ReferAttended("0900", p.b2) {
			t.Fatal("the transfer is Asterisk's")
		}
		p.hear(p.b, p.c)
		time.Sleep(5 * time.Second)
		h.srv.Fault(fakeari.Fault{Name: fakeari.Delay, Operation: "recordings.stop", Delay: time.Second})
		p.b.Hangup(16)
		if err := p.c.AwaitDialplan(context.Background()); err != nil || !p.c.Back("ivr") {
			t.Fatalf("they do not come again: %v\n%s", err, h.logged())
		}
		time.Sleep(300 * time.Millisecond)
		p.c.Press("1") // while the former call ends still
		time.Sleep(time.Second)
		if heard := heardBy(p.c); heard != "ask ask thanks" {
			t.Errorf("they heard %q\n%s", heard, h.told(p.c))
		}
		p.c.Hangup(16)
		time.Sleep(time.Second)
	})
}

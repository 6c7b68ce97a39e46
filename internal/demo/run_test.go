package demo

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/ariapp/ariapp"
	"github.com/ariapp/ariapp/app"
)

func TestEveryCallerMeetsTheirFate(t *testing.T) {
	file, findings, err := app.Parse("ivr.yaml", ariapp.Reference)
	if err != nil || file == nil {
		t.Fatal(err, findings)
	}
	var out bytes.Buffer
	synctest.Test(t, func(t *testing.T) {
		if err := Run(t.Context(), Options{File: file, Out: &out, near: true}); err != nil {
			t.Fatalf("%v\n%s", err, out.String())
		}
	})
	for _, c := range callers() {
		if !strings.Contains(out.String(), c.name+" ") {
			t.Errorf("nothing is told of %s:\n%s", c.name, out.String())
		}
	}
	if strings.Contains(out.String(), "4711") || strings.Contains(out.String(), "103471") || strings.Contains(out.String(), "presses 7") {
		t.Errorf("a PIN is in the trace:\n%s", out.String())
	}
	if t.Failed() {
		return
	}
	t.Log(out.String())
}

package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// Law: that the file is gone is told once, and the last good one stays.
func TestAFileThatIsGoneIsToldOnce(t *testing.T) {
	inHouseAt(t, filepath.Join(t.TempDir(), "ivr.yaml"), speaking("good"), watching, func(h *house) {
		if err := os.Remove(h.path); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"a.yaml", "b.yaml"} { // a reload is tried again with each
			time.Sleep(settled)
			if err := os.WriteFile(filepath.Join(filepath.Dir(h.path), name), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(settled)
		if n := strings.Count(h.logged(), "was not reloaded"); n != 1 {
			t.Errorf("it was told %d times:\n%s", n, h.logged())
		}
		c := h.call("200")
		h.hears(c, "sound:good")
		c.Press("1")
		h.ends(c, fakeari.EndHangup, 16)
	})
}

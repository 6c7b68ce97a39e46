package natsstore_test

import (
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/ariapp/ariapp/internal/store"
	"github.com/ariapp/ariapp/internal/store/natsstore"
)

func TestSizeZZ(t *testing.T) {
	f := t.TempDir()
	begun := time.Now()
	s := open(t, natsstore.Options{Folder: f})
	t.Log("open", time.Since(begun))
	begun = time.Now()
	for n := range 100000 {
		if _, err := store.Add(t.Context(), s, "counter", 1, time.Hour); err != nil {
			t.Fatal(n, err)
		}
	}
	t.Log(time.Since(begun)/100000, "an add")
	out, _ := exec.Command("du", "-sh", f).CombinedOutput()
	t.Log(string(out))
	_ = os.Stdout
}

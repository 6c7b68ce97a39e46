package filestore_test

import (
	"bytes"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/ariapp/ariapp/internal/store/filestore"
)

// Law: what the system cannot read of a file is lost, and nothing else is: the folder is opened, what is written from then
// on is kept, and the file stays under a name of which nobody reads it at the next start. Revisions grow nevertheless.
func TestFilesThatCannotBeReadCountUpToThere(t *testing.T) {
	for name, c := range map[string]struct {
		at   string
		want map[string]string
	}{
		"in the head":      {"log 1", map[string]string{}},
		"at the beginning": {"put 1", map[string]string{}},
		"in a line":        {"ut 2 6", map[string]string{"first": "one at 1"}},
		"in a value":       {"wo\n", map[string]string{"first": "one at 1"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				folder := t.TempDir()
				b := open(t, folder)
				for _, kv := range [][2]string{{"first", "one"}, {"second", "two"}, {"third", "three"}} {
					put(t, b, kv[0], kv[1], 0)
				}
				closed(t, b)
				bad := segments(t, folder)[0]
				data, err := os.ReadFile(bad)
				if err != nil {
					t.Fatal(err)
				}
				from := bytes.Index(data, []byte(c.at))
				if from < 1 {
					t.Fatalf("%q is not in %q", c.at, data)
				}
				var said bytes.Buffer
				b, err = filestore.OpenOn(filestore.Disk{Faults: func(name string) filestore.Faults {
					if name != filepath.Base(bad) {
						return filestore.Faults{}
					}
					return filestore.Faults{UnreadFrom: int64(from)}
				}}, folder, slog.New(slog.NewTextHandler(&said, nil)))
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = b.Close() })
				if got := items(t, b); !maps.Equal(got, c.want) {
					t.Errorf("got %v, want %v", got, c.want)
				}
				if n := strings.Count(said.String(), "level=ERROR"); n != 1 ||
					!strings.Contains(said.String(), "cannot be read to its end") {
					t.Errorf("it said %q", said.String())
				}
				if revision := put(t, b, "third", "anew", 0); revision < 4 {
					t.Errorf("revision %d was used before", revision)
				}
				flushed()
				if got := names(t, folder); got != "2" {
					t.Errorf("segments %s, want 2", got)
				}
				if stays, err := os.ReadFile(bad + ".unread"); err != nil || !bytes.Equal(stays, data) {
					t.Errorf("what stays is %q, %v", stays, err)
				}
				want := items(t, b)
				closed(t, b)
				if got := items(t, open(t, folder)); !maps.Equal(got, want) || len(got) != len(c.want)+1 {
					t.Errorf("the next process has %v, want %v", got, want)
				}
			})
		})
	}
}

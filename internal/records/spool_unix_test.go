//go:build unix

package records

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// Law: a disk that takes nothing stops no call; it is said once, and what was kept is written when it takes it again.
func TestTheDiskTakesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := inRoom(t, Options{}, newShelf())
		folder := filepath.Join(r.opts.Folder, "spool")
		away := folder + ".away"
		if err := os.Rename(folder, away); err != nil {
			t.Fatal(err)
		}
		put := func(name string, events int) {
			for i := range events {
				r.queue.put(line{Event: &Event{Call: name, Seq: int64(i + 1), At: time.Now(), Text: strings.Repeat("x", textMax)}}, queueMax)
			}
			r.queue.put(line{Row: &Row{ID: name, Call: name, Rev: 1, Start: time.Now(), Seen: time.Now()}}, queueMax)
			time.Sleep(time.Second)
		}
		put("before", 3000) // it has its file open still
		put("after", 1000)  // the next file has no folder to be made in
		put("later", 10)
		time.Sleep(2 * diskRetry)
		synctest.Wait()
		if err := os.Rename(away, folder); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * diskRetry)
		r.close()
		said := r.log.String()
		if strings.Count(said, "cannot be written") != 1 || strings.Count(said, "written again") != 1 {
			t.Errorf("it was said:\n%s", said)
		}
		if len(r.shelf.has()) != 3 || len(r.shelf.events["after"]) != 1000 || r.Lost() != 0 {
			t.Errorf("%d rows, %d events, %d lost", len(r.shelf.has()), len(r.shelf.events["after"]), r.Lost())
		}
	})
}

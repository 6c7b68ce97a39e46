package jobs

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// drop puts a call file there at once, changed at a time of the bubble.
func drop(t *testing.T, path, text string, changed time.Time) {
	t.Helper()
	whole := filepath.Join(t.TempDir(), "whole")
	err := os.WriteFile(whole, []byte(text), 0o600)
	if err == nil {
		err = os.Chtimes(whole, changed, changed)
	}
	if err == nil {
		err = os.Rename(whole, path)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func namesIn(t *testing.T, path string) []string {
	t.Helper()
	entries, err := os.ReadDir(path)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

const callFile = "Channel: PJSIP/100\nContext: internal\nExtension: 200\n"

// Law: a call file is taken when it is whole and its time has come, once; one
// that is half written or makes no sense is moved aside with the reason, and nothing is dialled.
func TestSpool(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		folder := t.TempDir()
		var refusals atomic.Int32
		now := time.Now()
		in := func(name string) string { return filepath.Join(folder, name) }
		d := newDesk(t, Options{Spool: folder, App: "ivr", Refused: func() { refusals.Add(1) }, Allowed: func(o Order) error {
			if strings.Contains(o.Endpoint, "0900") {
				return ErrNever
			}
			return nil
		}})
		drop(t, in("fine.call"), callFile, now)
		drop(t, in("later.call"), strings.Replace(callFile, "100", "101", 1), now.Add(10*time.Minute))
		drop(t, in("half.call"), callFile[:len(callFile)-2], now)
		drop(t, in("begun.call"), "Channel: PJSIP/103\n", now)
		drop(t, in("dear.call"), strings.Replace(callFile, "100", "09001234@trunk", 1), now)
		drop(t, in("large.call"), strings.Repeat("#", fileMax+1), now)
		drop(t, in(".hidden"), callFile, now)
		drop(t, in("rsync.tmp"), callFile, now)
		drop(t, in(".taken-left.call"), strings.Replace(callFile, "100", "104", 1), now)
		if err := os.Mkdir(in("folder.call"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(in(".hidden"), in("link.call")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		drop(t, in("growing.call"), callFile[:20], time.Now())
		time.Sleep(time.Second)
		drop(t, in("growing.call"), callFile, time.Now())
		time.Sleep(time.Minute)
		synctest.Wait()
		if want := []string{".hidden", "folder.call", "later.call", "link.call", "refused", "rsync.tmp"}; !slices.Equal(namesIn(t, folder), want) {
			t.Errorf("there are %v, want %v", namesIn(t, folder), want)
		}
		want := []string{"begun.call", "begun.call.reason", "dear.call", "dear.call.reason", "half.call", "half.call.reason", "large.call", "large.call.reason"}
		if got := namesIn(t, in(refused)); !slices.Equal(got, want) {
			t.Errorf("refused are %v, want %v", got, want)
		}
		for name, reason := range map[string]string{"half.call": "the last line is not ended, as of a file that is half written", "begun.call": "nowhere for the call to go",
			"dear.call": "the call is refused", "large.call": "more than 65536 bytes"} {
			if text := textOf(filepath.Join(folder, refused, name+".reason")); !strings.Contains(text, reason) {
				t.Errorf("%s: %q, want %q", name, text, reason)
			}
		}
		if len(d.line.calls()) != 3 || refusals.Load() < 4 {
			t.Errorf("called %v, %d refusals", d.line.calls(), refusals.Load())
		}
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		if n := len(d.line.calls()); n != 4 || !strings.Contains(d.line.calls()[3], "PJSIP/101") {
			t.Errorf("called %v", d.line.calls())
		}
		if jobs := listed(t, d.jobs, Completed); len(jobs) != 4 || jobs[0].By != "the call file later.call" {
			t.Errorf("the jobs are %+v", jobs)
		}
	})
}

// Law: a call file that was taken and could not be deleted makes no second call, after a restart neither.
func TestSpoolTwice(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		folder, now := t.TempDir(), time.Now()
		d := newDesk(t, Options{Spool: folder, App: "ivr"})
		for range 2 {
			drop(t, filepath.Join(folder, taken+"a.call"), callFile, now)
			time.Sleep(time.Minute)
			d.stop()
			d.open()
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if len(d.line.calls()) != 1 || len(namesIn(t, folder)) != 0 {
			t.Errorf("called %v, there are %v", d.line.calls(), namesIn(t, folder))
		}
	})
}

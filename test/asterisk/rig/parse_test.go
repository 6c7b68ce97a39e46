//go:build linux

package rig

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Law: every mount at or below the root is found, the last one first, and none
// beside it.
func TestParseMounts(t *testing.T) {
	const mountinfo = `20 1 254:1 / / rw,relatime - ext4 /dev/root rw
42 20 0:21 / /srv/rig/root/proc rw,relatime - proc proc rw
43 20 0:6 / /srv/rig/root/dev rw,relatime shared:2 - devtmpfs devtmpfs rw
44 43 0:7 / /srv/rig/root/dev/pts rw - devpts devpts rw
45 20 0:8 / /srv/rig/root2/dev rw - devtmpfs devtmpfs rw
46 20 0:9 / /srv/rig/root/with\040blank rw - tmpfs tmpfs rw
47 20 0:9 / /srv/rig rw - tmpfs tmpfs rw
48 20 0:9 / /srv/rig/root rw - tmpfs tmpfs rw
broken line
`
	want := []string{
		"/srv/rig/root", "/srv/rig/root/with blank", "/srv/rig/root/dev/pts",
		"/srv/rig/root/dev", "/srv/rig/root/proc",
	}
	if diff := cmp.Diff(want, parseMounts(mountinfo, "/srv/rig/root")); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func FuzzUnescapeMount(f *testing.F) {
	for _, seed := range []string{"/a\\040b", "\\", "\\04", "\\999", "\\134", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, field string) {
		if plain := unescapeMount(field); len(plain) > len(field) {
			t.Errorf("%q grew to %q", field, plain)
		}
	})
}

// Law: only packages that were not there count as brought by the rig.
func TestParsePlan(t *testing.T) {
	const plan = `Reading package lists...
Inst libfresh (1.0 Debian:12/stable [amd64])
Inst libold [0.9] (1.0 Debian:12/stable [amd64])
Conf libfresh (1.0 Debian:12/stable [amd64])
Inst tool (2.0 Debian:12/stable [amd64]) []
Purg gone [1.0]
Remv user [2.0]
`
	if diff := cmp.Diff([]string{"libfresh", "tool"}, parsePlan(plan, "Inst")); diff != "" {
		t.Errorf("Inst: -want +got:\n%s", diff)
	}
	if diff := cmp.Diff([]string{"gone", "user"}, parsePlan(plan, "Purg", "Remv")); diff != "" {
		t.Errorf("Purg, Remv: -want +got:\n%s", diff)
	}
}

// Law: a process is the one that started then, and a dead one is none.
func TestParseStat(t *testing.T) {
	const rest = " 1 7 7 0 -1 4194304 1 0 0 0 5 6 0 0 20 0 9 0 "
	cases := []struct {
		name, text string
		want       uint64
		fails      bool
	}{
		{"alive", "7 (asterisk) S" + rest + "12345 99", 12345, false},
		{"odd name", "7 (a) b (c) R" + rest + "77 99", 77, false},
		{"zombie", "7 (asterisk) Z" + rest + "12345 99", 0, true},
		{"dead", "7 (asterisk) X" + rest + "12345 99", 0, true},
		{"cut short", "7 (asterisk) S 1 7", 0, true},
		{"not a number", "7 (asterisk) S" + rest + "x 99", 0, true},
		{"empty", "", 0, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := parseStat(c.text)
			if got != c.want || (err != nil) != c.fails {
				t.Errorf("got %d, %v", got, err)
			}
		})
	}
	if started, err := startTime(os.Getpid()); err != nil || started == 0 {
		t.Errorf("this very process: %d, %v", started, err)
	}
	if (state{Pid: os.Getpid(), StartTime: 1}).running() {
		t.Error("a process of the same number but another start counts as ours")
	}
}

// Law: the root asks no name server.
func TestHostsFromFiles(t *testing.T) {
	got := hostsFromFiles("passwd: files\nhosts: files dns\nnetworks: files\n")
	if want := "passwd: files\nnetworks: files\nhosts: files\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Law: an error shows the end of a long output, for the reason stands there.
func TestTail(t *testing.T) {
	got := tail(strings.Repeat("x", 3*outputTail) + "the reason\n")
	if !strings.HasSuffix(got, "the reason") || len(got) > outputTail+10 {
		t.Errorf("%d bytes, ending in %.20q", len(got), got[len(got)-20:])
	}
	if tail(" \n") != "" {
		t.Error("blanks make a tail")
	}
}

// Law: the packages' folder of the test is what the code believes it to be.
func TestRootStaysInsideItsFolder(t *testing.T) {
	r, err := New(Options{Dir: "/srv/rig/"})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{r.rootPath(), r.statePath(), r.markPath(), r.logPath(), r.completePath()} {
		if inside, err := filepath.Rel("/srv/rig", path); err != nil || strings.HasPrefix(inside, "..") {
			t.Errorf("%s lies outside", path)
		}
	}
}

package versions

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/lockfile"
)

// site is a configuration and a folder for its versions.
type site struct {
	t              *testing.T
	folder, beside string
	store          *Store
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{t: t, folder: filepath.Join(t.TempDir(), "versions"), beside: t.TempDir()}
	s.open()
	return s
}

// open is what a new process does.
func (s *site) open() {
	s.t.Helper()
	if s.store != nil {
		s.must(s.store.Close())
	}
	var err error
	if s.store, err = Open(s.folder, nil); err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) path(name string) string { return filepath.Join(s.beside, name) }

// put writes a file of the configuration.
func (s *site) put(name, text string) {
	s.t.Helper()
	if err := os.MkdirAll(filepath.Dir(s.path(name)), 0o750); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(s.path(name), []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// keep has the present content kept.
func (s *site) keep(name string) Version {
	s.t.Helper()
	doc, _, err := source.Load(s.path(name))
	if err != nil {
		s.t.Fatal(err)
	}
	v, err := s.store.Keep(doc, s.path(name))
	if err != nil {
		s.t.Fatal(err)
	}
	return v
}

// takes has a content in use.
func (s *site) takes(text string) int {
	s.t.Helper()
	s.put("ivr.yaml", text)
	v := s.keep("ivr.yaml")
	s.must(s.store.Took(v.Number, "test", nil, false))
	return v.Number
}

func (s *site) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// numbers are those of all versions.
func (s *site) numbers() []int {
	var numbers []int
	for _, one := range s.store.List() {
		numbers = append(numbers, one.Number)
	}
	return numbers
}

// Law: a version reads as it did, with all that it includes, whatever becomes of
// the files; and it knows where they were.
func TestAVersionStaysWhatItWas(t *testing.T) {
	s := newSite(t)
	s.put("etc/ivr.yaml", "include: [flows/*.yaml, ../more.yaml]\napp: {name: one}\n")
	s.put("etc/flows/a.yaml", "flows: {a: [hangup]}\n")
	s.put("etc/flows/b.yaml", "flows: {b: [hangup]}\n")
	s.put("more.yaml", "vars: {x: 1}\r\n")
	v := s.keep("etc/ivr.yaml")
	if v.Number != 1 || v.Outside || v.Bytes == 0 || !slices.Equal(v.Files, []string{s.path("etc/ivr.yaml"), s.path("etc/flows/a.yaml"),
		s.path("etc/flows/b.yaml"), s.path("more.yaml")}) {
		t.Errorf("%+v", v)
	}
	for _, name := range []string{"etc/flows/a.yaml", "etc/ivr.yaml", "more.yaml"} {
		if err := os.Remove(s.path(name)); err != nil {
			t.Fatal(err)
		}
	}
	s.put("etc/flows/c.yaml", "flows: {c: [hangup]}\n")
	for range 2 {
		again, doc, findings, err := s.store.Document(1)
		if err != nil || len(findings) > 0 || doc.Version() != v.Hash {
			t.Fatal(err, findings)
		}
		for i, file := range doc.Files {
			if again.Original(file) != v.Files[i] {
				t.Errorf("%s comes from %s, want %s", file, again.Original(file), v.Files[i])
			}
		}
		if again.Original(s.path("people.csv")) != s.path("people.csv") {
			t.Error("another file has another origin")
		}
		s.open()
	}
}

// Law: the same content of the same file is the same version, and its number is given once.
func TestTheSameContentIsTheSameVersion(t *testing.T) {
	s := newSite(t)
	for i, c := range []struct {
		text string
		want int
	}{{"a: 1", 1}, {"a: 1", 1}, {"a: 2", 2}, {"a: 1", 1}, {"a: 3", 3}} {
		if got := s.takes(c.text); got != c.want {
			t.Errorf("%d: version %d, want %d", i, got, c.want)
		}
		s.open()
	}
	s.put("other.yaml", "a: 1")
	if v := s.keep("other.yaml"); v.Number != 4 {
		t.Errorf("the same content elsewhere, beside other tables, is version %d", v.Number)
	}
	if err := os.RemoveAll(filepath.Join(s.folder, folderName(4, s.keep("other.yaml").Hash))); err != nil {
		t.Fatal(err)
	}
	s.open()
	s.must(s.store.Took(1, "test", nil, false))
	s.put("other.yaml", "b: 1")
	if v := s.keep("other.yaml"); v.Number < 4 {
		t.Errorf("the number %d was given twice", v.Number)
	}
}

// Law: what cannot be read anew as it was is refused, and says why.
func TestWhatCannotBeTakenAgain(t *testing.T) {
	s := newSite(t)
	s.put("ivr.yaml", "include: ["+s.path("more.yaml")+"]\n")
	s.put("more.yaml", "a: 1\n")
	outside := s.keep("ivr.yaml")
	if !outside.Outside {
		t.Errorf("an absolute include is not noted: %+v", outside)
	}
	s.put("ivr.yaml", "a: 1\n")
	damaged := s.keep("ivr.yaml")
	if err := os.WriteFile(damaged.kept(damaged.Path), []byte("a: 2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for number, want := range map[int]error{outside.Number: ErrOutside, damaged.Number: ErrDamaged, 99: ErrUnknown} {
		if _, _, _, err := s.store.Document(number); !errors.Is(err, want) {
			t.Errorf("version %d: %v, want %v", number, err, want)
		}
	}
}

// Law: a file that changes while it is kept is not kept as something that it never was.
func TestAFileThatChangesMeanwhile(t *testing.T) {
	s := newSite(t)
	s.put("ivr.yaml", "a: 1\n")
	doc, _, err := source.Load(s.path("ivr.yaml"))
	s.must(err)
	s.put("ivr.yaml", "a: 2\n")
	if _, err := s.store.Keep(doc, s.path("ivr.yaml")); err == nil || !strings.Contains(err.Error(), "has changed meanwhile") {
		t.Error(err)
	}
	if left, err := filepath.Glob(filepath.Join(s.folder, "[^.]*")); err != nil || len(left) > 0 {
		t.Errorf("%v is left, %v", left, err)
	}
	if left, err := filepath.Glob(filepath.Join(s.folder, beginsNew+"*")); err != nil || len(left) > 0 {
		t.Errorf("%v is left, %v", left, err)
	}
}

// Law: half-written things, files of others and damaged records are passed over.
func TestWhatIsNoVersion(t *testing.T) {
	s := newSite(t)
	s.takes("a: 1")
	s.takes("a: 2")
	for name, text := range map[string]string{".new-123/version.json": "{}", ".new-456": "x", "0007-abc/version.json": "{", "0008-abc/other": "",
		"notes.txt": "x", "0009-abc/version.json": `{"number": 8, "hash": "abc", "path": "/x", "files": ["/x"]}`, "state.json": "{\"live\":"} {
		path := filepath.Join(s.folder, name)
		s.must(os.MkdirAll(filepath.Dir(path), 0o750))
		s.must(os.WriteFile(path, []byte(text), 0o600))
	}
	s.open()
	if got := s.numbers(); !slices.Equal(got, []int{1, 2}) {
		t.Errorf("there are %v", got)
	}
	if left, err := filepath.Glob(filepath.Join(s.folder, ".new-*")); err != nil || len(left) > 0 {
		t.Errorf("%v is left, %v", left, err)
	}
	if got := s.takes("a: 3"); got != 3 {
		t.Errorf("the next is %d", got)
	}
}

// Law: the folder is bounded, and what is in use stays.
func TestTheFolderIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		for i := range KeepMost { // as if they had been in use, a second each
			time.Sleep(time.Second)
			v := Version{Number: i + 1, Hash: "abc", Path: s.path("ivr.yaml"), Files: []string{s.path("ivr.yaml")}, Made: time.Now()}
			path := filepath.Join(s.folder, folderName(v.Number, v.Hash), recordName)
			text, err := json.Marshal(v)
			s.must(errors.Join(err, os.MkdirAll(filepath.Dir(path), 0o750), os.WriteFile(path, text, 0o600)))
		}
		s.open()
		s.must(s.store.Tries(1, 10))
		for i := range 5 {
			time.Sleep(time.Second)
			s.takes(fmt.Sprint("a: ", i))
		}
		got := s.numbers()
		if len(got) != KeepMost || got[0] != 1 || got[1] != 7 || got[len(got)-1] != KeepMost+5 {
			t.Errorf("%d are kept: %v", len(got), got)
		}
		folders, err := filepath.Glob(filepath.Join(s.folder, "0*"))
		if err != nil || len(folders) != KeepMost {
			t.Errorf("%d folders, %v", len(folders), err)
		}
		for range 2 * KeepMost {
			s.store.state.went(1, false)
			s.store.state.went(7, false)
		}
		if len(s.store.state.History) != KeepMost || len(s.store.state.Used) != 6 {
			t.Errorf("history of %d, uses of %d", len(s.store.state.History), len(s.store.state.Used))
		}
	})
}

// Law: so is the size of all of them together.
func TestTheSizeIsBounded(t *testing.T) {
	s := newSite(t)
	s.takes("a: 1")
	s.takes("a: 2")
	for i := range s.store.versions {
		s.store.versions[i].Bytes = bytesMost * 2 / 3
	}
	s.takes("a: 3")
	if got := s.numbers(); !slices.Equal(got, []int{2, 3}) {
		t.Errorf("%v are kept", got)
	}
}

// Law: whoever reads the folder sees what the daemon sees; one that is not there has none.
func TestList(t *testing.T) {
	s := newSite(t)
	if list, err := List(filepath.Join(s.beside, "nowhere")); err != nil || len(list) > 0 {
		t.Errorf("%v %v", list, err)
	}
	a, b, c := s.takes("a: 1"), s.takes("a: 2"), s.takes("a: 3")
	s.must(s.store.Took(a, "rollback", &Pin{a, "disk"}, true))
	s.must(s.store.Tries(b, 10))
	s.must(s.store.TriesNoMore(b, "it was worse"))
	s.must(s.store.Tries(c, 12.5))
	s.must(s.store.TriesNoMore(b, "")) // it is not the canary
	list, err := List(s.folder)
	s.must(err)
	var said []string
	for _, one := range list {
		text := fmt.Sprintln(one.Number, one.Used.Note, one.Live, one.Pinned, one.Share)
		if one.Returned != nil {
			text += one.Returned.Why
		}
		said = append(said, text)
	}
	if want := []string{"1 rollback true true 0\n", "2 canary for 10 % false false 0\nit was worse", "3 canary for 12.5 % false false 12.5\n"}; !slices.Equal(said, want) {
		t.Errorf("listed is %q, want %q", said, want)
	}
	s.open()
	if pin := s.store.Pinned(); pin == nil || *pin != (Pin{a, "disk"}) {
		t.Errorf("pinned is %v", pin)
	}
	if back, was := s.store.Returned(b); !was || back.Why != "it was worse" {
		t.Errorf("returned: %v %v", back, was)
	}
	s.must(s.store.Tries(b, 10)) // another trial
	if _, was := s.store.Returned(b); was {
		t.Error("it is still returned")
	}
}

// Law: what cannot be written is said.
func TestAFolderThatCannotBeWritten(t *testing.T) {
	s := newSite(t)
	s.put("ivr.yaml", "a: 1")
	doc, _, err := source.Load(s.path("ivr.yaml"))
	s.must(err)
	s.must(os.RemoveAll(s.folder))
	s.must(os.WriteFile(s.folder, nil, 0o600))
	if _, err := s.store.Keep(doc, s.path("ivr.yaml")); err == nil {
		t.Error("it was kept in a folder that is none")
	}
	if err := s.store.Took(1, "", nil, false); err == nil {
		t.Error("the state was written")
	}
	if _, err := Open(s.folder, nil); err == nil {
		t.Error("a file was opened as a folder")
	}
	if _, err := List(s.folder); err == nil {
		t.Error("a file was listed as a folder")
	}
}

// Law: one Store has a folder; the second is told so, and spoils nothing.
func TestOneStoreHasAFolder(t *testing.T) {
	s := newSite(t)
	s.takes("a: 1")
	half := filepath.Join(s.folder, beginsNew+"123")
	s.must(os.WriteFile(half, nil, 0o600))
	if _, err := Open(s.folder, nil); !errors.Is(err, lockfile.ErrHeld) {
		t.Errorf("a second one is told %v", err)
	}
	if _, err := os.Stat(half); err != nil {
		t.Errorf("what the first one writes is gone: %v", err)
	}
	s.open()
	s.wantNumbers(1)
}

// Law: what was removed on disk is no version any more; the same content is kept again.
func TestAVersionThatWasRemoved(t *testing.T) {
	s := newSite(t)
	s.takes("a: 1")
	s.takes("a: 2")
	s.takes("a: 3")
	for _, number := range []int{2, 3} {
		v, err := s.store.Find(number)
		s.must(err)
		s.must(os.RemoveAll(v.folder))
	}
	s.wantNumbers(1)
	if _, _, _, err := s.store.Document(2); !errors.Is(err, ErrUnknown) {
		t.Errorf("version 2 reads with %v", err)
	}
	if before := s.store.Before(); before != 1 {
		t.Errorf("the one before is %d", before)
	}
	if got := s.takes("a: 3"); got != 4 {
		t.Errorf("what was removed is kept again as %d", got)
	}
	s.wantNumbers(1, 4)
}

// wantNumbers fails unless there are those versions.
func (s *site) wantNumbers(want ...int) {
	s.t.Helper()
	if got := s.numbers(); !slices.Equal(got, want) {
		s.t.Errorf("there are %v, want %v", got, want)
	}
}

// Law: a state that nobody can have written is no reason to give odd numbers.
func TestNumbersStayNumbers(t *testing.T) {
	for state, want := range map[string]int{
		`{"last": 9223372036854775807}`: 2, `{"last": -5}`: 2, `{"last": 41}`: 42,
		`{"last": 9223372036854775807, "history": [5, -3], "used": {"9": {}}}`:                                               10,
		`{"live": -7, "canary": 9223372036854775807, "share": 10, "pin": {"version": -1}, "history": [9223372036854775807]}`: 2,
	} {
		s := newSite(t)
		s.takes("a: 1")
		s.must(os.WriteFile(filepath.Join(s.folder, stateName), []byte(state), 0o600))
		s.open()
		if got := s.takes("a: 2"); got != want {
			t.Errorf("after %s the next is %d, want %d", state, got, want)
		}
		if before := s.store.Before(); before < 0 || before > 9 || s.store.Pinned() != nil {
			t.Errorf("after %s the one before is %d, pinned %v", state, before, s.store.Pinned())
		}
		s.open()
		s.wantNumbers(1, want)
	}
	s := newSite(t)
	s.takes("a: 1")
	s.store.state.Last = numberMost
	s.put("ivr.yaml", "a: 2")
	doc, _, err := source.Load(s.path("ivr.yaml"))
	s.must(err)
	if v, err := s.store.Keep(doc, s.path("ivr.yaml")); err == nil || !strings.Contains(err.Error(), "all numbers") {
		t.Errorf("behind the highest number comes %d, %v", v.Number, err)
	}
}

// Law: what could not be kept is live all the same: no version is, and the one that
// was live is the way back.
func TestWhatIsLiveAndNotKept(t *testing.T) {
	s := newSite(t)
	s.takes("a: 1")
	s.takes("a: 2")
	s.must(s.store.Took(1, "rollback", &Pin{1, "disk"}, true))
	s.must(s.store.TookUnkept())
	for range 2 {
		for _, one := range s.store.List() {
			if one.Live || one.Pinned {
				t.Errorf("version %d is live", one.Number)
			}
		}
		if s.store.Before() != 1 || s.store.Pinned() != nil {
			t.Errorf("the one before is %d, pinned %v", s.store.Before(), s.store.Pinned())
		}
		s.open()
	}
}

package world

import (
	"strings"
	"testing"

	"github.com/ariapp/ariapp/internal/recordings"
)

// Law: where recordings cannot be put is found before any call, and a folder begins at the file's.
func TestRecordingsTarget(t *testing.T) {
	for text, want := range map[string]string{
		"":                                 "",
		"recordings: {folder: calls}":      "",
		"recordings: {url: 'https://b/c'}": "",
		"recordings: {folder: a, name: '../{name}'}":     "is no place for recordings",
		"recordings: {folder: a, name: '{nam}'}":         "{nam} is none of the words",
		"recordings: {url: 'https://b', name: '{call}'}": "with url it needs {name} or {id}",
		"recordings: {folder: a, name: '{call}'}":        "",
		"recordings: {folder: a, headers: {X: y}}":       "headers go with url",
	} {
		s := newSite(t, map[string]string{"ivr.yaml": "asterisk: {password: x}\nnumbers: {1: main}\nflows: {main: [answer]}\n" + text + "\n"})
		w, findings, err := s.open(false)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.short(findings); !strings.Contains(got, want) || (want == "") != (got == "") {
			t.Errorf("%s: found %q, want %q", text, got, want)
		}
		if w == nil {
			continue
		}
		target, err := RecordingsTarget(s.config.Recordings, s.folder)
		folder, isFolder := target.(recordings.Folder)
		if err != nil || (target != nil) != s.config.Recordings.IsSet() || isFolder && !strings.HasPrefix(folder.Path, s.folder) {
			t.Errorf("%s: the target is %+v, %v", text, target, err)
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}
}

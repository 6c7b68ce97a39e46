package doctor

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func folder(files map[string]string) fstest.MapFS {
	all := fstest.MapFS{}
	for name, text := range files {
		all[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return all
}

// dump writes a file as "[section] key=value @file:line".
func dump(file *confFile) []string {
	var list []string
	for _, s := range file.sections {
		mark := ""
		if s.template {
			mark = "!"
		}
		list = append(list, fmt.Sprintf("[%s]%s", s.name, mark))
		for _, one := range s.settings {
			list = append(list, fmt.Sprintf("%s=%s @%s:%d", one.key, one.value, one.at.file, one.at.line))
		}
	}
	for _, at := range file.unread {
		list = append(list, fmt.Sprintf("unread %s:%d", at.file, at.line))
	}
	return list
}

// Law: a file is read as Asterisk reads it.
func TestConfFile(t *testing.T) {
	for _, c := range []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"settings of both kinds", map[string]string{"a": "[x]\na = 1\nb=>2\n c => d=e\n"}, []string{"[x]", "a=1 @a:2", "b=2 @a:3", "c=d=e @a:4"}},
		{"comments", map[string]string{"a": "; no\n[x] ; y\na = 1;2\nb = 1\\;2\n;--- one line\nc = 3\n"}, []string{"[x]", "a=1 @a:3", "b=1;2 @a:4", "c=3 @a:6"}},
		{"comments over lines", map[string]string{"a": "[x]\na = 1\n;-- b = 2\nc = 3\nd --; e = 4\n"}, []string{"[x]", "a=1 @a:2", "e=4 @a:5"}},
		{"nothing before a section, nothing without a value", map[string]string{"a": "z = 1\n[x]\nword\n= 2\n[\n"}, []string{"[x]"}},
		{"templates", map[string]string{"a": "[t](!)\na = 1\n[x](t)\nb = 2\n[y](x,none)\n"}, []string{"[t]!", "a=1 @a:2", "[x]", "a=1 @a:2", "b=2 @a:4", "[y]", "a=1 @a:2", "b=2 @a:4"}},
		{"a section that goes on", map[string]string{"a": "[x]\na = 1\n[y]\n[x](+)\nb = 2\n"}, []string{"[x]", "a=1 @a:2", "b=2 @a:5", "[y]"}},
		{"an include within a section", map[string]string{"a": "[x]\n#include \"b\"\nc = 3\n", "b": "a = 1\n[y]\nb = 2\n"}, []string{"[x]", "a=1 @b:1", "c=3 @a:3", "[y]", "b=2 @b:3"}},
		{"a pattern, and Asterisk's own folder", map[string]string{"a": "#include /etc/asterisk/d/*.conf\n#include <b>\n", "d/1.conf": "[one]\n", "d/2.conf": "[two]\n", "b": "[three]"}, []string{"[one]", "[two]", "[three]"}},
		{"what cannot be followed", map[string]string{"a": "[x]\n#include gone\n#exec /bin/true\n#tryinclude ../up\n#include none*\n"}, []string{"[x]", "unread a:2", "unread a:3", "unread a:4"}},
		{"windows' lines", map[string]string{"a": "[x]\r\na = 1\r\n"}, []string{"[x]", "a=1 @a:2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			file, err := newConfFolder(folder(c.files), "").read("a")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, dump(file)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// Law: files that include one another end, whatever they say.
func TestIncludesEnd(t *testing.T) {
	text := strings.Repeat("#include a\n#include b\n", 50)
	file, err := newConfFolder(folder(map[string]string{"a": text, "b": text}), "").read("a")
	if err != nil {
		t.Fatal(err)
	}
	if len(file.files) != confFilesMax || len(file.unread) == 0 {
		t.Errorf("%d files were read and %d includes were not, want %d and some", len(file.files), len(file.unread), confFilesMax)
	}
}

// Law: templates of templates do not grow without end.
func TestTemplatesEnd(t *testing.T) {
	var text strings.Builder
	text.WriteString("[t0](!)\na = 1\n")
	for i := range 40 {
		fmt.Fprintf(&text, "[t%d](!,t%d,t%d)\n", i+1, i, i)
	}
	file, err := newConfFolder(folder(map[string]string{"a": text.String()}), "").read("a")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range file.sections {
		if len(s.settings) > confSettingsMax {
			t.Errorf("%s has %d settings", s.name, len(s.settings))
		}
	}
}

// Law: of a file that is too large nothing is believed.
func TestTooLargeAFile(t *testing.T) {
	_, err := newConfFolder(folder(map[string]string{"a": strings.Repeat(";", confBytesMax+1)}), "").read("a")
	if err == nil || !strings.Contains(err.Error(), "reading /etc/asterisk/a: it is larger") {
		t.Errorf("read = %v", err)
	}
}

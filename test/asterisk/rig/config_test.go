//go:build linux

package rig

import (
	"net/netip"
	"path"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/internal/asteriskconf"
)

func settled(t *testing.T, options Options) Options {
	t.Helper()
	options.Dir = "/somewhere"
	options, err := options.settle(&state{})
	if err != nil {
		t.Fatal(err)
	}
	return options
}

// Law: the rig runs on the very text that users get, with extras behind it.
func TestConfigurationBeginsAsUsersGetIt(t *testing.T) {
	options := settled(t, Options{Password: "x"})
	files, err := options.configuration()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range asteriskconf.Files() {
		text, err := asteriskconf.Render(name, options.conf())
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(files[name], text) {
			t.Errorf("%s does not begin with what users get", name)
		}
		extra, err := etc.ReadFile(path.Join("etc", "extra", name))
		if err == nil && !strings.HasSuffix(files[name], string(extra)) {
			t.Errorf("%s does not end with the tests' extras", name)
		}
	}
	for _, want := range []struct{ file, line string }{
		{"pjsip.conf", "match = 127.0.0.1\n"},
		{"pjsip.conf", "[trunk](+)\n"},
		{"pjsip.conf", "bind = 127.0.0.1:5060\n"},
		{"extensions.conf", "[contract]\n"},
		{"http.conf", "bindaddr = 127.0.0.1\n"},
		{"ari.conf", "password = x\n"},
		{"modules.conf", "load = res_http_media_cache.so\n"},
	} {
		if !strings.Contains(files[want.file], want.line) {
			t.Errorf("%s lacks %q", want.file, want.line)
		}
	}
}

// Law: a module is named once, and the list loads only what it names.
func TestModulesAreNamedOnce(t *testing.T) {
	files, err := settled(t, Options{}).configuration()
	if err != nil {
		t.Fatal(err)
	}
	text := files["modules.conf"]
	if !strings.HasPrefix(text, "[modules]\nautoload = no\n") {
		t.Errorf("modules.conf begins with %.40q", text)
	}
	seen := map[string]bool{}
	for line := range strings.Lines(text) {
		if seen[line] {
			t.Errorf("named twice: %s", line)
		}
		seen[line] = true
	}
}

// Law: comments and blanks in the list are not modules.
func TestLoadModules(t *testing.T) {
	got := loadModules("; a group\nres_a  res_b\n\nres_c ; why\n")
	want := "[modules]\nautoload = no\nload = res_a.so\nload = res_b.so\nload = res_c.so\n"
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Law: any change of any file is another configuration.
func TestDigest(t *testing.T) {
	same := digest(map[string]string{"a": "1", "b": "2"})
	if got := digest(map[string]string{"b": "2", "a": "1"}); got != same {
		t.Error("the order of the files changes the digest")
	}
	for _, other := range []map[string]string{
		{"a": "1"}, {"a": "1", "b": "3"}, {"a": "1", "c": "2"}, {"a": "1b", "b": "2"}, {},
	} {
		if digest(other) == same {
			t.Errorf("%v has the same digest", other)
		}
	}
}

// Law: what is not said stays as the last time, and then as the default.
func TestSettle(t *testing.T) {
	s := state{}
	first, err := Options{Dir: "/d"}.settle(&s)
	if err != nil {
		t.Fatal(err)
	}
	if first.Password == "" || first.HTTP.String() != "127.0.0.1:8088" || first.App != "ivr" {
		t.Errorf("defaults are %+v", first)
	}
	changed, err := Options{Dir: "/d", HTTP: netip.MustParseAddrPort("127.0.0.1:9")}.settle(&s)
	if err != nil {
		t.Fatal(err)
	}
	if changed.Password != first.Password || s.Access.ARIURL != "http://127.0.0.1:9/ari" {
		t.Errorf("the second time: %+v, %+v", changed, s.Access)
	}
	again, err := Options{Dir: "/d"}.settle(&s)
	if err != nil {
		t.Fatal(err)
	}
	if again.conf() != changed.conf() {
		t.Errorf("the third time: %+v, want %+v", again, changed)
	}
}

// Law: the rig listens on loopback only, and lives in a folder of its own.
func TestNewRefuses(t *testing.T) {
	for name, options := range map[string]Options{
		"HTTP for all":    {Dir: "/d", HTTP: netip.MustParseAddrPort("0.0.0.0:8088")},
		"SIP for all":     {Dir: "/d", SIP: netip.MustParseAddrPort("192.0.2.1:5060")},
		"relative folder": {Dir: "d"},
		"no folder":       {},
		"root folder":     {Dir: "/../"},
	} {
		if err := options.validate(); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

package recordings

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestNames(t *testing.T) {
	at := time.Date(2026, 3, 2, 4, 5, 0, 0, time.Local)
	r := request{Asterisk: "pbx", Name: "calls/x", Format: "wav", Call: "../1 7", From: "+49 30", To: "", Leg: "caller", Began: at}
	for text, want := range map[string]string{
		DefaultName:                    "2026/03/02/calls/x.wav",
		"{call}-{leg}.{format}":        "_1_7-caller.wav",
		"{hh}{mi}/{from}-{to}":         "0405/+49_30-unknown.wav",
		"{asterisk}/{id}":              "pbx/" + r.id()[:8] + ".wav",
		"a.wav":                        "a.wav",
		"":                             "!it is empty",
		"/a":                           "!it must be a path below",
		"a/":                           "!it must be a path below",
		"../{name}":                    "!it must be a path below",
		"a/../../b":                    "!it must be a path below",
		".{name}":                      "!it must be a path below",
		"{nam}":                        "!{nam} is none of the words",
		"a b":                          "!only letters",
		"{name":                        "!only letters",
		"a//b":                         "!it must be a path below",
		strings.Repeat("x", nameMax+1): "!!",
	} {
		got, err := "", error(nil)
		name, bad := ParseName(text)
		if got = "!"; bad != nil {
			got += bad.Error()
		} else if got, err = name.of(r); err != nil {
			got = "!!" + err.Error()
		}
		if got != want && !(strings.HasPrefix(want, "!") && strings.HasPrefix(got, want)) {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	if parsed(t, "{call}-{leg}").TellsApart() || !parsed(t, "{call}/{id}").TellsApart() || !parsed(t, DefaultName).TellsApart() {
		t.Error("whether names tell recordings apart is wrong")
	}
}

// Law: whatever a template, a caller and a spool say, a recording is put below its target, under no hidden name.
func FuzzName(f *testing.F) {
	f.Add(DefaultName, `{"asterisk":"a","name":"b/c","format":"wav","call":"../..","from":"/etc"}`)
	f.Add("{call}/{from}.{to}", `{"asterisk":"..","name":"b","format":"gsm","call":"."}`)
	f.Add("{leg}{leg}", `{"asterisk":"a","name":"x","format":"wav","leg":"..."}`)
	f.Fuzz(func(t *testing.T, template, text string) {
		r, err := readRequest([]byte(text))
		if err != nil {
			return
		}
		again, err := json.Marshal(r)
		if back, failed := readRequest(again); err != nil || failed != nil || back.id() != r.id() {
			t.Fatalf("%s becomes %s: %v, %v", text, again, err, failed)
		}
		name, err := ParseName(template)
		if err != nil {
			return
		}
		path, err := name.of(r)
		if err != nil {
			return
		}
		if !filepath.IsLocal(path) || strings.HasPrefix(path, ".") || strings.Contains(path, "/.") || strings.ContainsAny(path, "\\\x00 ") {
			t.Errorf("%q of %s is %q", template, text, path)
		}
	})
}

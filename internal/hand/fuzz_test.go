package hand

import (
	"path"
	"strings"
	"testing"
)

// Law: a name that is taken stays below the folder of recordings.
func FuzzRecordingName(f *testing.F) {
	for _, name := range []string{"a", "a/b", "..", "../a", "a/../../b", "/a", "a//b", "./a", "a/.", `a\b`, "", strings.Repeat("x", 300)} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if recordingName("name", name) != nil {
			return
		}
		if at := path.Join("/rec", name); at != "/rec/"+name || !strings.HasPrefix(at, "/rec/") || at == "/rec/" {
			t.Errorf("%q leads to %q", name, at)
		}
	})
}

// Law: parts of a place are those that were written, and never empty.
func FuzzPlace(f *testing.F) {
	for _, text := range []string{"200@internal", "@", "a@", "@b", "a,b@c", "a@b@c"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		extension, context, err := ParsePlace(text)
		if err == nil && (extension == "" || context == "" || extension+"@"+context != text || strings.Contains(text, ",")) {
			t.Errorf("%q gives %q and %q", text, extension, context)
		}
	})
}

// Law: the number of a caller id has no brackets around it, and nothing makes the reading of one fail.
func FuzzCallerID(f *testing.F) {
	for _, text := range []string{"200", "Support <200>", `"Support" <200>`, "<", "a<b", ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		name, number := ParseCallerID(text)
		if strings.Contains(name, "<") || len(name)+len(number) > len(text) {
			t.Errorf("%q gives %q and %q", text, name, number)
		}
	})
}

package natsstore_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/internal/store"
	"github.com/ariapp/ariapp/internal/store/natsstore"
)

func writeFile(name, text string) error { return os.WriteFile(name, []byte(text), 0o600) }

func removeFile(name string) error { return os.Remove(name) }

func contains(text, part string) bool { return strings.Contains(text, part) }

// Law: plain keys stay readable, whatever else is in them is escaped.
func TestSubject(t *testing.T) {
	for key, want := range map[string]string{
		"a":       "a",
		"a.b/c-d": "a.b/c-d",
		".a..b.":  "=2Ea.=2Eb=2E",
		"a b":     "a=20b",
		"=20":     "=3D20",
		"ä":       "=C3=A4",
		"*":       "=2A",
		".":       "=2E",
		"...":     "=2E=2E=2E",
	} {
		if got := strings.TrimPrefix(natsstore.Subject(key), "$KV.ariapp_store."); got != want {
			t.Errorf("%q: %q, want %q", key, got, want)
		}
	}
}

// Law: a subject is one that a bucket of NATS may hold, and tells which key it is of.
func FuzzSubject(f *testing.F) {
	for _, key := range []string{"a", ".", "a..b", "ä", "=41", "*", ">", " "} {
		f.Add(key)
	}
	legal := regexp.MustCompile(`^\$KV\.ariapp_store(\.[-/_=a-zA-Z0-9]+)+$`)
	f.Fuzz(func(t *testing.T, key string) {
		if store.CheckKey(key) != nil {
			return
		}
		got := natsstore.Subject(key)
		if !legal.MatchString(got) {
			t.Errorf("%q becomes %q", key, got)
		}
		if back, ok := natsstore.KeyOf(strings.TrimPrefix(got, "$KV.ariapp_store.")); !ok || back != key {
			t.Errorf("%q becomes %q, which reads %q", key, got, back)
		}
	})
}

// Law: what stands in a bucket in a way that is not ours has no key, and nothing breaks.
func TestKeysOfOthers(t *testing.T) {
	for _, part := range []string{"=", "a=4", "=GG", "a=", "=4g"} {
		if key, ok := natsstore.KeyOf(part); ok {
			t.Errorf("%q is %q", part, key)
		}
	}
}

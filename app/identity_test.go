package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Law: an instance keeps its name and its key, and a file that holds none is an error that says which.
func TestIdentity(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "data")
	name, err := instanceIn(folder)
	if err != nil || len(name) != instanceSize {
		t.Fatalf("%q, %v", name, err)
	}
	key, err := sealKeyIn(folder)
	if err != nil || len(key) != sealKeySize {
		t.Fatalf("%d bytes, %v", len(key), err)
	}
	if again, err := instanceIn(folder); again != name || err != nil {
		t.Errorf("again it is %q, %v", again, err)
	}
	if again, err := sealKeyIn(folder); string(again) != string(key) || err != nil {
		t.Errorf("the key is another one, %v", err)
	}
	for file, text := range map[string]string{"instance": "a/b", "seal.key": "short"} {
		if err := os.WriteFile(filepath.Join(folder, file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := instanceIn(folder); err == nil || !strings.Contains(err.Error(), `"a/b"`) {
		t.Errorf("a name that is none: %v", err)
	}
	if _, err := sealKeyIn(folder); err == nil || !strings.Contains(err.Error(), "seal.key") {
		t.Errorf("a key that is none: %v", err)
	}
}

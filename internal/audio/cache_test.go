package audio

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func openCache(t *testing.T) Cache {
	t.Helper()
	cache, err := OpenCache(filepath.Join(t.TempDir(), "a", "cache"))
	if err != nil {
		t.Fatal(err)
	}
	return cache
}

// Law: what is put is got; what is not there, or damaged, is not.
func TestCache(t *testing.T) {
	cache, want, key := openCache(t), soundOf(440, 0.5), Key("a")
	if _, found := cache.Get(key); found {
		t.Error("an empty cache has a sound")
	}
	if err := cache.Put(key, want); err != nil {
		t.Fatal(err)
	}
	if got, found := cache.Get(key); !found || !slices.Equal(got.Samples, want.Samples) {
		t.Error("what was put is not what is got")
	}
	if err := os.WriteFile(cache.Path(key), want.WAV()[:100], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, found := cache.Get(key); found {
		t.Error("half a file is a sound")
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(cache.Path(key)), unfinished+"*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// Law: other parts have another key, however they are joined.
func TestKeysTellPartsApart(t *testing.T) {
	seen := map[string]bool{}
	for _, parts := range [][]string{nil, {""}, {"ab"}, {"a", "b"}, {"a b"}, {"", "ab"}, {`a" "b`}} {
		if key := Key(parts...); seen[key] || len(key) != 64 {
			t.Errorf("%q has the key %q", parts, key)
		} else {
			seen[key] = true
		}
	}
}

// Law: a sweep removes what was not used for long, and nothing that is not the cache's.
func TestSweep(t *testing.T) {
	cache, old := openCache(t), time.Now().Add(-time.Hour)
	stranger := filepath.Join(cache.folder, "notes.wav")
	if err := os.WriteFile(stranger, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{Key("used"), Key("unused")} {
		if err := cache.Put(key, soundOf(440, 0.5)); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{stranger, cache.Path(Key("used")), cache.Path(Key("unused"))} {
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
	}
	_, _ = cache.Get(Key("used"))
	if n, err := cache.Sweep(old.Add(time.Minute)); n != 1 || err != nil {
		t.Errorf("%d removed, %v", n, err)
	}
	if _, found := cache.Get(Key("used")); !found {
		t.Error("a sound in use was removed")
	}
	if _, err := os.Stat(stranger); err != nil {
		t.Errorf("a stranger's file was removed: %v", err)
	}
}

// Law: a cache without a folder, or below a file, is an error.
func TestACacheThatCannotBe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"", filepath.Join(file, "below")} {
		if _, err := OpenCache(folder); err == nil {
			t.Errorf("%q is a cache", folder)
		}
	}
}

package voicemail

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// Law: SQLite is an index as the suite says, for two processes at once.
func TestSQLite(t *testing.T) {
	suite(t, func(t *testing.T) (index, index) {
		path := filepath.Join(t.TempDir(), "deep", "voicemail.db")
		return opened(t, path), opened(t, path)
	})
}

func opened(t *testing.T, path string) index {
	t.Helper()
	index, err := openIndex(t.Context(), "", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := index.close(); err != nil {
			t.Error(err)
		}
	})
	return index
}

// Law: messages are there after a restart; the file is its user's alone; a file of a newer program is left alone.
func TestTheFile(t *testing.T) {
	folder := t.TempDir()
	post, err := Open(t.Context(), Options{Folder: folder})
	if err != nil {
		t.Fatal(err)
	}
	if err := post.Office(boxes()).Expect(t.Context(), message("100", "a", morning())); err != nil {
		t.Fatal(err)
	}
	if err := post.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "voicemail.db")
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	index := opened(t, path)
	if rows, err := index.rows(t.Context(), "100"); err != nil || len(rows) != 1 || rows[0].state != expected {
		t.Errorf("%+v, %v", rows, err)
	}
	db := index.(*database)
	if _, err := db.db.ExecContext(t.Context(), "UPDATE voicemail_version SET version = 99"); err != nil {
		t.Fatal(err)
	}
	if newer, err := openIndex(context.Background(), "", path); err == nil {
		t.Error("tables of a newer program were taken", newer.close())
	}
}

package app

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/ariapp/ariapp/internal/records"
	fakeari "github.com/ariapp/ariapp/test/fake-ari"
)

// rows are the records of all calls that are over.
func (h *house) rows() []records.Row {
	h.t.Helper()
	reader, err := records.OpenReader("", filepath.Join(filepath.Dir(h.path), "data", "records"))
	if err != nil {
		h.t.Fatal(err)
	}
	defer func() { _ = reader.Close() }()
	var rows []records.Row
	for row, err := range reader.Ended(context.Background(), records.Filter{}) {
		if err != nil {
			h.t.Fatal(err)
		}
		rows = append(rows, row)
	}
	return rows
}

// Law: a call leaves its record, with the version that it was given, whoever ended it; one that was never taken leaves none.
func TestACallLeavesItsRecord(t *testing.T) {
	folder := t.TempDir()
	put(t, filepath.Join(folder, "people.csv"), "number,name\n100,ann\n")
	inHouseAt(t, filepath.Join(folder, "ivr.yaml"), asking("stable"), recording, func(h *house) {
		version := h.app.now.Load().file.Version()
		c := h.call("200")
		h.hears(c, "sound:stable")
		c.Press("2")
		h.ends(c, fakeari.EndHangup, 16)
		refused := h.call("999")
		h.ends(refused, fakeari.EndDialplan, 0)
		h.again(asking("stable"), recording)
		rows := h.rows()
		if len(rows) != 1 {
			t.Fatalf("got %+v", rows)
		}
		row := rows[0]
		if row.Disposition != records.Answered || row.Version != version || row.Share != "stable" || row.Dst != "200" ||
			row.HangupBy != records.ByFlow || row.Cause != "normal" || row.Answer.IsZero() || row.Steps == 0 {
			t.Errorf("got %+v", row)
		}
	})
}

// Law: where records cannot be kept calls are taken, and it is said: in the log and in the status.
func TestRecordsThatCannotBeKept(t *testing.T) {
	folder := t.TempDir()
	put(t, filepath.Join(folder, "people.csv"), "number,name\n100,ann\n")
	if err := os.MkdirAll(filepath.Join(folder, "data"), 0o700); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(folder, "data", "records"), "no folder")
	inHouseAt(t, filepath.Join(folder, "ivr.yaml"), asking("stable"), recording, func(h *house) {
		c := h.call("200")
		h.hears(c, "sound:stable")
		c.Press("2")
		h.ends(c, fakeari.EndHangup, 16)
		h.mustLog("records of calls are not kept")
		if warnings := h.app.status().Warnings; len(warnings) != 1 {
			t.Errorf("the status says %q", warnings)
		}
	})
}

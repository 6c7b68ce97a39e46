package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Law: a database that is away keeps no caller from being served; that records wait is said, without the password.
func TestTheDatabaseOfRecordsIsAway(t *testing.T) {
	folder := t.TempDir()
	text := speaking("one") + "records: {dsn: 'postgres://ann:geheim@127.0.0.1:1/cdr'}\n"
	inHouseAt(t, filepath.Join(folder, "ivr.yaml"), text, recording, func(h *house) {
		h.says("one")
		h.mustLog("the database of the records is away")
		warnings := strings.Join(h.app.status().Warnings, "\n")
		if !strings.Contains(warnings, "records of calls wait for their database: ") || strings.Contains(warnings, "geheim") || strings.Contains(warnings, "\n") ||
			strings.Contains(h.log.String(), "geheim") {
			t.Errorf("the status says %q", warnings)
		}
		h.again(speaking("one"), recording)
		h.mustLog("the last records wait for the next start")
		spool, err := os.ReadDir(filepath.Join(folder, "data", "records", "spool"))
		if err != nil || len(spool) == 0 {
			t.Errorf("the spool has %v, %v", spool, err)
		}
	})
}

// Law: who wants no records has none, nor a folder for them.
func TestNoRecords(t *testing.T) {
	recorded(t, speaking("one")+"records: none\n", recording, func(h *house) {
		h.says("one")
		if _, err := os.Stat(filepath.Join(filepath.Dir(h.path), "data", "records")); !os.IsNotExist(err) {
			t.Errorf("there are records: %v", err)
		}
	})
}

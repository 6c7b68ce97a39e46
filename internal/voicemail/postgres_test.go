//go:build postgres

package voicemail

import (
	"os"
	"testing"
)

// Law: PostgreSQL is an index as the suite says.
func TestPostgreSQL(t *testing.T) {
	suite(t, func(t *testing.T) (index, index) {
		one, another := inPostgreSQL(t), inPostgreSQL(t)
		for _, table := range []string{"voicemail_messages", "voicemail_boxes"} {
			if _, err := one.(*database).db.ExecContext(t.Context(), "DELETE FROM "+table); err != nil {
				t.Fatal(err)
			}
		}
		return one, another
	})
}

func inPostgreSQL(t *testing.T) index {
	t.Helper()
	dsn, given := os.LookupEnv("ARIAPP_POSTGRES_DSN")
	if !given {
		t.Fatal("ARIAPP_POSTGRES_DSN is not set; .ci/postgres sets it")
	}
	index, err := openIndex(t.Context(), dsn, "")
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

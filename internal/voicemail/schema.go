package voicemail

import (
	"context"
	"database/sql"
	"fmt"
)

// schema are the changes that made the tables, in order; none is ever changed, only added to.
func schema() []string {
	return []string{
		`CREATE TABLE voicemail_boxes (
			box TEXT PRIMARY KEY, salt TEXT NOT NULL DEFAULT '', hash TEXT NOT NULL DEFAULT '',
			configured TEXT NOT NULL DEFAULT '', wrong BIGINT NOT NULL DEFAULT 0, until_ms BIGINT NOT NULL DEFAULT 0)`,
		`CREATE TABLE voicemail_messages (
			box TEXT NOT NULL, id TEXT NOT NULL, folder TEXT NOT NULL, caller TEXT NOT NULL, caller_name TEXT NOT NULL,
			at_ms BIGINT NOT NULL, took_ms BIGINT NOT NULL, urgent BIGINT NOT NULL, state TEXT NOT NULL,
			asterisk TEXT NOT NULL, recording TEXT NOT NULL, format TEXT NOT NULL, fetched BIGINT NOT NULL,
			deleted_ms BIGINT NOT NULL, mailed BIGINT NOT NULL, tries BIGINT NOT NULL, due_ms BIGINT NOT NULL,
			PRIMARY KEY (box, id))`,
		`CREATE INDEX voicemail_due ON voicemail_messages (due_ms)`,
		`CREATE INDEX voicemail_recording ON voicemail_messages (recording)`,
	}
}

// migrate brings the tables to today's version.
func (d *database) migrate(ctx context.Context) error {
	if _, err := d.db.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS voicemail_version (
		one BIGINT PRIMARY KEY, version BIGINT NOT NULL)`); err != nil {
		return fmt.Errorf("making the table of versions: %w", err)
	}
	return d.whole(ctx, func(tx *sql.Tx) error {
		if err := d.exec(ctx, tx, `INSERT INTO voicemail_version (one, version) VALUES (1, 0)
			ON CONFLICT (one) DO NOTHING`); err != nil {
			return err
		}
		if err := d.exec(ctx, tx, `UPDATE voicemail_version SET version = version WHERE one = 1`); err != nil {
			return err // with it the row is ours alone until the end
		}
		version, all := 0, schema()
		if err := tx.QueryRowContext(ctx, `SELECT version FROM voicemail_version`).Scan(&version); err != nil {
			return err
		}
		if version > len(all) {
			return fmt.Errorf("the tables of voicemail are of version %d, this program knows %d", version, len(all))
		}
		for _, statement := range all[version:] {
			if err := d.exec(ctx, tx, statement); err != nil {
				return err
			}
		}
		return d.exec(ctx, tx, `UPDATE voicemail_version SET version = ?`, len(all))
	})
}

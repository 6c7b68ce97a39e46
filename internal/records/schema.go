package records

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// migrations lead from each version of the schema to the next one; STAMP stands
// for the type of times. What has been released is never changed.
func migrations() [][]string {
	return [][]string{{
		`CREATE TABLE ariapp_cdr (
			id TEXT PRIMARY KEY, call TEXT NOT NULL, party BIGINT NOT NULL, instance TEXT NOT NULL, rev BIGINT NOT NULL,
			asterisk TEXT NOT NULL, uniqueid TEXT NOT NULL, linkedid TEXT NOT NULL, clid TEXT NOT NULL,
			src TEXT NOT NULL, dst TEXT NOT NULL, dcontext TEXT NOT NULL, channel TEXT NOT NULL,
			dstchannel TEXT NOT NULL, "start" STAMP NOT NULL, rang STAMP, answer STAMP, "end" STAMP,
			seen STAMP NOT NULL, duration BIGINT NOT NULL, billsec BIGINT NOT NULL, disposition TEXT NOT NULL,
			cause TEXT NOT NULL, sip TEXT NOT NULL, hangup_by TEXT NOT NULL, flow TEXT NOT NULL, step TEXT NOT NULL,
			version TEXT NOT NULL, share TEXT NOT NULL, path TEXT NOT NULL, steps BIGINT NOT NULL,
			result TEXT NOT NULL)`,
		`CREATE INDEX ariapp_cdr_call ON ariapp_cdr (call, party)`,
		`CREATE INDEX ariapp_cdr_start ON ariapp_cdr ("start")`,
		`CREATE INDEX ariapp_cdr_src ON ariapp_cdr (src, "start")`,
		`CREATE INDEX ariapp_cdr_dst ON ariapp_cdr (dst, "start")`,
		`CREATE INDEX ariapp_cdr_linkedid ON ariapp_cdr (linkedid)`,
		`CREATE INDEX ariapp_cdr_uniqueid ON ariapp_cdr (uniqueid)`,
		`CREATE INDEX ariapp_cdr_open ON ariapp_cdr (instance) WHERE "end" IS NULL`,
		`CREATE TABLE ariapp_events (
			call TEXT NOT NULL, seq BIGINT NOT NULL, at STAMP NOT NULL, kind TEXT NOT NULL, flow TEXT NOT NULL,
			step TEXT NOT NULL, type TEXT NOT NULL, leg TEXT NOT NULL, text TEXT NOT NULL, outcome TEXT NOT NULL,
			took_ms BIGINT NOT NULL, PRIMARY KEY (call, seq))`,
	}}
}

// ready connects, and leads the schema to the version that this program knows.
func (d *database) ready(ctx context.Context) error {
	err := d.inside(ctx, func(tx *sql.Tx) error {
		if d.dialect.lock != "" {
			if _, err := tx.ExecContext(ctx, d.dialect.lock); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS ariapp_schema (version BIGINT NOT NULL)`); err != nil {
			return err
		}
		version, err := schemaVersion(ctx, tx)
		if err != nil {
			return err
		}
		for _, statements := range migrations()[version:] {
			for _, statement := range statements {
				if _, err := tx.ExecContext(ctx, strings.ReplaceAll(statement, "STAMP", d.dialect.stamp)); err != nil {
					return err
				}
			}
			version++
			if err := d.setVersion(ctx, tx, version); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("preparing the database of the records: %w", err)
	}
	return nil
}

// schemaVersion is the version of the schema, 0 for none.
func schemaVersion(ctx context.Context, tx *sql.Tx) (int, error) {
	version := 0
	if err := tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(version), 0) FROM ariapp_schema`).Scan(&version); err != nil {
		return 0, err
	}
	if most := len(migrations()); version < 0 || version > most {
		return 0, fmt.Errorf("its schema has version %d, this program knows up to %d", version, most)
	}
	return version, nil
}

func (d *database) setVersion(ctx context.Context, tx *sql.Tx, version int) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM ariapp_schema`); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, d.dialect.query(`INSERT INTO ariapp_schema (version) VALUES (?)`), version)
	return err
}

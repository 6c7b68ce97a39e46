package records

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// unfinished are the calls of an instance that have no end.
func (d *database) unfinished(ctx context.Context, instance string) (calls []string, err error) {
	err = d.inside(ctx, func(tx *sql.Tx) error {
		calls = nil
		found, err := tx.QueryContext(ctx, d.dialect.query(`SELECT id FROM ariapp_cdr WHERE party = 0 AND "end" IS NULL
			AND instance = ? ORDER BY id`), instance)
		if err != nil {
			return err
		}
		defer func() { _ = found.Close() }() // Err has told
		for found.Next() {
			id := ""
			if err := found.Scan(&id); err != nil {
				return err
			}
			calls = append(calls, id)
		}
		return found.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("looking for calls without an end: %w", err)
	}
	return calls, nil
}

// endLost ends those of the calls that have no end and are an instance's still: nobody has them.
func (d *database) endLost(ctx context.Context, instance string, calls []string) (ended int, err error) {
	err = d.inside(ctx, func(tx *sql.Tx) error {
		ended = 0
		for _, id := range calls {
			a, err := d.account(ctx, tx, id)
			if err != nil {
				return err
			}
			if a == nil || !a.row.End.IsZero() || a.row.Instance != instance {
				continue
			}
			if err := d.endCall(ctx, tx, a, ""); err != nil {
				return err
			}
			ended++
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("ending lost calls: %w", err)
	}
	return ended, nil
}

// endStale ends calls without an end of which nothing was heard since, some of them at a time, and legs that have
// none though their call has: what an earlier process told of them came too late.
func (d *database) endStale(ctx context.Context, tx *sql.Tx, since time.Time) error {
	stale := `"end" IS NULL AND seen < ?`
	calls, err := d.rows(ctx, tx, `party = 0 AND `+stale+` LIMIT `+fmt.Sprint(lostMost), d.dialect.time(since))
	if err != nil {
		return err
	}
	for _, call := range calls {
		a, err := d.account(ctx, tx, call.ID)
		if err != nil {
			return err
		}
		if err := d.endCall(ctx, tx, a, ""); err != nil {
			return err
		}
	}
	legs, err := d.rows(ctx, tx, `party > 0 AND `+stale+` AND EXISTS (SELECT 1 FROM ariapp_cdr AS calls
		WHERE calls.id = ariapp_cdr.call AND calls."end" IS NOT NULL) LIMIT `+fmt.Sprint(lostMost), d.dialect.time(since))
	if err != nil {
		return err
	}
	for i := range legs {
		legs[i].Result = Lost
		legs[i].ended(legs[i].Seen)
		if err := d.replace(ctx, tx, &legs[i]); err != nil {
			return err
		}
	}
	return nil
}

// rows reads all rows that fit, within a transaction.
func (d *database) rows(ctx context.Context, tx *sql.Tx, which string, args ...any) (rows []Row, err error) {
	found, err := tx.QueryContext(ctx, d.dialect.query(`SELECT `+selected()+` FROM ariapp_cdr WHERE `+which), args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = found.Close() }() // Err has told
	for found.Next() {
		row, err := scanRow(found.Scan)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, found.Err()
}

// endCall ends a call and its legs as lost. Revisions stay: should its process live after all, what that writes counts.
func (d *database) endCall(ctx context.Context, tx *sql.Tx, a *account, cause string) error {
	if err := d.tell(ctx, tx, a); err != nil {
		return err
	}
	var changed []*Row
	a.changed = func(row *Row) { changed = append(changed, row) }
	a.lose(cause)
	for _, row := range changed {
		if err := d.replace(ctx, tx, row); err != nil {
			return err
		}
	}
	return nil
}

// told is what the events of a call tell: its steps, and when the last thing happened.
func (d *database) told(ctx context.Context, tx *sql.Tx, call string) (steps []string, last time.Time, err error) {
	found, err := tx.QueryContext(ctx, d.dialect.query(`SELECT at, kind, step FROM ariapp_events WHERE call = ?
		ORDER BY seq`), call)
	if err != nil {
		return nil, last, err
	}
	defer func() { _ = found.Close() }() // Err has told
	for found.Next() {
		at, kind, step := time.Time{}, "", ""
		if err := found.Scan(stamp{&at}, &kind, &step); err != nil {
			return nil, last, err
		}
		if at.After(last) {
			last = at
		}
		if kind == string(flows.StepBegun) {
			steps = append(steps, step)
		}
	}
	return steps, last, found.Err()
}

// replace writes a row whatever its revision is.
func (d *database) replace(ctx context.Context, tx *sql.Tx, row *Row) error {
	var sets []string
	for _, c := range columns() {
		sets = append(sets, c.quoted()+" = ?")
	}
	_, err := tx.ExecContext(ctx, d.dialect.query(`UPDATE ariapp_cdr SET `+strings.Join(sets, ", ")+` WHERE id = ?`),
		append(d.values(row), row.ID)...)
	return err
}

// prune deletes calls that began before, with their legs and events, and ends those of which nothing was heard
// since stale: their daemon has not come back.
func (d *database) prune(ctx context.Context, before, stale time.Time) (deleted int, err error) {
	err = d.inside(ctx, func(tx *sql.Tx) error {
		if err := d.endStale(ctx, tx, stale); err != nil || before.IsZero() {
			return err
		}
		old, err := d.rows(ctx, tx, `party = 0 AND "end" IS NOT NULL AND "start" < ? LIMIT `+fmt.Sprint(pruneMost),
			d.dialect.time(before))
		if err != nil {
			return err
		}
		for _, call := range old {
			for _, table := range []string{"ariapp_events", "ariapp_cdr"} {
				if _, err := tx.ExecContext(ctx, d.dialect.query(`DELETE FROM `+table+` WHERE call = ?`),
					call.Call); err != nil {
					return err
				}
			}
		}
		deleted = len(old)
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("deleting old records: %w", err)
	}
	return deleted, nil
}

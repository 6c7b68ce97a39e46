package records

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// endLost ends calls of an instance that have no end: their daemon is gone.
func (d *database) endLost(ctx context.Context, instance string) (ended int, err error) {
	err = d.inside(ctx, func(tx *sql.Tx) error {
		ended, err = d.end(ctx, tx, `instance = ?`, instance)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("ending lost calls: %w", err)
	}
	return ended, nil
}

// end ends calls without an end that fit, some of them at a time.
func (d *database) end(ctx context.Context, tx *sql.Tx, which string, arg any) (int, error) {
	calls, err := d.rows(ctx, tx, `party = 0 AND "end" IS NULL AND `+which+` LIMIT `+fmt.Sprint(lostMost), arg)
	if err != nil {
		return 0, err
	}
	for i := range calls {
		if err := d.endCall(ctx, tx, &calls[i]); err != nil {
			return 0, err
		}
	}
	return len(calls), nil
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

// endCall ends a call and its legs at the time of the last thing that is known of any of them.
func (d *database) endCall(ctx context.Context, tx *sql.Tx, call *Row) error {
	legs, err := d.rows(ctx, tx, `call = ? AND party > 0`, call.Call)
	if err != nil {
		return err
	}
	at := call.Seen
	for _, leg := range legs {
		if leg.Seen.After(at) {
			at = leg.Seen
		}
	}
	steps, last, err := d.told(ctx, tx, call.Call)
	if err != nil {
		return err
	}
	if last.After(at) {
		at = last
	}
	if int64(len(steps)) > call.Steps {
		call.Steps, call.Path = int64(len(steps)), fit(strings.Join(steps, " "), pathMax)
	}
	for _, row := range append(legs, *call) {
		if !row.End.IsZero() {
			continue
		}
		row.Disposition = NoAnswer
		if !row.Answer.IsZero() {
			row.Disposition = Answered
		}
		row.Result, row.Seen = Lost, at
		row.ended(at)
		if err := d.replace(ctx, tx, &row); err != nil {
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

// replace writes a row whose revision stays: should its daemon live after all, what that writes counts.
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
		if _, err := d.end(ctx, tx, `seen < ?`, d.dialect.time(stale)); err != nil || before.IsZero() {
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

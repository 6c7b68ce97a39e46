package records

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
)

// upsert writes a row, unless one of its revision or a later one is there.
func upsert() string {
	var names, places, sets []string
	for _, c := range columns() {
		names = append(names, c.quoted())
		places = append(places, "?")
		if c.name != "id" {
			sets = append(sets, c.quoted()+" = excluded."+c.quoted())
		}
	}
	return "INSERT INTO ariapp_cdr (" + strings.Join(names, ", ") + ") VALUES (" + strings.Join(places, ", ") +
		") ON CONFLICT (id) DO UPDATE SET " + strings.Join(sets, ", ") + " WHERE excluded.rev > ariapp_cdr.rev"
}

const (
	insertEvent = `INSERT INTO ariapp_events (call, seq, at, kind, flow, step, type, leg, text, outcome, took_ms)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (call, seq) DO NOTHING`
	updateSeen = `UPDATE ariapp_cdr SET seen = ? WHERE id = ? AND "end" IS NULL AND seen < ?`
)

// apply writes lines in one transaction. Of a row that is in it several times the last one is written.
func (d *database) apply(ctx context.Context, lines []line) error {
	last := map[string]*Row{}
	seen := map[string]time.Time{}
	for _, l := range lines {
		if l.Row != nil {
			if before := last[l.Row.ID]; before == nil || l.Row.Rev > before.Rev {
				last[l.Row.ID] = l.Row
			}
		} else if l.Event.At.After(seen[l.Event.Call]) {
			seen[l.Event.Call] = l.Event.At
		}
	}
	err := d.inside(ctx, func(tx *sql.Tx) error {
		put, err := tx.PrepareContext(ctx, d.dialect.query(upsert()))
		if err != nil {
			return err
		}
		defer func() { _ = put.Close() }() // it ends with the transaction
		add, err := tx.PrepareContext(ctx, d.dialect.query(insertEvent))
		if err != nil {
			return err
		}
		defer func() { _ = add.Close() }()
		for _, l := range lines {
			switch {
			case l.Row != nil && last[l.Row.ID] == l.Row:
				_, err = put.ExecContext(ctx, d.values(l.Row)...)
			case l.Event != nil:
				_, err = add.ExecContext(ctx, d.eventValues(l.Event)...)
			}
			if err != nil {
				return err
			}
		}
		for call, at := range seen {
			if _, err := tx.ExecContext(ctx, d.dialect.query(updateSeen), d.dialect.time(at), call,
				d.dialect.time(at)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("writing records: %w", err)
	}
	return nil
}

func (d *database) values(r *Row) []any {
	var values []any
	for _, c := range columns() {
		values = append(values, c.value(d.dialect, r))
	}
	return values
}

func (d *database) eventValues(e *Event) []any {
	return []any{e.Call, e.Seq, d.dialect.time(e.At), e.Kind, e.Flow, e.Step, e.Type, e.Leg, e.Text, e.Outcome, e.Took}
}

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
		} else if l.Event != nil && l.Event.At.After(seen[l.Event.Call]) {
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
		var resumed []*told
		for _, l := range lines {
			switch {
			case l.Row != nil && last[l.Row.ID] == l.Row:
				_, err = put.ExecContext(ctx, d.values(l.Row)...)
			case l.Told != nil:
				resumed = append(resumed, l.Told)
			case l.Event != nil:
				err = d.addEvent(ctx, tx, add, l.Event)
			}
			if err != nil {
				return err
			}
		}
		// A process writes rows only of calls that began in it: what it tells of one that it has taken up comes behind.
		if err := (folding{d, ctx, tx, put, add}).fold(resumed); err != nil {
			return err
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

// addEvent adds an event, but for the end of a call that another process has taken up since: that one ends it.
func (d *database) addEvent(ctx context.Context, tx *sql.Tx, add *sql.Stmt, e *Event) error {
	if e.Kind == KindEnded && e.Seq < eventsOfLife {
		if taken, err := d.isTakenUp(ctx, tx, e.Call); err != nil || taken {
			return err
		}
	}
	_, err := add.ExecContext(ctx, d.eventValues(e)...)
	return err
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

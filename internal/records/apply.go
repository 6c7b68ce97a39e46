package records

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
)

// upsert writes a row, unless one of its revision or a later one is there. What a row begins with never changes, so
// that most of its indices are written once.
func upsert() string {
	var names, places, sets []string
	for _, c := range columns() {
		names = append(names, c.quoted())
		places = append(places, "?")
		if !isFixed(c.name) {
			sets = append(sets, c.quoted()+" = excluded."+c.quoted())
		}
	}
	return "INSERT INTO ariapp_cdr (" + strings.Join(names, ", ") + ") VALUES (" + strings.Join(places, ", ") +
		") ON CONFLICT (id) DO UPDATE SET " + strings.Join(sets, ", ") + " WHERE excluded.rev > ariapp_cdr.rev"
}

// isFixed tells the columns that a row has from its beginning on.
func isFixed(name string) bool {
	switch name {
	case "id", "call", "party", "src", "dst", "start", "linkedid", "uniqueid":
		return true
	}
	return false
}

// insertEvents adds that many events, but for those that are there.
func insertEvents(count int) string {
	return `INSERT INTO ariapp_events (call, seq, at, kind, flow, step, type, leg, text, outcome, took_ms) VALUES ` +
		strings.TrimSuffix(strings.Repeat("(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?), ", count), ", ") +
		` ON CONFLICT (call, seq) DO NOTHING`
}

const (
	updateSeen = `UPDATE ariapp_cdr SET seen = ? WHERE id = ? AND "end" IS NULL AND seen < ?`
	selectRev  = `SELECT COALESCE(MAX(rev), 0) FROM ariapp_cdr WHERE id = ?`
)

// apply writes lines in one transaction. Of a row that is in it several times the last one is written.
func (d *database) apply(ctx context.Context, lines []line) error {
	err := d.prepare(ctx)
	d.pace.begin()
	if err == nil {
		err = d.inside(ctx, func(tx *sql.Tx) error { return d.within(ctx, tx).apply(lines) })
	}
	if err != nil {
		return fmt.Errorf("writing records: %w", err)
	}
	return nil
}

// applying writes lines within one transaction.
type applying struct {
	*database
	ctx context.Context
	tx  *sql.Tx
	// put writes a row, add an event, addMany [eventsAtOnce] of them.
	put, add, addMany, seen, rev *sql.Stmt
}

// prepare makes the statements that are used again and again ready, once.
func (d *database) prepare(ctx context.Context) error {
	for place, text := range map[**sql.Stmt]string{&d.put: upsert(), &d.add: insertEvents(1),
		&d.addMany: insertEvents(eventsAtOnce), &d.seen: updateSeen, &d.rev: selectRev} {
		if *place != nil {
			continue
		}
		var err error
		if *place, err = d.PrepareContext(ctx, d.dialect.query(text)); err != nil {
			*place = nil
			return err
		}
	}
	return nil
}

// hurry has no work rest any more, not that which is under way either.
func (d *database) hurry() { d.pace.hurried.Store(true) }

// within has the statements run in a transaction.
func (d *database) within(ctx context.Context, tx *sql.Tx) applying {
	of := func(s *sql.Stmt) *sql.Stmt { return tx.StmtContext(ctx, s) }
	a := applying{database: d, ctx: ctx, tx: tx, put: of(d.put), add: of(d.add), addMany: of(d.addMany), seen: of(d.seen),
		rev: of(d.rev)}
	if d.dialect.local { // nobody far away is waited for, and a statement that may be given up costs a goroutine
		a.ctx = context.WithoutCancel(ctx)
	}
	return a
}

func (a applying) apply(lines []line) error {
	last, seen := map[string]*Row{}, map[string]time.Time{}
	for _, l := range lines {
		if l.Row != nil {
			if before := last[l.Row.ID]; before == nil || l.Row.Rev > before.Rev {
				last[l.Row.ID] = l.Row
			}
		} else if l.Event != nil && l.Event.At.After(seen[l.Event.Call]) {
			seen[l.Event.Call] = l.Event.At
		}
	}
	var resumed []*told
	var events []*Event
	ours := map[string]bool{} // calls whose row is as one of these lines has it
	for _, l := range lines {
		if l.Row == nil || last[l.Row.ID] != l.Row {
			continue
		}
		done, err := a.put.ExecContext(a.ctx, a.values(l.Row)...)
		if err != nil {
			return err
		}
		if rows, err := done.RowsAffected(); err == nil && rows == 1 {
			ours[l.Row.ID] = true
		}
		a.rest()
	}
	for _, l := range lines {
		switch {
		case l.Told != nil:
			resumed = append(resumed, l.Told)
		case l.Event != nil && ours[l.Event.Call]: // no later process has it: its row would not have been written
			events = append(events, l.Event)
		case l.Event != nil:
			taken, err := a.endsNoMore(l.Event)
			if err != nil {
				return err
			}
			if !taken {
				events = append(events, l.Event)
			}
		}
	}
	if err := a.events(events); err != nil {
		return err
	}
	// A process writes rows only of calls that began in it: what it tells of one that it has taken up comes behind.
	if err := (folding{a}).fold(resumed); err != nil {
		return err
	}
	for call, at := range seen {
		if row := last[call]; row != nil && !row.Seen.Before(at) {
			continue // its row has told that
		}
		if _, err := a.seen.ExecContext(a.ctx, a.dialect.time(at), call, a.dialect.time(at)); err != nil {
			return err
		}
		a.rest()
	}
	return nil
}

// rest is called behind each statement of many: the work of a database on this machine is done by us.
func (a applying) rest() {
	if a.dialect.local {
		a.pace.step()
	}
}

// events adds events, many at once as long as there are.
func (a applying) events(events []*Event) error {
	values := make([]any, 0, eventsAtOnce*eventColumns)
	for len(events) > 0 {
		statement, count := a.addMany, eventsAtOnce
		if len(events) < count {
			statement, count = a.add, 1
		}
		values = values[:0]
		for _, e := range events[:count] {
			values = a.appendEvent(values, e)
		}
		if _, err := statement.ExecContext(a.ctx, values...); err != nil {
			return err
		}
		a.rest()
		events = events[count:]
	}
	return nil
}

// endsNoMore tells of the end of a call that another process has taken up since: that one ends it.
func (a applying) endsNoMore(e *Event) (bool, error) {
	if e.Kind != KindEnded || e.Seq >= eventsOfLife {
		return false, nil
	}
	rev := int64(0)
	if err := a.rev.QueryRowContext(a.ctx, e.Call).Scan(&rev); err != nil {
		return false, fmt.Errorf("looking who has a call: %w", err)
	}
	return lifeOf(rev) > 1, nil
}

func (d *database) values(r *Row) []any {
	if d.columns == nil {
		d.columns = columns()
	}
	values := make([]any, 0, len(d.columns)+1)
	for _, c := range d.columns {
		values = append(values, c.value(d.dialect, r))
	}
	return values
}

// eventColumns is how many columns an event has.
const eventColumns = 11

func (d *database) appendEvent(values []any, e *Event) []any {
	return append(values, e.Call, e.Seq, d.dialect.time(e.At), e.Kind, e.Flow, e.Step, e.Type, e.Leg, e.Text, e.Outcome,
		e.Took)
}

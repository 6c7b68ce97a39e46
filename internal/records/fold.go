package records

import (
	"context"
	"database/sql"
	"time"
)

// folding puts what is told of calls that go on upon their rows, in one transaction.
type folding struct{ applying }

// fold takes lines, those of each call in their order.
func (f folding) fold(lines []*told) error {
	var calls []string
	of := map[string][]*told{}
	for _, t := range lines {
		if of[t.Call] == nil {
			calls = append(calls, t.Call)
		}
		of[t.Call] = append(of[t.Call], t)
	}
	for _, id := range calls {
		if err := f.call(id, of[id]); err != nil {
			return err
		}
	}
	return nil
}

// call takes the lines of one call. A line that was taken before changes nothing,
// nor does one of a process that had the call before the one that has it now.
func (f folding) call(id string, lines []*told) error {
	a, err := f.account(f.ctx, f.tx, id)
	if err != nil {
		return err
	}
	changed := map[*Row]bool{}
	for _, t := range lines {
		if a == nil {
			if t.Begun == nil {
				continue // nothing is known of it
			}
			if a, err = f.begin(t); err != nil {
				return err
			}
		}
		if t.isLost() {
			if err := f.lose(a, t); err != nil {
				return err
			}
			continue
		}
		rev := revOf(t.Life, t.Seq)
		if rev <= a.row.Rev {
			continue
		}
		a.changed = func(row *Row) {
			row.Rev = rev
			changed[row] = true
		}
		if err := f.take(a, t); err != nil {
			return err
		}
	}
	for row := range changed {
		row.clean()
		if _, err := f.put.ExecContext(f.ctx, f.values(row)...); err != nil {
			return err
		}
	}
	return nil
}

// begin makes the row of a call that the database does not know: what its first
// process has written is lost, or comes later.
func (f folding) begin(t *told) (*account, error) {
	a := newAccount(*t.Begun, t.Instance, func(*Row) {})
	a.row.clean()
	_, err := f.put.ExecContext(f.ctx, f.values(&a.row)...)
	return &a, err
}

// take takes one line.
func (f folding) take(a *account, t *told) error {
	if lifeOf(revOf(t.Life, t.Seq)) > lifeOf(a.row.Rev) {
		if err := f.adopt(a, t); err != nil {
			return err
		}
	}
	a.changed(&a.row)
	if !a.row.End.IsZero() { // somebody took it for lost
		a.reopen()
		if _, err := f.tx.ExecContext(f.ctx, f.dialect.query(`DELETE FROM ariapp_events WHERE call = ? AND kind = ?`),
			t.Call, KindEnded); err != nil {
			return err
		}
	}
	at := a.within(t.At)
	switch {
	case t.Fact != nil:
		fact := *t.Fact
		fact.At = at
		a.observe(fact)
	case t.End != nil:
		a.end(*t.End, at)
	}
	a.row.Seen, a.row.Path = at, string(a.path)
	if e, ok := t.event(at); ok {
		if _, err := f.add.ExecContext(f.ctx, f.appendEvent(nil, &e)...); err != nil {
			return err
		}
	}
	return nil
}

// adopt makes a call that of the process which has taken it up.
func (f folding) adopt(a *account, t *told) error {
	if err := f.tell(f.ctx, f.tx, a); err != nil {
		return err
	}
	a.row.Instance = t.Instance
	for _, leg := range a.open {
		leg.Instance = t.Instance
		a.changed(leg)
	}
	if t.Begun != nil && t.Begun.Answered && a.row.Answer.IsZero() {
		a.row.Answer, a.row.Disposition = a.within(t.At), Answered
	}
	return nil
}

// lose ends a call of whose end nothing is known, unless it has one.
func (f folding) lose(a *account, t *told) error {
	switch {
	case a.row.End.IsZero():
		return f.endCall(f.ctx, f.tx, a, t.End.Cause)
	case a.row.Result == Lost && a.row.Cause == "":
		a.row.Cause = t.End.Cause
		return f.replace(f.ctx, f.tx, &a.row)
	}
	return nil
}

// account is what the database has of a call, nil for nothing.
func (d *database) account(ctx context.Context, tx *sql.Tx, id string) (*account, error) {
	rows, err := d.rows(ctx, tx, `call = ? ORDER BY party, id`, id)
	if err != nil || len(rows) == 0 || rows[0].Party != 0 {
		return nil, err
	}
	return restore(rows[0], rows[1:]), nil
}

// tell puts what the events of a call tell upon its row: the steps that it has not, and the last sign of life.
func (d *database) tell(ctx context.Context, tx *sql.Tx, a *account) error {
	steps, last, err := d.told(ctx, tx, a.row.Call)
	if err != nil {
		return err
	}
	if a.row.Seen = latest(a.row.Seen, last); int64(len(steps)) > a.row.Steps {
		a.row.Steps, a.path, a.full = 0, nil, false
		for _, step := range steps {
			a.stepped(step)
		}
	}
	return nil
}

func latest(one, other time.Time) time.Time {
	if other.After(one) {
		return other
	}
	return one
}

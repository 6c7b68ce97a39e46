package records

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"os"
	"strings"
	"time"
)

// ErrNone tells that nothing has been recorded yet where records should be; ErrNoCall that no call has an id;
// ErrSeveral that it is not known which call is meant.
var (
	ErrNone    = errors.New("there are no records yet")
	ErrNoCall  = errors.New("the records have no such call")
	ErrSeveral = errors.New("the ids of several calls begin so; write more of it")
)

// Filter says which rows are wanted. What is empty does not matter.
type Filter struct {
	// From and To bound the beginning; To itself is out.
	From, To time.Time
	// Src and Dst are numbers or endpoints; a * stands for anything.
	Src, Dst    string
	Disposition Disposition
	MinDuration time.Duration
	// Linked is the caller's channel: the call, or the calls, and all of their legs.
	Linked string
	// Legs has rows of legs too; else there are those of calls alone, unless Linked is set.
	Legs bool
	// Limit is how many rows are wanted, the newest ones; 0 for all.
	Limit int
}

// Reader reads records, beside the daemon that writes them or without it.
type Reader struct{ database *database }

// OpenReader opens the database that a DSN or, for "", a folder has.
func OpenReader(dsn DSN, folder string) (*Reader, error) {
	opened, err := openToRead(dsn, folder)
	if err != nil {
		return nil, fmt.Errorf("opening the records: %w", err)
	}
	return &Reader{opened}, nil
}

func openToRead(dsn DSN, folder string) (*database, error) {
	if dsn.postgres() {
		return openPostgres(dsn)
	}
	path := dsn.path(folder)
	if path == "" {
		return nil, errDSN
	}
	opened, err := openSQLite(path, true)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(path); err != nil {
		return nil, errors.Join(fmt.Errorf("%w: %w", ErrNone, err), opened.close())
	}
	return opened, nil
}

// Close lets the database go.
func (r *Reader) Close() error { return r.database.close() }

// begin begins to read; everything that is read is of one moment.
func (r *Reader) begin(ctx context.Context) (*sql.Tx, error) {
	tx, err := r.database.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	if _, err := schemaVersion(ctx, tx); err != nil {
		if r.database.dialect.missing(err) {
			err = fmt.Errorf("%w: %w", ErrNone, err)
		}
		return nil, errors.Join(err, tx.Rollback())
	}
	return tx, nil
}

// Ended gives the rows of what is over, the newest first; an error is the last that it gives.
func (r *Reader) Ended(ctx context.Context, filter Filter) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		if err := r.each(ctx, filter, func(row Row) bool { return yield(row, nil) }); err != nil {
			yield(Row{}, fmt.Errorf("reading the records: %w", err))
		}
	}
}

func (r *Reader) each(ctx context.Context, filter Filter, yield func(Row) bool) error {
	tx, err := r.begin(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // it has only read
	where, args := filter.where(r.database.dialect)
	query := r.database.dialect.query(`SELECT ` + selected() + ` FROM ariapp_cdr WHERE ` + where)
	found, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = found.Close() }() // Err has told
	for found.Next() {
		row, err := scanRow(found.Scan)
		if err != nil {
			return err
		}
		if !yield(row) {
			return nil
		}
	}
	return found.Err()
}

// where is the filter as a condition, with order and limit.
func (f Filter) where(d dialect) (string, []any) {
	conditions, args := []string{`"end" IS NOT NULL`}, []any(nil)
	add := func(condition string, arg any) {
		conditions, args = append(conditions, condition), append(args, arg)
	}
	if !f.From.IsZero() {
		add(`"start" >= ?`, d.time(f.From.UTC()))
	}
	if !f.To.IsZero() {
		add(`"start" < ?`, d.time(f.To.UTC()))
	}
	for _, one := range []struct{ column, wanted string }{{"src", f.Src}, {"dst", f.Dst}} {
		switch {
		case one.wanted == "":
		case strings.Contains(one.wanted, "*"):
			add(one.column+` LIKE ? ESCAPE '!'`, like(one.wanted))
		default:
			add(one.column+` = ?`, one.wanted)
		}
	}
	if f.Disposition != "" {
		add(`disposition = ?`, string(f.Disposition))
	}
	if f.MinDuration > 0 {
		add(`duration >= ?`, int64((f.MinDuration+time.Second-1)/time.Second))
	}
	if f.Linked != "" {
		add(`linkedid = ?`, f.Linked)
	} else if !f.Legs {
		conditions = append(conditions, `party = 0`)
	}
	where := strings.Join(conditions, " AND ") + ` ORDER BY "start" DESC, id DESC`
	if f.Limit > 0 {
		where += fmt.Sprintf(` LIMIT %d`, f.Limit)
	}
	return where, args
}

// like is a pattern with * as SQL has it.
func like(pattern string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_", "*", "%").Replace(pattern)
}

// Whole is a call with all that is known of it, whether it is over or not.
type Whole struct {
	Call   Row     `json:"call"`
	Legs   []Row   `json:"legs"`
	Events []Event `json:"events"`
}

// Whole reads a call by its id, how that begins, or the id of its channel; of
// several of the same channel it is the last one.
func (r *Reader) Whole(ctx context.Context, id string) (Whole, error) {
	whole, err := r.whole(ctx, id)
	if err != nil {
		return whole, fmt.Errorf("reading the records of %s: %w", id, err)
	}
	return whole, nil
}

func (r *Reader) whole(ctx context.Context, id string) (whole Whole, err error) {
	tx, err := r.begin(ctx)
	if err != nil {
		return whole, err
	}
	defer func() { _ = tx.Rollback() }() // it has only read
	if whole.Call, err = r.find(ctx, tx, id); err != nil {
		return whole, err
	}
	whole.Legs, err = r.database.rows(ctx, tx, `call = ? AND party > 0 ORDER BY party, id`, whole.Call.Call)
	if err != nil {
		return whole, err
	}
	whole.Events, err = r.events(ctx, tx, whole.Call.Call)
	return whole, err
}

// find finds the row of a call by what its user calls it.
func (r *Reader) find(ctx context.Context, tx *sql.Tx, id string) (Row, error) {
	for _, which := range []struct{ where, arg string }{
		{`(id = ? OR uniqueid = ?) AND party = 0 ORDER BY "start" DESC LIMIT 1`, id},
		{`id IN (SELECT call FROM ariapp_cdr WHERE id = ? OR uniqueid = ?) LIMIT 1`, id}, // by one of its legs
	} {
		rows, err := r.database.rows(ctx, tx, which.where, which.arg, which.arg)
		if err != nil || len(rows) > 0 {
			return first(rows), err
		}
	}
	begins := like(strings.ReplaceAll(id, "*", "")) + "%"
	rows, err := r.database.rows(ctx, tx, `id LIKE ? ESCAPE '!' AND party = 0 ORDER BY id LIMIT `+
		fmt.Sprint(foundMost), begins)
	switch {
	case err != nil:
		return Row{}, err
	case len(rows) == 0:
		return Row{}, ErrNoCall
	case len(rows) > 1:
		return Row{}, ErrSeveral
	}
	return rows[0], nil
}

func first(rows []Row) Row {
	if len(rows) == 0 {
		return Row{}
	}
	return rows[0]
}

func (r *Reader) events(ctx context.Context, tx *sql.Tx, call string) (events []Event, err error) {
	found, err := tx.QueryContext(ctx, r.database.dialect.query(`SELECT call, seq, at, kind, flow, step, type, leg,
		text, outcome, took_ms FROM ariapp_events WHERE call = ? ORDER BY seq`), call)
	if err != nil {
		return nil, err
	}
	defer func() { _ = found.Close() }() // Err has told
	for found.Next() {
		var e Event
		if err := found.Scan(&e.Call, &e.Seq, stamp{&e.At}, &e.Kind, &e.Flow, &e.Step, &e.Type, &e.Leg, &e.Text,
			&e.Outcome, &e.Took); err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	return events, found.Err()
}

package voicemail

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// database is an index in tables of SQL.
type database struct {
	db *sql.DB
	// numbered tells that parameters are $1, $2 instead of ?.
	numbered bool
}

const columns = `box, id, folder, caller, caller_name, at_ms, took_ms, urgent, state, asterisk, recording, format,
	fetched, deleted_ms, mailed, tries, due_ms`

// openDatabase brings the tables to today's version and gives the index in them.
func openDatabase(ctx context.Context, db *sql.DB, numbered bool) (*database, error) {
	d := &database{db, numbered}
	if err := d.migrate(ctx); err != nil {
		return nil, err
	}
	return d, nil
}

// written is a statement as the database takes it.
func (d *database) written(statement string) string {
	if !d.numbered {
		return statement
	}
	var b strings.Builder
	n := 0
	for _, c := range statement {
		if c == '?' {
			n++
			b.WriteString("$" + strconv.Itoa(n))
			continue
		}
		b.WriteRune(c)
	}
	return b.String()
}

func (d *database) exec(ctx context.Context, tx *sql.Tx, statement string, args ...any) error {
	_, err := tx.ExecContext(ctx, d.written(statement), args...)
	return err
}

// whole does something wholly or not at all.
func (d *database) whole(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := d.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// alone is whole, with the mailbox to itself meanwhile.
func (d *database) alone(ctx context.Context, box string, do func(*sql.Tx) error) error {
	return d.whole(ctx, func(tx *sql.Tx) error {
		err := d.exec(ctx, tx, `INSERT INTO voicemail_boxes (box) VALUES (?) ON CONFLICT (box) DO NOTHING`, box)
		if err == nil {
			err = d.exec(ctx, tx, `UPDATE voicemail_boxes SET box = box WHERE box = ?`, box)
		}
		if err != nil {
			return err
		}
		return do(tx)
	})
}

func (d *database) add(ctx context.Context, r row, most int) error {
	return d.alone(ctx, r.box, func(tx *sql.Tx) error {
		there, n := 0, 0
		if err := tx.QueryRowContext(ctx, d.written(`SELECT count(*) FROM voicemail_messages WHERE box = ? AND id = ?`),
			r.box, r.id).Scan(&there); err != nil || there > 0 {
			return err
		}
		if most > 0 {
			if err := tx.QueryRowContext(ctx, d.written(`SELECT count(*) FROM voicemail_messages
				WHERE box = ? AND deleted_ms = 0 AND folder NOT LIKE ?`), r.box, greetingFolder+"%").Scan(&n); err != nil {
				return err
			}
			if n >= most {
				return flows.ErrMailboxFull
			}
		}
		return d.exec(ctx, tx, `INSERT INTO voicemail_messages (`+columns+`)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, append([]any{r.box, r.id}, values(r)...)...)
	})
}

// values are those of the columns behind box and id.
func values(r row) []any {
	return []any{r.folder, r.from, r.fromName, millis(r.at), r.took.Milliseconds(), bit(r.urgent), string(r.state),
		r.asterisk, r.recording, r.format, bit(r.fetched), millis(r.deleted), bit(r.mailed), r.tries, millis(r.due)}
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func (d *database) change(ctx context.Context, box, id string, change func(*row) bool) error {
	return d.alone(ctx, box, func(tx *sql.Tx) error {
		found, err := tx.QueryContext(ctx, d.written(`SELECT `+columns+` FROM voicemail_messages
			WHERE box = ? AND id = ?`), box, id)
		rows, err := scan(found, err)
		switch {
		case err != nil:
			return err
		case len(rows) == 0:
			return errGone
		case !change(&rows[0]):
			return nil
		}
		return d.exec(ctx, tx, `UPDATE voicemail_messages SET folder = ?, caller = ?, caller_name = ?, at_ms = ?,
			took_ms = ?, urgent = ?, state = ?, asterisk = ?, recording = ?, format = ?, fetched = ?, deleted_ms = ?,
			mailed = ?, tries = ?, due_ms = ? WHERE box = ? AND id = ?`, append(values(rows[0]), box, id)...)
	})
}

func (d *database) remove(ctx context.Context, box, id string) (last bool, err error) {
	err = d.alone(ctx, box, func(tx *sql.Tx) error {
		recording, others := "", 0
		err := tx.QueryRowContext(ctx, d.written(`SELECT recording FROM voicemail_messages WHERE box = ? AND id = ?`),
			box, id).Scan(&recording)
		if errors.Is(err, sql.ErrNoRows) {
			return errGone
		}
		if err == nil {
			err = d.exec(ctx, tx, `DELETE FROM voicemail_messages WHERE box = ? AND id = ?`, box, id)
		}
		if err == nil {
			err = tx.QueryRowContext(ctx, d.written(`SELECT count(*) FROM voicemail_messages WHERE recording = ?`),
				recording).Scan(&others)
		}
		last = others == 0
		return err
	})
	return last, err
}

func (d *database) sharers(ctx context.Context, recording string) (n int, err error) {
	err = d.db.QueryRowContext(ctx, d.written(`SELECT count(*) FROM voicemail_messages WHERE recording = ?`),
		recording).Scan(&n)
	return n, err
}

func (d *database) rows(ctx context.Context, box string) ([]row, error) {
	found, err := d.db.QueryContext(ctx, d.written(`SELECT `+columns+` FROM voicemail_messages WHERE box = ?`), box)
	return scan(found, err)
}

func (d *database) due(ctx context.Context, now time.Time, most int) ([]row, error) {
	found, err := d.db.QueryContext(ctx, d.written(`SELECT `+columns+` FROM voicemail_messages
		WHERE due_ms > 0 AND due_ms <= ? ORDER BY due_ms, id LIMIT ?`), now.UnixMilli(), most)
	return scan(found, err)
}

func scan(found *sql.Rows, err error) (all []row, _ error) {
	if err != nil {
		return nil, err
	}
	defer func() { _ = found.Close() }()
	for found.Next() {
		var r row
		var at, took, urgent, fetched, deleted, mailed, due int64
		if err := found.Scan(&r.box, &r.id, &r.folder, &r.from, &r.fromName, &at, &took, &urgent, &r.state, &r.asterisk,
			&r.recording, &r.format, &fetched, &deleted, &mailed, &r.tries, &due); err != nil {
			return nil, err
		}
		r.at, r.took, r.urgent, r.fetched = moment(at), time.Duration(took)*time.Millisecond, urgent != 0, fetched != 0
		r.deleted, r.mailed, r.due = moment(deleted), mailed != 0, moment(due)
		all = append(all, r)
	}
	return all, found.Err()
}

func (d *database) enter(ctx context.Context, box string, change func(*access) bool) error {
	return d.alone(ctx, box, func(tx *sql.Tx) error {
		var a access
		var salt, hash, configured string
		var until int64
		err := tx.QueryRowContext(ctx, d.written(`SELECT salt, hash, configured, wrong, until_ms FROM voicemail_boxes
			WHERE box = ?`), box).Scan(&salt, &hash, &configured, &a.wrong, &until)
		if err != nil {
			return err
		}
		for _, one := range []struct {
			text string
			into *[]byte
		}{{salt, &a.salt}, {hash, &a.hash}, {configured, &a.configured}} {
			if *one.into, err = hex.DecodeString(one.text); err != nil {
				return fmt.Errorf("reading the PIN of the mailbox %s: %w", box, err)
			}
		}
		if a.until = moment(until); !change(&a) {
			return nil
		}
		return d.exec(ctx, tx, `UPDATE voicemail_boxes SET salt = ?, hash = ?, configured = ?, wrong = ?, until_ms = ?
			WHERE box = ?`, hex.EncodeToString(a.salt), hex.EncodeToString(a.hash), hex.EncodeToString(a.configured),
			a.wrong, millis(a.until), box)
	})
}

func (d *database) close() error { return d.db.Close() }

package voicemail

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/ariapp/ariapp/flows"
)

// errAway is wrapped by errors of an index that cannot be reached at present.
var errAway = errors.New("the index of the mailboxes cannot be reached")

// distant is an index that may be away, at the start too. While it is, whoever
// asks is told so at once; [Post.Run] looks now and then whether it is back.
type distant struct {
	open func(context.Context) (index, error)
	now  func() time.Time
	// lost is told that it is away since now, and why.
	lost func(error)

	mu sync.Mutex
	// inner is the index, nil until it was opened.
	inner index
	// why it is away, nil when it is not.
	why error
	// next is when it is looked for again, pause how long it is waited after that.
	next  time.Time
	pause time.Duration
}

// isDistance tells an error of a database that is not there from one that will stay.
func isDistance(err error) bool {
	var connecting *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connecting) || errors.As(err, &network) || errors.Is(err, driver.ErrBadConn) ||
		errors.Is(err, context.DeadlineExceeded)
}

// trouble is why the index is away, nil when it is not.
func (d *distant) trouble() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.why
}

// at is the index, as long as it is not away.
func (d *distant) at() (index, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.why != nil {
		return nil, fmt.Errorf("%w: %w", errAway, d.why)
	}
	return d.inner, nil
}

// use has the index do something. What it answers is the answer; whatever else
// goes wrong tells that it is away.
func (d *distant) use(ctx context.Context, do func(context.Context, index) error) error {
	inner, err := d.at()
	if err != nil {
		return err
	}
	asking, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	err = do(asking, inner)
	if err == nil || errors.Is(err, errGone) || errors.Is(err, flows.ErrMailboxFull) || ctx.Err() != nil {
		return err
	}
	d.mu.Lock()
	first := d.why == nil
	d.why, d.next, d.pause = err, d.now().Add(lookFirst), lookFirst
	d.mu.Unlock()
	if first {
		d.lost(err)
	}
	return fmt.Errorf("%w: %w", errAway, err)
}

// look looks whether the index is back, if it is time for that: then is how long
// to wait for the next time, 0 when it is there; back tells that it was not before.
func (d *distant) look(ctx context.Context) (then time.Duration, back bool) {
	d.mu.Lock()
	inner, why, left := d.inner, d.why, d.next.Sub(d.now())
	d.mu.Unlock()
	switch {
	case why == nil:
		return 0, false
	case left > 0:
		return left, false
	}
	asking, cancel := context.WithTimeout(ctx, openTime)
	defer cancel()
	var err error
	if inner == nil {
		inner, err = d.open(asking)
	} else {
		_, err = inner.due(asking, time.Time{}, 1)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if err != nil {
		if ctx.Err() == nil {
			d.why = err
		}
		d.pause = min(2*d.pause, lookMost)
		d.next = d.now().Add(d.pause)
		return d.pause, false
	}
	d.inner, d.why = inner, nil
	return 0, true
}

func (d *distant) add(ctx context.Context, r row, most int) error {
	return d.use(ctx, func(ctx context.Context, i index) error { return i.add(ctx, r, most) })
}

func (d *distant) change(ctx context.Context, box, id string, change func(*row) bool) error {
	return d.use(ctx, func(ctx context.Context, i index) error { return i.change(ctx, box, id, change) })
}

func (d *distant) remove(ctx context.Context, box, id string) (last bool, err error) {
	err = d.use(ctx, func(ctx context.Context, i index) (err error) {
		last, err = i.remove(ctx, box, id)
		return err
	})
	return last, err
}

func (d *distant) sharers(ctx context.Context, recording string) (n int, err error) {
	err = d.use(ctx, func(ctx context.Context, i index) (err error) {
		n, err = i.sharers(ctx, recording)
		return err
	})
	return n, err
}

func (d *distant) rows(ctx context.Context, box string) (all []row, err error) {
	err = d.use(ctx, func(ctx context.Context, i index) (err error) {
		all, err = i.rows(ctx, box)
		return err
	})
	return all, err
}

func (d *distant) due(ctx context.Context, now time.Time, most int) (all []row, err error) {
	err = d.use(ctx, func(ctx context.Context, i index) (err error) {
		all, err = i.due(ctx, now, most)
		return err
	})
	return all, err
}

func (d *distant) enter(ctx context.Context, box string, change func(*access) bool) error {
	return d.use(ctx, func(ctx context.Context, i index) error { return i.enter(ctx, box, change) })
}

func (d *distant) close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.inner == nil {
		return nil
	}
	return d.inner.close()
}

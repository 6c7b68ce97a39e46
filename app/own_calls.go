package app

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/store/filestore"
	"github.com/ariapp/ariapp/internal/store/natsstore"
)

// ownCalls is the folder, in that of what outlives the process, of the calls of a daemon that is alone: nobody else
// looks at them, and a file costs less than NATS.
const ownCalls = "under-way"

// bucketOfCalls is where calls are kept.
func (a *App) bucketOfCalls(ctx context.Context) (cluster.Bucket, error) {
	switch {
	case a.opts.calls != nil:
		return a.opts.calls, nil
	case a.opts.Meeting != nil:
		return a.opts.Meeting.Bucket(callsBucket, callsAbout), nil
	case a.keepsAlone():
		return a.openOwnCalls(ctx)
	}
	store, err := a.bucketStore()
	if err != nil {
		return nil, err
	}
	return store.Bucket(callsBucket, callsAbout), nil
}

// keepsAlone tells whether the calls are kept in the folder of a daemon that is alone.
func (a *App) keepsAlone() bool {
	return a.opts.Record && a.opts.Store == nil && a.opts.calls == nil && a.opts.Meeting == nil &&
		a.opts.File.Config.Cluster.NATS == ""
}

// openOwnCalls opens the folder of a daemon that is alone, and brings there what a program has left that kept its calls
// in NATS: one before this, or one that was put back meanwhile.
func (a *App) openOwnCalls(ctx context.Context) (cluster.Bucket, error) {
	opened, err := filestore.Open(filepath.Join(a.data(), ownCalls), a.log.With("part", "calls"))
	if err != nil {
		return nil, err
	}
	a.ownCalls = opened
	brought, err := a.bringHere(ctx, opened)
	if brought > 0 {
		a.log.Info("calls that an older program has kept are brought along", "calls", brought)
	}
	if err != nil { // those of today can be kept all the same
		a.log.Error("calls that an older program has kept are not all brought along, the next start tries again",
			"error", err)
	}
	return opened, nil
}

// bringHere brings the calls that are in NATS, if there are any, and takes them away there when they are on the disk
// here. Until then each start looks there again: of two states of a call the later one counts.
func (a *App) bringHere(ctx context.Context, to *filestore.Bucket) (brought int, err error) {
	holds, err := natsstore.Holds(filepath.Join(a.data(), ownStore), callsBucket)
	if !holds {
		return 0, err
	}
	if !a.keeper.isOpen() {
		defer func() { err = errors.Join(err, a.keeper.close()) }() // who else wants it opens it
	}
	store, err := a.bucketStore()
	if err != nil {
		return 0, err
	}
	brought, err = cluster.Bring(ctx, store.Bucket(callsBucket, callsAbout), to, isLater)
	if err == nil {
		err = to.Force()
	}
	if err == nil {
		err = store.Discard(ctx, callsBucket)
	}
	return brought, err
}

// isLater tells whether the record of a call is of a later time than another one. One that cannot be read is of none.
func isLater(item, there cluster.Item) bool { return writtenAt(item).After(writtenAt(there)) }

// writtenAt is the time of which a record tells, as far as that can be read without the key.
func writtenAt(item cluster.Item) time.Time {
	record, err := cluster.ParseRecord(item.Value)
	var kept struct {
		At   time.Time `json:"at"`
		Walk struct {
			Started time.Time `json:"started"`
			Frames  []struct {
				Since time.Time `json:"since"`
			} `json:"frames"`
		} `json:"walk"`
	}
	if err != nil || json.Unmarshal(record.Body, &kept) != nil {
		return time.Time{}
	}
	at := kept.At
	if at.IsZero() { // a program before that wrote it down
		at = kept.Walk.Started
		for _, f := range kept.Walk.Frames {
			if f.Since.After(at) {
				at = f.Since
			}
		}
	}
	return at
}

// closeOwnCalls lets go of the folder; nothing is written any more.
func (a *App) closeOwnCalls() {
	if a.ownCalls == nil {
		return
	}
	if err := a.ownCalls.Close(); err != nil {
		a.log.Warn("the folder of the calls cannot be closed", "error", err)
	}
	a.ownCalls = nil
}

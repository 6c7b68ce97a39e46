package app

import (
	"context"
	"path/filepath"

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

// openOwnCalls opens the folder of a daemon that is alone. The first time what a program has left that kept its calls
// in NATS is brought there.
func (a *App) openOwnCalls(ctx context.Context) (cluster.Bucket, error) {
	folder := filepath.Join(a.data(), ownCalls)
	first := !folderIsThere(folder)
	opened, err := filestore.Open(folder, a.log.With("part", "calls"))
	if err != nil {
		return nil, err
	}
	a.ownCalls = opened
	if !first || !natsstore.Holds(filepath.Join(a.data(), ownStore), callsBucket) {
		return opened, nil
	}
	store, err := a.bucketStore()
	if err == nil {
		_, err = cluster.Carry(ctx, store.Bucket(callsBucket, callsAbout), opened)
	}
	if err != nil { // those of today can be kept all the same
		a.log.Error("calls of the process before are not taken up", "error", err)
	}
	return opened, nil
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

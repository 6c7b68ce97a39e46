package app

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/store/filestore"
	"github.com/ariapp/ariapp/internal/store/natsstore"
)

// ownStore is the folder, in that of what outlives the process, of the store of a daemon that is alone.
const ownStore = "nats"

// reignKey is the item of queuesBucket that says how often somebody began to decide: others go by its number.
const reignKey = "reign"

// carry brings what this daemon had under way when it was alone to what all have: calls, who waits, and how things
// are with agents. It goes on with them as after any restart. What cannot be brought stays in the folder for the next
// start.
func (a *App) carry(ctx context.Context) {
	if a.opts.calls != nil || a.opts.Meeting != nil || a.opts.File.Config.Cluster.NATS == "" {
		return
	}
	store, calls := filepath.Join(a.data(), ownStore), filepath.Join(a.data(), ownCalls)
	if !folderIsThere(store) && !folderIsThere(calls) { // it never was alone
		return
	}
	shared, err := a.bucketStore()
	if err != nil {
		return // which is told where calls are kept
	}
	to := shared.Bucket(callsBucket, callsAbout)
	of, err := a.carryFiles(ctx, calls, to)
	kept, states, inStore := a.carryStore(ctx, store, shared)
	if of+kept+states > 0 {
		a.log.Info("what this daemon had alone is brought along", "calls", of+kept, "queues", states)
	}
	if err := errors.Join(err, inStore); err != nil {
		a.log.Warn("what this daemon had alone is not all brought along", "error", err)
	}
}

func folderIsThere(folder string) bool {
	_, err := os.Stat(folder)
	return err == nil
}

// carryFiles brings the calls of the folder in which a daemon that is alone keeps them. There may be none.
func (a *App) carryFiles(ctx context.Context, folder string, to cluster.Bucket) (carried int, err error) {
	if !folderIsThere(folder) {
		return 0, nil
	}
	alone, err := filestore.Open(folder, a.log.With("part", "calls"))
	if err != nil {
		return 0, err
	}
	carried, err = cluster.Carry(ctx, alone, to)
	return carried, errors.Join(err, alone.Close())
}

// carryStore brings what was in NATS: queues, and calls of a program that kept them there. The folder may not be there.
func (a *App) carryStore(ctx context.Context, folder string, shared *natsstore.Store) (calls, states int, err error) {
	if !folderIsThere(folder) {
		return 0, 0, nil
	}
	alone, err := natsstore.Open(natsstore.Options{Folder: folder, Logger: a.log.With("part", "store")})
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = alone.Close() }()
	of := func(s *natsstore.Store, name, about string) cluster.Bucket { return s.Bucket(name, about) }
	calls, err = cluster.Carry(ctx, of(alone, callsBucket, callsAbout), of(shared, callsBucket, callsAbout))
	states, queued := carryQueues(ctx,
		[2]cluster.Bucket{of(alone, queuesBucket, queuesAbout), of(alone, agentsBucket, agentsAbout)},
		[2]cluster.Bucket{of(shared, queuesBucket, queuesAbout), of(shared, agentsBucket, agentsAbout)})
	return calls, states, errors.Join(err, queued)
}

// errReign tells that others decide for the queues already: they go by numbers with which ours do not go together.
var errReign = errors.New("other instances have queues already, so agents log in anew; " +
	"the folder nats can be deleted when nobody wants to be alone again")

// carryQueues brings queues and agents, in this order, from one store to another one in which nobody has begun to
// decide.
func carryQueues(ctx context.Context, from, to [2]cluster.Bucket) (carried int, err error) {
	reign, err := from[0].Get(ctx, reignKey)
	if err != nil || reign.Revision == 0 {
		return 0, err
	}
	// First of all, so that who begins to decide from now on does so behind it.
	begun := to[0].Write(ctx, []cluster.Change{{Key: reignKey, Value: reign.Value}})[0].Err
	if errors.Is(begun, cluster.ErrOutrun) {
		there, err := to[0].Get(ctx, reignKey)
		if err == nil && !bytes.Equal(there.Value, reign.Value) { // else it is ours, of a start that did not come to its end
			err = errReign
		}
		begun = err
	}
	if begun != nil {
		return 0, begun
	}
	for _, i := range []int{1, 0} { // the reign leaves the old store last: until then the next start goes on with this
		n, err := cluster.Carry(ctx, from[i], to[i])
		if carried += n; err != nil {
			return carried, err
		}
	}
	return carried, nil
}

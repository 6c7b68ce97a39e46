package natsstore

import (
	"context"
	"errors"
	"slices"

	"github.com/nats-io/nats.go/jetstream"
)

// create makes the bucket, on as many servers as wanted, or as there are.
func (b *bucket) create(ctx context.Context) (jetstream.Stream, error) {
	s, replicas := b.store, b.store.replicas
	if replicas == 0 {
		replicas = replicasUsual
		if s.inside != nil {
			replicas = 1
		}
	}
	made, err := s.jetstream.CreateStream(ctx, b.config(replicas))
	if replicas > 1 && s.replicas == 0 && tooMany(err) {
		made, err = s.jetstream.CreateStream(ctx, b.config(1))
	}
	if errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) { // another instance made it, in its way
		return s.jetstream.Stream(ctx, streamOf(b.name))
	}
	return made, err
}

// tooMany tells that a bucket was not made because there are not as many servers for it.
func tooMany(err error) bool {
	// How NATS says so: resource limits exceeded for account, no peers, insufficient resources, insufficient storage,
	// no replicas without a cluster, no limit for as many replicas.
	var refused *jetstream.APIError
	return errors.As(err, &refused) && slices.Contains([]jetstream.ErrorCode{10002, 10005, 10023, 10047, 10074, 10120},
		refused.ErrorCode)
}

// tellReplicas tells the log once of a bucket that one server of a cluster keeps alone.
func (s *Store) tellReplicas(bucket string, info *jetstream.StreamInfo) {
	if info.Config.Replicas > 1 || info.Cluster == nil || info.Cluster.Name == "" || s.inside != nil {
		return
	}
	s.mu.Lock()
	said := s.single[bucket]
	s.single[bucket] = true
	s.mu.Unlock()
	if !said {
		s.log.Warn("a bucket is kept by one server of the cluster: it is away when that is; raise its replicas, as with "+
			"nats stream edit --replicas 3", "stream", info.Config.Name, "server", info.Cluster.Leader)
	}
}

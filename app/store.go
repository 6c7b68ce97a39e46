package app

import (
	"path/filepath"
	"sync"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/store/natsstore"
)

// keeper holds the store that all generations share. It is opened when the
// first of them needs it.
type keeper struct {
	mu   sync.Mutex
	open *natsstore.Store
}

// storeFor is the store for a file's flows, nil when they need none.
func (a *App) storeFor(file *File) (flows.Store, error) {
	if a.opts.Store != nil {
		return a.opts.Store, nil
	}
	a.keeper.mu.Lock()
	defer a.keeper.mu.Unlock()
	if a.keeper.open == nil {
		if !file.keeps() {
			return nil, nil
		}
		store, err := natsstore.Open(a.storeOptions())
		if err != nil {
			return nil, err
		}
		a.keeper.open = store
	}
	return a.keeper.open, nil
}

// bucketStore is the store of what instances share, opened if it is not open yet.
func (a *App) bucketStore() (*natsstore.Store, error) {
	a.keeper.mu.Lock()
	defer a.keeper.mu.Unlock()
	if a.keeper.open == nil {
		store, err := natsstore.Open(a.storeOptions())
		if err != nil {
			return nil, err
		}
		a.keeper.open = store
	}
	return a.keeper.open, nil
}

// storeOptions are those of the file that the App began with: a store does not move while calls use it.
func (a *App) storeOptions() natsstore.Options {
	c := a.opts.File.Config.Cluster.Within(a.opts.File.Folder())
	opts := natsstore.Options{Logger: a.log.With("part", "store")}
	if c.NATS == "" {
		opts.Folder = filepath.Join(a.data(), ownStore)
		return opts
	}
	opts.URL, opts.Credentials, opts.RootCA = string(c.NATS), c.Credentials, c.CAFile
	opts.Cert, opts.Key, opts.Replicas = c.CertFile, c.KeyFile, c.Replicas
	return opts
}

// keeps tells whether the file has flows that keep something beyond a call, or rules and keys that do.
func (f *File) keeps() bool {
	needs := len(f.Schedules) > 0 || f.Config.Outbound.IsSet() || f.Config.API.IsSet()
	if f.Program != nil {
		f.Program.EachStep(func(step *flows.Placed) { needs = needs || step.Kind == "store" })
	}
	return needs
}

func (k *keeper) isOpen() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.open != nil
}

func (k *keeper) close() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.open == nil {
		return nil
	}
	err := k.open.Close()
	k.open = nil
	return err
}

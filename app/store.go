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
	// beginning tells that the App begins, failed why the store could not be opened meanwhile: it may take a minute to
	// fail, for each who asks for it while callers wait for the start.
	beginning bool
	failed    error
}

// storeFor is the store for a file's flows, nil when they need none.
func (a *App) storeFor(file *File) (flows.Store, error) {
	if a.opts.Store != nil {
		return a.opts.Store, nil
	}
	if !a.keeper.isOpen() && !file.keeps() {
		return nil, nil
	}
	store, err := a.bucketStore()
	if err != nil {
		return nil, err
	}
	return store, nil
}

// bucketStore is the store of what instances share, opened if it is not open yet.
func (a *App) bucketStore() (*natsstore.Store, error) {
	a.keeper.mu.Lock()
	defer a.keeper.mu.Unlock()
	if a.keeper.open != nil || a.keeper.failed != nil {
		return a.keeper.open, a.keeper.failed
	}
	opens := natsstore.Open
	if a.opts.opens != nil {
		opens = a.opts.opens
	}
	store, err := opens(a.storeOptions())
	if err != nil {
		if a.keeper.beginning {
			a.keeper.failed = err
		}
		return nil, err
	}
	a.keeper.open = store
	return store, nil
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

// begins has the store that cannot be opened not be tried again until the function is called.
func (k *keeper) begins() (begun func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.beginning = true
	return func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.beginning, k.failed = false, nil
	}
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

package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/config"
	"github.com/ariapp/ariapp/internal/lockfile"
	"github.com/ariapp/ariapp/internal/monitor/metrics"
	"github.com/ariapp/ariapp/internal/recordings"
	"github.com/ariapp/ariapp/internal/world"
)

const (
	// recordingConns is how many connections to an Asterisk fetch recordings: calls do not wait for them.
	recordingConns = 2
	// endAbandonedTime is how long the start waits for recordings to end whose process has died.
	endAbandonedTime = 3 * time.Second
)

// fetching is what takes recordings from Asterisk to where the file says.
type fetching struct {
	keeper  *recordings.Keeper
	lock    *lockfile.Lock
	clients []*ari.Client
	// sources are the same, by the name of their Asterisk.
	sources map[string]*ari.Client
	end     context.CancelFunc
	over    sync.WaitGroup
	// guest tells that another process fetches.
	guest bool
}

// openRecordings begins to fetch recordings, if the file that the App begins with says where they go. One that
// cannot do that does not begin: it would lose what it was to keep. Where another daemon fetches, it only keeps.
// Where they go nowhere it ends those whose process has died, and nothing is lost if it cannot.
func (a *App) openRecordings(ctx context.Context) error {
	file := a.opts.File
	target, err := world.RecordingsTarget(file.Config.Recordings, file.Folder())
	if err != nil || file.path == "" || target == nil && !a.opts.Record {
		return err
	}
	folder := filepath.Join(file.Config.App.DataFolder(file.Folder(), os.LookupEnv), "recordings-spool")
	f := &fetching{sources: map[string]*ari.Client{}}
	f.lock, err = lockfile.Take(folder)
	guest := errors.Is(err, lockfile.ErrHeld)
	switch {
	case err != nil && target == nil:
		a.log.Warn("recordings of calls that are cut off are not ended", "error", err)
		return nil
	case guest:
		a.log.Error("recordings are kept for the next start, and not fetched", "error", err)
		a.notes(func(w *wrong) { w.recordings = err })
	case err != nil:
		return fmt.Errorf("keeping recordings: %w", err)
	}
	sources := map[string]recordings.Source{}
	for _, server := range file.Config.Asterisk {
		client, err := a.fileClient(server)
		if err != nil {
			return errors.Join(err, f.close())
		}
		f.clients = append(f.clients, client)
		f.sources[server.Name] = client
		sources[server.Name] = recordingSource{client.Recordings}
	}
	f.keeper, err = recordings.Open(recordings.Options{Spool: folder, Target: target, Sources: sources,
		Format: file.Config.Recordings.Format, Delete: file.Config.Recordings.Delete,
		Elsewhere: a.recordsElsewhere, Guest: guest, Logger: a.log.With("part", "recordings")})
	if err != nil {
		return errors.Join(err, f.close())
	}
	a.fetching = f
	if target != nil {
		a.countRecordings(f.keeper)
	}
	f.guest = guest
	return nil
}

// beginRecordings ends what processes before have left, and begins to fetch.
func (a *App) beginRecordings(ctx context.Context) {
	f := a.fetching
	if f == nil || f.guest {
		return
	}
	ending, cancel := context.WithTimeout(ctx, endAbandonedTime)
	defer cancel()
	f.keeper.EndAbandoned(ending)
	running, end := context.WithCancel(context.WithoutCancel(ctx))
	f.end = end
	f.over.Go(func() { f.keeper.Run(running) })
}

// recordsElsewhere tells whether another instance may run, or have run, the call of a recording of ours. An instance
// that is alone tells whether it goes on with the call itself, as its caller is there still.
func (a *App) recordsElsewhere(ctx context.Context, asterisk, call string) (shared, under bool, err error) {
	if a.keeping == nil {
		return false, false, nil
	}
	shared = a.instances != nil
	kept, under, err := a.keeping.find(ctx, asterisk, call)
	if shared || err != nil || !under {
		return shared, under, err
	}
	under, err = isThere(ctx, a.fetching.sources[asterisk], cmp.Or(leftOf(kept).Estate.Caller, call))
	return false, under, err
}

// countRecordings has metrics and health tell of recordings.
func (a *App) countRecordings(keeper *recordings.Keeper) {
	a.metrics.Recordings(func() metrics.RecordingCounts {
		c := keeper.Counts()
		return metrics.RecordingCounts{Waiting: c.Waiting, Late: c.Late, Delivered: c.Delivered, Failed: c.Failed,
			Retries: c.Retries, Bytes: c.Bytes}
	})
	a.notes(func(w *wrong) { w.fetched = keeper.Counts })
}

// fileClient is a client that may fetch files: that needs HTTP, whatever carries the other requests.
func (a *App) fileClient(server config.Asterisk) (*ari.Client, error) {
	client, err := ari.New(ari.Options{URL: server.URL, Username: server.Username, Password: ari.Secret(server.Password),
		APIKey: ari.Secret(server.APIKey), CAFile: server.CAFile, MaxConns: recordingConns, DialContext: a.opts.DialContext,
		Logger: a.log})
	if err != nil {
		return nil, fmt.Errorf("asterisk %s: %w", server.Name, err)
	}
	return client, nil
}

// closeRecordings ends the fetching; what is not there yet waits for the next start.
func (a *App) closeRecordings() {
	if a.fetching == nil {
		return
	}
	if waiting := a.fetching.keeper.Counts().Waiting; waiting > 0 {
		a.log.Info("recordings wait for the next start", "number", waiting)
	}
	if err := a.fetching.close(); err != nil {
		a.log.Warn("closing the recordings", "error", err)
	}
	a.fetching = nil
}

func (f *fetching) close() error {
	if f.end != nil {
		f.end()
	}
	f.over.Wait()
	var errs []error
	for _, client := range f.clients {
		errs = append(errs, client.Close())
	}
	return errors.Join(append(errs, f.lock.Release())...)
}

// recordings are what flows keep recordings with, nil for nothing.
func (a *App) recordings() flows.Recordings {
	if a.fetching == nil {
		return nil
	}
	return a.fetching.keeper
}

// recordingSource is an Asterisk that has recordings.
type recordingSource struct{ service *ari.RecordingsService }

// Live tells whether a recording is under way.
func (s recordingSource) Live(ctx context.Context, name string) (bool, error) {
	_, err := s.service.GetLive(ctx, name)
	if errors.Is(err, ari.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// Stop ends a recording that is under way.
func (s recordingSource) Stop(ctx context.Context, name string, discard bool) error {
	ask := s.service.Stop
	if discard {
		ask = s.service.Cancel
	}
	if err := ask(ctx, name); err != nil && !errors.Is(err, ari.ErrNotFound) {
		return err
	}
	return nil
}

// File is a recording.
func (s recordingSource) File(ctx context.Context, name string) ([]byte, error) {
	sound, err := s.service.GetStoredFile(ctx, name)
	if errors.Is(err, ari.ErrNotFound) {
		return nil, fmt.Errorf("%w: %w", fs.ErrNotExist, err)
	}
	return sound, err
}

// Delete deletes a recording.
func (s recordingSource) Delete(ctx context.Context, name string) error {
	if err := s.service.DeleteStored(ctx, name); err != nil && !errors.Is(err, ari.ErrNotFound) {
		return err
	}
	return nil
}

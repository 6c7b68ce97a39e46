package app

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/lockfile"
	"github.com/ariapp/ariapp/internal/voicemail"
	"github.com/ariapp/ariapp/internal/world"
)

// ErrNoMailboxes tells that a file has mailboxes, and the App began with one that had none.
var ErrNoMailboxes = errors.New("the file has mailboxes, and the one that the daemon began with had none: restart it")

// posting is what keeps messages for mailboxes.
type posting struct {
	post    *voicemail.Post
	lock    *lockfile.Lock
	clients map[string]*ari.Client
	sounds  *messageSounds
	end     context.CancelFunc
	over    sync.WaitGroup
}

// openVoicemail begins to keep messages, if the file that the App begins with has mailboxes. One that cannot do that
// does not begin: it would lose what callers say. A database that is away is waited for while calls are taken.
func (a *App) openVoicemail(ctx context.Context) error {
	file := a.opts.File
	if !world.HasMailboxes(file.Config) || file.path == "" {
		return nil
	}
	folder := filepath.Join(file.Config.App.DataFolder(file.Folder(), os.LookupEnv), "voicemail")
	p := &posting{clients: map[string]*ari.Client{}}
	var err error
	if p.lock, err = lockfile.Take(folder); err != nil {
		return fmt.Errorf("keeping voice messages: %w", err)
	}
	for _, server := range file.Config.Asterisk {
		if p.clients[server.Name], err = a.fileClient(server); err != nil {
			delete(p.clients, server.Name)
			return errors.Join(err, p.close())
		}
	}
	_, dsn := file.Config.RecordsPlace(file.Folder(), os.LookupEnv)
	p.sounds = newMessageSounds(filepath.Join(folder, "sounds"), a.soundsAt)
	p.post, err = voicemail.Open(ctx, voicemail.Options{Folder: folder, DSN: string(dsn), Asterisks: p,
		Call: a.messagesCall, Serve: p.sounds.address, Log: a.log.With("part", "voicemail")})
	if err != nil {
		return errors.Join(err, p.close())
	}
	a.posting = p
	return nil
}

// beginVoicemail begins the work for mailboxes, as it is known by now which calls go on.
func (a *App) beginVoicemail(ctx context.Context) {
	if a.posting == nil {
		return
	}
	running, end := context.WithCancel(context.WithoutCancel(ctx))
	a.posting.end = end
	a.posting.over.Go(func() { a.posting.post.Run(running) })
}

// messagesCall tells whether a call that left a message goes on, or will be taken up, and whether another instance has
// it.
func (a *App) messagesCall(ctx context.Context, asterisk, call string) (goesOn, elsewhere bool, err error) {
	if a.keeping == nil {
		return false, false, nil
	}
	kept, found, err := a.keeping.find(ctx, asterisk, call)
	switch {
	case err != nil || !found:
		return false, false, err
	case a.instances != nil:
		return true, kept.Record.Owner.Instance != a.keeping.ledger.Self().Instance, nil
	}
	client, err := a.posting.client(asterisk)
	if err != nil {
		return false, false, err
	}
	goesOn, err = isThere(ctx, client, cmp.Or(leftOf(kept).Estate.Caller, call))
	return goesOn, false, err
}

// closeVoicemail ends the work for mailboxes; what is not done yet is done by the next start.
func (a *App) closeVoicemail() {
	if a.posting == nil {
		return
	}
	if err := a.posting.close(); err != nil {
		a.log.Warn("closing the mailboxes", "error", err)
	}
	a.posting = nil
}

func (p *posting) close() error {
	if p.end != nil {
		p.end()
	}
	p.over.Wait()
	errs := []error{p.post.Close()}
	for _, client := range p.clients {
		errs = append(errs, client.Close())
	}
	return errors.Join(append(errs, p.lock.Release())...)
}

// mailboxes are those of the process for a version of the file, nil where there are none.
func (a *App) mailboxes(file *File) (*voicemail.Post, error) {
	switch {
	case a.posting != nil:
		return a.posting.post, nil
	case world.HasMailboxes(file.Config) && file.path != "":
		return nil, ErrNoMailboxes
	}
	return nil, nil
}

// mailboxTrouble says why nobody can look into mailboxes, "" when they can.
func (a *App) mailboxTrouble() string {
	if a.posting == nil {
		return ""
	}
	if err := a.posting.post.Trouble(); err != nil {
		return "the index of the mailboxes is away, messages are noted on disk: " + err.Error()
	}
	return ""
}

// useMailboxes has letters and lamps follow a version.
func (a *App) useMailboxes(g *generation) {
	if a.posting != nil {
		a.posting.post.Use(g.world.Voicemail)
	}
}

// desk looks after the mailboxes of the present version; false where there are none.
func (a *App) desk() (voicemail.Desk, bool) {
	g := a.now.Load()
	if a.posting == nil || g == nil {
		return voicemail.Desk{}, false
	}
	return a.posting.post.Office(g.world.Voicemail).Desk(), true
}

// relight has the lamps be set of an Asterisk that is back.
func (a *App) relight() {
	if a.posting != nil {
		a.posting.post.Relight()
	}
}

// client is that of an Asterisk of the file.
func (p *posting) client(name string) (*ari.Client, error) {
	if client := p.clients[name]; client != nil {
		return client, nil
	}
	return nil, fmt.Errorf("there is no asterisk %q", name)
}

// Fetch reads a recording.
func (p *posting) Fetch(ctx context.Context, asterisk, name string) (io.ReadCloser, error) {
	client, err := p.client(asterisk)
	if err != nil {
		return nil, err
	}
	sound, err := client.Recordings.GetStoredFile(ctx, name)
	if errors.Is(err, ari.ErrNotFound) {
		return nil, fmt.Errorf("%w: %w", voicemail.ErrNoRecording, err)
	}
	return io.NopCloser(bytes.NewReader(sound)), err
}

// Stop ends a recording that is under way.
func (p *posting) Stop(ctx context.Context, asterisk, name string) (bool, error) {
	client, err := p.client(asterisk)
	if err != nil {
		return false, err
	}
	err = client.Recordings.Stop(ctx, name)
	if errors.Is(err, ari.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// Delete deletes a recording.
func (p *posting) Delete(ctx context.Context, asterisk, name string) error {
	client, err := p.client(asterisk)
	if err != nil {
		return err
	}
	if err := client.Recordings.DeleteStored(ctx, name); err != nil && !errors.Is(err, ari.ErrNotFound) {
		return err
	}
	return nil
}

// Lamp sets the state of a device on all Asterisks that there are.
func (p *posting) Lamp(ctx context.Context, device string, on bool) error {
	state := ari.DeviceStatesUpdateDeviceStateNotInuse
	if on {
		state = ari.DeviceStatesUpdateDeviceStateInuse
	}
	var errs []error
	for name, client := range p.clients {
		if err := client.DeviceStates.Update(ctx, device, ari.DeviceStatesUpdateParams{DeviceState: state}); err != nil {
			errs = append(errs, fmt.Errorf("asterisk %s: %w", name, err))
		}
	}
	return errors.Join(errs...)
}

package hand

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/ariapp/ariapp/ari"
)

// Unended are supervisions that could not be ended, as Asterisk did not answer: what was made for them is there still,
// and whom they hear is heard. [EndSpies] ends them. The zero value has none; a nil one keeps none.
type Unended struct {
	mu  sync.Mutex
	all map[*ari.Client]map[string]struct{}
}

// At tells whether there are some at an Asterisk.
func (u *Unended) At(client *ari.Client) bool { return len(u.at(client)) > 0 }

// at are the names of those at an Asterisk.
func (u *Unended) at(client *ari.Client) []string {
	if u == nil {
		return nil
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	return slices.Collect(maps.Keys(u.all[client]))
}

func (u *Unended) add(client *ari.Client, name string) {
	if u == nil {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.all == nil {
		u.all = map[*ari.Client]map[string]struct{}{}
	}
	if u.all[client] == nil {
		u.all[client] = map[string]struct{}{}
	}
	u.all[client][name] = struct{}{}
}

// drop forgets some that have ended.
func (u *Unended) drop(client *ari.Client, names []string) {
	if len(names) == 0 {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, name := range names {
		delete(u.all[client], name)
	}
}

// letGo ends all that was made, but legs that were sent on.
func (d *dialling) letGo(ctx context.Context) error {
	ctx, cancel := afterwards(ctx)
	defer cancel()
	var faults []error
	for _, leg := range d.legs {
		if leg.stage == Gone || leg.stage == SentOn {
			continue
		}
		err := d.client.Channels.Hangup(ctx, leg.id, ari.ChannelsHangupParams{})
		if err != nil && !errors.Is(err, ari.ErrNotFound) {
			faults = append(faults, fmt.Errorf("hanging up %s: %w", leg.id, err))
		}
	}
	for _, bridge := range d.bridges {
		if err := d.client.Bridges.Destroy(ctx, bridge); err != nil && !errors.Is(err, ari.ErrNotFound) {
			faults = append(faults, fmt.Errorf("destroying %s: %w", bridge, err))
		}
	}
	if len(faults) > 0 {
		d.unended.add(d.client, d.app)
	}
	return errors.Join(faults...)
}

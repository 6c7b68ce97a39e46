package hand

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"github.com/ariapp/ariapp/ari"
)

// AppPrefix begins the names of all that is made by hand: applications, channels, bridges and playbacks.
const AppPrefix = "ariapp-hand-"

// Owner is the process of a daemon for which something is made by hand that must not outlive it.
type Owner struct{ Instance, Boot string }

// spyPrefix begins the names of what the processes of an instance make for supervisors.
func spyPrefix(instance string) string { return AppPrefix + "spy-" + instance + "-" }

// newName is a name that nobody else has, for the supervisors of an owner, if there is one.
func (o Owner) newName() string {
	if len(o.Boot) < randomSize || o.Instance == "" {
		return newName()
	}
	return spyPrefix(o.Instance) + o.Boot[:randomSize] + "-" + rand.Text()[:randomSize]
}

// isBefore tells whether a channel or bridge was made for a supervisor by an earlier process of the same instance.
func (o Owner) isBefore(id string) bool {
	rest, is := strings.CutPrefix(id, spyPrefix(o.Instance))
	name, _, made := strings.Cut(rest, ".")
	boot, _, two := strings.Cut(name, "-")
	return is && made && two && len(name) == 2*randomSize+1 && len(boot) == randomSize && !strings.HasPrefix(o.Boot, boot)
}

// EndSpies ends what earlier processes of an instance have left of supervisors: they are with somebody still, and
// nobody knows of it. It gives how many channels that were.
func EndSpies(ctx context.Context, client *ari.Client, owner Owner) (ended int, err error) {
	channels, err := client.Channels.List(ctx)
	if err != nil {
		return 0, fmt.Errorf("looking for supervisors: %w", err)
	}
	var faults []error
	for _, one := range channels {
		if !owner.isBefore(one.ID) {
			continue
		}
		ended++
		err := client.Channels.Hangup(ctx, one.ID, ari.ChannelsHangupParams{})
		if err != nil && !errors.Is(err, ari.ErrNotFound) {
			faults = append(faults, fmt.Errorf("hanging up %s: %w", one.ID, err))
		}
	}
	bridges, err := client.Bridges.List(ctx)
	for _, one := range bridges {
		if !owner.isBefore(one.ID) {
			continue
		}
		if err := client.Bridges.Destroy(ctx, one.ID); err != nil && !errors.Is(err, ari.ErrNotFound) {
			faults = append(faults, fmt.Errorf("destroying %s: %w", one.ID, err))
		}
	}
	return ended, errors.Join(append(faults, err)...)
}

// newName is a name that nobody else has.
func newName() string { return AppPrefix + rand.Text()[:randomSize] }

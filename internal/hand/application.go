package hand

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/ari"
)

// AppPrefix begins the names of all that is made by hand: applications, channels, bridges and playbacks.
const AppPrefix = "ariapp-hand-"

// Owner is the process of a daemon for which something is made by hand that must not outlive it.
type Owner struct {
	// App is the daemon's own Stasis application, which no other daemon has on the same Asterisk; Boot tells the process
	// from earlier ones.
	App, Boot string
	// Unended gets what the process itself could not end.
	Unended *Unended
}

// spyPrefix begins the names of what the processes with an application make for supervisors. Asterisk takes no name of
// more than 149 characters.
func spyPrefix(app string) string {
	if len(app) > ownAppMax {
		sum := sha256.Sum256([]byte(app))
		app = hex.EncodeToString(sum[:randomSize])
	}
	return AppPrefix + "spy-" + app + "-"
}

// newName is a name that nobody else has, for the supervisors of an owner, if there is one.
func (o Owner) newName() string {
	if len(o.Boot) < randomSize || o.App == "" {
		return newName()
	}
	return spyPrefix(o.App) + o.Boot[:randomSize] + "-" + rand.Text()[:randomSize]
}

// isBefore tells whether a channel or bridge was made for a supervisor by an earlier process with the same application.
func (o Owner) isBefore(id string) bool {
	rest, is := strings.CutPrefix(id, spyPrefix(o.App))
	name, _, made := strings.Cut(rest, ".")
	boot, _, two := strings.Cut(name, "-")
	return is && made && two && len(name) == 2*randomSize+1 && len(boot) == randomSize && !strings.HasPrefix(o.Boot, boot)
}

// EndSpies ends what is left of supervisors: by earlier processes of the owner, and by this one where it could not end
// them. They are with somebody still, and nobody knows of it. It gives how many channels that were.
func EndSpies(ctx context.Context, client *ari.Client, owner Owner) (ended int, err error) {
	names := owner.Unended.at(client)
	channels, err := client.Channels.List(ctx)
	if err != nil {
		return 0, fmt.Errorf("looking for supervisors: %w", err)
	}
	var faults []error
	isLeft := func(id string) bool {
		return owner.isBefore(id) ||
			slices.ContainsFunc(names, func(one string) bool { return strings.HasPrefix(id, one+".") })
	}
	for _, one := range channels {
		if !isLeft(one.ID) {
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
		if !isLeft(one.ID) {
			continue
		}
		if err := client.Bridges.Destroy(ctx, one.ID); err != nil && !errors.Is(err, ari.ErrNotFound) {
			faults = append(faults, fmt.Errorf("destroying %s: %w", one.ID, err))
		}
	}
	if err = errors.Join(append(faults, err)...); err == nil {
		owner.Unended.drop(client, names)
	}
	return ended, err
}

// newName is a name that nobody else has.
func newName() string { return AppPrefix + rand.Text()[:randomSize] }

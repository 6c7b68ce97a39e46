package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/monitor"
)

// ClusterNow is how the instances stand that share their calls, as one of them sees it.
type ClusterNow struct {
	Instance  string        `json:"instance" doc:"The instance that tells."`
	Instances []InstanceNow `json:"instances" doc:"Those that live, by name."`
	Entries   []EntryNow    `json:"entries" doc:"Where new calls come in, by Asterisk."`
	Away      string        `json:"away,omitempty" doc:"Why the others cannot be seen now; then some are missing here."`
}

// InstanceNow is one instance.
type InstanceNow struct {
	Name       string   `json:"name" doc:"Its name."`
	App        string   `json:"app" doc:"The Stasis application in which its calls are."`
	Version    string   `json:"version,omitempty" doc:"The program's version."`
	Flows      string   `json:"flows,omitempty" doc:"The version of the file that new calls get."`
	Calls      int      `json:"calls" doc:"Calls under way, at most half a second old."`
	Most       int      `json:"most,omitempty" doc:"How many it takes."`
	Draining   bool     `json:"draining,omitempty" doc:"It takes no further calls."`
	Overloaded bool     `json:"overloaded,omitempty" doc:"It takes none for now, as it cannot keep up."`
	Asterisks  []string `json:"asterisks" doc:"Those to which it is connected."`
}

// EntryNow is where new calls of an Asterisk come in.
type EntryNow struct {
	Asterisk string `json:"asterisk" doc:"The Asterisk."`
	Instance string `json:"instance,omitempty" doc:"The instance, none when no one can have it."`
}

// Errors of commands to a cluster.
var (
	// ErrAlone: the daemon shares its calls with nobody; cluster.nats is not set.
	ErrAlone = errors.New("this daemon is alone: cluster.nats is not set")
	// ErrInstance: no instance of that name lives.
	ErrInstance = errors.New("no such instance lives")
	// ErrCall: no such call is under way that could be handed over.
	ErrCall = errors.New("no such call that could be handed over")
	// ErrThere: the call is with that instance already.
	ErrThere = errors.New("the call is there already")
)

// ClusterNow is how the instances stand.
func (a *App) ClusterNow(ctx context.Context) (ClusterNow, error) {
	i := a.instances
	if i == nil {
		return ClusterNow{}, ErrAlone
	}
	now := ClusterNow{Instance: i.self.Instance, Instances: []InstanceNow{}, Entries: []EntryNow{}}
	if err := i.members.Away(); err != nil {
		now.Away = err.Error()
	}
	for _, m := range i.members.Alive() {
		now.Instances = append(now.Instances, InstanceNow{Name: m.Instance, App: m.App, Version: m.Version, Flows: m.Flows,
			Calls: m.Calls, Most: m.Most, Draining: m.Draining, Overloaded: m.Overloaded || len(m.Crowded) > 0,
			Asterisks: slices.Clone(m.Asterisks)})
	}
	for _, l := range a.links {
		holder, err := i.entries.Holder(ctx, l.server.Name)
		if err != nil {
			now.Away = err.Error()
		}
		if !i.lives(holder.Instance) {
			holder = cluster.Owner{}
		}
		now.Entries = append(now.Entries, EntryNow{l.server.Name, holder.Instance})
	}
	return now, nil
}

// DrainInstance takes an instance out of service, or with back has it come back; "" is this one. It runs on: new calls
// and those that can be handed over go to the others. It returns how many are handed over.
func (a *App) DrainInstance(ctx context.Context, instance string, back bool) (calls int, err error) {
	i := a.instances
	if i == nil {
		return 0, ErrAlone
	}
	if instance == "" {
		instance = i.self.Instance
	}
	if instance != i.self.Instance && !i.lives(instance) { // we do, though the store is away
		return 0, fmt.Errorf("%w: %s; there are %s", ErrInstance, instance, i.names())
	}
	do := "drain"
	if back {
		do = "resume"
	}
	if instance == i.self.Instance {
		return i.do(ctx, request{Do: do})
	}
	told, err := i.ask(ctx, instance, request{Do: do})
	return told.Calls, err
}

// MoveCall has another instance go on with a call, by its id; asterisk may be "" where the id is unique.
func (a *App) MoveCall(ctx context.Context, asterisk, call, instance string) error {
	i := a.instances
	switch {
	case i == nil:
		return ErrAlone
	case !i.lives(instance):
		return fmt.Errorf("%w: %s; there are %s", ErrInstance, instance, i.names())
	}
	calls, err := a.keeping.index(ctx)
	if err != nil {
		return err
	}
	for at, kept := range calls {
		if at.channel != call || asterisk != "" && at.asterisk != asterisk {
			continue
		}
		owner := kept.Record.Owner.Instance
		if owner == instance {
			return fmt.Errorf("%w: %s is with %s", ErrThere, call, instance)
		}
		r := request{Do: "give", Key: kept.Item.Key, To: instance}
		if owner == i.self.Instance {
			_, err = i.do(ctx, r)
		} else {
			_, err = i.ask(ctx, owner, r)
		}
		return err
	}
	return fmt.Errorf("%w: %s", ErrCall, call)
}

// shown is the cluster in a daemon's status, nil for one that is alone.
func (i *instances) shown() *monitor.Cluster {
	if i == nil {
		return nil
	}
	c := &monitor.Cluster{Instance: i.self.Instance, Instances: len(i.members.Alive()), OutOfService: i.drained.Load()}
	if err := i.members.Away(); err != nil {
		c.Away = err.Error()
	}
	return c
}

// names are those of the instances that live.
func (i *instances) names() string {
	var names []string
	for _, m := range i.members.Alive() {
		names = append(names, m.Instance)
	}
	return strings.Join(names, ", ")
}

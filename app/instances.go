package app

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/monitor/metrics"
)

// Where instances tell of themselves, and of what they hold.
const (
	membersBucket = "ariapp_members"
	entriesBucket = "ariapp_entries"
)

// instances is this daemon among the others with which it shares calls. A nil
// one is alone: its calls stay in the application that the dialplan names.
type instances struct {
	app     *App
	self    cluster.Owner
	lease   time.Duration
	members *cluster.Members
	entries *cluster.Entries
	post    cluster.Post
	// bucket is a bucket that all share; calling is the task of making calls later.
	bucket  func(name, about string) cluster.Bucket
	calling *cluster.Task
	// hangUp ends the answering of requests.
	hangUp func()
	// drained tells that somebody has taken this instance out of service, which runs on.
	drained atomic.Bool
	// given are calls that were placed since the instances have told how many they have.
	given given
	// asked are the goroutines that do what others have asked for, over ends with the answering.
	asked sync.WaitGroup
	over  context.Context
	end   context.CancelFunc

	// strays are the revisions of records of ours whose calls this process did not have at the last look. Whoever takes
	// up has them.
	strays map[string]uint64

	mu sync.Mutex
	// changed is closed when the members have changed, and made anew then.
	changed chan struct{}
}

// openInstances joins the others; nothing is told and nobody looked for yet.
func (a *App) openInstances() error {
	meeting, err := a.meeting()
	if err != nil || meeting == nil {
		return err
	}
	if a.keeping == nil {
		return errors.New("an instance in a cluster needs app.data, and nothing can be kept there")
	}
	if c := a.opts.File.Config.Cluster; c.NATS != "" && c.Secret == "" {
		a.log.Warn("cluster.secret is not set: a call that goes on elsewhere begins anew if its caller entered a secret")
	}
	i := &instances{app: a, self: a.keeping.ledger.Self(), lease: a.opts.File.Config.Cluster.Lease, post: meeting.Post,
		bucket: meeting.Bucket, given: given{}, changed: make(chan struct{})}
	i.over, i.end = context.WithCancel(context.Background())
	if i.lease <= 0 {
		i.lease = leaseTime
	}
	i.members = cluster.NewMembers(cluster.MembersOptions{Bucket: meeting.Bucket(membersBucket, "instances"),
		Lease: i.lease, Self: i.member, Changed: i.tellChanged, Log: a.log.With("part", "cluster")})
	i.entries = cluster.NewEntries(meeting.Bucket(entriesBucket, "who holds what"), i.members, i.self)
	i.calling = i.entries.Task("jobs", a.log.With("part", "cluster"))
	if i.hangUp, err = i.post.Answer(i.self.Instance, i.answer); err != nil {
		return fmt.Errorf("joining the cluster: %w", err)
	}
	a.rooms.HomeIs(i.meetAtHome)
	a.instances, a.own = i, a.entryApp()+"."+i.self.Instance
	a.metrics.Cluster(func() metrics.ClusterCounts {
		return metrics.ClusterCounts{Instances: len(i.members.Alive()), Seen: i.members.Away() == nil,
			Unwritten: a.keeping.ledger.Waiting(), TakenUp: a.keeping.takenUp.Load(), HandedOver: a.keeping.handedOver.Load()}
	})
	return nil
}

// meeting is where the instances meet, nil for one that is alone.
func (a *App) meeting() (*cluster.Meeting, error) {
	if a.opts.Meeting != nil {
		return a.opts.Meeting, nil
	}
	if a.opts.File.Config.Cluster.NATS == "" || !a.opts.Record {
		return nil, nil
	}
	store, err := a.bucketStore()
	if err != nil {
		return nil, err
	}
	return &cluster.Meeting{Post: store.Post(), Bucket: func(name, about string) cluster.Bucket {
		if name == membersBucket || name == entriesBucket {
			return store.SmallBucket(name, about)
		}
		return store.Bucket(name, about)
	}}, nil
}

// closeInstances answers nobody any more.
func (a *App) closeInstances() {
	if i := a.instances; i != nil {
		i.hangUp()
		i.end()
		i.asked.Wait()
	}
}

// entryApp is the Stasis application that the dialplan names.
func (a *App) entryApp() string { return a.opts.File.Config.App.Name }

// join tells the others of this instance and looks for them, until leave is called. Nil does nothing.
func (i *instances) join() (leave func()) {
	if i == nil {
		return func() {}
	}
	ctx, end := context.WithCancel(context.Background())
	var looking sync.WaitGroup
	looking.Go(func() { i.members.Run(ctx) })
	return func() {
		end()
		looking.Wait()
	}
}

// member is what this instance tells of itself.
func (i *instances) member() cluster.Member {
	a := i.app
	m := cluster.Member{Owner: i.self, App: a.own, Version: a.opts.Version, Calls: a.calls.len() + a.expecting.len(),
		Most: a.config().App.MaxCalls, Overloaded: a.lag.Overloaded(), Draining: i.leaves(), Reads: a.reads()}
	if g := a.now.Load(); g != nil {
		m.Flows = g.file.Version()
	}
	for _, l := range a.links {
		if l.isUp.Load() {
			m.Asterisks = append(m.Asterisks, l.server.Name)
			if l.crowded() {
				m.Crowded = append(m.Crowded, l.server.Name)
			}
		}
	}
	return m
}

// tell has the others know at once what has changed. Nil tells nobody.
func (i *instances) tell() {
	if i != nil {
		i.members.Tell()
	}
}

// tellChanged wakes who waits for the members to change. Whoever sees others again looks at once which of its calls
// they have taken.
func (i *instances) tellChanged() {
	i.app.keeping.ledger.Retry()
	i.mu.Lock()
	defer i.mu.Unlock()
	close(i.changed)
	i.changed = make(chan struct{})
}

// change is closed when the members have changed.
func (i *instances) change() <-chan struct{} {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.changed
}

// others are the members that live but for this one.
func (i *instances) others() []cluster.Member {
	var others []cluster.Member
	for _, m := range i.members.Alive() {
		if m.Instance != i.self.Instance {
			others = append(others, m)
		}
	}
	return others
}

// known is a member that lives.
func (i *instances) known(owner cluster.Owner) (cluster.Member, bool) {
	for _, m := range i.members.Alive() {
		if m.Owner == owner {
			return m, true
		}
	}
	return cluster.Member{}, false
}

// isKnown waits for a moment until the others can know of this instance: they take calls up that are of a life of which
// they know nothing. Nil is known.
func (i *instances) isKnown(ctx context.Context) bool {
	if i == nil {
		return true
	}
	for until := time.Now().Add(i.lease); !i.members.Told(); {
		if time.Now().After(until) || pause(ctx, settlePause) != nil {
			return false
		}
	}
	return true
}

// lives tells whether an instance of that name lives.
func (i *instances) lives(name string) bool {
	for _, m := range i.members.Alive() {
		if m.Instance == name {
			return true
		}
	}
	return false
}

// isLast tells whether this instance, which is out of service and runs on, has to serve an Asterisk all the same, as
// none of those who live does.
func (i *instances) isLast(alive []cluster.Member, asterisk string) bool {
	if !i.drained.Load() || i.app.isDraining() {
		return false
	}
	_, found := cluster.Heir(alive, asterisk, "")
	return !found
}

// beat is how often is looked for what nobody tells.
func (i *instances) beat() time.Duration { return i.lease / beatsPerLease }

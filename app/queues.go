package app

import (
	"context"
	"fmt"
	"hash/fnv"
	"sync"
	"time"

	"github.com/ariapp/ariapp/internal/acd"
	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/queue"
	"github.com/ariapp/ariapp/internal/queuelog"
	"github.com/ariapp/ariapp/internal/world"
)

// Where queues are kept, and what is in there.
const (
	queuesBucket = "ariapp_queues"
	queuesAbout  = "who waits in queues"
	agentsBucket = "ariapp_agents"
	agentsAbout  = "agents of queues"
)

// queueing are the queues of this daemon. A nil one has none.
type queueing struct {
	app  *App
	hall *acd.Hall
	// task decides among several instances, nil for one that is alone.
	task *cluster.Task
	// devices has a token when agents' devices have to be looked after.
	devices chan struct{}
	// unsure has one when it could not be told whether somebody is being called back.
	unsure chan struct{}
	// missed are tries whose calls were not there when it was looked last.
	missed  missedTries
	watched watchedDevices
	// news is what there is to tell of those who are called back.
	news backNews
	// lines are agents who are called before the customer.
	lines lines
	// file is queue_log, nil for none.
	file *queuelog.Log
	// onlookers are told what happens.
	onlookers onlookers
	end       context.CancelFunc
	// ctx ends with the queues; over are the goroutines of the hall, and claims that of the task.
	ctx          context.Context
	over, claims sync.WaitGroup
	// ending guards ended, which tells that nothing is begun any more that closeQueues would have to wait for.
	ending sync.Mutex
	ended  bool
}

// hallFor are the queues for a file, nil when no file in use had any; app.reloading is held.
func (a *App) hallFor(file *File) (*acd.Hall, error) {
	q := a.queues.Load()
	if q == nil && len(file.Config.Queues) > 0 {
		var err error
		if q, err = a.openQueues(file); err != nil {
			return nil, err
		}
		a.queues.Store(q)
	}
	if q == nil {
		return nil, nil
	}
	return q.hall, nil
}

// openQueues begins to have queues.
func (a *App) openQueues(file *File) (*queueing, error) {
	q := &queueing{app: a, devices: make(chan struct{}, 1), unsure: make(chan struct{}, 1),
		onlookers: onlookers{readers: map[chan queue.Fact]int{}},
		news:      backNews{waiting: map[string][]func(context.Context) error{}},
		lines:     lines{of: map[string]*line{}, failed: map[string]string{}, mute: map[string]string{}}}
	q.ctx, q.end = context.WithCancel(context.Background())
	seed := fnv.New64a()
	_, _ = seed.Write([]byte(a.boot))
	opts := acd.Options{Rules: world.QueueRulesOf(file.doc, file.Config),
		Self: cluster.Owner{Instance: "alone", Boot: a.boot},
		Tell: q.heard, Staff: q.lookAtDevices, CallBack: q.callBack,
		Canceled: q.offerCanceled, Order: q.order, Begun: q.begun, Seed: seed.Sum64(),
		Log: a.log.With("part", "queues")}
	opts.Rules.Allows = a.allows(opts.Rules.Allows)
	if err := a.openQueueBuckets(&opts); err != nil {
		return nil, fmt.Errorf("opening the queues: %w", err)
	}
	if a.keeping != nil {
		opts.Self, opts.Key = a.keeping.ledger.Self(), a.keeping.key
	}
	if i := a.instances; i != nil {
		q.task = i.entries.Task("queues", a.log.With("part", "cluster"))
		opts.Peers = q.peers(i)
	}
	q.hall = acd.New(opts)
	if q.task != nil {
		q.task.Busy, q.task.Last = q.hall.Busy, true // who waits with the last one waits for agents
	}
	q.openLog(file)
	a.metrics.Queues(q.floor)
	if err := q.hall.Open(q.ctx); err != nil { // who comes from now on can be served all the same
		a.log.Info("who was in the queues before is not known yet", "error", err)
	}
	q.over.Go(func() { q.hall.Run(q.ctx) })
	q.over.Go(func() { q.watchDevices(q.ctx) })
	if q.task != nil {
		q.claims.Go(q.claim)
	}
	return q, nil
}

// openQueueBuckets has queues be kept beyond this process, where something is. A daemon that is alone serves who calls
// also where its folder cannot be opened.
func (a *App) openQueueBuckets(opts *acd.Options) (err error) {
	if opts.Queues, err = a.sharedBucket(queuesBucket, queuesAbout); err == nil {
		opts.Agents, err = a.sharedBucket(agentsBucket, agentsAbout)
	}
	if err == nil || !a.keepsAlone() {
		return err
	}
	opts.Queues, opts.Agents = nil, nil
	a.log.Error("queues are not kept: who waits and which agents are there is forgotten with this process", "error", err)
	a.notes(func(w *wrong) { w.queues = err })
	return nil
}

// beside has something done that closeQueues waits for; false when the queues end: other instances may tell them
// something until behind that.
func (q *queueing) beside(do func()) bool {
	q.ending.Lock()
	defer q.ending.Unlock()
	if !q.ended {
		q.over.Go(do)
	}
	return !q.ended
}

// claim claims the task until the hall has ended; only then another one decides.
func (q *queueing) claim() {
	ctx, giveUp := context.WithCancel(context.Background())
	var claiming sync.WaitGroup
	claiming.Go(func() { q.task.Run(ctx) })
	<-q.ctx.Done()
	q.over.Wait()
	giveUp()
	claiming.Wait()
}

func (q *queueing) peers(i *instances) *acd.Peers {
	return &acd.Peers{Lease: i.lease, Seen: q.task.Seen, Runner: q.task.Runner, Dead: i.members.Dead, Ask: i.post.Ask,
		Holds: func() (bool, bool) { return q.task.Holds(), i.members.Certain() },
		Others: func() []cluster.Owner {
			var others []cluster.Owner
			for _, m := range i.others() {
				others = append(others, m.Owner)
			}
			return others
		}}
}

// sharedBucket is a bucket of what outlives this process, nil where nothing does.
func (a *App) sharedBucket(name, about string) (cluster.Bucket, error) {
	switch {
	case a.opts.buckets != nil:
		return a.opts.buckets(name), nil
	case a.instances != nil:
		return a.instances.bucket(name, about), nil
	case a.keeping == nil || a.opts.calls != nil:
		return nil, nil
	}
	store, err := a.bucketStore()
	if err != nil {
		return nil, err
	}
	return store.Bucket(name, about), nil
}

// closeQueues writes down who waits; there are no calls any more.
func (a *App) closeQueues() {
	if q := a.queues.Load(); q != nil {
		q.ending.Lock()
		q.ended = true
		q.ending.Unlock()
		q.end()
		q.over.Wait()
		q.claims.Wait()
		q.closeLog()
	}
}

// configureQueues puts the rules of a file in force, for those who wait already too.
func (a *App) configureQueues(file *File) {
	if q := a.queues.Load(); q != nil {
		rules := world.QueueRulesOf(file.doc, file.Config)
		rules.Allows = a.allows(rules.Allows)
		q.hall.Configure(rules)
		q.lookAtDevices()
		if q.file != nil {
			q.file.Reloaded(time.Now())
		}
	}
}

// leftQueues tells the queues that a call is not walked here any more.
func (a *App) leftQueues(call, asterisk string, goesOn bool) {
	if q := a.queues.Load(); q != nil {
		q.hall.Ended(call, asterisk, goesOn)
	}
}

// heardOfQueues answers what another instance asks of queues.
func (a *App) heardOfQueues(ctx context.Context, request []byte) []byte {
	q := a.queues.Load()
	if q == nil {
		return []byte(`{"error":"not_owner"}`)
	}
	return q.hall.Heard(ctx, request)
}

// unknownQueues tells that nobody decides for the queues as far as is known.
func (a *App) unknownQueues() bool {
	q := a.queues.Load()
	return q != nil && !q.hall.Known()
}

// heard is told each fact of the queues, with the hall's lock held.
func (q *queueing) heard(fact queue.Fact) {
	if fact.Kind == queue.AgentIn {
		q.lookAtDevices() // it may be a telephone that nobody has looked at
	}
	q.onlookers.tell(fact)
	q.app.metrics.Queue(fact)
	if q.file != nil {
		q.file.Tell(fact)
	}
	if tell := q.app.opts.ObserveQueues; tell != nil {
		tell(fact)
	}
}

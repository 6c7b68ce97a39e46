package acd

import (
	"context"
	"log/slog"
	"time"

	"github.com/ariapp/ariapp/internal/cluster"
	"github.com/ariapp/ariapp/internal/queue"
)

// Options say of what a Hall is made.
type Options struct {
	Rules Rules
	// Queues and Agents are where what is known is written down; nil for nowhere.
	Queues, Agents cluster.Bucket
	// Self is this instance.
	Self cluster.Owner
	// Peers are the other instances, nil for none.
	Peers *Peers
	// Tell hears each fact. It must neither wait nor use the hall. Nil for nobody.
	Tell func(queue.Fact)
	// CallBack is told that somebody is to be called back. It must not wait. Nil for nobody.
	CallBack func(queue.CallBack)
	// Canceled is told that an offer is taken back. It must not wait. Nil for nobody.
	Canceled func(queue.Cancel)
	// Order answers the question in which order to ring agents, in a goroutine of its own; nil answers nothing.
	Order func(ctx context.Context, ask queue.Ask) []string
	// Begun is called when this hall begins to reign, before its first offer: for what has to be known of devices. It may
	// take its time, but not longer than ctx. Nil for nothing.
	Begun func(ctx context.Context)
	// Staff is told when agents were made, changed or taken away. It must neither wait nor use the hall. Nil for nobody.
	Staff func()
	Log   *slog.Logger
	// Key seals PINs that are written down, 32 bytes; nil where nothing is.
	Key []byte
	// Seed is for strategies that draw lots.
	Seed uint64
}

// Peers are the other instances. All are needed, and none waits but Ask.
type Peers struct {
	// Lease is how long an instance may be silent.
	Lease time.Duration
	// Holds tells whether this instance decides for all, and whether that is certain: it was seen lately, or nobody else
	// is there.
	Holds func() (ours, certain bool)
	// Seen tells whether it was seen at the last look who decides: who was cut off does not know better until it has
	// looked.
	Seen func() bool
	// Runner is who decides as far as is known.
	Runner func() (instance string, ok bool)
	// Others are the instances that live, but for this one.
	Others func() []cluster.Owner
	// Dead tells whether one is dead for certain.
	Dead func(owner cluster.Owner) bool
	// Ask sends word to another instance, whose [Hall.Heard] answers.
	Ask func(ctx context.Context, instance string, request []byte) ([]byte, error)
}

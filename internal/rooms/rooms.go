package rooms

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/ariapp/ariapp/flows"
)

// Options are what ivr.yaml says of rooms. Zero fields mean the bounds of this package.
type Options struct {
	// App begins the names of bridges: two processes on one Asterisk have different ones.
	App string
	// Rooms is how many conferences there may be, Members how many may be in one.
	Rooms, Members int
	// Lots are the parkings by name.
	Lots map[string]Lot
}

// Lot is a parking: the numbers of its slots.
type Lot struct{ First, Last int }

// Rooms are those of a process. They outlive every version of ivr.yaml; see [Rooms.Under].
type Rooms struct {
	mu      sync.Mutex
	rooms   map[place]*room
	waiting map[place]*meeting
	// stamp is in the names of all bridges of this process, made counts them.
	stamp string
	made  int
	// returns are the calls that come back from another process.
	returns returns
	// home is where calls meet, nil for here.
	home func(asterisk, call string) error
}

// place is a room, a slot or a call, on one Asterisk.
type place struct{ asterisk, lot, name string }

// New makes rooms with nobody in them. The stamp is in the names of their bridges; "" makes one up.
func New(stamp string) *Rooms {
	if stamp == "" {
		stamp = strings.ToLower(rand.Text()[:stampLength])
	}
	return &Rooms{rooms: map[place]*room{}, waiting: map[place]*meeting{}, stamp: stamp,
		returns: newReturns()}
}

// House are the rooms under the rules of one version of ivr.yaml.
type House struct {
	rooms *Rooms
	opts  Options
}

var _ flows.Rooms = (*House)(nil)

// Under are the rooms under these rules. Who is in already stays.
func (r *Rooms) Under(opts Options) *House {
	if opts.Rooms <= 0 {
		opts.Rooms = RoomsMax
	}
	if opts.Members <= 0 {
		opts.Members = MembersMax
	}
	if opts.App == "" {
		opts.App = "ariapp"
	}
	return &House{r, opts}
}

// Apart are rooms of their own under the same rules. Their bridges are called the same each time.
func (h *House) Apart() flows.Rooms { return &House{New(stampApart), h.opts} }

// locked runs something that changes rooms, and tells those whom it concerns
// when the lock is free again: whoever they are, they may ask at once.
func (r *Rooms) locked(change func(tell func(*listener))) {
	var told []*listener
	r.mu.Lock()
	change(func(l *listener) {
		if l != nil && !l.told && l.notify != nil {
			l.told = true
			told = append(told, l)
		}
	})
	r.mu.Unlock()
	for _, l := range told {
		l.notify(News{})
	}
}

// News is what Notify is given: that there is something to look at.
type News struct{}

// listener is one who is told that there is news, once until they look.
type listener struct {
	notify func(any)
	told   bool
}

// bridge is the name of a bridge, which no other has, of this process or another:
// Asterisk ends a bridge some time after it has said so, and until then its name
// can neither be used nor made.
func (r *Rooms) bridge(app, what string) string {
	r.made++
	return fmt.Sprintf("%s.%s.%s-%d", app, what, r.stamp, r.made)
}

// Stale tells whether a bridge was made by a process of that application that is
// no more, and none of its calls has come back to it: nobody ends it. others are
// the stamps of the processes that are, beside this one. It is asked when all have
// come back who do; see [Rooms.Settled].
func (r *Rooms) Stale(app, bridge string, others ...string) bool {
	stamp, ok := stampIn(app, bridge)
	return ok && stamp != r.stamp && !slices.Contains(others, stamp) && !r.uses(bridge)
}

// Inherited tells whether calls here meet in a bridge that a process of that application has made that is no more. They
// may not know that it was made: then nobody ends it when they have gone, and it is stale.
func (r *Rooms) Inherited(app, bridge string) bool {
	stamp, ok := stampIn(app, bridge)
	return ok && stamp != r.stamp && r.uses(bridge)
}

// Unused tells whether a bridge is one that this process has made for those who meet, and in which nobody meets any
// more: they have gone on elsewhere.
func (r *Rooms) Unused(app, bridge string) bool {
	stamp, ok := stampIn(app, bridge)
	return ok && stamp == r.stamp && !r.uses(bridge)
}

// stampIn is the stamp of the process that has made a bridge in which calls meet; ok is false for any other bridge.
func stampIn(app, bridge string) (stamp string, ok bool) {
	rest, ours := strings.CutPrefix(bridge, app+".")
	if !ours || !strings.HasPrefix(rest, "conf.") && !strings.HasPrefix(rest, "meet.") {
		return "", false
	}
	stamp, number, whole := strings.Cut(rest[strings.LastIndex(rest, ".")+1:], "-")
	_, err := strconv.Atoi(number)
	return stamp, whole && err == nil
}

// uses tells whether calls meet in a bridge.
func (r *Rooms) uses(bridge string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, m := range r.rooms {
		if m.bridge == bridge {
			return true
		}
	}
	for _, m := range r.waiting {
		if m.bridge == bridge {
			return true
		}
	}
	return false
}

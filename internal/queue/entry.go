package queue

import (
	"math"
	"strconv"
	"time"
)

// entry is a caller who waits, or talks, or a number that is to be called back.
type entry struct {
	id, call, asterisk, from, prefers string
	queue                             *queue
	wish                              *wish
	class                             *class
	line                              *line
	priority                          int
	// since orders, begun is when this wait began: they differ for a place that was resumed.
	since, begun int64
	maxWait      int64 // its own bound, 0 for none, negative for the queue's
	rungFrom     int64 // when the first of the present offers was made, for ring_progressively
	away         int64 // until when the call may be out of sight, 0 for not
	offers       []*offer
	tried        []*agent // who came to nothing since all were tried
	back         *callBack
	called       *callBack // of who has come since: they want to be called again if their call is lost
	ask          *ask
	alarm        alarm
	door         int32 // the position at the door
	offered      int32
	stage        int32 // the rule by waited time
	talking      bool
	private      bool // no supervisor may hear the talk
	shown        bool // its caller has heard that they may be called back
	kept         bool // its caller has left a number
	gone         bool
	changed      bool
}

// callBack is what belongs to an entry without a caller.
type callBack struct {
	number   string
	same     string // what all ways to write it have in common
	walk     []byte // where the walk of the call goes on
	again    int64
	since    int64
	attempts int
	// calls is the offer for which the number is being called, "" for none, at which Asterisk, and until when that is
	// believed.
	calls string
	at    string
	until int64
}

type stage int8

// How far an offer is. A held one is not told yet: its entry's call is out of sight, or an order is awaited.
const (
	held stage = iota
	made
	ringing
	answered
	connected
)

// offer is an agent who is reserved for an entry.
type offer struct {
	id     string
	entry  *entry
	agent  *agent
	queue  string
	level  int
	ring   time.Duration
	stage  stage
	since  int64
	talkAt int64
	guard  int64 // when it is over although nobody tells, 0 for never
}

// view is the offer as others see it.
func (o *offer) view() Offer {
	return Offer{ID: o.id, Entry: o.entry.id, Queue: o.queue, Agent: o.agent.id, Ring: o.ring, Since: clock(o.since),
		Level: o.level, Endpoint: o.agent.endpoint, Standby: o.agent.standby, At: o.agent.at, Answered: o.stage >= answered,
		Connected: o.stage == connected, Rings: o.stage == ringing}
}

// wants is how many offers an entry should have: all that there are, for ring_all.
func (x *entry) wants(now int64) int {
	rules := &x.queue.rules
	switch {
	case x.talking || x.gone:
		return 0
	case x.back != nil:
		if x.back.again > now || x.back.calls != "" {
			return 0
		}
		return 1
	case x.away != 0 || x.ask != nil || rules.Strategy == External:
		return 1
	case rules.Strategy == RingAll:
		return math.MaxInt
	case rules.Strategy == RingProgressively:
		if len(x.offers) == 0 {
			return 1
		}
		return 1 + int((now-x.rungFrom)/int64(progressiveDelay(rules)))
	}
	return max(rules.RingSimultaneously, 1)
}

func progressiveDelay(rules *Queue) time.Duration {
	if rules.ProgressiveDelay <= 0 {
		return progressiveDefault
	}
	return rules.ProgressiveDelay
}

// anyLevel is the line of those who take agents of any level.
const anyLevel = math.MaxInt

// most is the highest level of which an entry takes agents now: ring_all rings one level after the other.
func (x *entry) most() int {
	if x.queue.rules.Strategy != RingAll || len(x.offers) == 0 {
		return anyLevel
	}
	most := x.offers[0].level
	for _, o := range x.offers[1:] {
		most = max(most, o.level)
	}
	return most
}

// settle puts an entry where it belongs after something about it has changed.
func (e *Engine) settle(x *entry) {
	if x.gone {
		return
	}
	e.touch(x)
	if !x.talking {
		x.stage = int32(x.queue.stage(x.since, e.now))
		e.enlist(x, x.queue.class(int(x.stage), x.wish, x.reachedAt()))
		e.stand(x, x.place(e.now))
	}
	e.schedule(x)
}

// place is the line of an entry, nil if it wants nobody now.
func (x *entry) place(now int64) *line {
	if len(x.offers) >= x.wants(now) {
		return nil
	}
	for _, o := range x.offers {
		if o.stage >= answered {
			return nil
		}
	}
	return x.class.line(x.most())
}

// stage is the rule that counts by waited time.
func (q *queue) stage(since, now int64) int {
	for i := range q.routing {
		if until := int64(q.routing[i].Until); until == 0 || now-since < until {
			return i
		}
	}
	return len(q.routing) - 1
}

// schedule sets an entry's alarm to the earliest of what it waits for.
func (e *Engine) schedule(x *entry) {
	at := int64(0)
	add := func(t int64) {
		if t != 0 && (at == 0 || t < at) {
			at = t
		}
	}
	add(x.away)
	for _, o := range x.offers {
		add(o.guard)
	}
	if !x.talking {
		if until := int64(x.queue.routing[x.stage].Until); until != 0 {
			add(x.since + until)
		}
		if !x.lets() {
			add(x.deadline())
			add(x.expiry())
		}
		if x.ask != nil {
			add(x.ask.until)
		}
		if x.back != nil {
			if x.back.again > e.now {
				add(x.back.again)
			}
			add(x.back.until)
		}
		if x.queue.rules.Strategy == RingProgressively && len(x.offers) > 0 && x.away == 0 && x.back == nil {
			delay := int64(progressiveDelay(&x.queue.rules))
			add(x.rungFrom + ((e.now-x.rungFrom)/delay+1)*delay)
		}
	}
	e.alarms.set(&x.alarm, at)
}

// deadline is when the wait is too long, 0 for never.
func (x *entry) deadline() int64 {
	most := x.maxWait
	if most < 0 {
		most = int64(x.queue.rules.MaxWait)
	}
	if most == 0 || x.back != nil {
		return 0
	}
	return x.begun + most
}

// lets tells whether an entry goes on behind its longest wait: an agent who has answered is not hung up, one who rings
// neither if the queue is loose, nor is who is being called back.
func (x *entry) lets() bool {
	if x.back != nil && x.back.calls != "" {
		return true
	}
	for _, o := range x.offers {
		if o.stage >= answered || x.queue.rules.Loose && o.stage >= made {
			return true
		}
	}
	return false
}

// wakes does what has become due for an entry.
func (e *Engine) wakes(x *entry) {
	if x.away != 0 && x.away <= e.now {
		e.lost(x)
		return
	}
	for i := 0; i < len(x.offers); i++ {
		if o := x.offers[i]; o.guard != 0 && o.guard <= e.now {
			if x.back != nil && x.back.calls == "" {
				e.calledBack(CalledBack{ID: x.id, Offer: o.id, Again: clock(e.now), Why: untold})
				return
			}
			if x.back != nil { // who is being called may come yet
				e.cancel(o, untold)
				e.drop(o)
				i = -1
				continue
			}
			e.cancel(o, untold)
			e.fails(o, NoAnswer, false)
			i = -1
		}
	}
	if x.gone {
		return
	}
	if b := x.back; b != nil && b.until != 0 && b.until <= e.now {
		e.calledBack(CalledBack{ID: x.id, Again: clock(e.now), Why: untold})
		return
	}
	if x.ask != nil && x.ask.until <= e.now {
		e.ordered(x, nil)
	}
	for _, at := range []int64{x.deadline(), x.expiry()} {
		if !x.talking && at != 0 && at <= e.now && !x.lets() {
			e.end(x, TimedOut, ending{})
			return
		}
	}
	e.settle(x)
}

// untold is why something is given up of which nothing is heard.
const untold = "nobody told what became of it"

// lost ends an entry whose call did not come back.
func (e *Engine) lost(x *entry) {
	x.away = 0
	if x.talking {
		e.hangUp(x, "lost", "")
		return
	}
	if e.wantsAgain(x) {
		return
	}
	e.end(x, Abandoned, ending{reason: "lost"})
}

// offerID names an offer for good, also beside those of an engine before this one.
func (e *Engine) offerID(x *entry) string {
	x.offered++
	return x.id + "." + strconv.Itoa(int(x.offered)) + e.tag
}

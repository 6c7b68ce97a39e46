package records

import (
	"sync"

	"github.com/ariapp/ariapp/flows"
)

// Resume goes on with the record of a call that another process had before: this
// daemon's own before it was started anew, or another one that writes into the same
// database. What is known of the call must say the same of its channel and its
// beginning as when it began; life is the number of the processes that had it, this
// one among them, so that a higher one counts more than what a lower one still writes.
func (r *Records) Resume(begun Begun, life int) *Recorder {
	if r == nil {
		return nil
	}
	begun = r.begunAt(begun)
	c := &Recorder{records: r, life: int64(min(max(life, 2), livesMost))}
	c.row.ID = idOf(begun.Call.Asterisk, begun.Call.ID, begun.Call.Started)
	r.fate.settle(c.row.ID)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tell(told{At: r.now(), Kind: KindResumed, Begun: &begun}, queueMax)
	return c
}

// EndOne ends a call that another process had and that does not go on, as its
// channel is gone: as lost, with that cause (0 where it is not known), at the time of
// the last thing that is known of it. One that has an end keeps it, and what its
// process still writes counts.
func (r *Records) EndOne(begun Begun, cause flows.Cause) {
	if r == nil {
		return
	}
	begun = r.begunAt(begun)
	end := ending{Status: Lost, Answered: begun.Answered}
	if cause != 0 {
		end.Cause = cause.String()
	}
	info := begun.Call
	t := told{Call: idOf(info.Asterisk, info.ID, info.Started), Instance: r.instance, Life: 1, Seq: 1, At: r.now(),
		Begun: &begun, End: &end}
	t.clean()
	r.fate.settle(t.Call)
	r.queue.put(line{Told: &t}, queueMax)
}

// EndLost ends the calls that this daemon had before it was started anew, and that
// were neither resumed nor ended since: as lost. It is called when it is known which
// of them go on; until then they stay as they are. It does not wait for the database.
func (r *Records) EndLost() {
	if r == nil {
		return
	}
	r.fate.decide()
	poke(r.wake)
}

// fate is what becomes of the calls that the process before has left without an end.
type fate struct {
	mu sync.Mutex
	// settled are calls that go on, or are ended by themselves; nil when the others were ended.
	settled map[string]bool
	decided bool
}

func newFate() *fate { return &fate{settled: map[string]bool{}} }

// settle keeps a call from being ended with the others.
func (f *fate) settle(call string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.settled != nil {
		f.settled[call] = true
	}
}

func (f *fate) decide() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.decided = true
}

// lost are those of the calls that are to be ended; false while that is not known, or they were ended before.
func (f *fate) lost(calls []string) (lost []string, known bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.decided || f.settled == nil {
		return nil, false
	}
	for _, call := range calls {
		if !f.settled[call] {
			lost = append(lost, call)
		}
	}
	return lost, true
}

// over tells that the others were ended.
func (f *fate) over() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.settled = nil
}

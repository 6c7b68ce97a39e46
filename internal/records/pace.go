package records

import (
	"sync/atomic"
	"time"
)

// pace keeps work that can wait from holding a processor for long: prompts of callers cannot. The zero one is ready;
// it belongs to one goroutine, but anybody may say that there is no time for rests.
type pace struct {
	since   time.Time
	hurried atomic.Bool
}

// begin is called when the work begins.
func (p *pace) begin() { p.since = time.Now() }

// step is called now and then while it is done; it rests when that has taken long enough.
func (p *pace) step() {
	if p.hurried.Load() || time.Since(p.since) < workTime {
		return
	}
	time.Sleep(restTime)
	p.begin()
}

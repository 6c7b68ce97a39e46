package flows

import (
	"fmt"
	"time"
)

// QueueTells tells a fact of a queue or an agent: one of [QueueJoined], [QueuePlaced], [QueueOffered],
// [QueueConnected], [QueueLeft] and [AgentChanged].
func (r *Run) QueueTells(kind FactKind, f Fact) { r.walker.observeStep(kind, r.step, f) }

// QueueStanding is what of a [QueueView] a caller hears, or steps read, as the outcome of a [QueuePlaced] tells it.
type QueueStanding struct{ Position, Size, Agents int }

// String is the standing as facts tell it: `2 of 5, 3 agents`.
func (s QueueStanding) String() string {
	return fmt.Sprintf("%d of %d, %d agents", s.Position, s.Size, s.Agents)
}

// ParseQueueStanding reads what String has written.
func ParseQueueStanding(text string) (s QueueStanding, ok bool) {
	_, err := fmt.Sscanf(text, "%d of %d, %d agents", &s.Position, &s.Size, &s.Agents)
	return s, err == nil
}

// Standing is what of the view a fact tells, and how long the wait is expected to take, 0 where that is not known.
func (v QueueView) Standing() (QueueStanding, time.Duration) {
	wait := v.Wait
	if !v.WaitKnown {
		wait = 0
	}
	return QueueStanding{v.Position, v.Size, v.Agents}, wait
}

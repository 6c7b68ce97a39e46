package metrics

import "sync"

// begun remembers with which flow each walk began, until it ends: the fact of
// the end does not say. A walk that never ends, as it panicked, is forgotten
// when two generations have filled up.
type begun struct {
	mu         sync.Mutex
	young, old map[string]string
	most       int
}

func newBegun(most int) *begun { return &begun{young: map[string]string{}, most: most} }

// in notes the flow of a call, unless the call is in one already.
func (b *begun) in(call, flow string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, known := b.young[call]; known {
		return
	}
	if _, known := b.old[call]; known {
		return
	}
	if len(b.young) >= b.most {
		b.young, b.old = make(map[string]string), b.young
	}
	b.young[call] = flow
}

// out is the flow that the call's walk began with, "" when it is not known; it is forgotten then.
func (b *begun) out(call string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	flow, known := b.young[call]
	if !known {
		flow = b.old[call]
	}
	delete(b.young, call)
	delete(b.old, call)
	return flow
}

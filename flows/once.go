package flows

import "context"

// Once is work that must not be done twice, for [Run.Work] and [Run.Do]: it
// begins when it is written down that the step is under way, so that whoever
// takes the call up knows it by the same [Run.Occasion], and finds what the step has saved.
func (r *Run) Once(work func(context.Context) (any, error)) func(context.Context) (any, error) {
	settled := r.walker.opts.Settled
	if settled == nil || r.walker.offline {
		return work
	}
	return func(ctx context.Context) (any, error) {
		if err := settled(ctx); err != nil {
			return nil, err
		}
		return work(ctx)
	}
}

package flows

import "context"

// Spend notes that the call has had what it has once, by whichever step: it is written down with the next checkpoint of
// the step, so that whoever takes the call up knows it too. What is a word without a slash.
func (r *Run) Spend(what string) { r.walker.occasions[what] = 1 }

// Spent tells whether the call has had it.
func (r *Run) Spent(what string) bool { return r.walker.occasions[what] > 0 }

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

package suite

import (
	"context"
	"sync"
)

// inOrder does work n times, several at once, and hands what comes of it to take
// in order. It ends when all is done, when take says so, or when ctx is over, and
// waits for the workers. No more than a few results wait to be taken.
func inOrder[T any](ctx context.Context, n, workers int, work func(ctx context.Context, i int) T,
	take func(T) bool) error {
	working, stop := context.WithCancel(ctx)
	workers = max(1, min(workers, n))
	window := workers * ahead
	// Ticket i is given out when result i-window was taken: its slot is free then.
	tickets, slots := make(chan int, window), make([]chan T, window)
	for i := range slots {
		slots[i] = make(chan T, 1)
	}
	var all sync.WaitGroup
	defer all.Wait()
	defer close(tickets)
	defer stop()
	for range workers {
		all.Go(func() {
			for i := range tickets {
				slots[i%window] <- work(working, i)
			}
		})
	}
	for i := range min(window, n) {
		tickets <- i
	}
	for i := range n {
		one := <-slots[i%window]
		if err := context.Cause(ctx); err != nil {
			return err
		}
		if !take(one) {
			return nil
		}
		if i+window < n {
			tickets <- i + window
		}
	}
	return nil
}

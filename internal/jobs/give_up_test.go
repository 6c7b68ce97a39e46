package jobs

import (
	"context"
	"sync/atomic"
	"testing"
	"time"
)

// silent is a call of which nothing is heard until it is given up; then it turns out to be answered or not.
func silent(givenUp *atomic.Int32, answered bool) func(Order) (Ringing, error) {
	return func(Order) (Ringing, error) {
		over, ended := make(chan struct{}), make(chan struct{})
		return Ringing{ID: "call-1", Ended: ended, Wait: func(ctx context.Context) (bool, string, error) {
			select {
			case <-over:
				return answered, "failure", nil
			case <-ctx.Done():
				return false, "", context.Cause(ctx)
			}
		}, GiveUp: func() {
			givenUp.Add(1)
			close(over)
			close(ended)
		}}, nil
	}
}

// Law: a call of which nothing is heard is ended before the next attempt, and counts as answered if it has just been.
func TestASilentCallIsGivenUp(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		n := &atomic.Int32{}
		d := newDesk(t, Options{}, silent(n, false), silent(n, true))
		id := d.add(order, Plan{MaxRetries: 5, RetryTime: 60, WaitTime: 20})
		d.want(id, 20*time.Second+answerGrace-time.Second, Dialling, "", "")
		if n.Load() != 0 {
			t.Error("it was given up too early")
		}
		d.want(id, 2*time.Second, Waiting, "nobody answered", "failure")
		if n.Load() != 1 {
			t.Errorf("given up %d times", n.Load())
		}
		d.want(id, 2*time.Minute, Completed, "", "failure", "answered")
	})
}

// Law: when the daemon stops, calls that ring are left to whoever ends them.
func TestAStopGivesNothingUp(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		n := &atomic.Int32{}
		d := newDesk(t, Options{}, silent(n, false))
		d.add(order, Plan{})
		time.Sleep(time.Second)
		d.stop()
		if n.Load() != 0 {
			t.Errorf("given up %d times", n.Load())
		}
	})
}

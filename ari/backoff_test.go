package ari

import (
	"testing"
	"time"
)

// TestBackoffBounds: a wait is never below the floor nor above a bound that doubles up to the most, and
// random bits reach both ends.
func TestBackoffBounds(t *testing.T) {
	for failures := 1; failures < 2000; failures++ {
		bound := BackoffMax
		if failures < 8 {
			bound = min(BackoffMin<<(failures-1), BackoffMax)
		}
		span := uint64(bound - BackoffFloor)
		for random, want := range map[uint64]time.Duration{0: BackoffFloor, span: bound, span + 1: BackoffFloor} {
			if got := backoff(failures, BackoffMin, BackoffMax, random); got != want {
				t.Fatalf("%d failures, random %d: %v, want %v", failures, random, got, want)
			}
		}
	}
	if got := backoff(3, time.Millisecond, time.Millisecond, 5); got != time.Millisecond {
		t.Errorf("below the floor: %v", got)
	}
}

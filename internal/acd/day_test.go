package acd

import (
	"context"
	"testing"
	"time"
)

// Law: the day of the queues is that of the instance that decides: all say the same of it, wherever they are themselves.
func TestTheDayIsTheOwners(t *testing.T) {
	inBubble(t, func(h *house) { // which begins at midnight UTC, in the evening of New York
		zone, err := time.LoadLocation("America/New_York")
		if err != nil {
			t.Fatal(err)
		}
		there := ruled(1)
		there.Config.Zone = zone
		one, two := h.begin("n1", there, false), h.begin("n2", ruled(1), false)
		time.Sleep(testLease)
		c := h.join(two, "c", nil)
		time.Sleep(time.Second)
		c.talks()
		time.Sleep(time.Second)
		begin := time.Date(2000, 1, 1, 5, 0, 0, 0, time.UTC)
		for _, row := range []struct {
			at       time.Time
			answered int
		}{{begin.Add(-time.Minute), 1}, {begin.Add(time.Minute), 0}} {
			time.Sleep(time.Until(row.at))
			for _, on := range []*inmate{one, two} {
				views, err := on.Queues(context.Background())
				if err != nil || len(views) != 2 || views[1].Name != "sales" || views[1].Counts.Answered != row.answered {
					t.Errorf("at %s %s says %+v, %v, want %d answered", row.at, on.self.Instance, views, err, row.answered)
				}
			}
		}
	})
}

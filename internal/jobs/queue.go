package jobs

import (
	"container/heap"
	"time"
)

// queue is the jobs that wait, arranged so that neither a round nor a new job looks at all of them.
type queue struct {
	// later are those whose time is to come, by it; due those whose time has come, the oldest first.
	later, due pile
	seats      map[*Job]*seat
}

// seat is where a job waits.
type seat struct {
	job  *Job
	in   *pile
	at   int
	next time.Time
	// created is when the job was, in nanoseconds: it is beside what is compared with it.
	created int64
}

func newQueue() *queue {
	sooner := func(a, b *seat) bool { return a.next.Before(b.next) }
	older := func(a, b *seat) bool {
		if a.created != b.created {
			return a.created < b.created
		}
		return a.job.ID < b.job.ID
	}
	return &queue{seats: map[*Job]*seat{}, later: pile{before: sooner}, due: pile{before: older}}
}

// put has a job wait for its Next, or wait anew.
func (q *queue) put(job *Job) {
	one := q.seats[job]
	if one == nil {
		one = &seat{job: job, created: job.Created.UnixNano()}
		q.seats[job] = one
	} else {
		heap.Remove(one.in, one.at)
	}
	one.in, one.next = &q.later, job.Next
	heap.Push(one.in, one)
}

// drop takes a job out; one that does not wait is no fault.
func (q *queue) drop(job *Job) {
	if one := q.seats[job]; one != nil {
		heap.Remove(one.in, one.at)
		delete(q.seats, job)
	}
}

// ripen has those be due whose time has come, so many at most; it tells whether those were all.
func (q *queue) ripen(now time.Time, most int) bool {
	for len(q.later.seats) > 0 && !q.later.seats[0].next.After(now) {
		if most--; most < 0 {
			return false
		}
		one := q.later.seats[0]
		heap.Remove(&q.later, 0)
		one.in = &q.due
		heap.Push(&q.due, one)
	}
	return true
}

// first is the oldest that is due, nil when none is.
func (q *queue) first() *Job {
	if len(q.due.seats) == 0 {
		return nil
	}
	return q.due.seats[0].job
}

// idle is how long it is until the next one is due, at most that long.
func (q *queue) idle(now time.Time, most time.Duration) time.Duration {
	if len(q.later.seats) > 0 {
		most = min(most, q.later.seats[0].next.Sub(now))
	}
	return most
}

// pile is a heap of seats.
type pile struct {
	seats  []*seat
	before func(a, b *seat) bool
}

// Len is how many there are.
func (p *pile) Len() int { return len(p.seats) }

// Less tells which of two comes first.
func (p *pile) Less(i, j int) bool { return p.before(p.seats[i], p.seats[j]) }

// Swap exchanges two.
func (p *pile) Swap(i, j int) {
	p.seats[i], p.seats[j] = p.seats[j], p.seats[i]
	p.seats[i].at, p.seats[j].at = i, j
}

// Push adds a seat at the end.
func (p *pile) Push(x any) {
	one, _ := x.(*seat)
	one.at = len(p.seats)
	p.seats = append(p.seats, one)
}

// Pop takes the seat at the end.
func (p *pile) Pop() any {
	last := len(p.seats) - 1
	one := p.seats[last]
	p.seats[last], p.seats = nil, p.seats[:last]
	return one
}

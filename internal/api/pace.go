package api

import (
	"sync"
	"time"
)

// paces holds each name to a number of requests a minute. One who has been
// quiet for a minute may ask that often at once.
type paces struct {
	mu   sync.Mutex
	left map[string]*purse
}

// purse is how many requests somebody has left, and when that was.
type purse struct {
	left float64
	at   time.Time
}

// take takes one request of a name; false when there is none left, and how long it takes to have one.
func (p *paces) take(name string, perMinute int, now time.Time) (wait time.Duration, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	most := float64(perMinute)
	mine := p.left[name]
	if mine == nil {
		p.room(now)
		mine = &purse{left: most, at: now}
		p.left[name] = mine
	}
	if passed := now.Sub(mine.at); passed > 0 {
		mine.left = min(most, mine.left+passed.Minutes()*most)
	}
	mine.at = now
	if mine.left < 1 {
		return time.Duration((1 - mine.left) / most * float64(time.Minute)), false
	}
	mine.left--
	return 0, true
}

// giveBack takes back one request, of which nothing came.
func (p *paces) giveBack(name string, perMinute int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if mine := p.left[name]; mine != nil {
		mine.left = min(float64(perMinute), mine.left+1)
	}
}

// room has no more names remembered than there may be: who has been quiet for a minute has a full purse anyway.
func (p *paces) room(now time.Time) {
	if p.left == nil {
		p.left = map[string]*purse{}
	}
	if len(p.left) < namesMost {
		return
	}
	for name, one := range p.left {
		if now.Sub(one.at) >= time.Minute {
			delete(p.left, name)
		}
	}
	if len(p.left) >= namesMost { // all at once: better to forget than to grow
		clear(p.left)
	}
}

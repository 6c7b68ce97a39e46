package queue

import (
	"cmp"
	"maps"
	"slices"
)

// wish is what entries ask of agents beside the rules of their queue; those who ask for the same share one.
type wish struct {
	key   string
	need  map[string]int
	users int
}

// class is the entries of a queue that may have the same agents: they are at the same rule, have the same wish, and
// their callers are at the same Asterisk.
type class struct {
	queue   *queue
	stage   int // the rule by waited time
	rule    int // the rule that counts: those that nobody who is there can satisfy are skipped
	wish    *wish
	at      string // the Asterisk, "" for any
	takes   []bool // by profile
	lines   []*line
	entries int
	// empty is since when nobody is there for them, 0 for somebody is.
	empty int64
	alarm alarm
}

type classKey struct {
	stage int
	wish  *wish
	at    string
}

// line is the entries of a class that want an agent now, of that level at most. Whether there is one for them is the
// same for all in it, so that who is not first need not be asked; save for ring_all, see [Engine.match].
type line struct {
	class   *class
	most    int
	entries tree[*entry]
	head    *entry // the first of them
	turn    *entry // whose turn it is while lines are matched
	place   int    // among the queue's lines, from 1
	dirty   bool
	heap    int // place among those that are matched, from 1
}

func (l *line) accepts(p *profile) bool { return l.class.takes[p.place] && p.level <= l.most }

// before orders entries of one queue: priority, time of joining, id.
func before(a, b *entry) int {
	if order := cmp.Compare(b.priority, a.priority); order != 0 {
		return order
	}
	if order := cmp.Compare(a.since, b.since); order != 0 {
		return order
	}
	return cmp.Compare(a.id, b.id)
}

// newOrder is a tree for entries of one queue.
func newOrder(effort *int) tree[*entry] {
	return tree[*entry]{effort: effort, compare: before, key: (*entry).sortKey}
}

func (x *entry) sortKey() sortKey { return sortKey{-int64(x.priority), x.since} }

// beforeAll orders entries of all queues: the weight of the queue goes first.
func beforeAll(a, b *entry) int {
	if order := cmp.Compare(b.queue.rules.Weight, a.queue.rules.Weight); order != 0 {
		return order
	}
	return before(a, b)
}

// class finds or makes the class of an entry at a rule.
func (q *queue) class(stage int, w *wish, at string) *class {
	key := classKey{stage, w, at}
	c := q.classes[key]
	if c == nil {
		c = &class{queue: q, stage: stage, wish: w, at: at}
		c.alarm.class = c
		q.classes[key] = c
		c.gauge()
	}
	return c
}

// inRules are the classes of a queue in an order that is always the same.
func (q *queue) inRules() []*class {
	classes := slices.Collect(maps.Values(q.classes))
	slices.SortFunc(classes, func(a, b *class) int {
		return cmp.Or(cmp.Compare(a.stage, b.stage), cmp.Compare(a.wish.name(), b.wish.name()), cmp.Compare(a.at, b.at))
	})
	return classes
}

func (w *wish) name() string {
	if w == nil {
		return ""
	}
	return w.key
}

// line finds or makes the line of a class for a level.
func (c *class) line(most int) *line {
	for _, l := range c.lines {
		if l.most == most {
			return l
		}
	}
	l := &line{class: c, most: most, entries: newOrder(c.queue.order.effort)}
	c.lines = append(c.lines, l)
	return l
}

// gauge finds the rule that counts, and tells whether other agents are taken with it.
func (c *class) gauge() bool {
	q, was := c.queue, c.takes
	for c.rule = c.stage; c.rule < len(q.routing); c.rule++ {
		there := 0
		c.takes = make([]bool, len(q.profiles))
		*q.order.effort += len(q.profiles)
		for i, p := range q.profiles {
			if c.takes[i] = c.suits(p, c.rule); c.takes[i] {
				there += p.there
			}
		}
		if there > 0 {
			break
		}
	}
	if c.rule == len(q.routing) {
		c.rule = c.stage
		for i, p := range q.profiles {
			c.takes[i] = c.suits(p, c.rule)
		}
	}
	for i, takes := range c.takes {
		if takes && (i >= len(was) || !was[i]) {
			return true
		}
	}
	return false
}

// capable is how many agents who are there, and not on a break, the class may have.
func (c *class) capable() int {
	n := 0
	for i, p := range c.queue.profiles {
		if c.takes[i] {
			n += p.present
		}
	}
	return n
}

// stand puts an entry into a line, or into none; the line is looked at by the next match.
func (e *Engine) stand(x *entry, l *line) {
	if was := x.line; was != l {
		if was != nil {
			was.entries.remove(x)
			if was.head == x {
				was.head, _ = was.entries.first()
			}
			if was.entries.len() == 0 {
				was.class.queue.closeLine(was)
			}
		}
		x.line = l
		if l != nil {
			l.entries.insert(x)
			if l.head == nil || before(x, l.head) < 0 {
				l.head = x
			}
			if l.place == 0 {
				q := l.class.queue
				q.lines = append(q.lines, l)
				l.place = len(q.lines)
			}
		}
	}
	if l != nil {
		e.dirty(l)
	}
}

func (q *queue) closeLine(l *line) {
	last := q.lines[len(q.lines)-1]
	q.lines[l.place-1] = last
	last.place = l.place
	q.lines = q.lines[:len(q.lines)-1]
	l.place = 0
}

func (e *Engine) dirty(l *line) {
	if !l.dirty {
		l.dirty = true
		e.dirtied = append(e.dirtied, l)
	}
}

// enlist moves an entry into the class of its rule and its wish.
func (e *Engine) enlist(x *entry, c *class) {
	if x.class == c {
		return
	}
	e.delist(x)
	x.class = c
	c.entries++
	if c.entries == 1 {
		e.lookEmpty(c)
	}
}

// unused lets a class go that was made for nobody.
func (c *class) unused() {
	if c.entries == 0 {
		delete(c.queue.classes, classKey{c.stage, c.wish, c.at})
	}
}

func (e *Engine) delist(x *entry) {
	c := x.class
	if c == nil {
		return
	}
	e.stand(x, nil)
	x.class = nil
	if c.entries--; c.entries == 0 {
		e.alarms.set(&c.alarm, 0)
		delete(c.queue.classes, classKey{c.stage, c.wish, c.at})
	}
}

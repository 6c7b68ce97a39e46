package fakeari

// command is one thing for a channel's thread to do.
type command struct {
	// start does it and tells whether it has ended at once; otherwise whoever
	// knows when it ends calls commandQueue.finish.
	start func() bool
	// abort ends a started command before its time: the channel leaves. May be nil.
	abort func()
	// dropped is told when the command will never start. May be nil.
	dropped func()
	// done is closed when the command has ended or been flushed.
	done chan struct{}
}

// commandQueue is a channel's thread seen from outside: commands run one after
// another, first in, first out. Its owner holds the server's lock.
type commandQueue struct {
	running *command
	waiting []*command
	pumping bool
	idle    func() // called each time nothing is left to do; may be nil
}

// add puts a command at the end and starts it when nothing is before it. It
// tells whether there was room.
func (q *commandQueue) add(c *command) bool {
	if len(q.waiting) >= commandsMax {
		return false
	}
	c.done = make(chan struct{})
	q.waiting = append(q.waiting, c)
	q.pump()
	return true
}

// finish ends the running command and goes on with the next.
func (q *commandQueue) finish(c *command) {
	if q.running != c {
		return
	}
	q.running = nil
	c.end()
	q.pump()
}

func (q *commandQueue) pump() {
	if q.pumping { // a command that starts may add another: the loop below takes it
		return
	}
	q.pumping = true
	for q.running == nil && len(q.waiting) > 0 {
		next := q.waiting[0]
		q.waiting = q.waiting[1:]
		q.running = next
		if next.start() && q.running == next {
			q.running = nil
			next.end()
		}
	}
	q.pumping = false
	if q.running == nil && q.idle != nil {
		q.idle()
	}
}

// hasten ends the running command before its time and lets the rest have their
// turn at once: what a channel that was hung up still does.
func (q *commandQueue) hasten() {
	if running := q.running; running != nil {
		q.running = nil
		if running.abort != nil {
			running.abort()
		}
		running.end()
	}
	if q.pumping { // hung up by one of its own commands
		q.flushWaiting()
		return
	}
	q.pump()
}

// flush ends everything: what runs is aborted, what waits never happens.
func (q *commandQueue) flush() {
	running := q.running
	q.running = nil
	q.flushWaiting()
	if running != nil {
		if running.abort != nil {
			running.abort()
		}
		running.end()
	}
}

// flushWaiting makes sure that nothing more starts.
func (q *commandQueue) flushWaiting() {
	waiting := q.waiting
	q.waiting = nil
	for _, c := range waiting {
		if c.dropped != nil {
			c.dropped()
		}
		close(c.done)
	}
}

func (c *command) end() { close(c.done) }

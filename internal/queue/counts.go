package queue

import "time"

// newDay begins all counts anew.
func (e *Engine) newDay() {
	for _, q := range e.queues {
		q.counts = Counts{}
	}
	for _, a := range e.agents {
		a.newDay()
		for name, counts := range a.kept { // who comes back to a queue does not bring yesterday's
			counts.Calls, counts.Talk = 0, 0
			a.kept[name] = counts
		}
		for _, m := range a.members {
			if m.counts.Calls == 0 && m.counts.Talk == 0 {
				continue
			}
			free := m.is.free
			if free {
				e.release(m, false)
			}
			m.counts.Calls, m.counts.Talk = 0, 0
			if free {
				e.release(m, true)
			}
			e.touchAgent(a)
		}
	}
}

// ended counts an end other than an answer.
func (c *Counts) ended(why Result) {
	switch why {
	case Abandoned:
		c.Abandoned++
	case TimedOut:
		c.TimedOut++
	case Full:
		c.Full++
	case JoinedEmpty, LeftEmpty:
		c.Empty++
	case ExitKey:
		c.Exited++
	case Overflow:
		c.Overflowed++
	}
}

// left counts who went by themselves in the service level, unless it was so soon that it does not count.
func (c *Counts) left(why Result, waited int64, rules *Queue) {
	switch {
	case why != Abandoned:
	case rules.ShortAbandon > 0 && waited <= int64(rules.ShortAbandon):
		c.Short++
	case waited <= int64(rules.ServiceLevel):
		c.LostInTime++
	}
}

func (c *Counts) answered(waited int64, rules *Queue) {
	c.Answered++
	c.Wait += time.Duration(waited)
	if waited <= int64(rules.ServiceLevel) {
		c.InTime++
	}
}

// ServiceLevel are the two usual shares: of those answered the ones in time; and of those answered or lost, without the
// short ones, the ones that were either in time. Both are 1 when there is nobody to count.
func (c Counts) ServiceLevel() (answered, all float64) {
	answered, all = 1, 1
	if c.Answered > 0 {
		answered = float64(c.InTime) / float64(c.Answered)
	}
	if n := c.Answered + c.Abandoned - c.Short; n > 0 {
		all = float64(c.InTime+c.LostInTime) / float64(n)
	}
	return answered, all
}

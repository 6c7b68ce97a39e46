package staffing

import (
	"fmt"
	"time"

	"github.com/ariapp/ariapp/internal/queue"
)

// Plan is a call centre to be played.
type Plan struct {
	// Hours is how long callers come.
	Hours float64
	// Seed is what the lots are drawn from: the same one gives the same figures.
	Seed   uint64
	Queues []queue.Queue
	Flows  []Callers
	Teams  []Team
}

// Last has callers come for so many hours. It fails where that is too short or too long, and where too many would come.
func (p *Plan) Last(hours float64) error {
	if !(hours >= HoursLeast && hours <= HoursMax) { // nor is it no number
		return fmt.Errorf("use a number from %g to %d", HoursLeast, HoursMax)
	}
	p.Hours = hours
	return p.crowded()
}

// crowded tells that more callers would come than can be played.
func (p *Plan) crowded() error {
	calls := 0.0
	for _, f := range p.Flows {
		for _, rate := range f.Rates {
			calls += rate.PerHour * p.Hours
		}
	}
	if calls > callsMax {
		return fmt.Errorf("%.0f callers would come, at most %d", calls, callsMax)
	}
	return nil
}

// Callers are those who come to a queue for the same thing.
type Callers struct {
	Queue    string
	Rates    []Rate
	Handle   Spread
	Patience Spread // zero for patience without end
	Require  map[string]int
	Priority int
}

// Rate is how many come in an hour on average, until then; a zero Until lasts to the end.
type Rate struct {
	Until   time.Duration
	PerHour float64
}

// Team are agents who are alike.
type Team struct {
	Name    string
	Count   int
	Members []queue.Membership
	Skills  map[string]int
	Shifts  []Shift // none for all the time
	WrapUp  *time.Duration
	// Single tells that it is one agent, whose number the name is.
	Single bool
	// Answers is how long the telephone rings until it is taken, Misses the share of rings that come to nothing.
	Answers time.Duration
	Misses  float64
}

// take has the queues and agents of a configuration, all of them there and on no break. An order from outside is not
// asked for: such queues ring as if nobody had answered.
func (p *Plan) take(config *queue.Config) {
	p.Queues = config.Queues
	for _, a := range config.Agents {
		p.Teams = append(p.Teams, Team{Name: a.ID, Count: 1, Members: a.Members, Skills: a.Skills, WrapUp: a.WrapUp,
			Single: true})
	}
}

// Shift is when agents are there, from the beginning on.
type Shift struct{ From, To time.Duration }

// Form is how times differ from their mean.
type Form string

// The forms of times.
const (
	Exponential Form = "exponential"
	Lognormal   Form = "lognormal"
	Fixed       Form = "fixed"
)

// Spread is a time that differs from case to case.
type Spread struct {
	Form Form
	Mean time.Duration
	// Deviation is the standard deviation of a lognormal time, in means.
	Deviation float64
}

package replay

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/internal/journal"
)

// answered collects the recorded answers as what a test gives.
type answered struct {
	given *scenario.Given
	// stored are the keys that were met already: what the call has stored itself is not given.
	stored map[string]bool
	// decided are schedules that have said something of themselves, byHand those that the call has set.
	decided, byHand map[string]bool
	// met are agents of whom it is known whether they were there.
	met map[string]bool
}

// agentOut is how agents and tests say that an agent is not there.
const agentOut = "logged_out"

// broken is the status of a schedule that cannot be asked.
const broken = "broken"

func (a *answered) take(asked journal.Asked) {
	switch asked.Port {
	case journal.PortHTTP:
		a.stub(asked)
	case journal.PortTables:
		a.row(asked)
	case journal.PortStore:
		a.store(asked)
	case journal.PortSchedules:
		a.schedule(asked)
	case journal.PortAgents:
		a.agent(asked)
	}
}

// stub is a response, or the error instead of one. Secrets in the address stand in no test.
func (a *answered) stub(asked journal.Asked) {
	address := asked.Target
	if plain, query, _ := strings.Cut(address, "?"); strings.Contains(query, stars) {
		address = plain
	}
	one := scenario.Stub{Request: asked.Op + " " + address, Times: 1, After: asked.Took.Round(time.Millisecond)}
	switch asked.Fault {
	case "":
		one.Status, one.Body = asked.Status, asked.Body
		for _, name := range slices.Sorted(maps.Keys(asked.Header)) {
			one.Header = append(one.Header, scenario.Header{Name: name, Value: asked.Header[name]})
		}
	case "timeout", "refused", "breaker", "too_large":
		one.Error = asked.Fault
	case "hung-up":
		one.Error, one.After = "timeout", neverEnds
	default:
		one.Error = "failed"
	}
	a.given.HTTP = append(a.given.HTTP, one)
}

func (a *answered) row(asked journal.Asked) {
	i := slices.IndexFunc(a.given.Tables, func(t scenario.Table) bool { return t.Name == asked.Target })
	if i < 0 {
		i = len(a.given.Tables)
		a.given.Tables = append(a.given.Tables, scenario.Table{Name: asked.Target})
	}
	table := &a.given.Tables[i]
	table.Broken = table.Broken || asked.Fault != ""
	known := slices.ContainsFunc(table.Rows, func(r scenario.Row) bool { return r.Key == asked.Key })
	if !asked.Found || known || asked.Fault != "" {
		return
	}
	row := scenario.Row{Key: asked.Key}
	for _, name := range slices.Sorted(maps.Keys(asked.Row)) {
		row.Values = append(row.Values, scenario.Var{Name: name, Value: asked.Row[name]})
	}
	table.Rows = append(table.Rows, row)
}

func (a *answered) store(asked journal.Asked) {
	known := a.stored[asked.Target]
	a.stored[asked.Target] = true
	switch {
	case asked.Fault != "" && asked.Fault != "conflict":
		a.given.StoreBroken = true
	case asked.Op == "get" && !known && asked.Revision != 0:
		a.given.Store = append(a.given.Store, scenario.Entry{Key: asked.Target, Value: decoded(asked.Value)})
	}
}

// schedule is what a schedule said first, of itself: what the call sets by hand, the test's call sets too.
func (a *answered) schedule(asked journal.Asked) {
	i := slices.IndexFunc(a.given.Schedules, func(s scenario.Schedule) bool { return s.Name == asked.Target })
	if i < 0 {
		i = len(a.given.Schedules)
		a.given.Schedules = append(a.given.Schedules, scenario.Schedule{Name: asked.Target, Status: "closed", Rule: "replay"})
	}
	one, decided := &a.given.Schedules[i], asked.Decided()
	switch {
	case asked.Fault != "":
		one.Status = broken
	case asked.Op == "override":
		a.byHand[asked.Target] = asked.Key != ""
	case !a.byHand[asked.Target] && !a.decided[asked.Target]:
		a.decided[asked.Target] = true
		one.Status, one.Rule = statusOf(decided), decided.Rule
	}
}

// agent is whether an agent was there at first: all are, but those of whom a test says that they are not.
func (a *answered) agent(asked journal.Asked) {
	if one := asked.Agent; one != nil && !a.met[one.Number] {
		a.met[one.Number] = true
		if asked.Op == string(flows.AgentLook) && one.Presence == agentOut {
			a.given.Agents = append(a.given.Agents, scenario.Dialled{Endpoint: one.Number, Status: agentOut})
		}
	}
}

// statusOf is the status that a test gives: what was set by hand is open or closed there.
func statusOf(d flows.Decision) string {
	switch {
	case d.Open:
		return "open"
	case d.Status == "holiday":
		return d.Status
	}
	return "closed"
}

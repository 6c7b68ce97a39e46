package replay

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/journal"
)

// answers are what services, tables, the store and schedules answered in the
// recorded call. Each answers once, to the same question, in the order of then.
type answers struct {
	walk *walk
	left []*journal.Asked
}

func newAnswers(w *walk) *answers {
	a := &answers{walk: w}
	for _, e := range w.script.call.Entries {
		if e.Asked != nil {
			a.left = append(a.left, e.Asked)
		}
	}
	return a
}

// world is the answers as the flows reach them.
func (a *answers) world() flows.World {
	return flows.World{HTTP: web{a}, Store: stored{a}, Tables: tables{a}, Schedules: schedules{a},
		Rooms: rooms{a}, Queues: queues{rooms{a}}, Mailboxes: mailboxes{a, map[string]string{}}, Outbound: outbound{a}}
}

// question is what is asked today.
type question struct{ port, op, target, key string }

// String is the question as it is shown: what was looked up or requested may be a caller's, and is in the journal too.
func (q question) String() string {
	switch q.port {
	case journal.PortTables:
		return "the table " + q.target + " for " + shown(q.key)
	case journal.PortSchedules:
		if q.op == "override" {
			return "the schedule " + q.target + " to be " + shown(q.key)
		}
		return "the schedule " + q.target
	case portRooms:
		return "the " + q.op + " " + shown(q.target)
	case journal.PortMailboxes:
		if q.target == "" {
			return "the mailboxes"
		}
		return "the mailbox " + shown(q.target)
	case journal.PortAgents:
		return "the agents to " + q.op + " " + shown(q.target)
	case journal.PortStore:
		return "the store to " + q.op + " " + shown(q.target)
	}
	return q.op + " " + shown(withoutQuery(q.target))
}

// withoutQuery is an address without what may be secret in it.
func withoutQuery(address string) string {
	parsed, err := url.Parse(address)
	if err != nil {
		return "an address that cannot be read"
	}
	parsed.User, parsed.RawQuery = nil, ""
	return parsed.String()
}

// take is the recorded answer to a question. Without one the walk is stopped.
func (a *answers) take(q question) (journal.Asked, error) {
	for i, asked := range a.left {
		if asked == nil || asked.Port != q.port || asked.Op != q.op || !answersTo(asked, q) {
			continue
		}
		a.left[i] = nil
		if asked.Fault == "" && (asked.Cut || asked.Bare && q.port != journal.PortSchedules) {
			return a.missing(q, true)
		}
		return a.given(*asked)
	}
	if a.walk.leaves() { // its answer came when nobody was there
		return a.given(journal.Asked{Port: q.port, Op: q.op, Fault: hungUp})
	}
	return a.missing(q, false)
}

// hungUp is the fault of a question whose answer the caller did not wait for.
const hungUp = "hung-up"

func (a *answers) given(asked journal.Asked) (journal.Asked, error) {
	if asked.Fault == hungUp {
		asked.Took = neverEnds
	}
	a.walk.phone.spent += asked.Took
	return asked, nil
}

// missing stops the walk: there is no answer.
func (a *answers) missing(q question, hidden bool) (journal.Asked, error) {
	a.walk.stop(&end{question: &q, hidden: hidden})
	return journal.Asked{}, fmt.Errorf("asking %s: no answer is recorded", q)
}

// answersTo tells whether a recorded answer is one to the question, as far as is recorded what was asked.
func answersTo(asked *journal.Asked, q question) bool {
	switch {
	case q.port == journal.PortHTTP && asked.Bare:
		return sameHost(asked.Target, q.target)
	case q.port == journal.PortHTTP:
		return sameAddress(asked.Target, q.target)
	case q.port == journal.PortStore && asked.Bare:
		return true
	case q.port == journal.PortAgents && (asked.Bare || q.key != ""),
		q.port == journal.PortMailboxes && (asked.Bare || q.op == "unlock"):
		return true
	case q.port == journal.PortTables && asked.Bare:
		return asked.Target == q.target
	}
	return asked.Target == q.target && asked.Key == q.key
}

// sameHost tells whether an address is one of a host, of which scheme and name are recorded.
func sameHost(recorded, address string) bool {
	parsed, err := url.Parse(address)
	return err == nil && (&url.URL{Scheme: parsed.Scheme, Host: parsed.Host}).String() == recorded
}

// stars stand in recorded addresses for what is secret.
const stars = "***"

// sameAddress compares a recorded address, in which secrets are stars, with one of today.
func sameAddress(recorded, address string) bool {
	if recorded == address {
		return true
	}
	parsed, err := url.Parse(address)
	if err != nil {
		return recorded == ""
	}
	parsed.User = nil
	before, beforeQuery, _ := strings.Cut(recorded, "?")
	now, nowQuery, _ := strings.Cut(parsed.String(), "?")
	wanted, given := strings.Split(beforeQuery, "&"), strings.Split(nowQuery, "&")
	if before != now || len(wanted) != len(given) {
		return false
	}
	for i, part := range wanted {
		name, secret := strings.CutSuffix(part, "="+stars)
		givenName, _, _ := strings.Cut(given[i], "=")
		if part != given[i] && !(secret && name == givenName) {
			return false
		}
	}
	return true
}

type web struct{ *answers }

// Fetch gives the recorded response.
func (w web) Fetch(_ context.Context, req flows.Request) (flows.Response, error) {
	op := req.Method
	if op == "" {
		op = "GET"
	}
	asked, err := w.take(question{journal.PortHTTP, op, req.URL, ""})
	if err != nil {
		return flows.Response{}, err
	}
	return asked.Response(), asked.Err()
}

type stored struct{ *answers }

func (s stored) ask(op, key string) (journal.Asked, error) {
	asked, err := s.take(question{journal.PortStore, op, key, ""})
	if err == nil {
		err = asked.Err()
	}
	return asked, err
}

// Get gives the recorded item.
func (s stored) Get(_ context.Context, key string) (flows.Item, error) {
	asked, err := s.ask("get", key)
	return asked.Item(), err
}

// Put gives the recorded revision.
func (s stored) Put(_ context.Context, key, _ string, _ time.Duration) (uint64, error) {
	asked, err := s.ask("put", key)
	return asked.Revision, err
}

// Swap gives the recorded revision, or conflict.
func (s stored) Swap(_ context.Context, key, _ string, _ uint64, _ time.Duration) (uint64, error) {
	asked, err := s.ask("swap", key)
	return asked.Revision, err
}

// Delete does nothing.
func (s stored) Delete(_ context.Context, key string) error {
	_, err := s.ask("delete", key)
	return err
}

type tables struct{ *answers }

// Lookup gives the recorded row.
func (t tables) Lookup(_ context.Context, table, key string) (map[string]any, bool, error) {
	asked, err := t.take(question{journal.PortTables, "lookup", table, key})
	if err == nil {
		err = asked.Err()
	}
	return asked.Row, asked.Found, err
}

type schedules struct{ *answers }

// Decide gives the recorded decision.
func (s schedules) Decide(_ context.Context, schedule string, _ time.Time) (flows.Decision, error) {
	asked, err := s.take(question{journal.PortSchedules, "decide", schedule, ""})
	if err == nil {
		err = asked.Err()
	}
	return asked.Decided(), err
}

// Override does nothing.
func (s schedules) Override(_ context.Context, schedule, mode string, _ time.Time, _ string) error {
	asked, err := s.take(question{journal.PortSchedules, "override", schedule, mode})
	if err == nil {
		err = asked.Err()
	}
	return err
}

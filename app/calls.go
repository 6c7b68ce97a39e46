package app

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ariapp/ariapp/flows"
)

// CallNow is a call under way, with the step at which it is.
type CallNow struct {
	ID       string `json:"id" doc:"The call's id, which is that of its channel."`
	Asterisk string `json:"asterisk" doc:"The Asterisk that has it."`
	Channel  string `json:"channel" doc:"The channel's name."`
	From     string `json:"from" doc:"Who called."`
	FromName string `json:"from_name,omitempty" doc:"Their name."`
	To       string `json:"to" doc:"Who was called."`
	// Flow, Step and Type are where it is, "" for a call in the hands of a Handler.
	Flow    string    `json:"flow,omitempty" doc:"The flow that is walked."`
	Step    string    `json:"step,omitempty" doc:"The step at which the call is."`
	Type    string    `json:"type,omitempty" doc:"The kind of that step."`
	Started time.Time `json:"started" doc:"When the call began."`
	// Since is when it came to the step.
	Since time.Time `json:"since" doc:"When it came to the step."`
	// Supervisors are those who hear it, as far as this process knows.
	Supervisors []Supervisor `json:"supervisors,omitempty" doc:"Who hears the talk beside those who talk."`
}

// Supervisor is somebody who hears a talk.
type Supervisor struct {
	From  string    `json:"from" doc:"The supervisor's telephone."`
	Mode  string    `json:"mode" doc:"listen, whisper or barge."`
	By    string    `json:"by,omitempty" doc:"Who had them come: the name of a token."`
	Since time.Time `json:"since" doc:"When they began to hear."`
}

// supervised notes who comes to hear a call, and who hears it no more. What was handed out is not changed.
func (c *CallNow) supervised(f flows.Fact) {
	one := Supervisor{From: f.Text, Mode: f.Outcome, By: f.By, Since: time.Now()}
	switch f.Kind {
	case flows.SupervisorCame:
		c.Supervisors = append(slices.Clone(c.Supervisors), one)
	case flows.SupervisorLeft:
		same := func(s Supervisor) bool { return s.From == one.From && s.Mode == one.Mode && s.By == one.By }
		if i := slices.IndexFunc(c.Supervisors, same); i >= 0 {
			c.Supervisors = slices.Delete(slices.Clone(c.Supervisors), i, i+1)
		}
	}
}

// CallFact is something that happens to a call: it begins, a fact of its walk, it ends.
type CallFact struct {
	At       time.Time `json:"at" doc:"When it was."`
	Kind     string    `json:"kind" doc:"call-begun, call-ended, missed, or a fact as in the journal."`
	Call     string    `json:"call,omitempty" doc:"The call's id."`
	Asterisk string    `json:"asterisk,omitempty" doc:"The Asterisk that has it."`
	From     string    `json:"from,omitempty" doc:"Who called, where the call begins."`
	To       string    `json:"to,omitempty" doc:"Who was called, where the call begins."`
	Flow     string    `json:"flow,omitempty" doc:"The flow."`
	Step     string    `json:"step,omitempty" doc:"The step."`
	Type     string    `json:"type,omitempty" doc:"The step's kind."`
	Leg      string    `json:"leg,omitempty" doc:"The other party that it is about."`
	Text     string    `json:"text,omitempty" doc:"A prompt, an endpoint, a way or a place; never keys."`
	Outcome  string    `json:"outcome,omitempty" doc:"What came of it."`
	// Missed is how many facts a reader has missed so far who is too slow.
	Missed int `json:"missed,omitempty" doc:"How many facts a slow reader has missed."`
}

// board knows where each call is, and tells who looks on. It is a leaf: its lock
// is held for looking and noting only, and no reader can hold a call up.
type board struct {
	mu      sync.Mutex
	calls   map[boardKey]*CallNow
	readers map[*reader]struct{}
}

// boardKey is a call's id, which is unique within one Asterisk only.
type boardKey struct{ asterisk, call string }

// reader is somebody who looks on.
type reader struct {
	facts  chan CallFact
	missed int // facts for which there was no room; the board's lock guards it
}

func newBoard() *board {
	return &board{calls: map[boardKey]*CallNow{}, readers: map[*reader]struct{}{}}
}

// begin notes a call, at the step where it goes on; nil for one that begins.
func (b *board) begin(info flows.CallInfo, at *flows.Placed) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := &CallNow{ID: info.ID, Asterisk: info.Asterisk, Channel: info.Channel, From: info.From, FromName: info.FromName,
		To: info.To, Started: info.Started, Since: info.Started}
	if at != nil {
		now.Step, now.Type, now.Since = at.Address, at.Kind, time.Now()
		now.Flow, _, _ = strings.Cut(at.Address, "/")
	}
	b.calls[boardKey{info.Asterisk, info.ID}] = now
	b.tell(CallFact{At: time.Now(), Kind: "call-begun", Call: info.ID, Asterisk: info.Asterisk, From: info.From,
		To: info.To})
}

// end forgets a call, unless the channel has another one by now.
func (b *board) end(info flows.CallInfo, outcome flows.Outcome) {
	b.mu.Lock()
	defer b.mu.Unlock()
	key := boardKey{info.Asterisk, info.ID}
	if now := b.calls[key]; now != nil && now.Started.Equal(info.Started) {
		delete(b.calls, key)
	}
	b.tell(CallFact{At: time.Now(), Kind: "call-ended", Call: info.ID, Asterisk: info.Asterisk,
		Outcome: string(outcome.Status)})
}

// observe notes a fact of a call's walk.
func (b *board) observe(asterisk string, f flows.Fact) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if now := b.calls[boardKey{asterisk, f.Call}]; now != nil {
		now.supervised(f)
		if f.Kind == flows.StepBegun {
			// The call's own time may be ahead: it does not go back where another machine's clock is behind.
			now.Step, now.Type, now.Since = f.Step, f.Type, time.Now()
			now.Flow, _, _ = strings.Cut(f.Step, "/") // a step's address begins with its flow
		}
	}
	if len(b.readers) == 0 {
		return
	}
	fact := CallFact{At: f.At, Kind: string(f.Kind), Call: f.Call, Asterisk: asterisk, Flow: f.Flow, Step: f.Step,
		Type: f.Type, Leg: f.Leg, Outcome: f.Outcome}
	switch f.Kind { // keys and what was made of them are the caller's
	case flows.PromptBegun, flows.WayTaken, flows.CallSent, flows.LegDialled, flows.PartyJoined, flows.StepFailed,
		flows.SupervisorCame, flows.SupervisorLeft, flows.SupervisorRefused:
		fact.Text = f.Text
	}
	b.tell(fact)
}

// tell hands a fact to all readers; one who has no room misses it.
func (b *board) tell(fact CallFact) {
	for r := range b.readers {
		select {
		case r.facts <- fact:
		default:
			r.missed++
		}
	}
}

// list are the calls under way, the oldest first.
func (b *board) list() []CallNow {
	b.mu.Lock()
	calls := make([]CallNow, 0, len(b.calls))
	for _, one := range b.calls {
		calls = append(calls, *one)
	}
	b.mu.Unlock()
	slices.SortFunc(calls, func(x, y CallNow) int {
		if by := x.Started.Compare(y.Started); by != 0 {
			return by
		}
		return strings.Compare(x.ID, y.ID)
	})
	return calls
}

// read begins to look on, and leave ends it.
func (b *board) read() (r *reader, leave func()) {
	r = &reader{facts: make(chan CallFact, readerFacts)}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.readers[r] = struct{}{}
	return r, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.readers, r)
	}
}

// missedBy is how many facts a reader has missed.
func (b *board) missedBy(r *reader) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return r.missed
}

// CallsNow are the calls under way, the oldest first.
func (a *App) CallsNow() []CallNow { return a.board.list() }

// TailCalls hands over what happens to calls from now on, until ctx ends or each
// fails. Who is too slow for it misses facts, and is told how many.
func (a *App) TailCalls(ctx context.Context, each func(CallFact) error) error {
	r, leave := a.board.read()
	defer leave()
	missed := 0
	for {
		select {
		case fact := <-r.facts:
			if now := a.board.missedBy(r); now > missed {
				missed = now
				if err := each(CallFact{At: time.Now(), Kind: "missed", Missed: now}); err != nil {
					return err
				}
			}
			if err := each(fact); err != nil {
				return err
			}
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

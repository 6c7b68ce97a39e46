package replay

import (
	"strconv"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
)

// parties are what others than the caller did. What was begun is found by the
// number of the mark that tells it.
type parties struct {
	legs       map[int]*leg
	recordings map[int]*recording
	visits     map[int]*visit
	waits      map[int]*wait
	// dialled are the legs in order.
	dialled []*leg
}

func newParties() parties {
	return parties{legs: map[int]*leg{}, recordings: map[int]*recording{}, visits: map[int]*visit{},
		waits: map[int]*wait{}}
}

// others reads what others than the caller did.
type others struct {
	// legs are those under way by their names, recordings the same, waiting are waits by the step, away is a visit under
	// way.
	legs       map[string]*leg
	recordings map[string]*recording
	waiting    map[string]*wait
	away       *visit
	// refused is a leg that has said no just now.
	refused *leg
}

// party takes a fact of others than the caller; those that are marks are the next one.
func (r *reading) party(f flows.Fact) {
	next := len(r.marks)
	if isMark(f) {
		r.back(f)
	}
	switch f.Kind {
	case flows.LegDialled:
		l := newLeg(f.Text, f.At)
		r.forwarded(f.Text)
		r.script.legs[next], r.others.legs[f.Leg], r.dialled = l, l, append(r.dialled, l)
	case flows.LegRang, flows.LegProgress, flows.LegAnswered, flows.LegKeyWas, flows.LegEnded, flows.PartyJoined:
		if l := r.others.legs[f.Leg]; l != nil && f.Leg != "" {
			r.ofLeg(l, f)
		}
	case flows.RecordBegun:
		one := &recording{at: f.At}
		r.script.recordings[next], r.others.recordings[f.Text] = one, one
	case flows.RecordEnded:
		if one := r.others.recordings[f.Text]; one != nil {
			one.over, one.after, one.took, one.failed = true, max(f.At.Sub(one.at), 0), f.Took, f.Outcome == "failed"
			delete(r.others.recordings, f.Text)
		}
	case flows.QueueJoined, flows.QueuePlaced, flows.QueueOffered, flows.QueueConnected, flows.QueueLeft:
		r.queue(f)
	case flows.CallSent:
		r.away = &visit{step: f.Step, at: f.At}
		r.visits[next] = r.away
	}
}

// ofLeg notes what became of a leg.
func (r *reading) ofLeg(l *leg, f flows.Fact) {
	after := max(f.At.Sub(l.at), 0)
	first := func(at *time.Duration) {
		if *at < 0 {
			*at = after
		}
	}
	switch f.Kind {
	case flows.LegRang:
		first(&l.rang)
	case flows.LegProgress:
		first(&l.progressed)
	case flows.LegAnswered:
		first(&l.answered)
	case flows.PartyJoined:
		if l.answered >= 0 {
			first(&l.joined)
		}
	case flows.LegKeyWas:
		if keys, err := digits.ParseKeys(f.Text); err == nil && len(keys) == 1 {
			l.keys = append(l.keys, legKey{after, keys[0]})
		}
	case flows.LegEnded:
		l.gone, l.ours = after, f.Ours
		l.cause, _ = flows.ParseCause(f.Outcome)
		l.sip, _ = strconv.Atoi(f.Text)
		delete(r.others.legs, f.Leg)
		if l.leaves() && l.answered < 0 {
			r.refused = l
		}
	}
}

// forwarded tells by what is dialled next where a leg that said no forwarded the call to.
func (r *reading) forwarded(endpoint string) {
	l := r.refused
	if r.refused = nil; l == nil {
		return
	}
	local, isLocal := strings.CutPrefix(endpoint, "Local/")
	if to, _, ok := strings.Cut(local, "@"); isLocal && ok && strings.HasSuffix(endpoint, "/n") {
		l.forward = to
	}
}

// back notes that a caller is back from the dialplan: their step goes on.
func (r *reading) back(f flows.Fact) {
	if r.away == nil {
		return
	}
	if f.Step == r.away.step && f.Kind != flows.CallSent && f.Text != "kept" {
		r.away.back, r.away.after = true, max(f.At.Sub(r.away.at), 0)
	}
	r.away = nil
}

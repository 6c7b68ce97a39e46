package steps

import (
	"context"
	"crypto/subtle"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
)

// door is the question for a PIN that tells members from moderators.
type door struct {
	member, moderator      flows.Value[flows.Secret]
	asksMember, asksLeader bool
	attempts               flows.Value[int]
	asking                 asking
}

// role is who somebody is by their PIN.
type role int

const (
	stranger role = iota
	follower
	leader
)

func newDoor(a flows.Args) door {
	matcher, _ := digits.NewMatcher(digits.Rule{Terminators: digits.KeySetOf('#')})
	d := door{member: flows.Get[flows.Value[flows.Secret]](a, "pin"), asksMember: a.Has("pin"),
		moderator: flows.Get[flows.Value[flows.Secret]](a, "moderator_pin"), asksLeader: a.Has("moderator_pin"),
		attempts: flows.Get[flows.Value[int]](a, "attempts"),
		asking: asking{matcher: matcher, secret: true, takesAll: true, bargein: bargeinAny,
			first: flows.Fixed(5 * time.Second), inter: flows.Fixed(2 * time.Second),
			prompts: [][]flows.Value[string]{flows.Get[[]flows.Value[string]](a, "pin_prompt")}}}
	if n, fixed := d.attempts.Constant(); fixed && n < 1 {
		a.Errorf("attempts", "wrong-type", "attempts must be at least 1")
	}
	return d
}

// locked tells whether a PIN is asked for.
func (d door) locked() bool { return d.asksMember || d.asksLeader }

// open asks for a PIN. An empty one in the file opens to nobody.
func (d door) open(ctx context.Context, r *flows.Run, answer flows.Value[bool]) (role, error) {
	if !d.locked() {
		return follower, nil
	}
	member, err := pinOf(r, d.member, d.asksMember)
	if err != nil {
		return stranger, err
	}
	moderator, err := pinOf(r, d.moderator, d.asksLeader)
	if err != nil {
		return stranger, err
	}
	attempts, err := d.attempts.Eval(r)
	if err != nil {
		return stranger, err
	}
	q, s := d.asking, askState{}
	q.answer = answer
	defer r.Unmask()
	if err := q.begin(ctx, r, &s); err != nil {
		return stranger, err
	}
	prompt, err := q.prompt(r, &s)
	if err != nil {
		return stranger, err
	}
	var e entry
	for n := range min(max(attempts, 1), repeatMax) {
		if n > 0 {
			prompt = []string{"confbridge-pin-bad"}
		}
		if e, err = q.attempt(ctx, r, prompt, e.awaited()); err != nil {
			return stranger, err
		}
		leads := samePIN(e, moderator)
		switch opens := samePIN(e, member); {
		case leads:
			return leader, nil
		case opens, e.value == "" && !d.asksMember:
			return follower, nil
		}
		r.Keys().Clear()
	}
	return stranger, nil
}

// pinOf is a PIN of the file, "" for none.
func pinOf(r *flows.Run, value flows.Value[flows.Secret], asks bool) (string, error) {
	if !asks {
		return "", nil
	}
	sealed, err := value.Eval(r)
	return flows.Reveal(sealed), err
}

// samePIN tells in a time that tells nothing whether an entry is the PIN.
func samePIN(e entry, want string) bool {
	same := subtle.ConstantTimeCompare([]byte(e.value), []byte(want)) == 1
	return same && want != "" && e.verdict == digits.Complete
}

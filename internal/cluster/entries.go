package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// Entries say which instance holds the entry of an Asterisk: the Stasis
// application that the dialplan names, in which new calls arrive. An entry is
// held as long as its holder lives, is connected and does not drain.
type Entries struct {
	bucket  Bucket
	members *Members
	self    Owner
}

// NewEntries are the entries as members hold them.
func NewEntries(bucket Bucket, members *Members, self Owner) *Entries {
	return &Entries{bucket: bucket, members: members, self: self}
}

// entry is who holds the entry of an Asterisk.
type entry struct {
	Format int   `json:"format"`
	Holder Owner `json:"holder"`
}

// Claim looks who holds the entry of an Asterisk and takes it when nobody fit
// does and this instance is. It returns whether it is ours.
func (e *Entries) Claim(ctx context.Context, asterisk string) (ours bool, err error) {
	_, ours, err = e.claim(ctx, asterisk, func(m Member) bool {
		m.Most, m.Overloaded, m.Crowded, m.later = 0, false, nil, false // one that is full passes calls on
		return m.Serves(asterisk)
	}, atOnce)
	return ours, err
}

// ClaimLast takes the entry of an Asterisk for an instance that is out of service, when nobody lives who may have it:
// better that one than none. It returns whether it is ours.
func (e *Entries) ClaimLast(ctx context.Context, asterisk string) (ours bool, err error) {
	connected := func(m Member) bool {
		m.Most, m.Overloaded, m.Crowded, m.Draining, m.later = 0, false, nil, false, false
		return m.Serves(asterisk)
	}
	if _, found := Heir(e.members.Alive(), asterisk, ""); found {
		return false, nil
	}
	_, ours, err = e.claim(ctx, asterisk, connected, atOnce)
	return ours, err
}

// claim takes what is under a key if nobody fit holds it and this instance is
// fit. It returns who holds it then, of whom the zero Owner is nobody, and whether it is ours. From a holder who lives
// and is not fit nothing is taken as long as spared says so.
func (e *Entries) claim(ctx context.Context, key string, fit func(Member) bool,
	spared func(holder Owner) bool) (holder Owner, ours bool, err error) {
	item, err := e.bucket.Get(ctx, key)
	if err != nil {
		return Owner{}, false, fmt.Errorf("looking at the entry of %s: %w", key, err)
	}
	var now entry
	if item.Revision > 0 {
		// One that cannot be read is held by nobody that we know of.
		_ = json.Unmarshal(item.Value, &now)
	}
	holder = now.Holder
	keeps := func() bool { // one that is neither seen nor dead may only be on its way
		return holder != Owner{} && !e.members.Dead(holder) &&
			(!e.is(holder, anybody) || e.is(holder, fit) || spared(holder))
	}
	switch {
	case holder == e.self:
		return holder, e.is(e.self, fit), nil
	case keeps():
		return holder, false, nil
	case !e.is(e.self, fit):
		return Owner{}, false, nil
	}
	if (holder != Owner{}) { // it may have told more of itself, or have begun another life, since it was looked at
		if err := e.members.Look(ctx); err != nil {
			return Owner{}, false, err
		}
		if keeps() {
			return holder, false, nil
		}
	}
	if ours, err = e.take(ctx, key, item.Revision); !ours {
		return Owner{}, false, err
	}
	return e.self, true, nil
}

func (e *Entries) take(ctx context.Context, asterisk string, revision uint64) (bool, error) {
	data, err := json.Marshal(entry{memberFormat, e.self})
	if err != nil {
		return false, fmt.Errorf("taking the entry of %s: %w", asterisk, err)
	}
	_, err = writeOne(ctx, e.bucket, Change{Key: asterisk, Value: data, Revision: revision})
	if errors.Is(err, ErrOutrun) { // another was faster, or it was we without an answer: the next look tells
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("taking the entry of %s: %w", asterisk, err)
	}
	return true, nil
}

// Release gives the entry of an Asterisk up, if it is ours.
func (e *Entries) Release(ctx context.Context, asterisk string) error {
	item, err := e.bucket.Get(ctx, asterisk)
	if err != nil {
		return fmt.Errorf("giving up the entry of %s: %w", asterisk, err)
	}
	var now entry
	if json.Unmarshal(item.Value, &now) != nil || now.Holder != e.self {
		return nil
	}
	_, err = writeOne(ctx, e.bucket, Change{Key: asterisk, Delete: true, Revision: item.Revision})
	if err != nil && !errors.Is(err, ErrOutrun) {
		return fmt.Errorf("giving up the entry of %s: %w", asterisk, err)
	}
	return nil
}

// is tells whether a member lives and is fit.
func (e *Entries) is(owner Owner, fit func(Member) bool) bool {
	for _, m := range e.members.Alive() {
		if m.Owner == owner {
			return fit(m)
		}
	}
	return false
}

// anybody is whoever lives.
func anybody(Member) bool { return true }

// atOnce spares nobody.
func atOnce(Owner) bool { return false }

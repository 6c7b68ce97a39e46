package cluster

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// Members knows which instances there are. An instance tells of itself again and
// again; one of whom nothing new was seen for the lease is dead. What is seen is
// that its item has changed, so that clocks need not agree. Make it with NewMembers.
type Members struct {
	bucket Bucket
	lease  time.Duration
	self   func() Member
	log    *slog.Logger
	// changed is told when somebody has come or gone, or tells something else.
	changed func()
	now     chan struct{} // one token when this instance has something new to tell

	mu       sync.Mutex
	revision uint64 // of our own item
	beat     uint64
	known    map[string]seen
	listed   time.Time // when the bucket was last read, zero for never
	since    time.Time // since when it is read without a gap
	away     error
	back     time.Time // when they were seen again last
	replaced bool
	// fresh is when we last began to tell what was written then; alone that nobody else lived at the last look.
	fresh time.Time
	alone bool
	// lost tells that the store has lost what it had since it was read.
	lost bool
	// last are the members that lived when somebody was last told of a change.
	last []Member
}

// seen is a member and when it has last changed.
type seen struct {
	member   Member
	revision uint64
	at       time.Time
	// remembered tells that the store has lost its item.
	remembered bool
}

// MembersOptions say how to find the other instances.
type MembersOptions struct {
	Bucket Bucket
	// Lease is how long an instance may be silent before it is dead.
	Lease time.Duration
	// Self tells of this instance; it is called each time. Its Owner must never change.
	Self func() Member
	// Changed is called from Run when the members have changed; it must not block.
	Changed func()
	Log     *slog.Logger
}

// NewMembers is a view of nobody yet; [Members.Run] looks.
func NewMembers(opts MembersOptions) *Members {
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	return &Members{bucket: opts.Bucket, lease: opts.Lease, self: opts.Self, log: opts.Log, changed: opts.Changed,
		now: make(chan struct{}, 1), known: map[string]seen{}}
}

// Run tells of this instance and looks for others until ctx ends; then it leaves.
func (m *Members) Run(ctx context.Context) {
	every := m.lease / beatsPerLease
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	death := time.NewTimer(every)
	defer death.Stop()
	for {
		m.turn(ctx, every)
		death.Reset(m.nextDeath())
		select {
		case <-ticker.C:
		case <-m.now:
		case <-death.C: // nobody waits for the next beat to learn of it
			m.compare()
		case <-ctx.Done():
			m.leave(ctx)
			return
		}
	}
}

// nextDeath is after how long a member is dead if nothing more is heard of it.
func (m *Members) nextDeath() time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	now, next := time.Now(), m.lease
	for _, s := range m.known {
		if left := m.patience() - now.Sub(s.at); left > 0 {
			next = min(next, left)
		}
	}
	return next
}

// compare tells when the members that live are not those of whom was last told.
func (m *Members) compare() {
	m.mu.Lock()
	alive := m.alive(time.Now())
	same := slices.EqualFunc(m.last, alive, sameMember)
	m.last = alive
	m.mu.Unlock()
	if m.changed != nil && !same {
		m.changed()
	}
}

// Tell has what this instance tells of itself told at once: that it drains, say.
func (m *Members) Tell() { poke(m.now) }

// turn tells and looks once.
func (m *Members) turn(ctx context.Context, every time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, max(every, time.Second))
	defer cancel()
	begun := time.Now()
	err := m.tell(ctx)
	if err == nil {
		m.mu.Lock()
		m.fresh = begun
		m.mu.Unlock()
	}
	if err == nil {
		err = m.look(ctx)
	}
	m.mu.Lock()
	before := m.away
	m.away = err
	if err == nil && before != nil {
		m.back = time.Now()
	}
	m.mu.Unlock()
	switch {
	case err != nil && before == nil && ctx.Err() != context.Canceled:
		m.log.Warn("the other instances cannot be seen", "error", err)
	case err == nil && before != nil:
		m.log.Info("the other instances are seen again")
		if m.changed != nil {
			m.changed()
		}
	}
}

// tell writes our item.
func (m *Members) tell(ctx context.Context) error {
	self := m.self()
	m.mu.Lock()
	m.beat++
	self.Format, self.Beat = memberFormat, m.beat
	revision := m.revision
	m.mu.Unlock()
	data, err := json.Marshal(self)
	if err != nil {
		return fmt.Errorf("telling of this instance: %w", err)
	}
	next, err := writeOne(ctx, m.bucket, Change{Key: self.Instance, Value: data, Revision: revision})
	for try := 0; err != nil && try < tellTries; try++ { // one whose answer was lost may have been made
		next, err = m.takeOver(ctx, self, data)
	}
	if err != nil {
		return fmt.Errorf("telling of this instance: %w", err)
	}
	m.mu.Lock()
	m.revision = next
	m.mu.Unlock()
	return nil
}

// takeOver writes our item in place of what another life of ours has left, or
// of what we have written without an answer.
func (m *Members) takeOver(ctx context.Context, self Member, data []byte) (uint64, error) {
	item, err := m.bucket.Get(ctx, self.Instance)
	if err != nil {
		return 0, err
	}
	if item.Revision == 0 && !item.Deleted {
		m.forgotten()
	}
	other, unreadable := ParseMember(item.Value)
	switch {
	case item.Revision == 0 || unreadable != nil:
	case other.Boot != self.Boot:
		m.twice(other)
	case other.Beat == self.Beat: // it is told
		return item.Revision, nil
	}
	return writeOne(ctx, m.bucket, Change{Key: self.Instance, Value: data, Revision: item.Revision})
}

// forgotten notes that our item is not there, which nobody but us deletes: the store has lost what was in it. Then it
// is no sign that others are not there either.
func (m *Members) forgotten() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.revision > 0 {
		m.listed, m.lost = time.Time{}, true
	}
}

// twice tells that another process uses our name: our last life, or a neighbour who was given the same.
func (m *Members) twice(other Member) {
	m.mu.Lock()
	before := m.revision > 0 // we have told already: it lives beside us
	said := m.replaced
	m.replaced = m.replaced || before
	m.mu.Unlock()
	if before && !said {
		m.log.Error("another process has the name of this instance: cluster.instance must differ", "instance", other.Instance)
	}
}

// Look has it looked now who is there: what was read of others' calls may be newer than what is known of them.
func (m *Members) Look(ctx context.Context) error { return m.look(ctx) }

// look reads who is there.
func (m *Members) look(ctx context.Context) error {
	items, err := m.bucket.All(ctx)
	if err != nil {
		return fmt.Errorf("looking for other instances: %w", err)
	}
	if self := m.self().Instance; !slices.ContainsFunc(items, func(i Item) bool { return i.Key == self }) {
		m.forgotten()
	}
	now := time.Now()
	m.mu.Lock()
	// Who could not look cannot know who was silent: behind a long pause everybody gets a whole lease.
	pause := now.Sub(m.listed)
	gap, unseen := m.listed.IsZero() || pause > m.lease/2, m.unseen(pause)
	if m.since = m.since.Add(unseen); gap {
		m.since = now
	}
	m.listed = now
	known := map[string]seen{}
	for _, item := range items {
		member, err := ParseMember(item.Value)
		if err != nil {
			continue // it is not for us to judge; what it owns is not ours
		}
		was, isKnown := m.known[item.Key]
		if was.at = was.at.Add(unseen); !isKnown || gap || was.revision != item.Revision {
			was.at = now
		}
		known[item.Key] = seen{member, item.Revision, was.at, false}
	}
	for name, was := range m.known {
		_, listed := known[name]
		switch {
		case listed:
		case m.lost: // it has as long as everybody to tell of itself again
			known[name] = seen{was.member, was.revision, now, true}
		case was.remembered:
			was.at = was.at.Add(unseen)
			known[name] = was
		}
	}
	m.known, m.lost = known, false
	m.alone = len(m.alive(now)) <= 1
	m.mu.Unlock()
	m.compare()
	return nil
}

// unseen is how much of a pause between two looks counts as nobody's silence: a store that was slow for us may have
// been so for them. Of what is left, a beat, nobody dies. Two beats are no pause: whom the store has kept from telling
// just as long has a beat before and one after to be silent.
func (m *Members) unseen(pause time.Duration) time.Duration {
	beat := m.lease / beatsPerLease
	if pause <= 2*beat {
		return 0
	}
	return pause - beat
}

// leave deletes our item: we are gone, and nobody has to wait for the lease.
func (m *Members) leave(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewellTime)
	defer cancel()
	m.mu.Lock()
	revision := m.revision
	m.mu.Unlock()
	if revision == 0 {
		return
	}
	if _, err := writeOne(ctx, m.bucket, Change{Key: m.self().Instance, Delete: true, Revision: revision}); err != nil {
		m.log.Warn("the other instances are not told that this one ends", "error", err)
	}
}

// sameMember tells whether a member tells the same, but for its load.
func sameMember(a, b Member) bool {
	a.Beat, b.Beat, a.Calls, b.Calls = 0, 0, 0, 0
	lists := slices.Equal(a.Asterisks, b.Asterisks) && slices.Equal(a.Crowded, b.Crowded)
	return lists && a.Owner == b.Owner && a.App == b.App && a.Version == b.Version && a.Flows == b.Flows &&
		a.Most == b.Most && a.Draining == b.Draining && a.Overloaded == b.Overloaded
}

// Alive are the members that live, by name.
func (m *Members) Alive() []Member {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.alive(time.Now())
}

func (m *Members) alive(now time.Time) []Member {
	var alive []Member
	for s := range maps.Values(m.known) {
		if now.Sub(s.at) < m.patience() {
			alive = append(alive, s.member)
		}
	}
	slices.SortFunc(alive, func(a, b Member) int { return strings.Compare(a.Instance, b.Instance) })
	return alive
}

// patience is how long one may be silent as we see it. We see what one told up to a beat later, and another beat is
// left for taking up the calls of the dead, so that they go on within the lease.
func (m *Members) patience() time.Duration { return m.lease - 2*m.lease/beatsPerLease }

// Dead tells whether an owner is dead for certain: it was silent for the lease
// while we have looked, has left, or has begun another life. While the store is away nobody is.
func (m *Members) Dead(owner Owner) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	if m.away != nil || m.listed.IsZero() || now.Sub(m.listed) > m.lease/2 {
		return false
	}
	s, known := m.known[owner.Instance]
	switch {
	case !known: // it may be about to tell of itself for the first time
		return now.Sub(m.since) >= m.patience()
	case s.member.Boot != owner.Boot:
		return true
	}
	return now.Sub(s.at) >= m.patience()
}

// Certain tells that nobody can take this instance for dead for the next beat: it was seen lately, or nobody else
// was there at the last look.
func (m *Members) Certain() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.alone || !m.fresh.IsZero() && time.Since(m.fresh) < m.patience()-m.lease/beatsPerLease
}

// Told tells whether the others could know of this instance, and this one of those who had told before: before that,
// what it owns counts as that of its last life.
func (m *Members) Told() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return !m.fresh.IsZero() && !m.listed.IsZero()
}

// Settled tells whether everybody who lives had the time to be seen: it has been looked without a gap for as long as
// one may be silent. Before, the store may have lost others, or not have been there for them.
func (m *Members) Settled() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.away == nil && !m.listed.IsZero() && time.Since(m.since) >= m.patience()
}

// Back is when the others were seen again that could not be for a while, the zero time for never.
func (m *Members) Back() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.back
}

// Away is why the other instances cannot be seen, nil while they can.
func (m *Members) Away() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.away
}

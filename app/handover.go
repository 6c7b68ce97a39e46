package app

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/acd"
	"github.com/ariapp/ariapp/internal/call"
	"github.com/ariapp/ariapp/internal/cluster"
)

// request is what one instance asks of another. docs/wire.md describes it.
type request struct {
	Format int `json:"format"`
	// Do is take: go on with the call under Key; give: hand the call of Asterisk and Channel, or Key, over to To; await:
	// the calls of Asterisk and Channels come to meet one another; have: which of these have you not heard of; runs: of
	// which of these do you run the calls; remark: tell a call something; drain and resume: leave service, and come back.
	Do  string `json:"do"`
	Key string `json:"key,omitempty"`
	// Of is who hands the call over: nobody takes it who finds it with another one. For runs it is who asks: what the
	// door gives to them does not count.
	Of *cluster.Owner `json:"of,omitempty"`
	// Epoch is of which of the call's owners the request is, 0 for one that does not say it: who has taken it back
	// since is the next.
	Epoch    int    `json:"epoch,omitempty"`
	Asterisk string `json:"asterisk,omitempty"`
	Channel  string `json:"channel,omitempty"`
	To       string `json:"to,omitempty"`
	// Stayed is the instance that was to take the call and has not: who takes it does not send it there again.
	Stayed string `json:"stayed,omitempty"`
	// Remark is what the call of Asterisk and Channel is told, for remark.
	Remark *flows.Remark `json:"remark,omitempty"`
	// Channels are those of calls that come to meet one another where they are not yet.
	Channels []string `json:"channels,omitempty"`
}

// reply is what the other one answers: nothing but "" is an error.
type reply struct {
	Format int    `json:"format"`
	Error  string `json:"error,omitempty"`
	Calls  int    `json:"calls,omitempty"`
	// Missing are channels of which the other one has not heard.
	Missing []string `json:"missing,omitempty"`
	// Channels are those whose calls the other one runs, Giving those that it is about to give to somebody.
	Channels []string `json:"channels,omitempty"`
	Giving   []string `json:"giving,omitempty"`
}

// Formats of requests and replies.
const requestFormat = 1

// ask asks an instance for something.
func (i *instances) ask(ctx context.Context, instance string, r request) (reply, error) {
	r.Format = requestFormat
	data, err := json.Marshal(r)
	if err != nil {
		return reply{}, err
	}
	answer, err := i.post.Ask(ctx, instance, data)
	if err != nil {
		return reply{}, fmt.Errorf("asking the instance %s: %w", instance, err)
	}
	var back reply
	if err := json.Unmarshal(answer, &back); err != nil {
		return reply{}, fmt.Errorf("asking the instance %s: its answer: %w", instance, err)
	}
	if back.Error != "" {
		return back, fmt.Errorf("asking the instance %s: %s", instance, back.Error)
	}
	return back, nil
}

// answer does what another instance asks for.
func (i *instances) answer(ctx context.Context, data []byte) []byte {
	if acd.IsRequest(data) {
		return i.app.heardOfQueues(ctx, data)
	}
	if isOfJobs(data) {
		return i.app.heardOfJobs(ctx, data)
	}
	var r request
	back := reply{Format: requestFormat}
	err := json.Unmarshal(data, &r)
	switch {
	case err != nil:
	case r.Do == "have":
		back.Missing, err = i.missing(r)
	case r.Do == "runs":
		back.Channels, back.Giving = i.runs(r)
	default:
		back.Calls, err = i.do(ctx, r)
	}
	if err != nil {
		back.Error = err.Error()
	}
	answer, _ := json.Marshal(back) // a struct of texts and numbers
	return answer
}

// isOfJobs tells whether a request is about calls that are made later.
func isOfJobs(data []byte) bool {
	var r struct {
		Jobs json.RawMessage `json:"jobs"`
	}
	return json.Unmarshal(data, &r) == nil && r.Jobs != nil
}

func (i *instances) do(ctx context.Context, r request) (calls int, err error) {
	switch r.Do {
	case "take":
		return 0, i.take(ctx, r)
	case "give":
		return 1, i.give(r)
	case "await":
		i.awaitThem(r)
		return len(r.Channels), nil
	case "remark":
		return 1, i.remarked(r)
	case "drain":
		return i.drain(), nil
	case "resume":
		i.drained.Store(false)
		i.tell()
		i.app.log.Info("back in service")
		return 0, nil
	}
	return 0, fmt.Errorf("it knows no request %q", r.Do)
}

// take goes on with a call that its owner hands over.
func (i *instances) take(ctx context.Context, r request) error {
	err := i.takeFrom(ctx, r)
	if errors.Is(err, cluster.ErrOutrun) { // perhaps by ourselves, or by the last state that its owner wrote
		err = i.takeFrom(ctx, r)
	}
	return err
}

// takeFrom is one try of take.
func (i *instances) takeFrom(ctx context.Context, r request) error {
	if i.leaves() {
		return errors.New("it is out of service")
	}
	kept, found, err := i.app.keeping.ledger.Look(ctx, r.Key)
	switch {
	case err != nil:
		return err
	case !found:
		return fmt.Errorf("there is no call %s", r.Key)
	case kept.Err != nil:
		return kept.Err
	case kept.Record.Owner == i.self:
		return nil // it was heard before
	case r.Of != nil && kept.Record.Owner != *r.Of:
		return nil // one that was asked before has it, though its answer was lost
	case r.Epoch > 0 && kept.Record.Epoch > r.Epoch:
		return nil // who has asked has taken it back meanwhile
	}
	left := leftOf(kept)
	if left.err != nil {
		return left.err
	}
	left.stayed = r.Stayed
	return i.goOn(ctx, left)
}

// goOn takes a call up whose owner lives, and may have it back when that comes to nothing. Who inherits may be taking
// it up at the same moment, as we took its owner for dead: then it is [cluster.ErrOutrun], and no second walk begins.
func (i *instances) goOn(ctx context.Context, left leftCall) (err error) {
	l, err := i.app.linkFor(left.Asterisk)
	if err != nil {
		return err
	}
	done, ok := i.app.keeping.take(left.kept.Item.Key)
	for ; !ok; done, ok = i.app.keeping.take(left.kept.Item.Key) {
		if err := pause(ctx, settlePause); err != nil {
			return err
		}
	}
	defer func() {
		if done(); err != nil {
			l.comesNot(left)
		}
	}()
	left.isHanded = true
	if i.app.keeping.ledger.HasTaken(left.kept) {
		return cluster.ErrOutrun
	}
	at := place{l, left.Channel}
	for i.app.calls.get(at) != nil { // it was ours a moment ago: its walk is in its last steps
		if err := pause(ctx, settlePause); err != nil {
			return err
		}
	}
	channel, err := l.callerOf(ctx, left)
	if err != nil {
		return err
	}
	if channel == nil || !l.ours(channel, left.Estate.Away) {
		l.takeUpHere(ctx, left, channel)
		return nil
	}
	defer i.app.retireRevived()
	if left.Estate.Away {
		defer l.returnedSoon()
	}
	return l.resume(ctx, left, channel)
}

// callerOf is the caller's channel, nil when it is gone.
func (l *link) callerOf(ctx context.Context, left leftCall) (*ari.Channel, error) {
	channel, err := l.client.Channels.Get(ctx, cmp.Or(left.Estate.Caller, left.Channel))
	if errors.Is(err, ari.ErrNotFound) {
		return nil, nil
	}
	return channel, err
}

// give hands a call over to another instance.
func (i *instances) give(r request) error {
	k := i.app.keeping
	k.mu.Lock()
	defer k.mu.Unlock()
	for c, e := range k.running {
		wanted := e.info.ID == r.Channel && (r.Asterisk == "" || e.info.Asterisk == r.Asterisk)
		if e.holding.Key() == r.Key || r.Key == "" && wanted {
			if !i.handTo(c, e, r.To) {
				return errors.New("nothing of it is written down yet, and the store takes nothing")
			}
			return nil
		}
	}
	return errors.New("it has no such call, or none that can be handed over")
}

// drain takes this instance out of service: others get its calls and the new ones. It runs on.
func (i *instances) drain() (calls int) {
	k := i.app.keeping
	k.mu.Lock()
	i.drained.Store(true)
	calls = i.giveHeld() // under the same lock: whoever sees that this is drained gives calls away too
	k.mu.Unlock()
	i.tell()
	i.app.log.Info("out of service", "calls", i.app.calls.len())
	return calls
}

// giveAll has the other instances go on with all calls that can be handed over.
func (i *instances) giveAll() (calls int) {
	k := i.app.keeping
	k.mu.Lock()
	defer k.mu.Unlock()
	return i.giveHeld()
}

// giveHeld is giveAll where the lock of the keeping is held.
func (i *instances) giveHeld() (calls int) {
	k := i.app.keeping
	given := map[string]int{}
	for c, e := range k.running { // who meets others goes with them, to whoever has the door
		if e.heir == "" && !e.meets.Load() && i.giveOne(c, e, given) {
			calls++
		}
	}
	return calls
}

// forsakeAll hands over all calls of an Asterisk that this instance has not reached for long, but another does.
func (l *link) forsakeAll() {
	i, since := l.app.instances, l.downSince.Load()
	if since == 0 || time.Since(l.app.started)-time.Duration(since) < surveyLeases*i.lease {
		return
	}
	k := l.app.keeping
	k.mu.Lock()
	defer k.mu.Unlock()
	for c, e := range k.running {
		if e.heir == "" && e.info.Asterisk == l.server.Name && i.giveOne(c, e, nil) {
			l.log.Warn("a call goes to an instance that reaches its Asterisk", "call", e.info.ID, "instance", e.heir)
		}
	}
}

// giveOne has another instance go on with a call; given are those that were given so far. False when nobody may. The
// lock of the keeping is held.
func (i *instances) giveOne(c *call.Call, e *entry, given map[string]int) bool {
	able := slices.DeleteFunc(cluster.Readers(i.others(), i.app.reads()), func(m cluster.Member) bool {
		return m.Instance == i.shuns(e)
	})
	to, found := cluster.Place(able, e.info.Asterisk, e.generation.file.Version(), given)
	if !found || !i.handTo(c, e, to.Instance) {
		return false
	}
	if given != nil {
		given[to.Instance]++
	}
	return true
}

// handTo has an instance be the heir of a call, and takes its walk off; false for a call that is to stay. The lock of
// the keeping is held.
func (i *instances) handTo(c *call.Call, e *entry, heir string) bool {
	if !i.mayGive(e) {
		return false
	}
	e.heir = heir
	c.Detach()
	return true
}

// mayGive tells whether a call may be given away. One of which nothing is written down begins anew with whoever gets
// it, and so it does with whoever takes this instance for dead, as it cannot tell that it lives: it stays where it is
// once that may be, as two would begin it.
func (i *instances) mayGive(e *entry) bool { return e.holding.IsWritten() || i.members.Certain() }

// shuns is the instance that is not asked to take a call, "" for none: it was, a moment ago, and has not taken it.
// Those who meet are not sent there again at all: each time would cut what they hear. Nil shuns nobody.
func (i *instances) shuns(e *entry) string {
	if i == nil || time.Since(e.stayedAt) >= shunLeases*i.lease {
		return ""
	}
	return e.stayed
}

// leaves tells that this instance is out of service, or ends. Nil does not.
func (i *instances) leaves() bool { return i != nil && (i.drained.Load() || i.app.isDraining()) }

// goAway hands the calls over to the others before this process ends. Nil does nothing.
func (i *instances) goAway(ctx context.Context) {
	if i == nil || len(i.others()) == 0 {
		return
	}
	i.tell()
	calls := i.giveAll()
	i.app.log.Info("the other instances go on", "calls", calls)
	for _, l := range i.app.links {
		l.door.awaitShut(ctx)
	}
}

// handOver tells another instance that a call is its now. When it does not take it somebody else has to, or we. channel
// is the caller's at this time.
func (l *link) handOver(e *entry, channel, heir string, log *slog.Logger) {
	i := l.app.instances
	ctx, cancel := context.WithTimeout(context.Background(), handOverTime)
	defer cancel()
	stood := e.holding.Revision()
	take := request{Do: "take", Key: e.holding.Key(), Of: &i.self, Epoch: e.holding.Epoch()}
	_, err := i.ask(ctx, heir, take)
	if err == nil {
		e.holding.Pass()
		return
	}
	log.Warn("an instance does not take a call", "instance", heir, "error", err)
	if l.isBegunAnew(ctx, e, channel) {
		e.holding.Drop()
		return
	}
	if l.restored(ctx, e, stood) { // the instance may have looked for it just before
		if _, err = i.ask(ctx, heir, take); err == nil {
			e.holding.Pass()
			return
		}
	}
	take.Stayed = heir
	for _, m := range i.others() {
		if m.Instance != heir && m.Serves(l.server.Name) {
			if _, err = i.ask(ctx, m.Instance, take); err == nil {
				e.holding.Pass()
				return
			}
		}
	}
	switch {
	case l.isBegunAnew(ctx, e, channel), l.giveUnwritten(ctx, e, channel):
		e.holding.Drop() // what waits to be written is of a call that is over
	case l.app.isDraining():
		e.holding.Leave() // it is taken up when this process has ended
	default:
		i.asked.Go(func() { i.takeBack(l, e, channel, heir, log) })
	}
}

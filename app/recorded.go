package app

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/internal/cluster"
)

// recorded are the calls that have a record, by Asterisk and channel: those that
// somebody runs, or will take up. A nil one has none.
type recordedCalls map[recordedAt]cluster.Kept

type recordedAt struct{ asterisk, channel string }

// index reads the records of all instances' calls.
func (k *keeping) index(ctx context.Context) (recordedCalls, error) {
	all, err := k.ledger.Kept(ctx)
	if err != nil {
		return nil, err
	}
	calls := recordedCalls{}
	for _, kept := range all {
		left := leftOf(kept)
		if left.err != nil { // its key tells whose it is all the same
			if kept.Err == nil { // nor is its owner that of the call
				kept.Err, kept.Record.Owner = left.err, cluster.Owner{}
			}
			left.Asterisk, left.Channel = partsOf(kept.Item.Key)
		}
		calls[recordedAt{left.Asterisk, left.Channel}] = kept
		calls[recordedAt{left.Asterisk, cmp.Or(left.Estate.Caller, left.Channel)}] = kept
	}
	return calls, nil
}

// partsOf are the Asterisk and the channel of a call, by the key of its record.
func partsOf(key string) (asterisk, channel string) {
	_, rest, _ := strings.Cut(key, "/")
	end := strings.LastIndexByte(rest, '/')
	if end < 0 {
		return "", rest
	}
	return rest[:end], rest[end+1:]
}

// find is the record of the call that a channel is of.
func (k *keeping) find(ctx context.Context, asterisk, channel string) (kept cluster.Kept, found bool, err error) {
	calls, err := k.index(ctx)
	if err != nil {
		return cluster.Kept{}, false, err
	}
	kept, found = calls[recordedAt{asterisk, channel}]
	return kept, found, nil
}

// of is the record of the call that a channel or bridge belongs to, by its id: what a call makes bears its name.
func (r recordedCalls) of(asterisk, id string) (cluster.Kept, bool) {
	for {
		if kept, found := r[recordedAt{asterisk, id}]; found {
			return kept, true
		}
		end := strings.LastIndexByte(id, '.')
		if end < 0 {
			return cluster.Kept{}, false
		}
		id = id[:end]
	}
}

// use tells whether a bridge is one that a call has, or in which it meets others or is about to: then its walk names
// it. Its instance may have died a moment ago.
func (r recordedCalls) use(asterisk, bridge string) bool {
	name := []byte(strconv.Quote(bridge))
	for at, kept := range r {
		if at.asterisk == asterisk && bytes.Contains(kept.Record.Body, name) {
			return true
		}
	}
	return false
}

// formatsOf are the shapes in which a call was written down.
func formatsOf(left leftCall) cluster.Formats {
	if left.kept.Err != nil {
		return cluster.Formats{Record: cluster.FormatOf(left.kept.Item.Value)}
	}
	return cluster.Formats{Record: left.kept.Record.Format, Walk: flows.CheckpointFormat(left.Walk)}
}

// reads are the shapes of what is kept of a call that this program reads and writes.
func (a *App) reads() cluster.Formats {
	if a.opts.formats != (cluster.Formats{}) {
		return a.opts.formats
	}
	return cluster.Formats{Record: cluster.RecordNow, Walk: flows.CheckpointNow}
}

// readElsewhere tells whether another instance can go on with a call that this one cannot read.
func (i *instances) readElsewhere(kept cluster.Kept) bool {
	written := formatsOf(leftOf(kept))
	return kept.Err != nil && !i.app.reads().Read(written) && len(cluster.Readers(i.others(), written)) > 0
}

// errUnsettled tells that it is not known yet who lives.
var errUnsettled = errors.New("it is not known yet which instances there are")

// theirs is readElsewhere by who has the call: of a record in a later format that cannot be told before all are known
// who live. Nil knows nobody else.
func (i *instances) theirs(kept cluster.Kept) (bool, error) {
	switch {
	case i == nil:
		return false, nil
	case i.readElsewhere(kept):
		return true, nil
	case !i.app.reads().Read(formatsOf(leftOf(kept))) && !i.members.Settled():
		return false, errUnsettled
	}
	return false, nil
}

// mayRead tells whether another instance can go on with a call that this one cannot read, or perhaps can, as it is not
// known yet who lives. Nil knows nobody else.
func (i *instances) mayRead(kept cluster.Kept) bool {
	theirs, err := i.theirs(kept)
	return theirs || err != nil
}

// isNobodys tells whether a record is one that nobody who lives can read, of a call that nobody runs without it. To
// forget one takes its call away from who has it, so that it is not while one of them does not answer.
func (l *link) isNobodys(ctx context.Context, kept cluster.Kept) bool {
	i := l.app.instances
	if kept.Err == nil || i == nil || i.mayRead(kept) {
		return false
	}
	_, channel := partsOf(kept.Item.Key)
	if _, lives := i.known(kept.Record.Owner); lives && kept.Record.Owner != i.self || l.known(channel) {
		return false
	}
	owners, all := l.whose(ctx, []string{channel}, nil)
	_, runs := owners[channel]
	return !runs && all
}

// leftOf reads what was kept of a call.
func leftOf(kept cluster.Kept) leftCall {
	left := leftCall{kept: kept, err: kept.Err}
	if left.err == nil {
		left.err = json.Unmarshal(kept.Record.Body, &left.keptCall)
	}
	if left.err == nil {
		left.err = isUnder(kept.Item.Key, left.Asterisk, left.Channel)
	}
	return left
}

// fits is an error unless the body of a record is that of the call under whose key it stands. Nothing else is asked of
// it: it may be that of another program.
func fits(key string, body []byte) error {
	var one struct{ Asterisk, Channel string }
	if err := json.Unmarshal(body, &one); err != nil {
		return err
	}
	return isUnder(key, one.Asterisk, one.Channel)
}

// isUnder is an error unless a key is that of a channel's call.
func isUnder(key, asterisk, channel string) error {
	if !strings.HasSuffix(key, "/"+asterisk+"/"+channel) {
		return fmt.Errorf("the body is that of %q at %q", channel, asterisk)
	}
	return nil
}

// recorded are the calls that have a record: what is of one of them is no orphan, though it has no call here. Nothing
// is judged when that cannot be told. An instance that is alone knows its calls.
func (l *link) recorded(ctx context.Context) (calls recordedCalls, ok bool) {
	if l.app.instances == nil {
		return nil, true
	}
	calls, err := l.app.keeping.index(ctx)
	if err != nil {
		l.log.Warn("cannot tell which calls are whose", "error", err)
	}
	return calls, err == nil
}

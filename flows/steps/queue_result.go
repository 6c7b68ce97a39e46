package steps

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
)

// statusWaiting is the status while the caller waits.
const statusWaiting = "waiting"

func queueResults() []flows.Result {
	return []flows.Result{
		{Name: "status", Zero: "", Doc: "`answered`, `timeout`, `full`, `join_empty`, `leave_empty`, `exit_key`, " +
			"`callback`, `overflow` (the wait would be too long), `withdrawn` (by somebody else), `unavailable` (nobody " +
			"who decides can be reached), `abandoned` (the caller hung up) or `error`; `waiting` while it lasts."},
		{Name: "agent", Zero: "", Doc: "The number of the agent with whom the caller talked."},
		{Name: "last_agent", Zero: "", Doc: "The agent with whom they talked, or who was rung last."},
		{Name: "position", Zero: 0, Doc: "The caller's place, from 1."},
		{Name: "size", Zero: 0, Doc: "How many wait."},
		{Name: "waited", Zero: time.Duration(0), Doc: "How long the caller has waited."},
		{Name: "ewt", Zero: time.Duration(0), Doc: "How long it is expected to take yet, 0s where nothing is known."},
		{Name: "agents", Zero: 0, Doc: "How many agents are logged in."},
		{Name: "talk", Zero: time.Duration(0), Doc: "How long they talked."},
		{Name: "by", Zero: "", Doc: "Who ended the conversation: `caller`, `agent`, `transfer` or `limit`."},
		{Name: "key", Zero: "", Doc: "The keys with which the caller left, or that led out of the conversation."},
		{Name: "number", Zero: "", Doc: "The number that is called back."},
		{Name: "transfer", Zero: "", Doc: "The extension that a transfer leads to."},
	}
}

// result is what the step leaves behind, as it is so far.
func (q *queueRun) result(status string) map[string]any {
	v := q.view
	last := q.talk.agent
	if last == "" && len(q.order) > 0 {
		last = q.order[len(q.order)-1].offer.Agent
	}
	q.state.Last = cmp.Or(last, q.state.Last)
	return map[string]any{"status": status, "agent": q.talk.agent, "last_agent": q.state.Last, "position": v.Position,
		"size": v.Size, "waited": v.Waited, "ewt": v.Wait, "agents": v.Agents, "talk": q.talk.took, "by": q.talk.by,
		"key": cmp.Or(q.talk.key, q.exit), "number": q.number, "transfer": q.talk.transfer}
}

func (q *queueRun) report(status string) { q.r.SetResult(q.result(status)) }

// leaves goes on where the wait has ended without an agent.
func (q *queueRun) leaves(ctx context.Context) (flows.Next, error) {
	if err := q.ear.hush(ctx, q.r); err != nil {
		return flows.Next{}, err
	}
	q.left = true
	q.tellPlace()
	q.report(string(q.over))
	q.r.QueueTells(flows.QueueLeft, flows.Fact{Text: q.of, Outcome: string(q.over), Took: q.view.Waited})
	if block := q.ends[q.over]; block != nil {
		return flows.Enter(block), nil
	}
	return flows.Advance().By(wayUnreached), nil
}

// chosen does what a key of the caller is for; goes tells that the step is left.
func (q *queueRun) chosen(ctx context.Context) (next flows.Next, goes bool, err error) {
	code := q.state.Key
	q.state.Key = ""
	if q.callsBack() && code == q.callback.key {
		return next, false, q.beginBack(ctx)
	}
	key := findKey(q.dial.exits, code)
	if key == nil {
		return next, false, nil
	}
	if err := q.hangUpAll(ctx); err != nil {
		return next, true, err
	}
	if err := q.ear.hush(ctx, q.r); err != nil {
		return next, true, err
	}
	q.exit = key.code
	q.leave(flows.QueueExitKey, flows.QueueLeaving{Key: key.code})
	if key.block != nil {
		return flows.Enter(key.block), true, nil
	}
	if block := q.ends[flows.QueueExitKey]; block != nil {
		return flows.Enter(block), true, nil
	}
	return flows.Advance().By(wayUnreached), true, nil
}

// beginsCode tells whether a key may begin what the caller leaves with.
func (q *queueRun) beginsCode(key digits.Key) bool {
	for _, code := range q.codes() {
		if strings.HasPrefix(code, key.String()) {
			return true
		}
	}
	return false
}

func (q *queueRun) codes() []string {
	codes := codesOf(q.dial.exits)
	if q.callsBack() {
		codes = append(codes, q.callback.key)
	}
	return codes
}

package steps

import (
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/dialling"
)

func dialFields() []flows.Field {
	fields := []flows.Field{
		{Name: "targets", Type: dialTargetsType(), Doc: "Whom to ring: an endpoint, a list of them, or a list of rounds."},
		{Name: "rounds", Type: dialTargetsType(), Doc: "A list of rounds, instead of `targets`."},
		{Name: "strategy", Type: flows.OneOf(dialling.Strategies()...), Default: string(dialling.Parallel),
			Doc: "`parallel` rings all of a round at once; `sequential` one after the other; `delayed` has each join in " +
				"`stagger` after the one before, which rings on; `weighted_random` draws the order by `weight`; " +
				"`least_recent` begins with whoever was reached longest ago."},
		{Name: "ring_timeout", Type: flows.Duration, Default: "20s",
			Doc: "How long a round rings, or each target where they ring one after the other."},
		{Name: "stagger", Type: flows.Duration, Default: "5s", Doc: "The time between two targets with `delayed`."},
		{Name: "caller_id", Type: dialWords("caller id", "name", "number", "presentation"),
			Doc: "What the callee sees: name, number, presentation (such as `prohib`); the caller's own without it."},
		{Name: "connected", Type: dialWords("connected line", "name", "number"),
			Doc: "What the caller's telephone shows of the callee."},
		{Name: "redirecting", Type: dialWords("redirecting", "name", "number", "reason"),
			Doc: "From whom the call was diverted, and why (such as `no_answer`)."},
		{Name: "headers", Type: mapOf(flows.Text), Doc: "SIP headers of the call to the callee."},
		{Name: "variables", Type: mapOf(flows.Text), Doc: "Variables of the callee's channel, or functions of the dialplan."},
		{Name: "inherit", Type: flows.Bool, Default: "true",
			Doc: "Whether the callee's channel takes over the caller's variables that begin with `_`, language and music. " +
				"Variables are not taken over where `caller_id` is given: Asterisk can do only one of the two."},
		{Name: "early_media", Type: dialEarlyType(), Default: earlyRing,
			Doc: "What the caller hears meanwhile: `ring`, `callee` (what the other side sends, if one telephone rings at a " +
				"time; else ringing), `moh`, `none`, `{moh: class}`, or `{play: prompts}`, which repeat."},
		{Name: "answer_on_bridge", Type: flows.Bool, Default: "true",
			Doc: "Whether an unanswered call is answered only when somebody was reached; else it is answered at once."},
		{Name: "confirm", Type: dialConfirmType(), Doc: "Who answers must press a key, so that no mailbox takes the call."},
		{Name: "announce_callee", Type: flows.Media, Doc: "What the callee hears before being joined."},
		{Name: "announce_caller", Type: flows.Media,
			Doc: "What the caller hears meanwhile; the call is answered before it."},
		{Name: "exit_keys", Type: dialExitsType(),
			Doc: "Keys with which the caller leaves while it rings, and the steps to take then."},
		{Name: "forwarding", Type: dialForwardType(), Default: "ignore",
			Doc: "What to do when a telephone forwards the call (302): `ignore`, or `{context: phones}`, which dials the new " +
				"extension in that context of the dialplan."},
	}
	fields = append(fields, dialTalkFields()...)
	for _, status := range dialBranches() {
		fields = append(fields, flows.Field{Name: "on_" + string(status), Type: flows.Steps,
			Doc: "Steps for the status `" + string(status) + "`."})
	}
	return append(fields, flows.Field{Name: "on_failed", Type: flows.Steps,
		Doc: "Steps for every other end without a conversation."})
}

// dialBranches are the statuses that may have steps.
func dialBranches() []dialling.Status {
	return []dialling.Status{dialling.Busy, dialling.NoAnswer, dialling.Unavailable, dialling.Congestion,
		dialling.Rejected, dialling.ConfirmFailed}
}

func dialResults() []flows.Result {
	return []flows.Result{
		{Name: "status", Zero: "", Doc: "`answered`, `busy`, `rejected`, `congestion`, `no_answer`, `unavailable`, " +
			"`invalid`, `confirm_failed`, `canceled` (the caller left) or `refused`. Of several telephones the one that " +
			"says most counts: confirm_failed, busy, rejected, congestion, no_answer, unavailable, invalid, in this order."},
		{Name: "cause", Zero: "", Doc: "The Q.850 cause of that, by name, such as `busy`."},
		{Name: "sip_status", Zero: 0, Doc: "The SIP status with which it ended, 0 for none."},
		{Name: "peer", Zero: "", Doc: "The endpoint that was joined with the caller, else the one that the status is of."},
		{Name: "leg", Zero: "", Doc: "The name of its channel."},
		{Name: "ring_ms", Zero: 0, Doc: "How long it took from dialling until it rang, in milliseconds."},
		{Name: "progress_ms", Zero: 0, Doc: "How long it took from dialling until early media came."},
		{Name: "talk_ms", Zero: 0, Doc: "How long they talked."},
		{Name: "ended_by", Zero: "", Doc: "Who ended the conversation: `caller`, `callee`, or `limit`."},
		{Name: "key", Zero: "", Doc: "The keys with which the caller left, or that led out of the conversation."},
		{Name: "transfer", Zero: "", Doc: "The extension that a transfer leads to."},
	}
}

func newDial(a flows.Args) flows.Step {
	media := func(name string) []flows.Value[string] { return flows.Get[[]flows.Value[string]](a, name) }
	flag := func(name string) flows.Value[bool] { return flows.Get[flows.Value[bool]](a, name) }
	d := dialTalkOf(a)
	d.rounds, d.strategy = flows.Get[[][]dialTarget](a, "targets"), dialling.Strategy(flows.Get[string](a, "strategy"))
	d.ring = flows.Get[flows.Value[time.Duration]](a, "ring_timeout")
	d.stagger = flows.Get[flows.Value[time.Duration]](a, "stagger")
	d.manner, d.early = dialMannerOf(a), flows.Get[dialEarly](a, "early_media")
	d.answerOnBridge, d.inherit = flag("answer_on_bridge"), flag("inherit")
	d.confirm = flows.Get[*dialConfirm](a, "confirm")
	d.announceCallee, d.announceCaller = media("announce_callee"), media("announce_caller")
	d.exits, d.forwarding = flows.Get[[]dialKey](a, "exit_keys"), flows.Get[string](a, "forwarding")
	d.failed, d.onFailed = map[dialling.Status]*flows.Block{}, flows.Get[*flows.Block](a, "on_failed")
	d.recent = &dialRecent{}
	switch {
	case a.Has("targets") == a.Has("rounds"):
		a.Errorf("targets", "exclusive-fields", "dial needs either targets or rounds")
	case a.Has("rounds"):
		d.rounds = flows.Get[[][]dialTarget](a, "rounds")
	}
	for _, status := range dialBranches() {
		if block := flows.Get[*flows.Block](a, "on_"+string(status)); block != nil {
			d.failed[status] = block
		}
	}
	d.check(a)
	return &d
}

// check refuses fields that make no sense together.
func (d *dial) check(a flows.Args) {
	if ring, fixed := d.ring.Constant(); fixed && ring < time.Second {
		a.Errorf("ring_timeout", "wrong-type", "ring_timeout must be at least 1s")
	}
	d.checkTalk(a)
}

// Ways are the steps for each status and key, and behind the step or the call's end.
func (d *dial) Ways() []flows.Way {
	ways := d.keyWays()
	for _, status := range dialBranches() {
		ways = append(ways, wayInto(d.failed[status])...)
	}
	if d.onFailed == nil {
		ways = append(ways, flows.Way{Label: wayUnreached, Goes: flows.Onward})
	}
	return append(append(ways, wayInto(d.onFailed)...), d.endWays()...)
}

// The labels of the ways that are no blocks.
const (
	wayUnreached = "unreached"
	wayTalked    = "talked"
	wayOver      = "over"
	// wayTransferred leads to where the callee's telephone sends the caller.
	wayTransferred = "transferred"
	// wayHandedOver is the end of a caller whose telephone has sent the callee elsewhere.
	wayHandedOver = "handed-over"
)

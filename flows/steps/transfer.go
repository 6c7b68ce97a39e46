package steps

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/dialling"
)

// The modes of transfer.
const (
	transferBlind    = "blind"
	transferWarm     = "warm"
	transferRedirect = "redirect"
)

func transferSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "transfer",
		Pace:    flows.Waiting,
		Summary: "Hands the caller over to somebody else, without a word, after a word, or by the caller's own telephone.",
		Doc: "`blind` rings `to` as [dial](dial.md) does, or sends the caller to `extension` of the dialplan for good, as " +
			"[continue](continue.md) does.\n\n" +
			"`warm` lets the caller wait with music while `to` is rung and briefed: who answers hears `brief`, and with " +
			"`reason` what the caller has said before. Key 1 takes the call, 2 declines it, and silence for " +
			"`accept_timeout` too. Nobody who answers a telephone by chance, and no mailbox, gets the caller.\n\n" +
			"`redirect` has the caller's own telephone, or the provider behind it, call `to`: by a 302 before the answer, by " +
			"REFER after it. Asterisk tells nothing of its way but the end of the call; a call that is there yet after " +
			"`redirect_timeout` has not been taken over.\n\n" +
			"Wherever nobody takes the call the caller is still there: `on_failed` is taken, or `on_declined` where somebody " +
			"did not want it, else the walk goes on behind the step, with the reason in `steps.<id>`. After a " +
			"talk the call is over. See [transfers](../transfer.md).",
		Short:  "to",
		Fields: transferFields(),
		Result: transferResults(),
		Example: "- transfer: {extension: '20', context: phones}\n" +
			"- transfer:\n    id: agent\n    mode: warm\n    to: PJSIP/agent\n    brief: [vm-from, 'digits:${call.from}']\n" +
			"    reason: {prompt: vm-rec-name, max: 6s}\n    on_declined: [{play: vm-nobodyavail}]\n" +
			"- transfer: {mode: redirect, to: PJSIP/200@trunk}\n",
		New: newTransfer,
	}
}

func transferFields() []flows.Field {
	return []flows.Field{
		{Name: "mode", Type: flows.OneOf(transferBlind, transferWarm, transferRedirect), Default: transferBlind,
			Doc: "How; see above."},
		{Name: "to", Type: flows.Endpoint, Doc: "Who is to have the caller."},
		{Name: "extension", Type: flows.Text, Doc: "For `blind`, instead of `to`: an extension of the dialplan."},
		{Name: "context", Type: flows.Text, Doc: "Its context; the one in which the call came without it."},
		{Name: "ring_timeout", Type: flows.Duration, Default: "20s", Doc: "How long `to` rings."},
		{Name: "caller_id", Type: dialWords("caller id", "name", "number", "presentation"),
			Doc: "What they see; the caller's own without it."},
		{Name: "waiting", Type: dialEarlyType(), Doc: "What the caller hears meanwhile: `ring`, which it is without it for " +
			"`blind`, `moh`, which it is for `warm`, `{moh: class}`, or `{play: prompts}`, which repeat."},
		{Name: "brief", Type: flows.Media, Default: "vm-from-phonenumber",
			Doc: "For `warm`: what who answers hears; then they press a key."},
		{Name: "reason", Type: transferReasonType(), Doc: "For `warm`: `{prompt, max, silence}`. The caller says why they " +
			"call after the prompt, at most `max` (6s), until they are silent for `silence` (2s); who " +
			"answers hears it behind `brief`."},
		{Name: "accept", Type: transferKeyType(), Default: "1", Doc: "For `warm`: the key that takes the call."},
		{Name: "decline", Type: transferKeyType(), Default: "2", Doc: "For `warm`: the key that does not."},
		{Name: "accept_timeout", Type: flows.Duration, Default: "15s", Doc: "For `warm`: how long to wait for the key."},
		{Name: "record", Type: callRecordingType(),
			Doc: "Whether and how the talk is recorded; see [record_call](record_call.md)."},
		{Name: "redirect_timeout", Type: flows.Duration, Default: "15s",
			Doc: "For `redirect`: how long the call may still be there."},
		{Name: "on_declined", Type: flows.Steps, Doc: "Steps where who answered did not take the call: `confirm_failed`."},
		{Name: "on_failed", Type: flows.Steps, Doc: "Steps for every other end without a talk."},
	}
}

func transferResults() []flows.Result {
	results := []flows.Result{
		{Name: "status", Zero: "", Doc: "As of [dial](dial.md): `answered`, `busy`, `rejected`, `congestion`, `no_answer`, " +
			"`unavailable`, `invalid`, `confirm_failed` (declined, or no key), `canceled`, `refused`. Of `redirect`: " +
			"`redirected` (the call ended), or `failed`. Of an extension: `sent`."},
	}
	for _, one := range dialResults() {
		if one.Name != "status" && one.Name != "key" && one.Name != "transfer" {
			results = append(results, one)
		}
	}
	return results
}

// transfer is the step as the file has it.
type transfer struct {
	mode     string
	to       flows.Value[string]
	place    *leave
	dial     *dial // of blind and warm
	reason   *transferReason
	patience flows.Value[time.Duration]
	failed   *flows.Block
}

func newTransfer(a flows.Args) flows.Step {
	text := func(name string) flows.Value[string] { return flows.Get[flows.Value[string]](a, name) }
	t := &transfer{mode: flows.Get[string](a, "mode"), to: text("to"), reason: flows.Get[*transferReason](a, "reason"),
		patience: flows.Get[flows.Value[time.Duration]](a, "redirect_timeout"),
		failed:   flows.Get[*flows.Block](a, "on_failed")}
	switch {
	case a.Has("to") == a.Has("extension"):
		a.Errorf("to", "exclusive-fields", "transfer needs either to or extension")
	case a.Has("extension") && t.mode != transferBlind:
		a.Errorf("extension", "exclusive-fields", "extension goes with the mode blind; give to")
	case a.Has("context") && !a.Has("extension"):
		a.Errorf("context", "missing-field", "context goes with extension")
	}
	for _, name := range []string{"brief", "reason", "accept", "decline", "accept_timeout", "on_declined"} {
		if a.Has(name) && t.mode != transferWarm {
			a.Errorf(name, "exclusive-fields", "%s goes with the mode warm", name)
		}
	}
	if a.Has("extension") {
		t.place = &leave{context: text("context"), extension: text("extension"), priority: flows.Fixed("")}
		return t
	}
	if t.mode != transferRedirect {
		t.dial = transferDial(a, t.mode)
	}
	return t
}

// transferDial is the dialling that a transfer does.
func transferDial(a flows.Args, mode string) *dial {
	d := &dial{rounds: [][]dialTarget{{{endpoint: flows.Get[flows.Value[string]](a, "to")}}}, strategy: dialling.Parallel,
		ring: flows.Get[flows.Value[time.Duration]](a, "ring_timeout"), early: flows.Get[dialEarly](a, "waiting"),
		answerOnBridge: flows.Fixed(mode != transferWarm), goesOn: flows.Fixed(false), inherit: flows.Fixed(true),
		manner: dialManner{callerID: flows.Get[map[string]any](a, "caller_id")},
		failed: map[dialling.Status]*flows.Block{}, onFailed: flows.Get[*flows.Block](a, "on_failed"),
		recent: &dialRecent{}, record: flows.Get[callRecording](a, "record"), limit: dialLimit{warn: warnBoth}}
	if mode != transferWarm {
		return d
	}
	if d.early.kind == "" {
		d.early.kind = earlyMusic
	}
	d.confirm = &dialConfirm{prompt: flows.Get[[]flows.Value[string]](a, "brief"), accept: flows.Get[string](a, "accept"),
		decline: flows.Get[string](a, "decline"), attempts: 1,
		timeout: flows.Get[flows.Value[time.Duration]](a, "accept_timeout")}
	if d.confirm.accept == d.confirm.decline {
		a.Errorf("accept", "rule", "accept and decline must be different keys")
	}
	if block := flows.Get[*flows.Block](a, "on_declined"); block != nil {
		d.failed[dialling.ConfirmFailed] = block
	}
	return d
}

// Ways are those of the dialling, of the dialplan, or of a telephone that takes over or does not.
func (t *transfer) Ways() []flows.Way {
	switch {
	case t.dial != nil:
		return t.dial.Ways()
	case t.place != nil:
		return append(t.unreachedWays(), flows.WayOf("sent", flows.Leave()))
	}
	return t.unreachedWays()
}

func (t *transfer) unreachedWays() []flows.Way {
	if t.failed != nil {
		return []flows.Way{flows.WayOf(t.failed.Label(), flows.Enter(t.failed))}
	}
	return []flows.Way{{Label: wayUnreached, Goes: flows.Onward}}
}

// Run hands the caller over.
func (t *transfer) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	var before dialState
	if t.reason != nil {
		defer t.reason.discard(ctx, r)
	}
	switch {
	case r.Load(&before) && t.dial != nil: // the dialling was under way
		return t.dial.Run(ctx, r)
	case t.dial == nil && t.place == nil:
		return t.redirect(ctx, r)
	case t.place != nil:
		return t.send(ctx, r)
	case t.reason == nil:
		return t.dial.Run(ctx, r)
	}
	name, err := t.reason.record(ctx, r)
	if err != nil {
		return flows.Next{}, err
	}
	if name == "" {
		return t.dial.Run(ctx, r)
	}
	// What one caller has said is no part of the step, that all calls share.
	briefed, confirm := *t.dial, *t.dial.confirm
	confirm.prompt = append(append([]flows.Value[string]{}, confirm.prompt...), flows.Fixed("recording:"+name))
	briefed.confirm = &confirm
	return briefed.Run(ctx, r)
}

// send sends the caller into the dialplan; where that fails they are still there.
func (t *transfer) send(ctx context.Context, r *flows.Run) (flows.Next, error) {
	next, err := t.place.Run(ctx, r)
	if err == nil {
		r.SetResult(map[string]any{"status": "sent"})
		return next.By("sent"), nil
	}
	if !flows.IsFailure(ctx, err) {
		return flows.Next{}, err
	}
	return t.unreached(r, "failed", err)
}

// unreached goes on with a caller who is still there.
func (t *transfer) unreached(r *flows.Run, status string, why error) (flows.Next, error) {
	r.SetResult(map[string]any{"status": status})
	if why != nil {
		r.Log("warn", "transfer: "+why.Error())
	}
	if t.failed != nil {
		return flows.Enter(t.failed), nil
	}
	return flows.Advance().By(wayUnreached), nil
}

// redirect has the caller's telephone call somebody else.
func (t *transfer) redirect(ctx context.Context, r *flows.Run) (flows.Next, error) {
	port, ok := r.Port().(flows.Transferer)
	if !ok {
		return flows.Next{}, flows.ErrNotHere
	}
	endpoint, err := evalOutbound(ctx, r, "redirecting to", t.to)
	if err != nil {
		r.SetResult(map[string]any{"status": string(dialling.Refused)})
		return flows.Next{}, err
	}
	r.SetResult(map[string]any{"status": "redirected", "peer": endpoint}) // what counts if the call ends now
	var asked redirectState
	if !r.Load(&asked) {
		patience, err := t.patience.Eval(r)
		if err != nil {
			return flows.Next{}, err
		}
		asked.Until = r.Now().Add(patience)
		if err := t.ask(ctx, r, port, endpoint, asked); err != nil {
			if !flows.IsFailure(ctx, err) {
				return flows.Next{}, err
			}
			return t.unreached(r, "failed", err)
		}
	}
	for {
		event, err := r.Next(ctx, asked.Until)
		if err != nil {
			return flows.Next{}, err
		}
		if event.Kind == flows.TimeUp {
			return t.unreached(r, "failed", nil)
		}
	}
}

// redirectState is what is written down before the telephone is asked: whoever takes the call up does not ask it
// again, as it may be calling already, and waits as long as the one before would have.
type redirectState struct {
	Until time.Time `json:"until"`
}

// ask has the caller's telephone call somebody else, when it is written down that it is asked.
func (t *transfer) ask(ctx context.Context, r *flows.Run, port flows.Transferer, to string, asked redirectState) error {
	if err := r.Save(asked); err != nil {
		return err
	}
	_, err := r.Do(ctx, storeTime, r.Once(func(context.Context) (any, error) { return nil, nil }))
	if err != nil {
		return err
	}
	return port.Redirect(ctx, flows.Caller, to)
}

package steps

import (
	"context"
	"errors"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/dialling"
)

func dialSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "dial",
		Pace:    flows.Waiting,
		Summary: "Rings one or more telephones and joins the caller with the one that answers.",
		Doc: "`targets` are endpoints as `Dial` takes them, of any technology: `PJSIP/100`, `PJSIP/${call.to}@trunk`, " +
			"`Local/20@phones/n`. A list of lists are rounds, one after the other; `strategy` says how those of a round " +
			"ring. The caller hears `early_media` and is answered only when they are joined, unless `answer_on_bridge` " +
			"is false. Who loses to a quicker telephone is told `answered_elsewhere`, so that it shows no missed call.\n\n" +
			"As with `Dial`, the walk goes on behind the step when nobody was reached, by `on_busy` and the like " +
			"where they are; after a conversation the call ends, unless `continue` is true and the caller is still " +
			"there.\n\n" +
			"The technology of an endpoint is written out. Values within it may be letters, digits and `* # + _ . -` " +
			"only, and what is not written out whole must be allowed by `outbound` in ivr.yaml; else the status is " +
			"`refused`, the step fails, and nothing is dialled.\n\n" +
			"A call that is taken up after its process died goes on: telephones ring on, and a conversation is not " +
			"touched. More is on [dial](../dial.md).",
		Short:   "targets",
		Fields:  dialFields(),
		Result:  dialResults(),
		Example: dialExample,
		New:     newDial,
	}
}

const dialExample = "- dial: PJSIP/100\n- dial:\n    id: sales\n" +
	"    targets: [[PJSIP/101, PJSIP/102], {endpoint: PJSIP/103, timeout: 10s}]\n" +
	"    ring_timeout: 20s\n    confirm: {prompt: vm-press, accept: 1}\n    max_duration: 1h\n" +
	"    on_busy: {play: all-circuits-busy-now}\n    on_failed: {log: 'sales: ${steps.sales.status}'}\n"

// dial is the step as the file has it.
type dial struct {
	rounds                          [][]dialTarget
	strategy                        dialling.Strategy
	ring, stagger                   flows.Value[time.Duration]
	manner                          dialManner
	early                           dialEarly
	answerOnBridge, goesOn, inherit flows.Value[bool]
	confirm                         *dialConfirm
	announceCallee, announceCaller  []flows.Value[string]
	limit                           dialLimit
	caller, callee                  []dialKey
	transfer                        *dialTransfer
	exits                           []dialKey
	forwarding                      string // the context of forwarded calls, "" for none
	failed                          map[dialling.Status]*flows.Block
	onFailed                        *flows.Block
	record                          callRecording
	recent                          *dialRecent
	transfers                       *referRules
}

// Run rings, joins, and lets talk.
func (d *dial) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	run := &dialRun{dial: d, r: r, legs: map[flows.Party]*dialLeg{}, keysEnd: map[flows.Party]time.Time{}}
	var before dialState
	if r.Load(&before) && before.Course != nil {
		return run.resume(ctx, before)
	}
	if err := run.prepare(ctx, nil); err != nil {
		if errors.Is(err, flows.ErrNotPermitted) {
			run.report(dialling.Refused)
		}
		return flows.Next{}, err
	}
	if err := run.save(); err != nil {
		return flows.Next{}, err
	}
	next, err := run.call(ctx)
	return next, run.left(ctx, err)
}

// left is err where the step is left because of it: a hotkey's steps may lead here again.
func (d *dialRun) left(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil {
		return err
	}
	d.hush(ctx)
	return errors.Join(err, d.r.Keep(dialState{}))
}

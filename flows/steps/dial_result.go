package steps

import (
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/dialling"
)

// dialOutcome is what the step leaves behind, as it is so far.
type dialOutcome struct {
	// worst is the most telling failure, of whose.
	worst dialling.Status
	of    *dialLeg
	// by ended the conversation, that took so long; key led out of it, or out of the ringing.
	by, key, transfer string
	// led is where a transfer has ended the conversation: an extension, or extension@context.
	led    string
	talked time.Duration
}

// report sets the step's result.
func (d *dialRun) report(status dialling.Status) {
	if d.reports != nil {
		d.reports(status)
		return
	}
	result := map[string]any{"status": string(status), "key": d.result.key, "transfer": d.result.transfer,
		"ended_by": d.result.by, "talk_ms": int(d.result.talked.Milliseconds())}
	l := d.result.of
	if status == dialling.Answered {
		l = d.joined
	}
	if l != nil {
		result["peer"], result["leg"] = l.spot.leg.Endpoint, string(l.party)
		result["ring_ms"], result["progress_ms"] = millis(l.dialled, l.rang), millis(l.dialled, l.progressed)
		result["sip_status"] = l.sip
		if l.cause > 0 {
			result["cause"] = l.cause.String()
		}
	}
	if status == dialling.Answered {
		result["cause"] = flows.CauseNormal.String()
	}
	d.r.SetResult(result)
}

// millis is the time between, 0 when the latter never was.
func millis(from, to time.Time) int {
	if to.IsZero() {
		return 0
	}
	return int(to.Sub(from).Milliseconds())
}

// unreached goes on where nobody was reached.
func (d *dialRun) unreached(status dialling.Status) (flows.Next, error) {
	if status == "" {
		status = dialling.Unavailable
	}
	d.report(status)
	if block := d.failed[status]; block != nil {
		return flows.Enter(block), nil
	}
	if d.onFailed != nil {
		return flows.Enter(d.onFailed), nil
	}
	return flows.Advance().By(wayUnreached), nil
}

package steps

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
)

// callRecording says how a call is recorded: the field `record` of steps that
// join the caller with somebody, and the step record_call. The zero value
// records nothing of itself, but what record_call has planned.
type callRecording struct {
	set bool
	// demand tells that it begins by a key only, refused that nothing is recorded, whatever was planned.
	demand, refused     bool
	name, format        flows.Value[string]
	named, formatted    bool
	perLeg              flows.Value[bool]
	beepEvery, min, max flows.Value[time.Duration]
}

// callRecordingFields are the fields that tell how.
func callRecordingFields() []flows.Field {
	return []flows.Field{
		{Name: "name", Type: flows.Text, Doc: "Its name: a path of letters, digits, + - _ . without an ending; `calls/` " +
			"and the call's id without it. A second recording of the name gets -2 behind it, those of per_leg the party."},
		{Name: "format", Type: flows.Text, Doc: "wav, gsm or another format of Asterisk's; that of ivr.yaml's " +
			"recordings without it."},
		{Name: "per_leg", Type: flows.Bool, Default: "false", Doc: "A recording of each party instead of one of all."},
		{Name: "beep_every", Type: flows.Duration, Default: "0s",
			Doc: "How often a beep tells that the call is recorded; 0s for never."},
		{Name: "min", Type: flows.Duration, Default: "0s", Doc: "What is shorter is deleted."},
		{Name: "max", Type: flows.Duration, Default: "0s", Doc: "Its greatest length; 0s for none."},
	}
}

// callRecordingType reads true, false or a mapping: callRecording.
func callRecordingType() flows.Type {
	const wanted = "true, false, or a mapping with start, name, format, per_leg, beep_every, min and max"
	fields := append([]flows.Field{{Name: "start", Type: flows.OneOf("bridge", "demand"), Default: "bridge",
		Doc: "When it begins: when the caller is joined with somebody, or by a key."}}, callRecordingFields()...)
	return flows.NewType("call recording", wanted, func(p flows.Parser, n *source.Node) any {
		c := newCallRecording()
		switch {
		case n.Kind == source.Scalar && n.Value == "true":
			return c
		case n.Kind == source.Scalar && n.Value == "false":
			return callRecording{refused: true}
		case n.Kind != source.Map:
			p.Report().WrongType(n, p.What(), wanted)
			return nil
		}
		for key, item := range n.All() {
			if !c.read(p, fields, key, item) {
				return nil
			}
		}
		return c
	}).Shaped(flows.Shape{Types: []flows.Type{flows.Bool}, Fields: fields})
}

func newCallRecording() callRecording {
	return callRecording{set: true, perLeg: flows.Fixed(false), beepEvery: flows.Fixed(time.Duration(0)),
		min: flows.Fixed(time.Duration(0)), max: flows.Fixed(time.Duration(0))}
}

// read takes one key of the mapping; false after a finding.
func (c *callRecording) read(p flows.Parser, fields []flows.Field, key, item *source.Node) bool {
	spans := map[string]*flows.Value[time.Duration]{"beep_every": &c.beepEvery, "min": &c.min, "max": &c.max}
	ok := true
	switch name := key.Value; {
	case spans[name] != nil:
		*spans[name], ok = p.Parse(flows.Duration, name, item).(flows.Value[time.Duration])
	case name == "per_leg":
		c.perLeg, ok = p.Parse(flows.Bool, name, item).(flows.Value[bool])
	case name == "name":
		c.name, ok = p.Parse(flows.Text, name, item).(flows.Value[string])
		c.named = true
		if text, fixed := c.name.Constant(); ok && fixed {
			ok = reported(p, item, flows.CheckRecordingName(text))
		}
	case name == "format":
		c.format, ok = p.Parse(flows.Text, name, item).(flows.Value[string])
		c.formatted = true
		if text, fixed := c.format.Constant(); ok && fixed {
			ok = reported(p, item, flows.CheckRecordingFormat(text))
		}
	case name == "start":
		var word string
		word, ok = p.Parse(flows.OneOf("bridge", "demand"), name, item).(string)
		c.demand = word == "demand"
	default:
		var names []string
		for _, field := range fields {
			names = append(names, field.Name)
		}
		p.Report().Unknown(key, "unknown-key", "key of "+p.What(), names)
		ok = false
	}
	return ok
}

func reported(p flows.Parser, n *source.Node, err error) bool {
	if err != nil {
		p.Report().Errorf(n, "recording-name", "%v", err)
	}
	return err == nil
}

func spanOf(a flows.Args, name string) flows.Value[time.Duration] {
	return flows.Get[flows.Value[time.Duration]](a, name)
}

// plan evaluates what is to be recorded.
func (c callRecording) plan(r *flows.Run) (*flows.RecordingPlan, error) {
	plan := &flows.RecordingPlan{}
	var err error
	if plan.Name, plan.Format, err = recordingNamed(r, c.name, c.named, c.format, c.formatted); err != nil {
		return nil, err
	}
	if plan.PerLeg, err = c.perLeg.Eval(r); err != nil {
		return nil, err
	}
	if plan.BeepEvery, err = c.beepEvery.Eval(r); err != nil {
		return nil, err
	}
	if plan.Min, err = c.min.Eval(r); err != nil {
		return nil, err
	}
	plan.Max, err = c.max.Eval(r)
	return plan, err
}

// onDemand tells that it begins by a key only: who joins the parties calls begin when it is pressed.
func (c callRecording) onDemand() bool { return c.set && c.demand }

// begin records parties that are joined in a bridge, if that is wanted; end
// ends it, and does no harm when it has ended. Without a wish of the step's own
// it is what record_call has planned. An error need not end the call: nothing
// is recorded then.
func (c callRecording) begin(ctx context.Context, r *flows.Run, bridge string, parties []flows.Party,
) (end func(context.Context) error, err error) {
	nothing := func(context.Context) error { return nil }
	if c.refused {
		return nothing, nil
	}
	plan := r.RecordingPlan()
	if c.set {
		if plan, err = c.plan(r); err != nil {
			return nothing, err
		}
	}
	if plan == nil {
		return nothing, nil
	}
	var names []string
	end = func(ctx context.Context) error {
		var errs []error
		for _, name := range names {
			errs = append(errs, r.EndCallRecording(ctx, name))
		}
		return errors.Join(errs...)
	}
	for _, one := range recordingsOf(plan, bridge, parties) {
		if one.leg == "caller" && recordsCaller(r) {
			continue // by record_call, since before
		}
		every := plan.BeepEvery
		if len(names) > 0 {
			every = 0 // one beep tells it to all
		}
		name, err := r.RecordCall(ctx, one.recording, flows.CallRecording{Leg: one.leg, Bridge: bridge,
			Min: plan.Min, BeepEvery: every})
		if err != nil {
			return nothing, errors.Join(err, end(ctx))
		}
		names = append(names, name)
	}
	return end, nil
}

// recordsCaller tells whether the caller alone is recorded already.
func recordsCaller(r *flows.Run) bool {
	for _, one := range r.CallRecordings() {
		if one.Leg == "caller" {
			return true
		}
	}
	return false
}

// partRecording is one recording of a plan, and who is heard in it.
type partRecording struct {
	leg       string
	recording flows.Recording
}

// recordingsOf are the recordings that a plan makes of a bridge.
func recordingsOf(plan *flows.RecordingPlan, bridge string, parties []flows.Party) []partRecording {
	one := flows.Recording{Name: plan.Name, Format: plan.Format, Max: plan.Max, Terminator: "none", IfExists: "fail"}
	if !plan.PerLeg {
		one.Bridge = bridge
		return []partRecording{{"call", one}}
	}
	var all []partRecording
	legs := 0
	for _, party := range parties {
		part := partRecording{"caller", one}
		if party != flows.Caller {
			legs++
			part.leg = "leg" + strconv.Itoa(legs)
		}
		part.recording.Party, part.recording.Tap = party, true
		part.recording.Name += "-" + part.leg
		all = append(all, part)
	}
	return all
}

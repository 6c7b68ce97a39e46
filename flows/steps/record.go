package steps

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
)

func recordSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "record",
		Pace:    flows.Waiting,
		Summary: "Records what the caller says, as `Record` does.",
		Doc: "The recording ends with a key, after silence, at its greatest length, or when the caller hangs up. Keys " +
			"that do not end it are ignored. With `review` the caller may listen to it, speak anew, accept or throw it " +
			"away. It lies below Asterisk's folder of recordings under its `name` (`play: recording:NAME` plays it), " +
			"and is fetched from there if ivr.yaml has `recordings`. When the caller hangs up, what was said is " +
			"deleted unless `keep_on_hangup` is set; `on_hangup` can read the result then. Asterisk does not tell " +
			"what ended a recording: `status` is told from the keys and the time, and `duration_ms` is right to " +
			"within a second. See [recording](../recording.md).",
		Bare: true, Short: "name",
		Fields: append(recordFields(), []flows.Field{
			{Name: "min", Type: flows.Duration, Default: "0s",
				Doc: "What is shorter is deleted: `reason` is `short`. With review the caller is asked to speak again."},
			{Name: "keep_on_hangup", Type: flows.Bool, Default: "false",
				Doc: "Whether what was said until the caller hung up counts."},
			{Name: "skip_unanswered", Type: flows.Bool, Default: "false",
				Doc: "Do nothing in a call that is not answered, as Record's option s does; else it is answered."},
			{Name: "fetch", Type: flows.Bool, Default: "true",
				Doc: "Whether ivr.yaml's recordings have it fetched; else it stays in Asterisk only."},
			{Name: "review", Type: reviewType(), Doc: "Ask whether the recording is right: true, or a mapping with prompt " +
				"(vm-review), accept (1), listen (2), rerecord (3), cancel (*), timeout (5s), attempts (3), otherwise " +
				"(accept: what a caller who presses nothing means), saved, deleted, too_short: what is said then."},
		}...),
		Result: []flows.Result{
			{Name: "status", Zero: "", Doc: "What ended it: `dtmf`, `silence`, `timeout`, `hangup`; `skip` in a call that " +
				"was not answered, `error` when there is no recording."},
			{Name: "reason", Zero: "", Doc: "Why nothing was kept: `exists`, `failed`, `short`, `canceled` or `hangup`."},
			{Name: "name", Zero: "", Doc: "The recording's name."},
			{Name: "format", Zero: "", Doc: "Its format."},
			{Name: "duration_ms", Zero: 0, Doc: "How long it is, in milliseconds."},
			{Name: "key", Zero: "", Doc: "The key that ended it."},
			{Name: "kept", Zero: false, Doc: "Whether there is a recording."},
			{Name: "review", Zero: "", Doc: "What the caller chose: `accepted`, `canceled`, or `timeout` when nothing was."},
		},
		Example: "- record: {id: message, name: 'messages/${call.id}', max: 2m, silence: 5s, beep: true, review: true}\n" +
			"- log: '${steps.message.status} after ${steps.message.duration_ms} ms'\n",
		New: newRecord,
	}
}

// recordFields say what is recorded and what ends it.
func recordFields() []flows.Field {
	return []flows.Field{
		{Name: "name", Type: flows.Text, Doc: "Its name: a path of letters, digits, + - _ . without an ending; " +
			"`calls/` and the call's id and step without it."},
		{Name: "format", Type: flows.Text, Doc: "wav, gsm or another format of Asterisk's; that of ivr.yaml's " +
			"recordings without it."},
		{Name: "max", Type: flows.Duration, Default: "0s", Doc: "Its greatest length, in whole seconds; 0s for none."},
		{Name: "silence", Type: flows.Duration, Default: "0s",
			Doc: "How long nobody must speak for it to end, in whole seconds; 0s for never."},
		{Name: "terminators", Type: flows.OneOf("none", "any", "*", "#"), Default: "#", Doc: "The keys that end it."},
		{Name: "beep", Type: flows.Bool, Default: "false", Doc: "Whether it begins with a beep."},
		{Name: "if_exists", Type: flows.OneOf("fail", "overwrite", "append"), Default: "fail",
			Doc: "What to do with a recording that has the name already; with fail, `reason` is `exists`."},
	}
}

type record struct {
	name, format                flows.Value[string]
	named, formatted            bool
	max, silence, min           flows.Value[time.Duration]
	terminators, ifExists       string
	beep, keeps, skips, fetches flows.Value[bool]
	review                      *review
}

func newRecord(a flows.Args) flows.Step {
	flag := func(name string) flows.Value[bool] { return flows.Get[flows.Value[bool]](a, name) }
	span := func(name string) flows.Value[time.Duration] { return flows.Get[flows.Value[time.Duration]](a, name) }
	s := record{name: flows.Get[flows.Value[string]](a, "name"), format: flows.Get[flows.Value[string]](a, "format"),
		named: a.Has("name"), formatted: a.Has("format"), max: span("max"), silence: span("silence"), min: span("min"),
		terminators: flows.Get[string](a, "terminators"), ifExists: flows.Get[string](a, "if_exists"),
		beep: flag("beep"), keeps: flag("keep_on_hangup"), skips: flag("skip_unanswered"), fetches: flag("fetch"),
		review: flows.Get[*review](a, "review")}
	checkRecordingFields(a)
	most, fixed := s.max.Constant()
	least, alsoFixed := s.min.Constant()
	if fixed && alsoFixed && most > 0 && least > most {
		a.Errorf("min", "wrong-type", "min must not be longer than max")
	}
	return s
}

// checkRecordingFields reports names and formats that are written out and wrong.
func checkRecordingFields(a flows.Args) {
	if name, fixed := flows.Get[flows.Value[string]](a, "name").Constant(); fixed && a.Has("name") {
		if err := flows.CheckRecordingName(name); err != nil {
			a.Errorf("name", "recording-name", "%v", err)
		}
	}
	if format, fixed := flows.Get[flows.Value[string]](a, "format").Constant(); fixed && a.Has("format") {
		if err := flows.CheckRecordingFormat(format); err != nil {
			a.Errorf("format", "recording-name", "%v", err)
		}
	}
}

// recordState is what is written down of a recording, for whoever takes the call up.
type recordState struct {
	Name string `json:"name"`
	// Began is when it was begun, zero for not yet; Again how often it was made before.
	Began time.Time `json:"began,omitzero"`
	Again int       `json:"again,omitempty"`
	// Status is what ended it, Key the key that did and Took how long it is.
	Status string        `json:"status,omitempty"`
	Key    digits.Key    `json:"key,omitempty"`
	Took   time.Duration `json:"took,omitempty"`
	// Kept, Reason and Reviewed are what has become of it.
	Kept     bool   `json:"kept,omitempty"`
	Reason   string `json:"reason,omitempty"`
	Reviewed string `json:"reviewed,omitempty"`
}

func (s record) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	skips, err := s.skips.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	if port := r.Port(); skips && !port.Answered() {
		r.SetResult(map[string]any{"status": "skip"})
		return flows.Advance(), nil
	}
	t, err := s.taking(r)
	if err != nil {
		return flows.Next{}, err
	}
	if r.Load(&t.state) { // somebody else has begun with it
		t.recording.Name, t.recording.IfExists = t.state.Name, "overwrite"
		if err := t.takeUp(ctx); err != nil {
			return flows.Next{}, err
		}
	}
	if err := r.Answer(ctx); err != nil {
		return flows.Next{}, err
	}
	if err := t.note(); err != nil {
		return flows.Next{}, err
	}
	err = t.run(ctx)
	t.report()
	return flows.Advance(), err
}

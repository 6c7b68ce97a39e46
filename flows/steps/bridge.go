package steps

import (
	"context"
	"regexp"
	"time"

	"github.com/ariapp/ariapp/flows"
)

func bridgeSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "bridge",
		Pace:    flows.Waiting,
		Summary: "Joins the caller with another call, or takes them into a bridge by its name.",
		Doc: "With `call`, the id of a call or of its channel, the two are joined as `Bridge` does; the other one must be " +
			"on [hold](hold.md), and their walk goes on when the talk is over. With `name` the caller joins the bridge of " +
			"that id, which is made if it is not there; `ariapp bridge` and other steps may have made it. It ends with " +
			"the last caller of this process who leaves, unless it is to be kept. See [conferences](../conference.md).",
		Short: "name",
		Fields: []flows.Field{
			{Name: "name", Type: flows.Text, Doc: "The bridge's id: letters, digits and `_ . -`, up to 80."},
			{Name: "call", Type: flows.Text, Doc: "The call to be joined with, instead of a name."},
			{Name: "muted", Type: flows.Bool, Default: "false", Doc: "With a name: whether the caller only listens."},
			{Name: "music", Type: flows.Text, Default: noMusic,
				Doc: "With a name: the class of music for who is alone there; `none` for silence."},
			{Name: "end_alone", Type: flows.Bool, Default: "true",
				Doc: "With a name: whether it is over when all other callers have left."},
			{Name: "keep", Type: flows.Bool, Default: "false", Doc: "With a name: whether the bridge outlives the last one."},
			{Name: "timeout", Type: flows.Duration, Default: "0s", Doc: "With a name: how long to stay; 0s for ever."},
			{Name: "end_keys", Type: flows.Words, Default: "none", Doc: "The keys with which this caller ends it."},
			{Name: "answer", Type: flows.Bool, Default: "true", Doc: "Whether to answer the call first."},
		},
		Result: []flows.Result{
			{Name: "status", Zero: "", Doc: "`ended` when the other one, or all others, have gone, `left` by key, `hangup`, " +
				"`timeout`, `kicked` when somebody else took the caller out; `nobody` or `full`: it came to nothing."},
			{Name: "talk", Zero: time.Duration(0), Doc: "How long it lasted."},
			{Name: "other", Zero: "", Doc: "With a call: the id of the other one's call."},
			{Name: "from", Zero: "", Doc: "With a call: the other one's number."},
			{Name: "members", Zero: 0, Doc: "With a name: how many callers there were at most."},
		},
		Example: "- bridge: lobby\n- bridge: {call: '${call.args[0]}', end_keys: '#'}\n",
		New:     newBridge,
	}
}

var bridgeName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$`)

const bridgeAccepts = "1 to 80 letters, digits and _ . -, beginning with a letter or digit"

type bridge struct {
	name, call, music     flows.Value[string]
	hasCall               bool
	muted, endAlone, keep flows.Value[bool]
	timeout               flows.Value[time.Duration]
	visit                 visit
}

func newBridge(a flows.Args) flows.Step {
	text := func(name string) flows.Value[string] { return flows.Get[flows.Value[string]](a, name) }
	flag := func(name string) flows.Value[bool] { return flows.Get[flows.Value[bool]](a, name) }
	b := bridge{name: text("name"), call: text("call"), music: text("music"), hasCall: a.Has("call"),
		muted: flag("muted"), endAlone: flag("end_alone"), keep: flag("keep"),
		timeout: flows.Get[flows.Value[time.Duration]](a, "timeout"), visit: newVisit(a)}
	if a.Has("name") == a.Has("call") {
		a.Errorf("", "exclusive-fields", "bridge needs either a name or a call")
	}
	if name, fixed := b.name.Constant(); fixed && a.Has("name") && !bridgeName.MatchString(name) {
		a.Errorf("name", "wrong-type", "name must be %s; found %q", bridgeAccepts, name)
	}
	for _, name := range []string{"muted", "music", "end_alone", "keep", "timeout"} {
		if a.Has(name) && b.hasCall {
			a.Errorf(name, "exclusive-fields", "%s goes with a name, not with a call", name)
		}
	}
	return b
}

// Ways are onward.
func (bridge) Ways() []flows.Way { return []flows.Way{flows.WayOf("", flows.Advance())} }

func (b bridge) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	if b.hasCall {
		call, err := b.call.Eval(r)
		if err != nil {
			return flows.Next{}, err
		}
		return flows.Advance(), b.visit.to(ctx, r, flows.PickUp{Call: call})
	}
	m, err := newMember(r)
	if err != nil {
		return flows.Next{}, err
	}
	m.load()
	if err := b.evaluate(ctx, m); err != nil {
		return flows.Next{}, err
	}
	return flows.Advance(), m.visit(ctx)
}

// evaluate makes of a bridge a conference without a word.
func (b bridge) evaluate(ctx context.Context, m *member) (err error) {
	if m.entry.Bridge, err = b.name.Eval(m.run); err != nil {
		return err
	}
	if !bridgeName.MatchString(m.entry.Bridge) {
		return refused("name", m.entry.Bridge, bridgeAccepts)
	}
	m.entry.Room = "bridge " + m.entry.Bridge // no conference's name
	if m.music, err = b.music.Eval(m.run); err != nil {
		return err
	}
	if m.muted, err = b.muted.Eval(m.run); err != nil {
		return err
	}
	if m.endsAlone, err = b.endAlone.Eval(m.run); err != nil {
		return err
	}
	if m.entry.Keep, err = b.keep.Eval(m.run); err != nil {
		return err
	}
	if m.stay, err = b.timeout.Eval(m.run); err != nil {
		return err
	}
	m.greeted, m.endKeys, m.announce = true, b.visit.endKeys, announceNone
	m.result = func(m *member, stayed time.Duration) map[string]any {
		return map[string]any{"status": m.status, "talk": stayed, "members": m.most}
	}
	answer, err := b.visit.answer.Eval(m.run)
	if err != nil || !answer {
		return err
	}
	return m.run.Answer(ctx)
}

package steps

import (
	"context"

	"github.com/ariapp/ariapp/flows"
)

func playSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "play",
		Pace:    flows.Timed,
		Summary: "Plays prompts.",
		Doc: "A bare name is a sound of Asterisk's, as in `Playback`; `digits:1234`, `characters:abc` and " +
			"`number:42` are spelled, `recording:name` and `tone:busy` are played as Asterisk knows them. A list " +
			"plays without a gap. Like `Playback`, the step answers the call first and plays to the end. Keys " +
			"pressed meanwhile are kept for the next menu or collect, unless `flush` throws them away; with " +
			"`interruptible` the first key stops the prompt, as in `Background`.",
		Short: "media",
		Fields: append([]flows.Field{
			{Name: "media", Type: flows.Media, Required: true, Doc: "The prompt or prompts."},
			{Name: "loop", Type: flows.Whole, Default: "1", Doc: "How often to play it, 1 to 1000."},
		}, soundFields()...),
		Result:  soundResults(),
		Example: "- play: hello-world\n- play: {media: [vm-press, 'digits:1'], interruptible: true}\n",
		New:     newPlay,
	}
}

type play struct {
	sound
	media []flows.Value[string]
	loop  flows.Value[int]
}

func newPlay(a flows.Args) flows.Step {
	p := play{sound: newSound(a), media: flows.Get[[]flows.Value[string]](a, "media"),
		loop: flows.Get[flows.Value[int]](a, "loop")}
	if loop, fixed := p.loop.Constant(); fixed && (loop < 1 || loop > repeatMax) {
		a.Errorf("loop", "wrong-type", "loop must be from 1 to %d", repeatMax)
	}
	return p
}

func (p play) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	media, err := r.Media(p.media)
	if err != nil {
		return flows.Next{}, err
	}
	loop, err := p.loop.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	return p.run(ctx, r, media, loop)
}

package steps

import (
	"context"
	"regexp"
	"time"

	"github.com/ariapp/ariapp/flows"
)

func toneSpec() *flows.Spec {
	return &flows.Spec{
		Kind:    "tone",
		Pace:    flows.Timed,
		Summary: "Plays a tone of the telephone network.",
		Doc: "`name` is an indication of Asterisk's indications.conf (`dial`, `ring`, `busy`, `congestion`, `info`, " +
			"`callwaiting`, `record`), as it sounds in `country`; or tones of one's own, as in `440+480/2000,0/4000`: " +
			"hertz and milliseconds. As by `Busy` and `Congestion` the call is not answered for it, unless `answer` " +
			"says so.",
		Short: "name",
		Fields: []flows.Field{
			{Name: "name", Type: flows.Text, Required: true, Doc: "The tone."},
			{Name: "country", Type: flows.Text, Doc: "Whose tone: de, fr, us, …; that of the channel without it."},
			{Name: "time", Type: flows.Duration, Default: "10s", Doc: "How long."},
			{Name: "interruptible", Type: flows.Bool, Default: "false", Doc: "Whether a key ends it."},
			{Name: "answer", Type: flows.Bool, Default: "false", Doc: "Whether to answer the call first."},
		},
		Result: []flows.Result{
			{Name: "status", Zero: "", Doc: "`done`, `interrupted` by a key, or `failed`: Asterisk has no such tone."},
			{Name: "key", Zero: "", Doc: "The key that stopped it."},
		},
		Example: "- tone: {name: busy, country: de, time: 5s}\n- hangup: busy\n",
		New:     newTone,
	}
}

type tone struct {
	name, country         flows.Value[string]
	time                  flows.Value[time.Duration]
	interruptible, answer flows.Value[bool]
}

var (
	toneName    = regexp.MustCompile(`^[a-zA-Z0-9+*/!,.]{1,200}$`)
	toneCountry = regexp.MustCompile(`^[a-z]{2}(-[a-z0-9]+)?$`)
)

const (
	toneAccepts    = "a tone such as busy, or hertz and milliseconds as in 440/500,0/500"
	countryAccepts = "a country in two letters, such as de"
)

func newTone(a flows.Args) flows.Step {
	t := tone{flows.Get[flows.Value[string]](a, "name"), flows.Get[flows.Value[string]](a, "country"),
		flows.Get[flows.Value[time.Duration]](a, "time"), flows.Get[flows.Value[bool]](a, "interruptible"),
		flows.Get[flows.Value[bool]](a, "answer")}
	if name, fixed := t.name.Constant(); fixed && !toneName.MatchString(name) {
		a.Parser().Report().WrongType(a.Node("name"), "name", toneAccepts)
	}
	if country, fixed := t.country.Constant(); fixed && country != "" && !toneCountry.MatchString(country) {
		a.Parser().Report().WrongType(a.Node("country"), "country", countryAccepts)
	}
	return t
}

func (t tone) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	media, err := t.media(r)
	if err != nil {
		return flows.Next{}, err
	}
	span, err := t.time.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	interruptible, err := t.interruptible.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	answer, err := t.answer.Eval(r)
	if err != nil {
		return flows.Next{}, err
	}
	if answer {
		if err := r.Answer(ctx); err != nil {
			return flows.Next{}, err
		}
	}
	until, err := deadlineOf(r, max(span, 0))
	if err != nil {
		return flows.Next{}, err
	}
	status, key, err := sound{anyKey: true}.once(ctx, r, hearing{media: []string{media}, interruptible: interruptible,
		until: until})
	if status == "timeout" {
		status = "done" // most tones have no end of their own
	}
	r.SetResult(map[string]any{"status": status, "key": key})
	return flows.Advance(), err
}

func (t tone) media(r *flows.Run) (string, error) {
	name, err := t.name.Eval(r)
	if err != nil {
		return "", err
	}
	country, err := t.country.Eval(r)
	if err != nil {
		return "", err
	}
	if !toneName.MatchString(name) {
		return "", refused("name", name, toneAccepts)
	}
	if country == "" {
		return "tone:" + name, nil
	}
	if !toneCountry.MatchString(country) {
		return "", refused("country", country, countryAccepts)
	}
	return "tone:" + name + ";tonezone=" + country, nil
}

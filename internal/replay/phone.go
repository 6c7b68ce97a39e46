package replay

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// noSound is a prompt that the phone cannot play.
const noSound = "replay-none"

// phone is the recorded caller's telephone. Each list of prompts is one prompt
// to it, as long as the recorded one was.
type phone struct {
	*flowtest.Phone
	walk *walk
	// lengths are those of the prompts that it was given, by the names that it knows them under.
	lengths map[string]time.Duration
	// callees and places have the one who is dialled next, and what becomes of the caller in the dialplan next.
	callees []flowtest.Callee
	places  []flowtest.Visit
	// ringing are the legs, recorded the recordings by name, with what became of them then.
	ringing  []*ringing
	recorded map[string]*recording
	// place is where the caller waits, or waited last, nil for nowhere.
	place *queuePlace
	// spent is how long the answers took that the present work was given.
	spent time.Duration
}

var (
	_ flows.Port      = (*phone)(nil)
	_ flows.Continuer = (*phone)(nil)
	_ flows.Signaller = (*phone)(nil)
)

func newPhone(w *walk) *phone {
	p := &phone{walk: w, lengths: map[string]time.Duration{}, callees: make([]flowtest.Callee, 1),
		places: make([]flowtest.Visit, 1), recorded: map[string]*recording{}}
	p.Phone = flowtest.NewPhone(flowtest.Options{Start: w.markAt, AnswerDelay: w.script.answer, Caller: w,
		Lengths: p.lengths, Missing: []string{noSound},
		Dialled: p.callees, Dialplan: p.places})
	return p
}

// Play begins a list of prompts, unless production could not play it.
func (p *phone) Play(ctx context.Context, language string, media []string) (string, error) {
	if err := p.spells(language, media); err != nil {
		return "", err
	}
	length, failed := p.walk.play(strings.Join(media, " & "), media)
	if length == 0 && !failed {
		return p.Phone.Play(ctx, language, media)
	}
	list := p.named(length)
	if failed {
		list = append(list, noSound)
	}
	return p.Phone.Play(ctx, language, list)
}

// spells tells why production could not play prompts.
func (p *phone) spells(language string, media []string) error {
	for _, prompt := range media {
		if p.walk.setting.Spell == nil {
			break
		}
		if _, err := p.walk.setting.Spell(language, prompt); err != nil {
			return fmt.Errorf("playing %q: %w", prompt, err)
		}
	}
	return nil
}

// named is a prompt of that length.
func (p *phone) named(length time.Duration) []string {
	name := fmt.Sprintf("replay-%d", len(p.lengths))
	p.lengths[name] = length
	return []string{name}
}

// lasting is a result of work with the time that the answers to it took.
type lasting struct {
	result any
	took   time.Duration
}

// Lasts is that time.
func (l lasting) Lasts() time.Duration { return l.took }

// Work does the work at once; its end comes when the recorded answers have taken their time.
func (p *phone) Work(ctx context.Context, work func(context.Context) (any, error)) (string, error) {
	return p.Phone.Work(ctx, func(ctx context.Context) (any, error) {
		p.spent = 0
		result, err := work(ctx)
		return lasting{result, p.spent}, err
	})
}

// Next is what happens next, with the result of work as its step knows it.
func (p *phone) Next(ctx context.Context, deadline time.Time) (*flows.Event, error) {
	event, err := p.next(ctx, deadline)
	if err != nil {
		return nil, err
	}
	if last, ok := event.Result.(lasting); ok {
		event.Result = last.result
	}
	p.asThen(event)
	return event, nil
}

package hand

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/ari"
)

// Spying is how a supervisor hears talks, one after another.
type Spying struct {
	Supervisor Leg
	// Owner is who ends what could not be ended at the end, by [EndSpies]; nobody without it.
	Owner Owner
	// Talk is the first; without a channel there is none yet, and Next gives it.
	Talk Talk
	// Next gives the talk that is heard behind another one, false where there is none now: it is asked again while the
	// supervisor waits. On the key * it is asked during the talk; who gives that one again has it go on. nil for nothing:
	// the end of the first talk is the end of it all. Its ctx ends soon.
	Next func(ctx context.Context, behind Talk) (Talk, bool)
	// Lasts tells whether somebody who knows more than Asterisk takes a talk for one still, also where its ctx ends before
	// they have answered; nil takes each for one.
	Lasts func(ctx context.Context, talk Talk) bool
	// May tells by an error why a talk is not to be heard in another mode. by is who asks, "" for the supervisor by their
	// keys. nil allows nothing else than the mode in which a talk begins.
	May func(ctx context.Context, talk Talk, mode, by string) error
	// Changes are modes that somebody wants from outside.
	Changes <-chan Change
	// Tell hears what becomes of talks, in the order in which it happens; nil for nobody.
	Tell func(News)
}

// Talk is one that a supervisor may hear.
type Talk struct {
	// Channel is the caller's, ID what makes one talk of a channel another one than the talk before.
	Channel, ID string
	// Agent is whose talk it is, Endpoint how they were rung: by it their channel is known among several.
	Agent, Endpoint string
	// Mode is listen, whisper (the agent hears the supervisor) or barge (all do).
	Mode string
	// Announce are sounds that both hear before the supervisor hears them, none for nothing.
	Announce []string
	// BeepEvery is how often both hear a beep as long as the supervisor hears them, 0 for never.
	BeepEvery time.Duration
}

// Change is another mode that somebody wants.
type Change struct {
	Mode, By string
	// Done gets what came of it, nil for done. It has room for that.
	Done chan<- error
}

// NewsKind is what becomes of a talk.
type NewsKind string

// The kinds of news. Left is told of each talk that was heard, and of each mode that another one follows.
const (
	Hears   NewsKind = "Hears"
	Left    NewsKind = "Left"
	Refused NewsKind = "Refused"
	Waits   NewsKind = "Waits"
)

// News tells what becomes of talks.
type News struct {
	Kind NewsKind
	Talk Talk
	Mode string
	// By is who wanted it, "" for the supervisor. Why is why it was refused.
	By  string
	Why error
}

// SpyModes are the ways to be there.
func SpyModes() []string { return []string{"listen", "whisper", "barge"} }

// SpyKeys are the keys with which a supervisor changes the mode, those of Asterisk's ChanSpy.
func SpyKeys() map[string]string {
	return map[string]string{"4": "listen", "5": "whisper", "6": "barge"}
}

// nextKey has the supervisor hear the next talk.
const nextKey = "*"

func (t Talk) check() error {
	switch {
	case !slices.Contains(SpyModes(), t.Mode):
		return orderf("the mode %q: %s are possible", t.Mode, strings.Join(SpyModes(), ", "))
	case len(t.Announce) > mediaMax:
		return orderf("there are %d announcements: %d are possible", len(t.Announce), mediaMax)
	}
	return nil
}

func (s Spying) check() error {
	switch {
	case s.Talk.Channel == "" && s.Next == nil:
		return orderf("no channel is named")
	case s.Talk.Channel != "":
		if err := s.Talk.check(); err != nil {
			return err
		}
	}
	return s.Supervisor.check()
}

// supervision is one supervisor at the telephone.
type supervision struct {
	*dialling
	order  Spying
	boss   *dialled
	bridge string
	// served tells that the supervisor has heard something: a talk, or that they wait for one.
	served bool
	// began is when the last talk was begun, whatever came of it.
	began time.Time
}

// Spy calls a supervisor, tells those who talk, and lets the supervisor hear them until the supervisor is gone, there
// is no further talk to come, or ctx ends, whose cause is that of the result then. Nobody is heard before everything of
// the announcement was played. Errors are as of [Originate].
func Spy(ctx context.Context, client *ari.Client, order Spying, tell func(Progress)) (result Result, err error) {
	if err := order.check(); err != nil {
		return Result{}, err
	}
	if order.Talk.Channel != "" {
		if _, err := client.Channels.Get(ctx, order.Talk.Channel); err != nil {
			return Result{}, fmt.Errorf("looking for the call: %w", err)
		}
	}
	d, end, err := begin(ctx, client, order.Owner.newName(), tell)
	if err != nil {
		return Result{}, err
	}
	d.unended = order.Owner.Unended
	defer end(&err)
	result.Bridge = d.app + ".bridge"
	if err := d.makeBridge(ctx, result.Bridge); err != nil {
		return Result{}, err
	}
	s := &supervision{dialling: d, order: order, bridge: result.Bridge}
	if s.boss, err = d.create(ctx, order.Supervisor); err != nil {
		return Result{}, err
	}
	d.heeds = s.boss
	if err := firstError(d.ring(ctx, s.boss), func() error { return d.answer(ctx, s.boss) }, func() error {
		return d.joinAs(ctx, result.Bridge, s.boss, true) // or Asterisk plays the keys to those who hear them
	}); err != nil {
		return Result{}, err
	}
	result.Channel = s.boss.id
	result.Other, err = s.talks(ctx)
	s.awaitEnd(ctx)
	switch {
	case s.boss.stage == Gone:
		result.Cause = s.boss.text
	case ctx.Err() != nil:
		result.Cause = whyLetGo(ctx)
	default:
		result.Cause = callEnded
	}
	return result, err
}

// whyLetGo is why a supervisor is let go of by whoever has called them: what they say, where they say it.
func whyLetGo(ctx context.Context) string {
	why := context.Cause(ctx)
	if errors.Is(why, context.Canceled) || errors.Is(why, context.DeadlineExceeded) {
		return "let go"
	}
	return why.Error()
}

// awaitEnd waits, where the supervisor has hung up, for Asterisk to say why.
func (s *supervision) awaitEnd(ctx context.Context) {
	ctx, cancel := afterwards(ctx)
	defer cancel()
	if s.boss.left {
		_ = s.until(ctx, func() bool { return s.boss.stage == Gone }) // it is a word in the log
	}
}

// firstError does one thing after another until one fails.
func firstError(err error, then ...func() error) error {
	for _, do := range then {
		if err != nil {
			return err
		}
		err = do()
	}
	return err
}

// callEnded is why nobody is heard any more.
const callEnded = "the call has ended"

// talks has the supervisor hear one talk after another. It gives the channel by which the last one was heard.
func (s *supervision) talks(ctx context.Context) (last string, err error) {
	talk := s.order.Talk
	for !s.boss.over() {
		if talk.Channel != "" {
			s.began = time.Now()
			one := &heard{supervision: s, talk: talk, mode: talk.Mode}
			err = one.whole(ctx)
			if one.ear != nil {
				last = one.ear.id
			}
			if ctx.Err() != nil && s.served {
				return last, nil
			}
			if err != nil || s.order.Next == nil {
				return last, err
			}
			if one.next.Channel != "" {
				talk = one.next
				continue
			}
		}
		if talk, err = s.wait(ctx, talk); err != nil {
			return last, unlessOver(ctx, err)
		}
	}
	return last, nil
}

// wait has the supervisor hear that they are connected still, until there is a talk, or they are gone. Talks of which
// the queues do not know yet that they are over would be begun one after another without a pause.
func (s *supervision) wait(ctx context.Context, behind Talk) (Talk, error) {
	s.keys = nil
	beepAt, lookAt, told := time.Now(), s.began.Add(talkLook), false
	for !s.boss.over() {
		if slices.Contains(s.keys, nextKey) {
			lookAt = time.Now()
		}
		s.keys = nil
		if !time.Now().Before(lookAt) {
			if talk, is := s.another(ctx, behind); is {
				return talk, talk.check()
			}
			lookAt = time.Now().Add(talkLook)
		}
		if !told {
			told, s.served = true, true
			s.news(News{Kind: Waits, Talk: behind})
		}
		if now := time.Now(); !now.Before(beepAt) {
			s.chime(ctx, beepSound)
			beepAt = now.Add(waitBeep)
		}
		if err := s.step(ctx, earlier(beepAt, lookAt), nil); err != nil {
			return Talk{}, err
		}
	}
	return Talk{}, nil
}

// another is the talk behind one, as far as somebody knows it now.
func (s *supervision) another(ctx context.Context, behind Talk) (Talk, bool) {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	return s.order.Next(ctx, behind)
}

// chime has the supervisor alone hear something. What cannot be played is worth no call; who is not there any more has
// hung up, though that was not told.
func (s *supervision) chime(ctx context.Context, media string) {
	_, err := s.client.Channels.PlayWithID(ctx, s.boss.id, playbackID(),
		ari.ChannelsPlayWithIDParams{Media: []string{media}})
	if errors.Is(err, ari.ErrNotFound) {
		s.boss.left = true
	}
}

// step waits for something that happens, or until a time, and takes all that has happened. Another mode is asked of
// change, nil while nobody is heard.
func (s *supervision) step(ctx context.Context, until time.Time, change func(Change) error) error {
	timer := time.NewTimer(time.Until(until))
	defer timer.Stop()
	select {
	case event := <-s.events:
		if err := s.see(ctx, event); err != nil {
			return err
		}
	case c := <-s.order.Changes:
		err := errNobodyHeard
		if change != nil {
			err = change(c)
		}
		c.Done <- err
	case <-timer.C:
	case <-s.over:
		return s.err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	// What has happened comes before the next look, which may take its time; behind the supervisor nothing does.
	for n := len(s.events); n > 0 && !s.boss.over(); n-- {
		if err := s.see(ctx, <-s.events); err != nil {
			return err
		}
	}
	return nil
}

// errNobodyHeard is why there is no mode to be changed.
var errNobodyHeard = errors.New("the supervisor hears no talk at the moment")

func (s *supervision) news(n News) {
	if s.order.Tell != nil {
		s.order.Tell(n)
	}
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

package steps

import (
	"context"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/source"
)

// dialTransfer is where a party of a conversation may send the caller.
type dialTransfer struct {
	matcher *digits.Matcher
	prompt  []flows.Value[string]
	timeout flows.Value[time.Duration]
	block   *flows.Block
}

// dialTransferType reads {allow, prompt, timeout, steps}: *dialTransfer.
func dialTransferType() flows.Type {
	const accepts = "a mapping with allow, prompt, timeout and steps"
	fields := []flows.Field{
		{Name: "allow", Type: patternsType(), Required: true, Doc: "The extensions that may be dialled."},
		{Name: "prompt", Type: flows.Media, Default: "pbx-transfer", Doc: "What the party hears that transfers."},
		{Name: "timeout", Type: flows.Duration, Default: "5s", Doc: "How long to wait for each key."},
		{Name: "steps", Type: flows.Steps, Required: true, Doc: "What the caller does then."},
	}
	return flows.NewType("transfer", accepts, func(p flows.Parser, n *source.Node) any {
		if n.Kind != source.Map || n.Get("allow") == nil || n.Get("steps") == nil {
			p.Report().WrongType(n, "transfer", accepts)
			return nil
		}
		d := &dialTransfer{prompt: []flows.Value[string]{flows.Fixed("pbx-transfer")}, timeout: flows.Fixed(transferTime)}
		var allow []digits.Pattern
		for key, item := range n.All() {
			switch key.Value {
			case "allow":
				allow, _ = p.Parse(patternsType(), key.Value, item).([]digits.Pattern)
			case "prompt":
				d.prompt, _ = p.Parse(flows.Media, key.Value, item).([]flows.Value[string])
			case "timeout":
				if v, ok := p.Parse(flows.Duration, key.Value, item).(flows.Value[time.Duration]); ok {
					d.timeout = v
				}
			case "steps":
				d.block = p.Block("transfer", item)
			default:
				p.Report().Unknown(key, "unknown-key", "key of transfer", fieldNames(fields))
			}
		}
		terminator, _ := digits.ParseKeySet("#")
		m, err := digits.NewMatcher(digits.Rule{Patterns: allow, Terminators: terminator})
		if err != nil {
			p.Report().Errorf(n, "rule", "transfer: %v", err)
			return nil
		}
		d.matcher = m
		return d
	}).Shaped(flows.Shape{Fields: fields})
}

// dialTyping is an extension that a party dials, while the other waits.
type dialTyping struct {
	by       flows.Party
	entry    string
	until    time.Time
	playback string
	span     time.Duration
	// failed tells that the extension is none, and that the two are joined again when the keys are over.
	failed bool
}

// beginTransfer parts the two: one dials an extension, the other hears music.
func (t *dialTalk) beginTransfer(ctx context.Context, by flows.Party) error {
	prompt, err := t.r.Media(t.transfer.prompt)
	if err != nil {
		return err
	}
	span, err := t.transfer.timeout.Eval(t.r)
	if err != nil {
		return err
	}
	t.typing = &dialTyping{by: by, until: t.r.Now().Add(transferFirst), span: span}
	if err := t.save(); err != nil { // before they part: whoever goes on with the call would leave them apart
		return err
	}
	for _, party := range []flows.Party{flows.Caller, t.leg.party} {
		if err := t.r.Part(ctx, t.bridge, party); err != nil {
			return err
		}
	}
	if err := t.music(ctx, by, true); err != nil {
		return err
	}
	playback, err := t.r.PlayTo(ctx, by, prompt)
	if err != nil && !flows.IsFailure(ctx, err) {
		return err
	}
	t.typing.playback = playback
	return nil
}

// music has whoever does not transfer hear music, or no more.
func (t *dialTalk) music(ctx context.Context, by flows.Party, on bool) error {
	parties, ok := t.r.Port().(flows.Parties)
	if !ok {
		return flows.ErrNotHere
	}
	other := t.leg.party
	if by == other {
		other = flows.Caller
	}
	err := parties.MusicTo(ctx, other, "", on)
	if err != nil && flows.IsFailure(ctx, err) {
		t.r.Log("warn", "dial: "+err.Error())
		return nil
	}
	return err
}

// typeKey takes a key of the extension.
func (t *dialTalk) typeKey(ctx context.Context, event *flows.Event) (over bool, err error) {
	if err := t.silenceTyping(ctx); err != nil {
		return false, err
	}
	outcome := t.transfer.matcher.Press(t.typing.entry, event.Key)
	t.typing.entry, t.typing.until = outcome.Entry, t.r.Now().Add(t.typing.span)
	switch outcome.Verdict {
	case digits.Complete, digits.Full:
		return t.typed(ctx, false)
	case digits.NoMatch, digits.EmptyTerminated:
		t.typing.failed, t.typing.until = true, t.quietFrom(t.typing.by)
	}
	return false, nil
}

func (t *dialTalk) silenceTyping(ctx context.Context) error {
	playback := t.typing.playback
	if t.typing.playback = ""; playback == "" {
		return nil
	}
	return t.r.Stop(ctx, playback)
}

// typed takes the extension, or joins the two again if it is none.
func (t *dialTalk) typed(ctx context.Context, late bool) (over bool, err error) {
	if t.typing.failed || late && t.transfer.matcher.AtTimeout(t.typing.entry) != digits.Complete {
		return false, t.rejoin(ctx)
	}
	t.result.transfer, t.way = t.typing.entry, t.transfer.block
	t.result.led = t.result.transfer
	if t.result.by = endedByCallee; t.typing.by == flows.Caller {
		t.result.by = endedByCaller
	}
	return true, t.backFrom(ctx)
}

// backFrom ends what belongs to a transfer that is under way.
func (t *dialTalk) backFrom(ctx context.Context) error {
	if t.typing == nil {
		return nil
	}
	by := t.typing.by
	if err := t.silenceTyping(ctx); err != nil {
		return err
	}
	t.typing = nil
	if by == t.leg.party || t.leg.state != legOver {
		return t.music(ctx, by, false)
	}
	return nil
}

// rejoin has the two talk on.
func (t *dialTalk) rejoin(ctx context.Context) error {
	if err := t.backFrom(ctx); err != nil {
		return err
	}
	for _, party := range []flows.Party{flows.Caller, t.leg.party} {
		if err := t.r.Join(ctx, t.bridge, party, flows.Joining{}); err != nil {
			if party == flows.Caller || !flows.IsFailure(ctx, err) {
				return err
			}
			t.parted = t.r.Now() // it has hung up
		}
	}
	return t.save()
}

package flows_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/digits"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// listen is a step that takes every key it is given, for ten minutes; some it
// keeps as if they were typed ahead, some are the answer to its question.
type listen struct{ told *[]string }

func listenSpec(told *[]string) *flows.Spec {
	return &flows.Spec{Kind: "listen", Bare: true, New: func(flows.Args) flows.Step { return listen{told} }}
}

func (l listen) Run(ctx context.Context, r *flows.Run) (flows.Next, error) {
	var until time.Time
	if !r.Load(&until) {
		until = r.Now().Add(10 * time.Minute)
		if err := r.Save(until); err != nil {
			return flows.Next{}, err
		}
	}
	r.Want(func(key digits.Key) bool { return key == '8' })
	for {
		event, err := r.Next(ctx, until)
		switch {
		case err != nil:
			return flows.Next{}, err
		case event.Kind == flows.TimeUp:
			return flows.Advance(), nil
		case event.Kind == flows.KeyPressed:
			if *l.told = append(*l.told, event.Key.String()); event.Key == '7' {
				r.Keys().Push(event.Key, event.At)
			}
		}
	}
}

// FuzzHotkeys presses any keys at any pace: each is a hotkey's or the step's, in
// the order in which they were pressed, and none is both or lost.
func FuzzHotkeys(f *testing.F) {
	f.Add([]byte("##"), uint8(0))
	f.Add([]byte{0x0b, 0x1b, 0x2b, 0x3b, 0x4b, 0x1a, 0x05, 0x15, 0x07, 0x00}, uint8(1))
	f.Add([]byte{0x15, 0x15, 0x16, 0x35, 0x1b, 0x18, 0x1b, 0x1b}, uint8(2))
	const keys = "0123456789*#ABCD"
	gaps := []time.Duration{0, 200 * time.Millisecond, 699 * time.Millisecond, 700 * time.Millisecond, 701 * time.Millisecond,
		1900 * time.Millisecond, 3 * time.Second, time.Millisecond}
	var told []string
	var programs []*flows.Program
	for _, hotkeys := range []string{
		"{0: {log: x}, '*': back, '##': repeat, '#1': {log: x}}",
		"{5: {log: x}, 55: {log: x}, 556: {log: x}, A: top, '8#': {log: x}}",
		"{'###': {log: x}, '##': {log: x}, 7: {wait: 1s}, 777: repeat, 78: {log: x}}",
	} {
		programs = append(programs, compile(f, "limits: {max_steps: 100000}\nflows: {main: {hotkeys: "+hotkeys+", steps: [listen]}}", listenSpec(&told)))
	}
	f.Fuzz(func(t *testing.T, presses []byte, which uint8) {
		told = nil
		script, pressed := []flowtest.Act{}, ""
		for _, b := range presses[:min(len(presses), 60)] {
			key := string(keys[b&15])
			pressed += key
			script = append(script, flowtest.Wait(gaps[b>>4&7]))
			script = append(script, flowtest.Press(key)...)
		}
		program := programs[int(which)%len(programs)]
		phone := flowtest.NewPhone(flowtest.Options{Patience: time.Hour}, script...)
		outcome := flows.NewWalker(program, phone, flows.Options{Flow: program.Flow("main"), Observe: func(f flows.Fact) {
			if f.Kind == flows.HotkeyWas {
				told = append(told, f.Text)
			}
		}}).Run(phone.Context())
		if which%3 == 2 { // keys pressed during the wait of a hotkey are typed ahead, so only their number is known
			if n := len(strings.Join(told, "")); n > len(pressed) || outcome.Status != flows.Ended {
				t.Errorf("pressed %s, told %v, ended %+v", pressed, told, outcome)
			}
			return
		}
		if got := strings.Join(told, ""); got != pressed || outcome.Status != flows.Ended {
			t.Errorf("pressed %s, told %v, ended %+v", pressed, told, outcome)
		}
	})
}

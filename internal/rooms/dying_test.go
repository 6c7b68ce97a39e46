package rooms_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
	"github.com/ariapp/ariapp/internal/rooms"
)

// company is who a caller meets: somebody in the same rooms who is no walk.
type company struct {
	house *rooms.House
	seat  flows.Seat
	meets flows.Meeting
	view  flows.MeetingView
}

// companion is a phone that has company, which does something before each wait.
type companion struct {
	*flowtest.Phone
	company *company
	acts    func(c *company, elapsed time.Duration)
}

func (p *companion) Next(ctx context.Context, deadline time.Time) (*flows.Event, error) {
	p.acts(p.company, p.Elapsed())
	return p.Phone.Next(ctx, deadline)
}

// meets is a caller who meets somebody, and what comes of it whenever the process dies.
type meets struct {
	text, script string
	dialled      []flowtest.Callee
	// comes has the company come, before the walk begins, acts is what it does before each wait, returns has it come
	// back in the next process.
	comes, returns func(c *company)
	acts           func(c *company, elapsed time.Duration)
	want           string
}

// witness is what is seen of a call in all its lives.
type witness struct {
	said        string
	heard       map[string]int
	joins, legs int
	checkpoints int
	left        []string
}

// lives walks a caller whose process dies at the n-th checkpoint, 0 for never; early has the company be back before them.
func (m meets) lives(t *testing.T, n int, early bool) witness {
	t.Helper()
	program := compiled(t, m.text)
	script, err := flowtest.ParseScript(m.script)
	if err != nil {
		t.Fatal(err)
	}
	phone := &companion{Phone: flowtest.NewPhone(flowtest.Options{Dialled: m.dialled}, script...), company: &company{}, acts: m.acts}
	w := witness{heard: map[string]int{}}
	var last []byte
	opts := flows.Options{Flow: program.Flow("f100"), Call: flows.CallInfo{ID: "c", Channel: "ch", From: "1"},
		Observe: func(f flows.Fact) {
			switch f.Kind {
			case flows.Logged, flows.StepFailed:
				w.said += f.Text
			case flows.PromptBegun:
				w.heard[f.Text]++
			case flows.PartyJoined:
				w.joins++
			}
		}, Checkpoint: func(c *flows.Checkpoint) (err error) {
			if w.checkpoints++; w.checkpoints == n {
				phone.Detach()
			}
			last, err = c.Marshal(make([]byte, 32))
			return err
		}}
	house := func(stamp string) (*rooms.Rooms, *rooms.House) {
		r := rooms.New(stamp)
		phone.company.house = r.Under(rooms.Options{Lots: map[string]rooms.Lot{"default": {First: 701, Last: 702}}})
		opts.World.Rooms = phone.company.house
		return r, phone.company.house
	}
	first, _ := house("one")
	if m.comes != nil {
		m.comes(phone.company)
	}
	if status := flows.NewWalker(program, phone, opts).Run(phone.Context()).Status; status == flows.Detached {
		first.Hold()
		phone.Reattach()
		m.second(t, phone, house, &opts, last, early)
	}
	w.left, w.legs = phone.Left(), len(phone.Legs())
	return w
}

// second is the life after the death.
func (m meets) second(t *testing.T, phone *companion, house func(string) (*rooms.Rooms, *rooms.House), opts *flows.Options, last []byte, early bool) {
	t.Helper()
	program := compiled(t, m.text)
	r, _ := house("two")
	r.Await("", "c")
	r.Await("", "other")
	back := func() {
		if m.returns != nil {
			m.returns(phone.company)
		}
		r.Came("", "other")
	}
	if early {
		back()
	} else {
		acts, waits := phone.acts, 0
		phone.acts = func(c *company, elapsed time.Duration) {
			if waits++; waits == 1 {
				back()
			}
			acts(c, elapsed)
		}
	}
	observe := opts.Observe
	opts.Observe = func(f flows.Fact) {
		if f.Kind == flows.StepEnded {
			r.Came("", "c")
		}
		observe(f)
	}
	taken, err := flows.UnmarshalCheckpoint(last, make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	if at := taken.At(program); at == nil || at.Kind == "log" {
		r.Came("", "c")
	}
	walker, err := flows.Resume(program, phone, *opts, taken)
	if err != nil {
		t.Fatal(err)
	}
	walker.Run(phone.Context())
}

// leads is company in a conference: a moderator, who has made the bridge.
func leads(c *company) {
	c.seat, _ = c.house.Enter(flows.RoomEntry{Room: "x", Call: "other", Moderator: true, Sounds: true, Notify: func(any) {}})
	c.seat.Arrive("")
	c.seat.Look()
	c.seat.Made()
}

// leadsOn is a moderator who is back.
func leadsOn(c *company) {
	past := c.seat.Look().Past
	c.seat, _ = c.house.Enter(flows.RoomEntry{Room: "x", Call: "other", Moderator: true, Past: &past, Notify: func(any) {}})
	c.seat.Look()
}

// waits is company who is parked.
func waits(c *company) {
	c.meets, _ = c.house.Wait(flows.Waiter{Lot: "default", Slot: "701", Call: "other", From: "9", Notify: func(any) {}})
	c.view = c.meets.Look()
}

// talks is what who is parked does: they make the bridge for who comes.
func talks(c *company, _ time.Duration) {
	if c.view = c.meets.Look(); c.view.Taken && !c.view.Ready {
		c.meets.Made()
	}
}

// waitsOn is one who was parked, and is back.
func waitsOn(c *company) {
	c.meets, _ = c.house.Wait(flows.Waiter{Lot: "default", Slot: "701", Call: "other", From: "9", Past: &flows.MeetingPast{Bridge: c.view.Bridge,
		Taken: c.view.Taken, Other: c.view.Other, From: c.view.From, Ready: c.view.Ready}, Notify: func(any) {}})
}

// fetches is company who fetches the caller after 5 seconds and goes after 30.
func fetches(c *company, elapsed time.Duration) {
	switch {
	case elapsed >= 5*time.Second && c.meets == nil:
		c.meets, _ = c.house.PickUp(flows.PickUp{Lot: "default", Slot: "702", By: "other", From: "9", Notify: func(any) {}})
		c.view = c.meets.Look()
	case c.meets != nil && elapsed >= 30*time.Second:
		c.meets.Leave()
	case c.meets != nil:
		c.view = c.meets.Look()
	}
}

// fetchedOn is one who had fetched the caller, and is back.
func fetchedOn(c *company) {
	if c.meets == nil {
		return
	}
	c.meets, _ = c.house.PickUp(flows.PickUp{Lot: "default", Slot: "702", By: "other", From: "9", Past: &flows.MeetingPast{Bridge: c.view.Bridge,
		Taken: true, Other: c.view.Other, From: c.view.From, Ready: c.view.Ready}, Notify: func(any) {}})
}

func quiet(*company, time.Duration) {}

// Law: at whatever checkpoint the process dies, in whatever order they come back, the caller meets the same company in
// the same place, as long; hears nothing twice but what was cut off; rings nobody twice; and nothing is left behind.
func TestDyingAtEveryCheckpoint(t *testing.T) {
	for name, m := range map[string]meets{
		"conference": {text: "100:\n    - conference: {id: c, room: x, wait_for_moderator: true, announce_count: true, start_muted: true}\n" +
			"    - log: '${steps.c.status} ${steps.c.members} ${steps.c.duration}'\n", script: "10s 1 5s 6 5s 1 10s * 1s 8",
			comes: leads, returns: leadsOn, acts: quiet, want: "left 2 31s"},
		"retrieve": {text: "100:\n    - retrieve: {id: r, slot: 701, end_keys: '#'}\n    - log: '${steps.r.status} ${steps.r.talk} ${steps.r.other} ${steps.r.from}'\n",
			script: "0s 1 10s #", comes: waits, returns: waitsOn, acts: talks, want: "left 10s other 9"},
		"park": {text: "100:\n    - park: {id: p, slot: 702, announce: caller, timeout: 20s}\n    - log: '${steps.p.status} ${steps.p.slot} ${steps.p.talk}'\n",
			script: "5s 1 5s 1 20s 1", returns: fetchedOn, acts: fetches, want: "retrieved 702 25s"},
		"park, back to the parker": {text: "100:\n    - park: {id: p, slot: 702, announce: parker, parker: PJSIP/900, timeout: 10s}\n" +
			"    - log: '${steps.p.status} ${steps.p.slot} ${steps.p.talk} ${steps.p.duration}'\n", script: "60s 1", acts: quiet, want: "returned 702 15s 26s",
			dialled: []flowtest.Callee{{Endpoint: "PJSIP/900", Answers: true, After: time.Second, Acts: flowtest.Script(flowtest.Wait(15*time.Second), flowtest.HangUp())}}},
	} {
		t.Run(name, func(t *testing.T) {
			once := m.lives(t, 0, true)
			if once.said != m.want || once.checkpoints < 3 {
				t.Fatalf("it said %q, not %q; %d checkpoints", once.said, m.want, once.checkpoints)
			}
			for n := 1; n <= once.checkpoints; n++ {
				for _, early := range []bool{true, false} {
					w := m.lives(t, n, early)
					if w.said != m.want || len(w.left) > 0 || w.legs != once.legs || w.joins > once.joins+1 {
						t.Errorf("a death at checkpoint %d of %d, company early %v: said %q, joined %d times, rang %d, left %v", n, once.checkpoints,
							early, w.said, w.joins, w.legs, w.left)
					}
					for prompt, times := range w.heard {
						if times > once.heard[prompt] && !strings.HasPrefix(prompt, "digits:") {
							t.Errorf("a death at checkpoint %d: %s was heard %d times", n, prompt, times)
						}
					}
				}
			}
		})
	}
}

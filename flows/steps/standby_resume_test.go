package steps

import (
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// standby are a queue whose agent waits on the line, and the line of its caller, in rooms that follow.
func standby(r *timedRooms) (line, *flowtest.Queue) {
	of := &flowtest.Queue{Agents: []flows.QueueOffer{{Agent: "7", Standby: "c2"}}}
	l := queueLine(of)
	l.world.Rooms = r
	return l, of
}

// deaths walks a caller to an agent on the line once without, and then with a death at each checkpoint.
func deaths(t *testing.T, rooms timedRooms, fields, acts string, each func(n int, p played, story string)) {
	t.Helper()
	for n, last := 0, 0; n <= last; n++ {
		r := rooms
		l, of := standby(&r)
		p, checkpoints := l.dialDying(t, queueFlow(fields), acts, n)
		if n == 0 {
			last = checkpoints
		}
		each(n, p, strings.Join(of.Story, "; "))
		if left := p.phone.Left(); len(left) > 0 || p.phone.Bridged(flows.Caller) != "" && p.outcome.Status != flows.HungUp {
			t.Errorf("dead at %d: left are %v, the caller is in %q", n, left, p.phone.Bridged(flows.Caller))
		}
	}
}

// Law: a talk with an agent on the line goes on whenever the process dies that runs the caller's call: with the time that
// is left of it, the warnings that are due, and an extension that one of the two was about to dial.
func TestStandbyTalkGoesOn(t *testing.T) {
	const limited = ", max_duration: 30s, warn_at: 5s, warn_every: 2s"
	const sends = limited + ", keys: {callee: {'*9': transfer}, caller: {9: transfer}}, transfer: {allow: _2XX, steps: [{log: sent}]}"
	for name, c := range map[string]struct {
		rooms        timedRooms
		fields, acts string
	}{
		"a bound":                     {timedRooms{}, limited, "60s hangup"},
		"the caller dials nothing":    {timedRooms{}, sends, "4s 9 60s hangup"},
		"the agent dials nothing":     {timedRooms{keys: pressing(4*time.Second, "*9")}, sends, "4s 0 1s 0 60s hangup"},
		"the bridge comes late":       {timedRooms{ready: 3 * time.Second}, limited, "3500ms 0 60s hangup"},
		"a key before the bridge is":  {timedRooms{ready: 3 * time.Second}, sends, "1s 9 2500ms 0 60s hangup"},
		"the agent is there too late": {timedRooms{ready: time.Hour}, limited, "60s hangup"},
	} {
		t.Run(name, func(t *testing.T) {
			c.rooms.goes = []time.Duration{time.Minute}
			once, told := played{}, ""
			deaths(t, c.rooms, c.fields, c.acts, func(n int, p played, story string) {
				if n == 0 {
					once, told = p, story
				}
				signals := p.phone.Signals()
				stopped := len(signals) == 0 || strings.HasSuffix(signals[len(signals)-1], "-stop") || strings.HasSuffix(story, "abandoned")
				beeps := func(p played) int { return strings.Count(p.heard(), "beep") }
				if story != told || p.logged() != once.logged() || beeps(p) != beeps(once) || !stopped {
					t.Errorf("dead at %d: story %s\nnot   %s\nlogged %q, not %q; %d beeps, not %d; signals %v\n%s", n, story, told, p.logged(),
						once.logged(), beeps(p), beeps(once), signals, p)
				}
			})
		})
	}
}

// Law: an agent on the line whose talk has not outlived the process is free for others: the queue hears that it is over,
// and the caller goes where a talk leads that has ended. Where the two had not heard each other yet the caller waits on.
func TestStandbyTalkIsLost(t *testing.T) {
	talked, waited := 0, 0
	deaths(t, timedRooms{goes: []time.Duration{19 * time.Second}, lost: true}, ", keys: {caller: {9: transfer}}, "+
		"transfer: {allow: _2XX, steps: [{log: sent}]}", "4s 9 16s 0 24s hangup", func(n int, p played, story string) {
		ends, logs := "7 over by agent", "answered 7 "
		switch connected := strings.Contains(story, "connected"); {
		case n > 0 && connected:
			talked++
		case n > 0:
			waited++
			ends, logs = "44s left abandoned", "abandoned  44s"
		}
		if !strings.HasSuffix(story, ends) || !strings.HasPrefix(p.logged(), logs) {
			t.Errorf("dead at %d: story %s, logged %q\n%s", n, story, p.logged(), p)
		}
	})
	if talked == 0 || waited == 0 {
		t.Errorf("talks were lost %d times, and %d times before they began", talked, waited)
	}
}

// Law: a caller on the way to an agent on the line hears music until their bridge is there. What either presses before
// does nothing: the talk has its bound, its warnings and its recording. An agent who hangs up before, or whose bridge does
// not come, is no end of the wait.
func TestStandbyBeforeTheTalk(t *testing.T) {
	const all = ", record: true, max_duration: 20s, warn_at: 5s, keys: {callee: {'*1': hangup}, caller: {9: transfer, 1: hangup}}, " +
		"transfer: {allow: _2XX, steps: [{log: sent}]}"
	for name, c := range map[string]struct {
		rooms                        timedRooms
		acts, story, heard, recorded string
		signals                      string
	}{
		"keys of the caller": {timedRooms{ready: 3 * time.Second, goes: []time.Duration{time.Minute}}, "1s 9 500ms 1 2500ms 0",
			"4s 7 connected; 24s 7 over by limit", "19s beep", "4s for 20s", "music, music-stop"},
		"keys of the agent": {timedRooms{ready: 3 * time.Second, goes: []time.Duration{time.Minute}, keys: pressing(time.Second, "*1")},
			"2s 0 2s 0", "4s 7 connected; 24s 7 over by limit", "19s beep", "4s for 20s", "music, music-stop"},
		"the agent hangs up": {timedRooms{ready: time.Hour, goes: []time.Duration{2 * time.Second}}, "3s 0 10s hangup",
			"3s 7 unavailable; 13s left abandoned", "", "", "music"},
		"no bridge": {timedRooms{ready: time.Hour, goes: []time.Duration{time.Hour}}, "20s hangup",
			"10s 7 unavailable; 20s left abandoned", "", "", "music"},
	} {
		t.Run(name, func(t *testing.T) {
			l, of := standby(&c.rooms)
			l.world.Recordings = &tapeShelf{}
			p, _ := l.dialDying(t, queueFlow(all), c.acts, 0)
			heard, recorded := "", ""
			for _, h := range p.phone.Heard() {
				heard += h.At.String() + " " + h.Media
			}
			for _, one := range p.phone.Recordings() {
				recorded += one.At.String() + " for " + one.For.String()
			}
			story, signals := strings.Join(of.Story, "; "), strings.Join(p.phone.Signals(), ", ")
			if story != "0s joined; 0s 7 answered; "+c.story || heard != c.heard || recorded != c.recorded || signals != c.signals {
				t.Errorf("story %s\nnot   %s\nheard %q, recorded %q, signals %s\n%s", story, c.story, heard, recorded, signals, p)
			}
		})
	}
}

// Law: an agent on the line is in no bridge behind a talk, wherever the process dies.
func TestStandbyAgentGoesOn(t *testing.T) {
	text := "flows:\n  main:\n    steps: [{agent: {do: standby, agent: 7, check_pin: false}}]\n"
	for n, last := 0, 0; n <= last; n++ {
		r := &timedRooms{comes: []time.Duration{5 * time.Second}, goes: []time.Duration{10 * time.Second}}
		p, checkpoints := line{world: flows.World{Queues: desk(), Rooms: r}, phone: flowtest.Options{DefaultLength: time.Second}}.
			dialDying(t, text, "5s 1 2s 1 4s 1 2s 1 5s hangup", n)
		if n == 0 {
			last = checkpoints
		}
		if in := p.phone.Bridged(flows.Caller); in != "" || p.outcome.Status != flows.HungUp {
			t.Errorf("dead at %d of %d: the agent is in %q, %+v\n%s", n, last, in, p.outcome, p)
		}
	}
}

// Law: who was promised a call hears music until it is written down, and takes no steps of the wait any more, also in the
// next process.
func TestQueuePromise(t *testing.T) {
	for n, last := 0, 0; n <= last; n++ {
		of := &flowtest.Queue{Promise: 5 * time.Second, Rules: flows.QueueRules{Callback: &flows.QueueCallbackRules{},
			Periodic: flows.QueuePeriodic{Media: []string{"a"}, Every: 4 * time.Second}}}
		p, checkpoints := queueLine(of).dialDying(t, queueFlow(", waiting: [{log: round}, {wait: 10s}], callback: {key: 2, confirm_number: false}, "+
			"on_callback: {log: later}"), "3s 2 1s 2 20s hangup", n)
		if n == 0 {
			last = checkpoints
		}
		signals := strings.Join(p.phone.Signals(), ", ")
		if story := strings.Join(of.Story, "; "); story != "0s joined; 3s left callback100" || p.heard() != "" ||
			p.logged() != "round; later; behind; callback  8s 0s  " || !strings.HasSuffix(signals, "music, music-stop") {
			t.Errorf("dead at %d of %d: story %s; heard %q; logged %q; signals %q\n%s", n, last, story, p.heard(), p.logged(), signals, p)
		}
	}
}

// Law: an agent who was asked and told before they are joined with a caller is so again when their process dies meanwhile,
// also where the caller's call, which knows what it is, is not back yet; nobody is joined who has not taken the call.
func TestStandbyAgentIsAskedAgain(t *testing.T) {
	word := flows.MeetingWord{Key: "1", Ask: []string{"ask"}, Within: 5 * time.Second, Tell: []string{"tell"}}
	const text = "flows:\n  main:\n    on_hangup: {log: '${string(steps.a.calls)}'}\n" +
		"    steps: [{agent: {id: a, do: standby, agent: 7, check_pin: false, announce: false}}]\n"
	asked := 0
	for n, last := 0, 0; n <= last; n++ {
		r := &timedRooms{comes: []time.Duration{2 * time.Second, 2 * time.Second}, goes: []time.Duration{40 * time.Second, 40 * time.Second},
			word: word}
		l := queueLine(&flowtest.Queue{})
		l.world.Queues, l.world.Rooms = desk(), r
		p, checkpoints := l.dialDying(t, text, "2s 2 5s 1 35s 2 1s hangup", n)
		if n == 0 {
			last = checkpoints
		}
		if p.phone.Bridged(flows.Caller) != "" || p.logged() != "1" || !strings.Contains(p.heard(), "ask tell") {
			t.Errorf("dead at %d of %d: heard %q, %s calls\n%s", n, last, p.heard(), p.logged(), p)
		}
		asked += strings.Count(p.heard(), "ask")
	}
	if asked == 0 {
		t.Error("nobody was asked")
	}
}

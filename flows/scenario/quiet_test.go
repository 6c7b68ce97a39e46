package scenario_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/scenario"
	"github.com/ariapp/ariapp/internal/rooms"
)

// still is a file whose flows leave callers in silence, by the number dialled.
const still = `numbers: {1: wait, 2: end, 3: question, 4: again, 5: music, 6: early, 7: played, 8: two, 9: spoken, 10: left, 11: met, 12: queued, 13: steps}
flows:
  wait: [{play: a}, {wait: 40s}, {play: b}]
  end: [{play: a}, {wait: 12s}]
  question: [{collect: {id: x, prompt: a, first_timeout: 60s, attempts: 1}}]
  again: [{menu: {prompt: a, first_timeout: 8s, choices: {1: hangup}, max_noinput: 3, on_noinput: {steps: {log: x}, replay_prompt: false}}}]
  music: [{answer: }, {moh: 30s}, {tone: {name: busy, time: 20s}}]
  early: [{ring: 20s}, {wait: 30s}, {reject: busy}]
  played: [{play: [a, "silence:15s", b]}]
  two: [{play: a}, {wait: 11s}, {play: a}, {wait: 13s}, {play: a}, {wait: 12s}]
  spoken: [{play: a}, {record: {name: x, max: 60s, silence: 0s}}, {play: b}, {wait: 11s}]
  left: [{voicemail: "210"}, {play: b}]
  queued: [{answer: }, {queue: {id: q, queue: sales, max_wait: 60s}}]
  steps: [{answer: }, {queue: {id: q, queue: sales, waiting: [{play: a}, {wait: 5s}]}}]
  met: [{conference: {room: "7", timeout: 60s}}, {hold: {time: 30s}}, {park: {timeout: 30s}}]
`

// Law: the longest silence that no question explains may not be longer than the
// test says; the failure says when it began, in which step, and what of it a question explains.
func TestQuiet(t *testing.T) {
	program, _ := compiled(t, "ivr.yaml", still)
	setting := scenario.Setting{Program: program, Spell: spell, Mailboxes: fileMailboxes, World: flows.World{
		Rooms: rooms.New("test").Under(rooms.Options{Rooms: 9, Members: 9,
			Lots: map[string]rooms.Lot{"default": {First: 701, Last: 720}}})}}
	for name, c := range map[string]struct{ test, want string }{
		"a wait":                       {`given: {to: 1}, end: {quiet: 10s}`, "3/3: wanted silence for no more than 10s, instead the caller hears nothing for 40s, from 2s on, at wait/2\n"},
		"a wait that is short enough":  {`given: {to: 1}, end: {quiet: 40s}`, ""},
		"a wait to the end":            {`given: {to: 2}, end: {quiet: 10s}`, "3/4: wanted silence for no more than 10s, instead the caller hears nothing for 12s, from 2s on, at end/2\n"},
		"a hang-up before":             {`given: {to: 2}, acts: [expect: a, {hangup: , after: 11s}], end: {quiet: 10s}`, ""},
		"a question":                   {`given: {to: 3}, end: {quiet: 1s}`, ""},
		"a question again, no word":    {`given: {to: 4}, end: {quiet: 10s}`, "3/6: wanted silence for no more than 10s, instead the caller hears nothing for 24s, from 2s on; a question explains 8s of it, at again/1\n"},
		"a key begins a new stretch":   {`given: {to: 4}, acts: [expect: a, {press: 1, after: 9s}], end: {quiet: 1s}`, ""},
		"music and tones are heard":    {`given: {to: 5}, end: {quiet: 1s}`, ""},
		"nobody has answered":          {`given: {to: 6}, end: {quiet: 1s}`, ""},
		"silence that is played":       {`given: {to: 7}, end: {quiet: 10s}`, "3/9: wanted silence for no more than 10s, instead the caller hears nothing for 15s, from 2s on, at played/1\n"},
		"the longest of them":          {`given: {to: 8}, end: {quiet: 10s}`, "3/10: wanted silence for no more than 10s, instead the caller hears nothing for 13s, from 15s on, at two/4\n"},
		"silence behind a record":      {`given: {to: 9}, acts: [await: {step: spoken/2}, {press: "#", after: 40s}], end: {quiet: 10s}`, "3/11: wanted silence for no more than 10s, instead the caller hears nothing for 11s, from 44s on, at spoken/4\n"},
		"who speaks knows why":         {`given: {to: 9}, acts: [await: {step: spoken/2}, {press: "#", after: 40s}], end: {quiet: 11s}`, ""},
		"who leaves a message":         {`given: {to: 10}, acts: [await: vm-intro, {hangup: , after: 30s}], end: {quiet: 1s}`, ""},
		"others are there":             {`given: {to: 11}, end: {quiet: 1s}`, ""},
		"music and talk of a queue":    {`given: {to: 12, agents: {1: {answers: 14s, talks: 50s}}}, end: {quiet: 1s}`, ""},
		"talk behind steps of a wait":  {`given: {to: 13, agents: {1: {answers: 14s, talks: 50s}}}, end: {quiet: 6s}`, ""},
		"a call that fails otherwise":  {`given: {to: 1}, end: {status: left}`, "3/0: wanted the status left, instead it is ended: the call ended (normal)\n"},
		"no silence is asked for here": {`given: {to: 1}`, ""},
	} {
		file := parsed(t, program, "tests:\n- {name: x,\n  "+c.test+"}\n")
		var got strings.Builder
		for _, f := range scenario.Run(t.Context(), setting, file.Cases[0]).Failures {
			fmt.Fprintf(&got, "%d/%d: %s\n", f.Pos.Line, f.Flow.Line, f.Message)
		}
		if got.String() != c.want {
			t.Errorf("%s: got\n%swant\n%s", name, got.String(), c.want)
		}
	}
}

package steps

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/flowtest"
)

// Law: whoever goes on with a call from any of its earlier states, and later than the one before, has the same key for
// the same request; each time that a step is come to anew it has another one.
func TestASecondOwnerHasTheKeysOfTheFirst(t *testing.T) {
	w := &web{answers: []reply{{status: 200, body: "1"}}}
	l := line{world: flows.World{HTTP: w}}
	program, findings := l.compile(t, "flows:\n  main:\n    - answer\n    - repeat: {times: 3, steps: [{http: {id: x, url: '"+crm+
		"', method: POST}}, {wait: 1s}]}\n    - http: {id: y, url: '"+crm+"', method: POST}\n")
	if program == nil {
		t.Fatal(formatted(findings))
	}
	var states [][]byte
	opts := flows.Options{Flow: program.Flow("main"), World: l.world,
		Call: flows.CallInfo{ID: "c1", Started: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)},
		Checkpoint: func(c *flows.Checkpoint) error {
			data, err := c.Marshal(nil)
			states = append(states, data)
			return err
		}}
	keys := func() map[string]bool {
		all := map[string]bool{}
		for _, r := range w.got {
			all[r.Key] = true
		}
		w.got = nil
		return all
	}
	phone := flowtest.NewPhone(flowtest.Options{})
	flows.NewWalker(program, phone, opts).Run(phone.Context())
	once := keys()
	if len(once) != 4 {
		t.Fatalf("four requests have the keys %v", slices.Sorted(maps.Keys(once)))
	}
	opts.Checkpoint = nil
	for n, state := range states {
		from, err := flows.UnmarshalCheckpoint(state, nil)
		if err != nil {
			t.Fatal(err)
		}
		phone := flowtest.NewPhone(flowtest.Options{})
		if _, err := phone.Next(t.Context(), phone.Now().Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		walker, err := flows.Resume(program, phone, opts, from)
		if err != nil {
			t.Fatal(err)
		}
		walker.Run(phone.Context())
		for key := range keys() {
			if !once[key] {
				t.Errorf("from state %d: %s is none of %v", n, key, slices.Sorted(maps.Keys(once)))
			}
		}
	}
}

// Law: a step that a program of before has begun keeps the key that it had there.
func TestAStepOfAnOlderProgramKeepsItsKey(t *testing.T) {
	w := &web{answers: []reply{{status: 200, body: "1"}}}
	l := line{world: flows.World{HTTP: w}}
	program, findings := l.compile(t, "flows: {main: [answer, http: {id: x, url: '"+crm+"', method: POST}]}")
	if program == nil {
		t.Fatal(formatted(findings))
	}
	state := ""
	opts := flows.Options{Flow: program.Flow("main"), World: l.world, Call: flows.CallInfo{ID: "c1"},
		Checkpoint: func(c *flows.Checkpoint) error {
			data, err := c.Marshal(nil)
			state = string(data)
			return err
		}}
	phone := flowtest.NewPhone(flowtest.Options{})
	flows.NewWalker(program, phone, opts).Run(phone.Context())
	since := regexp.MustCompile(`"since":"[^"]*"`)
	if !since.MatchString(state) || strings.Contains(state, `"nth"`) {
		t.Fatal(state)
	}
	old := since.ReplaceAllString(state, `"since":"1970-01-01T00:00:07Z","nth":2`)
	from, err := flows.UnmarshalCheckpoint([]byte(old), nil)
	if err != nil {
		t.Fatal(err)
	}
	w.got = nil
	walker, err := flows.Resume(program, flowtest.NewPhone(flowtest.Options{}), opts, from)
	if err != nil {
		t.Fatal(err)
	}
	walker.Run(t.Context())
	if len(w.got) != 1 || w.got[0].Key != "/c1/main/x/7000000000/2" {
		t.Errorf("%+v", w.got)
	}
}

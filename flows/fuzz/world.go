package fuzz

import (
	"slices"
	"time"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/scenario"
)

// fresh is a call to a number in which the caller does nothing yet.
func (f *fuzzer) fresh(number string) *scenario.Case {
	scene := &scenario.Case{}
	given := &scene.Given
	given.To, given.Patience = number, f.patience()
	for _, address := range sortedKeys(f.known.requests) {
		f.addStub(given, f.known.requests[address])
	}
	f.answerDialled(given)
	f.answerAgents(given)
	if f.report.Runs >= len(f.known.numbers) {
		f.change(scene, nil)
	}
	return scene
}

// patience is how long callers stay on the line: longer than any call may take,
// so that who is never let go is found.
func (f *fuzzer) patience() time.Duration { return f.callTime() + time.Minute }

// callTime is how long a call may take.
func (f *fuzzer) callTime() time.Duration {
	if most := f.known.program.Limits.MaxCallTime; most > 0 {
		return most
	}
	return flows.DefaultLimits().MaxCallTime
}

// otherWorld is the same caller in another world.
func (f *fuzzer) otherWorld(from *call) *scenario.Case {
	scene := clone(from.scene)
	f.change(scene, from.reads)
	return scene
}

// change changes one thing that is given; reads are the keys of the store that such a call has looked at.
func (f *fuzzer) change(scene *scenario.Case, reads []scenario.StoreRead) {
	given := &scene.Given
	var changes []func()
	add := func(applies bool, change func()) {
		if applies {
			changes = append(changes, change)
		}
	}
	add(true, func() { f.otherCaller(given) })
	add(true, func() { given.At = pick(f.random, times()) })
	add(given.Text != "", func() { f.otherText(given) })
	add(len(f.known.numbers) > 1, func() { given.To = pick(f.random, f.known.numbers) })
	add(len(f.known.schedules) > 0, func() { f.otherSchedule(given) })
	add(len(f.known.tables) > 0, func() { f.otherTable(scene) })
	add(len(given.HTTP) > 0, func() { f.otherStub(given) })
	for range min(len(f.known.endpoints), 3) {
		add(true, func() { f.otherDialled(given) })
	}
	for range min(len(f.known.agents), 3) {
		add(true, func() { f.otherAgent(given) })
	}
	add(f.known.stores, func() { given.StoreBroken, given.Store = !given.StoreBroken, nil })
	entries := f.known.entries(reads)
	for range min(len(entries), 2) {
		add(true, func() { f.otherEntry(given, entries) })
	}
	add(len(f.known.program.Languages()) > 0, func() { given.Language = pick(f.random, f.known.program.Languages()) })
	pick(f.random, changes)()
}

// otherCaller has somebody else call: a number of the file, another one, or one that is withheld.
func (f *fuzzer) otherCaller(given *scenario.Given) {
	given.From, given.FromName, given.Withheld = "", "", false
	switch n := f.random.IntN(4); {
	case n == 0:
		given.Withheld = true
	case n == 1 && len(f.known.callers) > 0:
		given.From = pick(f.random, f.known.callers)
		if f.chance(50) {
			given.From += f.anyDigits(7) // a condition may look at the beginning
		}
	case n == 2:
		given.From, given.FromName = "+1555"+f.anyDigits(4), "O'Brien & \"Söhne\", ${x}"
	}
}

// times are when calls come in: on a Monday morning, at night, on a holiday, when
// the clocks change, on a leap day, and just before a day ends.
func times() []time.Time {
	at := func(month time.Month, day, hour, minute int) time.Time {
		return time.Date(2028, month, day, hour, minute, 0, 0, time.UTC)
	}
	return []time.Time{{}, at(time.March, 5, 2, 30), at(time.December, 25, 11, 0), at(time.March, 26, 0, 59),
		at(time.October, 29, 0, 59), at(time.February, 29, 12, 0), at(time.December, 31, 23, 59)}
}

// otherSchedule has a schedule say something else, or what the file says.
func (f *fuzzer) otherSchedule(given *scenario.Given) {
	name := pick(f.random, f.known.schedules)
	given.Schedules = slices.DeleteFunc(given.Schedules, func(s scenario.Schedule) bool { return s.Name == name })
	f.setSchedule(given, name, pick(f.random, []string{"open", "closed", "holiday", ""}))
}

// setSchedule has a schedule say that; "" is what the file says.
func (f *fuzzer) setSchedule(given *scenario.Given, name, status string) {
	if status != "" {
		given.Schedules = append(given.Schedules, scenario.Schedule{Name: name, Status: status})
	}
}

// complete gives what nobody can be asked for: tables in databases are empty, and
// where there are no schedules they are open.
func (f *fuzzer) complete(given *scenario.Given) {
	f.completeDialled(given)
	f.completeAgents(given)
	for _, t := range f.known.tables {
		if t.remote && !slices.ContainsFunc(given.Tables, func(g scenario.Table) bool { return g.Name == t.name }) {
			given.Tables = append(given.Tables, scenario.Table{Name: t.name})
		}
	}
	for _, name := range f.known.schedules {
		known := slices.ContainsFunc(given.Schedules, func(s scenario.Schedule) bool { return s.Name == name })
		if f.opts.Setting.World.Schedules == nil && !known {
			f.setSchedule(given, name, "open")
		}
	}
}

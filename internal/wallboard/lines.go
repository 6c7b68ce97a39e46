package wallboard

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ariapp/ariapp/internal/api"
)

// View is how a board is looked at.
type View struct {
	// Width and Height are the terminal's; 0 for a height without an end.
	Width, Height int
	// Queue is the one whose entries are shown, "" for none.
	Queue string
	// Colours tells that there are some.
	Colours bool
	// Now is the time, Trouble why the board is older, "" for that it is not.
	Now     time.Time
	Trouble string
}

// Lines are a board as lines, each without its end.
func Lines(b api.Wallboard, v View) []string {
	age := max(0, v.Now.Sub(b.At)).Seconds() // what has passed since it was asked for
	sections := [][]string{v.queueTable(b, age).lines(v)}
	if v.Queue != "" {
		sections = append(sections, append([]string{v.painted(clip("waiting in "+plain(v.Queue), v.Width), bold)},
			v.entryTable(b.Entries, age).lines(v)...))
	}
	sections = append(sections, v.agentTable(b.Agents).lines(v))
	if pauses := v.pauseTable(b); len(pauses.rows) > 0 {
		sections = append(sections, append([]string{v.painted(clip("pauses in "+plain(v.Queue)+" today", v.Width), bold)},
			pauses.lines(v)...))
	}
	lines := []string{v.headline(b)}
	if v.Trouble != "" {
		lines = append(lines, v.painted(clip(plain(v.Trouble), v.Width), red))
	}
	if v.Height <= 0 {
		for _, section := range sections {
			lines = append(append(lines, ""), section...)
		}
		return lines
	}
	left := v.Height - len(lines) - len(sections) // an empty line before each
	for i, room := range share(sections, left) {
		if i == 0 {
			v.raise(b, sections[0], room)
		}
		if room > 0 {
			lines = append(append(lines, ""), cut(v, sections[i], room)...)
		}
	}
	return lines[:min(len(lines), v.Height)]
}

// raise has the queue that was chosen be among those in sight where not all are: the last of them.
func (v View) raise(b api.Wallboard, section []string, room int) {
	at := 1 + slices.IndexFunc(b.Queues, func(q api.QueueState) bool { return q.Name == v.Queue })
	last := room - 2 // behind it stands what is missing
	if len(section) <= room || last < 1 || at <= last {
		return
	}
	chosen := section[at]
	copy(section[last+1:at+1], section[last:at])
	section[last] = chosen
}

// share is how many lines each section gets of what is there: what it needs, or its part. Where a part would be too
// small the last sections get nothing, and the others what that leaves, with the empty line before it.
func share(sections [][]string, left int) []int {
	rooms := make([]int, len(sections))
	for shown := len(sections); shown > 0; shown-- {
		least := 0
		for i := range rooms {
			if rooms[i] = 0; i < shown {
				rooms[i] = len(sections[i])
				least += min(len(sections[i]), shareLeast)
			}
		}
		room := left + len(sections) - shown
		if least > room && shown > 1 {
			continue
		}
		for sum(rooms) > max(room, 0) {
			rooms[slices.Index(rooms, slices.Max(rooms))]--
		}
		break
	}
	return rooms
}

func sum(all []int) (total int) {
	for _, one := range all {
		total += one
	}
	return total
}

// cut is a section in so many lines; the last one says what is missing.
func cut(v View, section []string, room int) []string {
	if len(section) <= room {
		return section
	}
	missing := len(section) - room + 1
	return append(slices.Clone(section[:room-1]), v.painted(clip(fmt.Sprintf("… and %d more", missing), v.Width), dim))
}

// headline sums up.
func (v View) headline(b api.Wallboard) string {
	waiting, longest, free, here := 0, 0.0, 0, 0
	for _, q := range b.Queues {
		waiting, longest = waiting+q.Waiting, max(longest, q.Longest)
	}
	for _, a := range b.Agents {
		if a.Presence != "logged_out" {
			here++
		}
		if a.Presence == "available" && a.Work == "idle" {
			free++
		}
	}
	text := fmt.Sprintf("%s  %d waiting, %d of %d agents free", v.Now.Format(time.TimeOnly), waiting, free, here)
	if waiting > 0 {
		text = fmt.Sprintf("%s  %d waiting, the first for %s, %d of %d agents free", v.Now.Format(time.TimeOnly), waiting,
			clock(longest), free, here)
	}
	colour := green
	switch {
	case waiting > 0 && free == 0:
		colour = red
	case waiting > 0:
		colour = yellow
	}
	return v.painted(clip(text, v.Width), colour)
}

func (v View) queueTable(b api.Wallboard, age float64) table {
	t := table{columns: []column{{"QUEUE", false, 0}, {"WAITING", true, 0}, {"LONGEST", true, 0}, {"EWT", true, 3},
		{"SL", true, 2}, {"SL2", true, 6}, {"FREE", true, 0}, {"BUSY", true, 1}, {"PAUSED", true, 4},
		{"OCC", true, 7}, {"TALKING", true, 5}, {"BACK", true, 7}, {"ANSWERED", true, 8}, {"LOST", true, 9},
		{"STRATEGY", false, 10}}}
	number := func(n int) cell { return cell{strconv.Itoa(n), ""} }
	for _, q := range b.Queues {
		name, longest, wait := cell{plain(q.Name), ""}, cell{"-", ""}, cell{"-", ""}
		if q.Name == v.Queue {
			name.colour = bold
		}
		if q.Waiting+q.Backs > 0 {
			longest.text = clock(q.Longest + age)
		}
		if q.Wait != nil {
			wait.text = clock(*q.Wait)
		}
		waiting := number(q.Waiting)
		switch {
		case q.Waiting > 0 && q.Free == 0:
			waiting.colour, longest.colour = red, red
		case q.Waiting > 0:
			waiting.colour, longest.colour = yellow, yellow
		}
		t.rows = append(t.rows, []cell{name, waiting, longest, wait, levelOf(q.Today.Level, q.Today.Answered),
			levelOf(q.Today.Level2, q.Today.Answered+q.Today.Abandoned), number(q.Free), number(q.Busy), number(q.Paused),
			shareOf(q.Occupancy), number(q.Talking), number(q.Backs), number(q.Today.Answered),
			number(q.Today.Abandoned), {q.Strategy, ""}})
	}
	return t
}

// shareOf is a share in hundredths, if there is one.
func shareOf(share *float64) cell {
	if share == nil {
		return cell{"-", ""}
	}
	return cell{fmt.Sprintf("%.0f%%", *share*100), ""}
}

// levelOf is a share in hundredths, of so many.
func levelOf(share float64, of int) cell {
	if of == 0 {
		return cell{"-", ""}
	}
	one := cell{fmt.Sprintf("%.0f%%", share*100), ""}
	switch {
	case share < badLevel:
		one.colour = red
	case share < goodLevel:
		one.colour = yellow
	default:
		one.colour = green
	}
	return one
}

func (v View) agentTable(agents []api.AgentState) table {
	t := table{columns: []column{{"AGENT", false, 0}, {"NAME", false, 1}, {"STATE", false, 0}, {"SINCE", true, 0},
		{"QUEUE", false, 2}, {"CALLS", true, 3}, {"TALK", true, 4}, {"ENDPOINT", false, 5}}}
	// Who is there stands first; those at home are of no use to a wall.
	sorted := slices.Clone(agents)
	slices.SortStableFunc(sorted, func(a, b api.AgentState) int { return away(a) - away(b) })
	for _, a := range sorted {
		state, colour := stateOf(a)
		since := "-"
		if !a.Since.IsZero() {
			since = clock(v.Now.Sub(a.Since).Seconds())
		}
		t.rows = append(t.rows, []cell{{plain(a.ID), ""}, {plain(a.Name), ""}, {state, colour}, {since, ""},
			{plain(a.Queue), ""}, {strconv.Itoa(a.Calls), ""}, {clock(a.Talk), ""}, {plain(a.Endpoint), ""}})
	}
	return t
}

// away is 1 for who is logged out.
func away(a api.AgentState) int {
	if a.Presence == "logged_out" {
		return 1
	}
	return 0
}

// stateOf is what an agent does, in a word or two.
func stateOf(a api.AgentState) (text, colour string) {
	switch a.Work {
	case "in_call":
		return "talking", green
	case "ringing", "reserved":
		return "ringing", cyan
	}
	switch a.Presence {
	case "logged_out":
		return "logged out", dim
	case "on_break":
		if a.Reason != "" {
			return "break: " + plain(a.Reason), yellow
		}
		return "break", yellow
	}
	switch a.Work {
	case "wrapup":
		return "wrap-up", yellow
	case "external_call":
		return "other call", yellow
	case "idle":
		return freeBut(a)
	}
	return plain(a.Work), ""
}

// freeBut is an agent who is free, save in queues where they are paused.
func freeBut(a api.AgentState) (text, colour string) {
	for name := range a.Paused {
		if len(a.Paused) == 1 {
			return "paused in " + plain(name), yellow
		}
		return fmt.Sprintf("paused in %d queues", len(a.Paused)), yellow
	}
	return "free", ""
}

// pauseTable is the pauses of the queue that is looked at, by reason.
func (v View) pauseTable(b api.Wallboard) table {
	t := table{columns: []column{{"REASON", false, 0}, {"NOW", true, 0}, {"TODAY", true, 1}, {"TIME", true, 2},
		{"AGENTS", false, 3}}}
	at := slices.IndexFunc(b.Queues, func(q api.QueueState) bool { return q.Name == v.Queue })
	if v.Queue == "" || at < 0 {
		return t
	}
	for _, p := range b.Queues[at].Pauses {
		reason, agents := plain(p.Reason), make([]string, 0, len(p.Agents))
		if reason == "" {
			reason = "-"
		}
		for _, one := range p.Agents {
			agents = append(agents, plain(one))
		}
		t.rows = append(t.rows, []cell{{reason, ""}, {strconv.Itoa(len(p.Agents)), ""}, {strconv.Itoa(p.Count), ""},
			{clock(p.Time), ""}, {strings.Join(agents, " "), ""}})
	}
	return t
}

func (v View) entryTable(entries []api.QueueEntry, age float64) table {
	t := table{columns: []column{{"PLACE", true, 0}, {"WAITED", true, 0}, {"FROM", false, 0}, {"STATE", false, 0},
		{"AGENTS", false, 2}, {"EWT", true, 1}, {"PRIORITY", true, 3}, {"CALL", false, 4}}}
	for _, e := range entries {
		from, wait, agents := e.From, "-", ""
		if e.Number != "" {
			from = e.Number
		}
		if e.Wait != nil {
			wait = clock(max(0, *e.Wait-age))
		}
		for i, one := range e.Agents {
			if i > 0 {
				agents += " "
			}
			agents += plain(one)
		}
		t.rows = append(t.rows, []cell{{strconv.Itoa(e.Position), ""}, {clock(e.Waited + age), ""}, {plain(from), ""},
			{plain(e.State), ""}, {agents, ""}, {wait, ""}, {strconv.Itoa(e.Priority), ""}, {plain(e.Call), ""}})
	}
	return t
}

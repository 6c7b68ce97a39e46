package api

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"time"

	"github.com/ariapp/ariapp/internal/queue"
)

// QueueState is how things are with a queue.
type QueueState struct {
	Name     string `json:"name" doc:"Its name in ivr.yaml."`
	Strategy string `json:"strategy" doc:"In which order agents are rung."`
	Waiting  int    `json:"waiting" doc:"Callers who wait."`
	Backs    int    `json:"callbacks" doc:"Those who wait to be called back."`
	Talking  int    `json:"talking" doc:"Callers who talk with an agent."`
	Agents   int    `json:"agents" doc:"Agents who are logged in."`
	Free     int    `json:"free" doc:"Those who could be rung now."`
	Busy     int    `json:"busy" doc:"Those who ring, talk, or rest after a call."`
	Paused   int    `json:"paused" doc:"Those on a break."`
	// Occupancy is a share from 0 to 1.
	Occupancy *float64     `json:"occupancy,omitempty" doc:"Of the agents on no break, the share who are busy."`
	Pauses    []QueuePause `json:"pauses" doc:"The pauses of its agents today and now, by reason."`
	// Longest and Wait are in seconds.
	Longest float64  `json:"longest_wait" doc:"How long the first has waited, in seconds."`
	Wait    *float64 `json:"estimated_wait,omitempty" doc:"How long who comes now would wait, in seconds, if known."`
	Today   QueueDay `json:"today" doc:"What was since midnight of the office's zone."`
}

// QueueDay are a queue's sums of a day.
type QueueDay struct {
	Joined     int `json:"joined" doc:"Callers who joined."`
	Answered   int `json:"answered" doc:"Those who came to an agent."`
	Abandoned  int `json:"abandoned" doc:"Those who hung up."`
	TimedOut   int `json:"timed_out" doc:"Those who had waited long enough."`
	Full       int `json:"full" doc:"Those who found it full."`
	Empty      int `json:"empty" doc:"Those who found nobody there, or were left alone."`
	Exited     int `json:"exited" doc:"Those who left by a key."`
	Offered    int `json:"callbacks_offered" doc:"Those who heard that they may be called back."`
	Callbacks  int `json:"callbacks" doc:"Those who wanted to be called back."`
	Tried      int `json:"callbacks_tried" doc:"How often these were called."`
	Connected  int `json:"callbacks_connected" doc:"Those who were called back, and talked with an agent."`
	Overflowed int `json:"overflowed" doc:"Those who were sent on."`
	Missed     int `json:"missed" doc:"Rings that no agent answered."`
	// Level and Level2 are shares from 0 to 1.
	Level    float64 `json:"service_level" doc:"The share of those answered who were in time, 0 to 1."`
	Level2   float64 `json:"service_level_2" doc:"The same with those who hung up; who did so in time counts as served."`
	MeanWait float64 `json:"mean_wait" doc:"How long those answered had waited, in seconds."`
	MeanTalk float64 `json:"mean_talk" doc:"How long they talked, in seconds."`
}

// QueueStateOf is a queue for programs.
func QueueStateOf(v queue.QueueView) QueueState {
	c := v.Counts
	level, level2 := c.ServiceLevel()
	s := QueueState{Name: v.Name, Strategy: string(v.Strategy), Waiting: v.Waiting, Backs: v.Callbacks, Talking: v.Talking,
		Agents: v.Agents, Free: v.Free, Busy: v.Busy, Paused: v.OnBreak, Longest: seconds(v.Longest),
		Today: QueueDay{Joined: c.Joined, Answered: c.Answered, Abandoned: c.Abandoned, TimedOut: c.TimedOut, Full: c.Full,
			Empty: c.Empty, Exited: c.Exited, Offered: c.CallbacksOffered,
			Callbacks: c.Callbacks, Tried: c.CallbacksTried, Connected: c.CalledBack, Overflowed: c.Overflowed, Missed: c.Missed,
			Level: rounded(level), Level2: rounded(level2), MeanWait: mean(c.Wait, c.Answered),
			MeanTalk: mean(c.Talk, c.Answered)}}
	s.Pauses = []QueuePause{}
	if share, known := v.Occupancy(); known {
		s.Occupancy = new(rounded(share))
	}
	if v.WaitKnown {
		s.Wait = new(seconds(v.Wait))
	}
	return s
}

// QueueEntry is somebody who waits.
type QueueEntry struct {
	ID       string   `json:"id" doc:"Its id."`
	Queue    string   `json:"queue" doc:"The queue."`
	State    string   `json:"state" enum:"waiting,ringing,talking,callback,away" doc:"How far it is; away: out of sight."`
	Call     string   `json:"call,omitempty" doc:"The caller's call."`
	From     string   `json:"from,omitempty" doc:"Who called."`
	Number   string   `json:"number,omitempty" doc:"Where to call back."`
	Priority int      `json:"priority" doc:"The higher is served first."`
	Position int      `json:"position" doc:"The place, from 1."`
	Joined   int      `json:"joined_at" doc:"The place at the door."`
	Waited   float64  `json:"waited" doc:"For how long, in seconds."`
	Wait     *float64 `json:"estimated_wait,omitempty" doc:"How long it will take yet, in seconds, if known."`
	Agents   []string `json:"agents" doc:"The agents who ring, or the one who talks."`
}

// QueueEntryOf is somebody who waits, for programs.
func QueueEntryOf(v queue.EntryView) QueueEntry {
	e := QueueEntry{ID: v.ID, Queue: v.Queue, State: "waiting", Call: v.Call, From: v.From, Number: v.Number,
		Priority: v.Priority, Position: v.Position, Joined: v.Joined, Waited: seconds(v.Waited), Agents: []string{}}
	for _, offer := range v.Offers {
		e.Agents = append(e.Agents, offer.Agent)
	}
	if v.WaitKnown {
		e.Wait = new(seconds(v.Wait))
	}
	switch {
	case v.Talking:
		e.State = "talking"
	case v.Away:
		e.State = "away"
	case len(v.Offers) > 0:
		e.State = "ringing"
	case v.Number != "":
		e.State = "callback"
	}
	return e
}

// QueueMember is an agent's part in a queue.
type QueueMember struct {
	Agent    string `json:"agent" doc:"The agent's number."`
	Name     string `json:"name,omitempty" doc:"The agent's name."`
	Level    int    `json:"level" doc:"The lower are rung first."`
	Position int    `json:"position" doc:"The order within a level."`
	Weight   int    `json:"weight" doc:"For weighted_random."`
	Group    string `json:"group,omitempty" doc:"The overflow group, for who is a member only where a rule includes it."`
	Here     bool   `json:"here" doc:"Whether the agent is logged into the queue."`
	Presence string `json:"presence" doc:"logged_out, available or on_break."`
	Work     string `json:"work" doc:"idle, reserved, ringing, in_call, wrapup or external_call."`
	Paused   bool   `json:"paused" doc:"Whether the agent is paused in this queue."`
	Reason   string `json:"reason,omitempty" doc:"Why."`
	// Since is zero for who is not.
	Since time.Time `json:"paused_since,omitzero" doc:"Since when."`
}

// membersOf are the agents of a queue.
func membersOf(agents []queue.AgentView, name string) []QueueMember {
	members := []QueueMember{}
	for _, a := range agents {
		at := slices.IndexFunc(a.Members, func(m queue.Membership) bool { return m.Queue == name })
		if at < 0 {
			continue
		}
		is := a.Members[at]
		m := QueueMember{Agent: a.ID, Name: a.Name, Level: is.Level, Position: is.Position, Weight: is.Weight,
			Group: is.Group, Here: slices.Contains(a.Queues, name), Presence: a.Presence, Work: a.Work, Reason: a.Reason}
		if since, reason, paused := pausedIn(a, name); paused {
			m.Paused, m.Reason, m.Since = true, reason, since
		}
		members = append(members, m)
	}
	slices.SortStableFunc(members, func(a, b QueueMember) int {
		if a.Level != b.Level {
			return a.Level - b.Level
		}
		return a.Position - b.Position
	})
	return members
}

// onBreak is the presence of an agent who is paused in all queues.
const onBreak = "on_break"

// PriorityOrder says how urgent somebody is.
type PriorityOrder struct {
	Priority int `json:"priority" doc:"The higher is served first."`
}

// Check says what is wrong with it.
func (o PriorityOrder) Check() error {
	if o.Priority < -priorityMost || o.Priority > priorityMost {
		return problem(http.StatusUnprocessableEntity, fmt.Sprintf("priority is %d", o.Priority),
			fmt.Sprintf("%d to %d", -priorityMost, priorityMost))
	}
	return nil
}

// MemberOrder says who shall be a member, and how.
type MemberOrder struct {
	Agent    string         `json:"agent" doc:"The agent's number."`
	Level    int            `json:"level,omitempty" doc:"The lower are rung first."`
	Position int            `json:"position,omitempty" doc:"The order within a level."`
	Weight   *int           `json:"weight,omitempty" doc:"For weighted_random; 1 without it."`
	Skills   map[string]int `json:"skills,omitempty" doc:"Skills that are other ones in this queue."`
	Group    string         `json:"group,omitempty" doc:"The overflow group."`
}

// Check says what is wrong with it.
func (o MemberOrder) Check() error {
	weight := 1
	if o.Weight != nil {
		weight = *o.Weight
	}
	for _, one := range []struct {
		what        string
		value, most int
	}{{"level", o.Level, levelMost}, {"position", o.Position, positionMost}, {"weight", weight, levelMost}} {
		if one.value < 0 || one.value > one.most {
			return problem(http.StatusUnprocessableEntity, fmt.Sprintf("%s is %d", one.what, one.value),
				fmt.Sprintf("0 to %d", one.most))
		}
	}
	for skill, level := range o.Skills {
		if level < 0 || level > levelMost || len(skill) > nameMost {
			return problem(http.StatusUnprocessableEntity, fmt.Sprintf("the skill %.60q is %d", skill, level),
				fmt.Sprintf("0 to %d, and names of at most %d characters", levelMost, nameMost))
		}
	}
	switch {
	case o.Agent == "":
		return problem(http.StatusUnprocessableEntity, "no agent is named", "agent: a number that GET /agents shows")
	case len(o.Skills) > variablesMax:
		return problem(http.StatusUnprocessableEntity, "there are too many skills", fmt.Sprintf("at most %d", variablesMax))
	case len(o.Group) > nameMost:
		return problem(http.StatusUnprocessableEntity, "group is too long", fmt.Sprintf("at most %d characters", nameMost))
	}
	return nil
}

func listMembers(a *Asked, all Queues) (any, error) {
	if _, err := queueNamed(a, all); err != nil {
		return nil, err
	}
	agents, err := all.Agents(a.Context())
	return membersOf(agents, a.PathValue("queue")), err
}

func addMember(a *Asked, all Queues) (any, error) {
	o := BodyOf[MemberOrder](a)
	a.Note("agent", o.Agent, "level", o.Level)
	m := queue.Membership{Queue: a.PathValue("queue"), Level: o.Level, Position: o.Position, Weight: 1, Skills: o.Skills,
		Group: o.Group}
	if o.Weight != nil {
		m.Weight = *o.Weight
	}
	return nil, all.AddMember(a.Context(), o.Agent, m)
}

func removeMember(a *Asked, all Queues) (any, error) {
	return nil, all.RemoveMember(a.Context(), a.PathValue("agent"), a.PathValue("queue"))
}

// seconds are those of a time, to the millisecond.
func seconds(d time.Duration) float64 { return d.Round(time.Millisecond).Seconds() }

// rounded is a share to four places.
func rounded(share float64) float64 { return math.Round(share*1e4) / 1e4 }

// mean is a sum for each of so many, in seconds.
func mean(sum time.Duration, of int) float64 {
	if of == 0 {
		return 0
	}
	return seconds(sum / time.Duration(of))
}

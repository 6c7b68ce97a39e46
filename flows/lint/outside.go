package lint

import "github.com/ariapp/ariapp/flows/schedule"

// Outside is what rules may look at beside the flows; whatever is nil is not checked.
type Outside struct {
	// Schedules are the file's opening hours.
	Schedules map[string]*schedule.Schedule
	// Entries are names of flows that are walked though no number leads to them.
	Entries []string
	// Prompts are the sounds that flows may play.
	Prompts *Prompts
}

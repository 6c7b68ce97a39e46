package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/acd"
	"github.com/ariapp/ariapp/internal/api"
	"github.com/ariapp/ariapp/internal/config"
	"github.com/ariapp/ariapp/internal/queue"
	"github.com/ariapp/ariapp/internal/world"
)

// MakeAgent makes an agent beside those of the file, or has one be another than before. It is read as the file's are.
func (q apiQueues) MakeAgent(ctx context.Context, order api.AgentOrder, fresh bool) error {
	number := order.Agent
	order.Agent = ""
	text, err := json.MarshalIndent(order, "", " ") // a key a line: findings show theirs
	if err != nil {
		return err
	}
	settings := &q.file.Config
	agent, findings := config.ReadAgent(settings, number, string(text))
	if len(findings) > 0 {
		return agentProblem(findings[0])
	}
	first := ""
	if len(settings.Asterisk) > 0 {
		first = settings.Asterisk[0].Name
	}
	make := q.ChangeAgent
	if fresh {
		make = q.Hall.MakeAgent
	}
	return madeProblem(make(ctx, world.AgentRules(agent, first)), number)
}

// UnmakeAgent takes an agent away who is not one of the file.
func (q apiQueues) UnmakeAgent(ctx context.Context, number string) error {
	return madeProblem(q.Hall.UnmakeAgent(ctx, number), number)
}

// agentProblem is what is wrong with an agent, as a program is told.
func agentProblem(f source.Finding) error {
	detail := f.Message
	if line := strings.Trim(f.Text, " ,{}"); line != "" && !strings.Contains(line, `"pin"`) {
		detail = line + ": " + detail
	}
	return api.NewProblem(http.StatusUnprocessableEntity, detail, strings.Join(f.Accepted, ", "))
}

// madeProblem is why an agent is not made or taken away, as a program is told.
func madeProblem(err error, number string) error {
	switch {
	case errors.Is(err, acd.ErrFileAgent):
		return api.NewProblem(http.StatusConflict, fmt.Sprintf("the agent %s is one of ivr.yaml", number),
			"the number of an agent who is not in ivr.yaml; those in it are changed there")
	case errors.Is(err, acd.ErrAgentThere):
		return api.NewProblem(http.StatusConflict, fmt.Sprintf("there is an agent %s already", number),
			"another number, or PUT /agents/"+number)
	case errors.Is(err, acd.ErrAgentsFull):
		return api.NewProblem(http.StatusUnprocessableEntity, err.Error(), "fewer agents")
	case errors.Is(err, acd.ErrAgentTalks):
		return api.NewProblem(http.StatusConflict, fmt.Sprintf("the agent %s talks with a caller", number),
			"the same when they have hung up; POST /agents/"+number+"/logout has no further caller come")
	case errors.Is(err, acd.ErrAgentOnLine):
		return api.NewProblem(http.StatusConflict, fmt.Sprintf("the agent %s waits on the line", number),
			"the same when they have hung up, or behind POST /agents/"+number+"/logout")
	}
	return unwrittenProblem(err)
}

// unwrittenProblem is what a program is told of what counts and is not written down.
func unwrittenProblem(err error) error {
	if errors.Is(err, acd.ErrUnwritten) {
		return api.NewProblem(http.StatusServiceUnavailable, err.Error(), "the same once more, later")
	}
	return err
}

// AddMember makes an agent a member of a queue, or another one than before.
func (q apiQueues) AddMember(ctx context.Context, agent string, as queue.Membership) error {
	return unwrittenProblem(q.Hall.AddMember(ctx, agent, as))
}

// RemoveMember takes an agent out of a queue.
func (q apiQueues) RemoveMember(ctx context.Context, agent, name string) error {
	return unwrittenProblem(q.Hall.RemoveMember(ctx, agent, name))
}

// clashes are findings about agents of a file who were made by the API before. What cannot be known is told, and is no
// reason to refuse a file: its agents count then.
func (a *App) clashes(ctx context.Context, file *File) error {
	q := a.queues.Load()
	if q == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, settleTime)
	defer cancel()
	nodes := map[string]*source.Node{}
	for _, agent := range file.Config.Agents {
		nodes[agent.ID] = agent.Node
	}
	if now := a.now.Load(); now != nil { // those that it has count already
		for _, agent := range now.file.Config.Agents {
			delete(nodes, agent.ID)
		}
	}
	numbers := slices.Sorted(maps.Keys(nodes))
	clashes, err := q.hall.Clashes(ctx, numbers)
	if err != nil {
		a.log.Warn("it is not known whether agents of the file were made by the API; those of the file count", "error", err)
	}
	report := source.NewReport(file.doc)
	for _, id := range clashes {
		report.Errorf(nodes[id], "duplicate-agent",
			"the agent %[1]s was made by the API already; use another number, or take that one away: "+
				"ariapp agent remove %[1]s", id)
	}
	if findings := report.Findings(); len(findings) > 0 {
		return &FindingsError{findings}
	}
	return nil
}

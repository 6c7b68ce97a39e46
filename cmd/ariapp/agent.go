package main

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/internal/api"
)

func agentCommand(s streams) *cobra.Command {
	group := &cobra.Command{
		Use: "agent", Short: "Shows agents, makes them, logs them in and out, pauses them, and listens to them",
		Example: "  ariapp agent list\n  ariapp agent login 1001\n  ariapp agent spy 1001 --listen --from PJSIP/100",
	}
	c := newCentre(s, group)
	group.AddCommand(c.listAgents(), c.login(), c.logout(), c.pause(), c.resume(), c.ready(), c.spyAgent(),
		c.makeAgent(), c.unmakeAgent())
	return group
}

// orderAgent does something with an agent, and says how things are then.
func (c *centre) orderAgent(ctx context.Context, agent, what string, order any, became string) error {
	var now api.AgentState
	if err := c.ask(ctx, http.MethodPost, apiPath("agents", agent, what), order, &now); err != nil {
		return err
	}
	if c.output == "json" {
		return printJSON(c.out, now)
	}
	name := agent
	if now.Name != "" {
		name += " (" + now.Name + ")"
	}
	return c.done("%s %s", plain(name), plain(became))
}

func (c *centre) listAgents() *cobra.Command {
	here := false
	command := &cobra.Command{
		Use: "list", Short: "Lists the agents, with what they do", Args: cobra.NoArgs,
		Example: "  ariapp agent list --here\n  ariapp agent list --output json | jq '.[] | select(.work == \"in_call\").id'",
		RunE: func(command *cobra.Command, _ []string) error {
			var all []api.AgentState
			if err := c.ask(command.Context(), http.MethodGet, "/agents", nil, &all); err != nil {
				return err
			}
			shown := make([]api.AgentState, 0, len(all))
			for _, a := range all {
				if !here || a.Presence != "logged_out" {
					shown = append(shown, a)
				}
			}
			return c.show(shown, agentTable(shown, time.Now()))
		},
	}
	command.Flags().BoolVar(&here, "here", false, "only those who are logged in")
	return command
}

// agentTable is agents for people.
func agentTable(all []api.AgentState, now time.Time) [][]string {
	rows := [][]string{{"AGENT", "NAME", "PRESENCE", "WORK", "SINCE", "QUEUES", "QUEUE", "CALLS", "TALK", "ENDPOINT",
		"DEVICE"}}
	for _, a := range all {
		since := ""
		if !a.Since.IsZero() {
			since = max(0, now.Sub(a.Since)).Round(time.Second).String()
		}
		presence := a.Presence
		if a.Reason != "" {
			presence += ": " + a.Reason
		}
		rows = append(rows, []string{a.ID, a.Name, presence, a.Work, since, strings.Join(a.Queues, " "), a.Queue,
			strconv.Itoa(a.Calls), spanText(a.Talk), a.Endpoint, a.Device})
	}
	return rows
}

func (c *centre) login() *cobra.Command {
	order := api.LoginOrder{}
	command := &cobra.Command{
		Use: "login AGENT [QUEUE...]", Short: "Logs an agent in, into some or all of their queues",
		Args: cobra.MinimumNArgs(1),
		Long: "Logs an agent in; no PIN is asked for. --endpoint says where they are rung meanwhile, which the rules\n" +
			"under outbound have to allow.",
		Example:           "  ariapp agent login 1001\n  ariapp agent login 1001 sales support --endpoint PJSIP/desk7",
		ValidArgsFunction: c.words(c.agentNumbers, c.queueNames),
		RunE: func(command *cobra.Command, args []string) error {
			order.Queues = args[1:]
			return c.orderAgent(command.Context(), args[0], "login", order, "is logged in")
		},
	}
	command.Flags().StringVar(&order.Endpoint, "endpoint", "",
		"the `endpoint`, such as PJSIP/desk7; the file's without it")
	return command
}

func (c *centre) logout() *cobra.Command {
	return &cobra.Command{
		Use: "logout AGENT [QUEUE...]", Short: "Logs an agent out of some or all of their queues; a talk goes on",
		Args:              cobra.MinimumNArgs(1),
		Example:           "  ariapp agent logout 1001\n  ariapp agent logout 1001 support",
		ValidArgsFunction: c.words(c.agentNumbers, c.queueNames),
		RunE: func(command *cobra.Command, args []string) error {
			became := "is logged out"
			if len(args) > 1 {
				became += " of " + strings.Join(args[1:], ", ")
			}
			return c.orderAgent(command.Context(), args[0], "logout", api.QueuesOrder{Queues: args[1:]}, became)
		},
	}
}

func (c *centre) pause() *cobra.Command {
	order := api.PauseOrder{}
	command := &cobra.Command{
		Use: "pause AGENT", Short: "Pauses an agent in all queues; a talk goes on", Args: cobra.ExactArgs(1),
		Example:           "  ariapp agent pause 1001 --reason lunch",
		ValidArgsFunction: c.words(c.agentNumbers),
		RunE: func(command *cobra.Command, args []string) error {
			return c.orderAgent(command.Context(), args[0], "pause", order, "is paused")
		},
	}
	command.Flags().StringVar(&order.Reason, "reason", "", "the `reason`")
	return command
}

func (c *centre) resume() *cobra.Command {
	return &cobra.Command{
		Use: "resume AGENT", Short: "Ends an agent's pause", Args: cobra.ExactArgs(1),
		Example:           "  ariapp agent resume 1001",
		ValidArgsFunction: c.words(c.agentNumbers),
		RunE: func(command *cobra.Command, args []string) error {
			return c.orderAgent(command.Context(), args[0], "resume", api.QueuesOrder{}, "takes calls")
		},
	}
}

func (c *centre) ready() *cobra.Command {
	return &cobra.Command{
		Use: "ready AGENT", Short: "Ends an agent's rest after a call", Args: cobra.ExactArgs(1),
		Example:           "  ariapp agent ready 1001",
		ValidArgsFunction: c.words(c.agentNumbers),
		RunE: func(command *cobra.Command, args []string) error {
			return c.orderAgent(command.Context(), args[0], "ready", nil, "is ready")
		},
	}
}

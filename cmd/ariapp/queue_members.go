package main

import (
	"net/http"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/internal/api"
)

func (c *centre) addMember() *cobra.Command {
	order, weight := api.MemberOrder{}, 1
	command := &cobra.Command{
		Use: "add QUEUE AGENT", Short: "Makes an agent a member of a queue", Args: cobra.ExactArgs(2),
		Long: "Makes an agent a member of a queue, or another one than before. It holds until it is changed again,\n" +
			"whatever ivr.yaml says, over restarts too. The agent still has to log in.",
		Example:           "  ariapp queue add sales 1001\n  ariapp queue add support 1001 --level 1",
		ValidArgsFunction: c.words(c.queueNames, c.agentNumbers),
		RunE: func(command *cobra.Command, args []string) error {
			order.Agent, order.Weight = args[1], &weight
			if err := c.ask(command.Context(), http.MethodPost, apiPath("queues", args[0], "members"), order, nil); err != nil {
				return err
			}
			return c.done("%s is a member of %s", plain(args[1]), plain(args[0]))
		},
	}
	command.Flags().IntVar(&order.Level, "level", 0, "the agent's `level`: the lower are rung first")
	command.Flags().IntVar(&order.Position, "position", 0, "the `place` within the level")
	command.Flags().IntVar(&weight, "weight", 1, "the `weight`, for weighted_random")
	command.Flags().StringVar(&order.Group, "group", "", "the overflow `group`: a member only where a rule includes it")
	return command
}

func (c *centre) removeMember() *cobra.Command {
	return &cobra.Command{
		Use: "remove QUEUE AGENT", Short: "Takes an agent out of a queue; a talk goes on", Args: cobra.ExactArgs(2),
		Example:           "  ariapp queue remove sales 1001",
		ValidArgsFunction: c.words(c.queueNames, c.agentNumbers),
		RunE: func(command *cobra.Command, args []string) error {
			path := apiPath("queues", args[0], "members", args[1])
			if err := c.ask(command.Context(), http.MethodDelete, path, nil, nil); err != nil {
				return err
			}
			return c.done("%s is no member of %s any more", plain(args[1]), plain(args[0]))
		},
	}
}

func (c *centre) pauseMember() *cobra.Command {
	order := api.PauseOrder{}
	command := &cobra.Command{
		Use: "pause QUEUE AGENT", Short: "Pauses an agent in one queue; a talk goes on", Args: cobra.ExactArgs(2),
		Example:           "  ariapp queue pause sales 1001 --reason training",
		ValidArgsFunction: c.words(c.queueNames, c.agentNumbers),
		RunE: func(command *cobra.Command, args []string) error {
			order.Queues = []string{args[0]}
			return c.orderAgent(command.Context(), args[1], "pause", order, "is paused in "+args[0])
		},
	}
	command.Flags().StringVar(&order.Reason, "reason", "", "the `reason`")
	return command
}

func (c *centre) resumeMember() *cobra.Command {
	return &cobra.Command{
		Use: "resume QUEUE AGENT", Short: "Ends an agent's pause in one queue", Args: cobra.ExactArgs(2),
		Example:           "  ariapp queue resume sales 1001",
		ValidArgsFunction: c.words(c.queueNames, c.agentNumbers),
		RunE: func(command *cobra.Command, args []string) error {
			return c.orderAgent(command.Context(), args[1], "resume", api.QueuesOrder{Queues: []string{args[0]}},
				"takes calls of "+args[0])
		},
	}
}

func (c *centre) withdraw() *cobra.Command {
	return &cobra.Command{
		Use: "withdraw QUEUE ENTRY", Short: "Ends somebody's wait; the call goes on behind the queue",
		Args:              cobra.ExactArgs(2),
		Example:           "  ariapp queue withdraw sales q-k3vq1m0p6c2w8d5f",
		ValidArgsFunction: c.words(c.queueNames),
		RunE: func(command *cobra.Command, args []string) error {
			path := apiPath("queues", args[0], "entries", args[1])
			if err := c.ask(command.Context(), http.MethodDelete, path, nil, nil); err != nil {
				return err
			}
			return c.done("%s waits no longer", plain(args[1]))
		},
	}
}

func (c *centre) prioritise() *cobra.Command {
	return &cobra.Command{
		Use: "priority QUEUE ENTRY PRIORITY", Short: "Gives somebody who waits another priority",
		Args: cobra.ExactArgs(3),
		Long: "Gives somebody who waits another priority: the higher is served first. The ids are those of\n" +
			"'ariapp queue show'.",
		Example:           "  ariapp queue priority sales q-k3vq1m0p6c2w8d5f 10",
		ValidArgsFunction: c.words(c.queueNames),
		RunE: func(command *cobra.Command, args []string) error {
			priority, err := strconv.Atoi(args[2])
			if err != nil {
				return usagef("PRIORITY %q: use a whole number", args[2])
			}
			path := apiPath("queues", args[0], "entries", args[1], "priority")
			order := api.PriorityOrder{Priority: priority}
			if err := c.ask(command.Context(), http.MethodPost, path, order, nil); err != nil {
				return err
			}
			return c.done("%s has the priority %d", plain(args[1]), priority)
		},
	}
}

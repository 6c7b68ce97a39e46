package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/internal/api"
)

func (c *centre) makeAgent() *cobra.Command {
	order := api.AgentOrder{}
	var replace, pin bool
	command := &cobra.Command{
		Use: "add AGENT [QUEUE[:LEVEL]...]", Short: "Makes an agent beside those of ivr.yaml", Args: cobra.MinimumNArgs(1),
		Long: "Makes an agent beside those of ivr.yaml, over restarts and whatever is reloaded, until they are removed.\n" +
			"--replace has one who was made be another than before: what is not said is not kept. Agents of ivr.yaml\n" +
			"are changed there alone. --pin reads the PIN from the standard input, where nobody else sees it.",
		Example: "  ariapp agent add 1005 sales support:1 --name Eva --endpoint PJSIP/1005\n" +
			"  ariapp agent add 1005 sales --skill lang_en=4 --pin --replace < pin.txt",
		ValidArgsFunction: c.words(c.agentNumbers, c.queueNames),
		RunE: func(command *cobra.Command, args []string) (err error) {
			order.Agent = args[0]
			if order.Queues, err = agentQueues(args[1:]); err != nil {
				return err
			}
			if pin {
				if order.PIN, err = firstLine(c.in); err != nil {
					return err
				}
			}
			method, path, became := http.MethodPost, "/agents", "is an agent"
			if replace {
				method, path, became = http.MethodPut, apiPath("agents", args[0]), "is an agent anew"
			}
			var now api.AgentState
			if err := c.ask(command.Context(), method, path, order, &now); err != nil {
				return err
			}
			if c.output == "json" {
				return printJSON(c.out, now)
			}
			return c.done("%s %s", plain(args[0]), became)
		},
	}
	flags := command.Flags()
	flags.StringVar(&order.Name, "name", "", "the `name`")
	flags.StringVar(&order.Endpoint, "endpoint", "", "the `endpoint` where they are rung, such as PJSIP/1005")
	flags.StringVar(&order.Asterisk, "asterisk", "", "the `name` of the Asterisk that has the endpoint")
	flags.StringToIntVar(&order.Skills, "skill", nil, "skills with their levels: `name=level,...`")
	flags.StringVar(&order.WrapUp, "wrapup", "", "the rest after a call, a `time` such as 10s")
	flags.BoolVar(&order.LoggedIn, "logged-in", false, "they are there from the beginning")
	flags.BoolVar(&pin, "pin", false, "read a PIN from the standard input")
	flags.BoolVar(&replace, "replace", false, "they were made before, and are another one now")
	return command
}

// agentQueues reads names of queues, with a level behind a colon.
func agentQueues(args []string) ([]api.AgentQueue, error) {
	var all []api.AgentQueue
	for _, arg := range args {
		name, level, leveled := strings.Cut(arg, ":")
		one := api.AgentQueue{Queue: name}
		if leveled {
			var err error
			if one.Level, err = strconv.Atoi(level); err != nil {
				return nil, usagef("%q: use a queue, or a queue and a level such as sales:1", arg)
			}
		}
		all = append(all, one)
	}
	return all, nil
}

// firstLine reads one.
func firstLine(from io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(from, pinMost)).ReadString('\n')
	if err != nil && err != io.EOF {
		return "", fmt.Errorf("reading the PIN: %w", err)
	}
	return strings.TrimSpace(line), nil
}

func (c *centre) unmakeAgent() *cobra.Command {
	return &cobra.Command{
		Use: "remove AGENT", Short: "Takes an agent away who was made, and talks with nobody", Args: cobra.ExactArgs(1),
		Example:           "  ariapp agent remove 1005",
		ValidArgsFunction: c.words(c.agentNumbers),
		RunE: func(command *cobra.Command, args []string) error {
			if err := c.ask(command.Context(), http.MethodDelete, apiPath("agents", args[0]), nil, nil); err != nil {
				return err
			}
			return c.done("%s is no agent any more", plain(args[0]))
		},
	}
}

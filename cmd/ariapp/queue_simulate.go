package main

import (
	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/internal/queue"
	"github.com/ariapp/ariapp/internal/staffing"
	"github.com/ariapp/ariapp/internal/world"
)

func (c *centre) simulateQueues() *cobra.Command {
	hours, seed, asCSV := 0.0, uint64(0), false
	command := &cobra.Command{
		Use:   "simulate FILE",
		Short: "Plays a plan of callers and agents in virtual time",
		Long: "Plays a call centre in virtual time: callers come at random, have so much patience, and wait for agents\n" +
			"in queues with the rules of ivr.yaml. What is told is who was answered in time, how long callers waited,\n" +
			"how many lost patience, and how busy the agents were, beside what Erlang's formula C says where it applies.\n\n" +
			"The plan is a file of its own: docs/queue-simulate.md. The same plan and seed give the same figures.\n" +
			"With --config queues and agents are those of that file, and the plan has only what callers do.",
		Example: "  ariapp queue simulate staffing.yaml\n" +
			"  ariapp queue simulate staffing.yaml --hours 1000 --seed 7\n" +
			"  ariapp queue simulate callers.yaml --config ivr.yaml --output json\n" +
			"  ariapp queue simulate staffing.yaml --csv > figures.csv",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeYAML,
		RunE: func(command *cobra.Command, files []string) error {
			flags := command.Flags()
			if err := c.checkOutput(); err != nil {
				return err
			}
			if asCSV && c.output == "json" {
				return usagef("--csv and --output json exclude each other")
			}
			plan, err := c.plan(files[0], flags.Changed("config"))
			if err != nil {
				return err
			}
			if flags.Changed("hours") {
				if err := plan.Last(hours); err != nil {
					return usagef("--hours %v: %v", hours, err)
				}
			}
			if flags.Changed("seed") {
				plan.Seed = seed
			}
			figures, err := plan.Play(command.Context())
			if err != nil {
				return err
			}
			switch {
			case asCSV:
				return figures.CSV(c.out)
			case c.output == "json":
				return printJSON(c.out, figures.Document())
			}
			return figures.Table(c.out)
		},
	}
	flags := command.Flags()
	flags.Float64Var(&hours, "hours", 0, "how long callers come, in place of the plan's `hours`")
	flags.Uint64Var(&seed, "seed", 0, "the `number` that lots are drawn from, in place of the plan's")
	flags.BoolVar(&asCSV, "csv", false, "write the figures as CSV")
	return command
}

// plan reads a plan, with the queues and agents of the daemon's file if that is wanted.
func (c *centre) plan(path string, ofDaemon bool) (*staffing.Plan, error) {
	var given *queue.Config
	if ofDaemon {
		loaded, err := usableFile(c.streams, c.file)
		if err != nil {
			return nil, err
		}
		if len(loaded.Config.Queues) == 0 {
			return nil, usagef("--config %s: it has no queues", c.file)
		}
		rules := world.QueueRules(loaded.Config)
		given = &rules.Config
	}
	plan, findings, err := staffing.LoadWith(path, given)
	if err != nil {
		return nil, unreadableError{err}
	}
	if len(findings) == 0 {
		return plan, nil
	}
	return plan, printFindings(streams{out: c.err, err: c.err}, findings, "text")
}

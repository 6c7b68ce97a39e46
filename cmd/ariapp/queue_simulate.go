package main

import (
	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/internal/staffing"
)

func simulateQueues(s streams) *cobra.Command {
	hours, seed, asCSV := 0.0, uint64(0), false
	command := &cobra.Command{
		Use:   "simulate FILE",
		Short: "Plays a plan of callers and agents in virtual time",
		Long: "Plays a call centre in virtual time: callers come at random, have so much patience, and wait for agents\n" +
			"in queues with the rules of ivr.yaml. What is told is who was answered in time, how long callers waited,\n" +
			"how many lost patience, and how busy the agents were, beside what Erlang's formula C says where it applies.\n\n" +
			"The plan is a file of its own: docs/queue-simulate.md. The same plan and seed give the same figures.",
		Example: "  ariapp queue simulate staffing.yaml\n" +
			"  ariapp queue simulate staffing.yaml --hours 1000 --seed 7\n" +
			"  ariapp queue simulate staffing.yaml --csv > figures.csv",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeYAML,
		RunE: func(command *cobra.Command, files []string) error {
			flags := command.Flags()
			if flags.Changed("hours") && !(hours > 0 && hours <= staffing.HoursMax) {
				return usagef("--hours %v: use a number above 0, at most %d", hours, int(staffing.HoursMax))
			}
			plan, findings, err := staffing.Load(files[0])
			if err != nil {
				return unreadableError{err}
			}
			if len(findings) > 0 {
				if err := printFindings(streams{out: s.err, err: s.err}, findings, "text"); err != nil {
					return err
				}
			}
			if flags.Changed("hours") {
				plan.Hours = hours
			}
			if flags.Changed("seed") {
				plan.Seed = seed
			}
			figures, err := plan.Play(command.Context())
			if err != nil {
				return err
			}
			if asCSV {
				return figures.CSV(s.out)
			}
			return figures.Table(s.out)
		},
	}
	flags := command.Flags()
	flags.Float64Var(&hours, "hours", 0, "how long callers come, in place of the plan's `hours`")
	flags.Uint64Var(&seed, "seed", 0, "the `number` that lots are drawn from, in place of the plan's")
	flags.BoolVar(&asCSV, "csv", false, "write the figures as CSV")
	return command
}

package main

import (
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/internal/control"
)

func rollbackCommand(s streams) *cobra.Command {
	file := ""
	command := &cobra.Command{
		Use:   "rollback [NUMBER]",
		Short: "Has the running daemon go back to an earlier version",
		Long: "Has the running daemon use an earlier version of ivr.yaml for new calls: the one of that number, or\n" +
			"the one that was live before. Calls under way stay on the version that they began with. It holds, also\n" +
			"after a restart, until the file changes or 'ariapp reload' is called. Tables, calendars and prompts are\n" +
			"those that there are now; when one is missing the version is refused.",
		Example: "  ariapp rollback\n  ariapp versions\n  ariapp rollback 3 -c /etc/ariapp/ivr.yaml",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			number := 0
			if len(args) == 1 {
				var err error
				if number, err = strconv.Atoi(args[0]); err != nil || number < 1 {
					return usagef("%q is no number of a version; ariapp versions shows them", args[0])
				}
			}
			return withDaemon(file, func(daemon *control.Client) error {
				taken, err := daemon.Rollback(command.Context(), number)
				if err == nil {
					printTaken(s, taken)
				}
				return err
			})
		},
	}
	command.Flags().StringVarP(&file, "config", "c", defaultFile, "the `file` that the daemon serves")
	return command
}

// printTaken says which version is live now, and why that may not last.
func printTaken(s streams, taken control.Taken) {
	fmt.Fprintf(s.out, "version %d is live\n", taken.Number)
	if taken.Warning != "" {
		fmt.Fprintf(s.err, "warning: %s\n", taken.Warning)
	}
}

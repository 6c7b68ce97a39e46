package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/internal/control"
)

func callsCommand(s streams) *cobra.Command {
	file, output := "", "text"
	group := &cobra.Command{
		Use: "calls", Short: "Shows the calls that the daemon walks through flows",
		Example: "  ariapp calls list\n  ariapp calls tail",
	}
	group.PersistentFlags().StringVarP(&file, "config", "c", defaultFile, "the `file` that the daemon serves")
	group.PersistentFlags().StringVar(&output, "output", "text", "how results are printed: `text or json`")
	with := func(work func(*control.Client) error) error {
		if output != "text" && output != "json" {
			return usagef("--output %q: use text or json", output)
		}
		return withDaemon(file, work)
	}
	group.AddCommand(&cobra.Command{
		Use: "list", Short: "Lists the calls under way, with the step of each", Args: cobra.NoArgs,
		Example: "  ariapp calls list\n  ariapp calls list --output json",
		RunE: func(command *cobra.Command, _ []string) error {
			return with(func(daemon *control.Client) error {
				calls, err := daemon.Calls(command.Context())
				if err != nil {
					return err
				}
				if output == "json" {
					return printJSON(s.out, listed(calls))
				}
				return printTable(s.out, callTable(calls, time.Now()))
			})
		},
	}, &cobra.Command{
		Use: "show ID", Short: "Shows one call, as JSON", Args: cobra.ExactArgs(1),
		Example: "  ariapp calls show 1700000000.1",
		ValidArgsFunction: func(command *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			return callIDs(command, file, args), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(command *cobra.Command, args []string) error {
			return with(func(daemon *control.Client) error {
				call, err := daemon.Call(command.Context(), args[0])
				if err != nil {
					return err
				}
				return printJSON(s.out, call)
			})
		},
	}, &cobra.Command{
		Use: "tail", Short: "Prints what happens to calls as it happens", Args: cobra.NoArgs,
		Long:    "Prints what happens to the daemon's calls as it happens, until Ctrl-C. What callers type is not shown.",
		Example: "  ariapp calls tail\n  ariapp calls tail --output json | jq 'select(.kind == \"call-ended\")'",
		RunE: func(command *cobra.Command, _ []string) error {
			return with(func(daemon *control.Client) error {
				return daemon.TailCalls(command.Context(), func(line []byte) error {
					if output == "json" {
						_, err := fmt.Fprintf(s.out, "%s\n", line)
						return err
					}
					return printFact(s, line)
				})
			})
		},
	})
	return group
}

// callIDs are the calls under way for a shell, which gets nothing rather than a message.
func callIDs(command *cobra.Command, file string, args []string) (words []string) {
	if len(args) > 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(command.Context(), completionTime)
	defer cancel()
	_ = withDaemon(file, func(daemon *control.Client) error {
		calls, err := daemon.Calls(ctx)
		for _, c := range calls {
			words = append(words, offered(c.ID, c.From, "to", c.To, c.Step))
		}
		return err
	})
	return words
}

// callTable is calls for people.
func callTable(calls []control.Call, now time.Time) [][]string {
	rows := [][]string{{"ID", "FROM", "TO", "FLOW", "STEP", "KIND", "SINCE", "AGE"}}
	for _, c := range calls {
		rows = append(rows, []string{c.ID, c.From, c.To, c.Flow, c.Step, c.Type, ago(c.Since, now), ago(c.Started, now)})
	}
	return rows
}

func ago(then, now time.Time) string {
	if then.IsZero() {
		return ""
	}
	return max(0, now.Sub(then)).Round(time.Second).String()
}

// printFact prints a fact of a call in a line.
func printFact(s streams, line []byte) error {
	var f control.CallFact
	if err := json.Unmarshal(line, &f); err != nil {
		return fmt.Errorf("reading the daemon's answer: %w", err)
	}
	text := fmt.Sprintf("%s  %s  %s", f.At.Local().Format("15:04:05.000"), f.Call, f.Kind)
	if f.From != "" || f.To != "" {
		text += fmt.Sprintf("  %s → %s", f.From, f.To)
	}
	for _, one := range []string{f.Step, f.Type, f.Leg, f.Text, f.Outcome} {
		if one != "" {
			text += "  " + one
		}
	}
	if f.Missed > 0 {
		text += fmt.Sprintf("  %d so far", f.Missed)
	}
	_, err := fmt.Fprintln(s.out, plain(text))
	return err
}

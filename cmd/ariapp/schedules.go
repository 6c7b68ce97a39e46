package main

import (
	"fmt"
	"maps"
	"os/user"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/app"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/control"
)

func schedulesCommand(s streams) *cobra.Command {
	command := &cobra.Command{
		Use:   "schedules",
		Short: "Shows opening hours, and opens or closes by hand",
		Long: "Shows what the schedules of ivr.yaml say, and sets them by hand in the running daemon: for the day on\n" +
			"which the office closes early.",
		Example: "  ariapp schedules list\n" +
			"  ariapp schedules show office --days 14\n" +
			"  ariapp schedules set office closed --for 3h\n" +
			"  ariapp schedules clear office",
	}
	file := command.PersistentFlags().StringP("config", "c", defaultFile, "the `file` with the schedules")
	command.AddCommand(listSchedules(s, file), showSchedule(s, file), setSchedule(s, file), clearSchedule(s, file))
	return command
}

func listSchedules(s streams, file *string) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "Shows what each schedule says now, by the running daemon",
		Example: "  ariapp schedules list", Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return withDaemon(*file, func(daemon *control.Client) error {
				all, err := daemon.Schedules(command.Context())
				for _, one := range all {
					printSchedule(s, one)
				}
				return err
			})
		},
	}
}

func printSchedule(s streams, one control.Schedule) {
	state := "closed"
	if one.Open {
		state = "open"
	}
	text := fmt.Sprintf("%-20s %-7s %s", one.Name, state, one.Rule)
	if !one.Until.IsZero() {
		text += ", until " + one.Until.Format("Mon 2006-01-02 15:04 MST")
	}
	if one.Error != "" {
		text += " (" + one.Error + ")"
	}
	fmt.Fprintln(s.out, text)
}

func setSchedule(s streams, file *string) *cobra.Command {
	lasts, by := time.Duration(0), ""
	command := &cobra.Command{
		Use: "set NAME open|closed", Short: "Opens or closes a schedule by hand",
		Long:    "Opens or closes a schedule by hand, for a time or until it is set again or cleared.",
		Example: "  ariapp schedules set office closed --for 3h\n  ariapp schedules set office open",
		Args:    cobra.ExactArgs(2),
		RunE: func(command *cobra.Command, args []string) error {
			if args[1] != "open" && args[1] != "closed" {
				return usagef("%q: a schedule is set to open or closed", args[1])
			}
			if lasts < 0 {
				return usagef("--for %v: use a duration such as 3h", lasts)
			}
			return withDaemon(*file, func(daemon *control.Client) error {
				one, err := daemon.Override(command.Context(), args[0], args[1], lasts, by)
				if err == nil {
					printSchedule(s, one)
				}
				return err
			})
		},
	}
	command.Flags().DurationVar(&lasts, "for", 0, "how long; without it until it is changed")
	command.Flags().StringVar(&by, "by", whoami(), "`who` does it, for the log")
	return command
}

func clearSchedule(s streams, file *string) *cobra.Command {
	by := ""
	command := &cobra.Command{
		Use: "clear NAME", Short: "Gives a schedule back to its rules",
		Example: "  ariapp schedules clear office", Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return withDaemon(*file, func(daemon *control.Client) error {
				one, err := daemon.Clear(command.Context(), args[0], by)
				if err == nil {
					printSchedule(s, one)
				}
				return err
			})
		},
	}
	command.Flags().StringVar(&by, "by", whoami(), "`who` does it, for the log")
	return command
}

// whoami is the user's name, for the log.
func whoami() string {
	if me, err := user.Current(); err == nil && me.Username != "" {
		return me.Username
	}
	return "the command line"
}

func showSchedule(s streams, file *string) *cobra.Command {
	days, from := 7, ""
	command := &cobra.Command{
		Use: "show [NAME]", Short: "Shows the coming days of a schedule, by the file alone",
		Long: "Shows when a schedule opens and closes in the coming days, and which rule says so. It reads the file\n" +
			"alone: what was set by hand in the daemon is not in it.",
		Example: "  ariapp schedules show office\n  ariapp schedules show --from 2026-12-20 --days 14",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			loaded, err := usableFile(s, *file)
			if err != nil {
				return err
			}
			names := slices.Sorted(maps.Keys(loaded.Schedules))
			if len(args) == 1 {
				if loaded.Schedules[args[0]] == nil {
					return unknownSchedule(args[0], names)
				}
				names = args
			}
			return showSpans(s, loaded, names, from, days)
		},
	}
	command.Flags().IntVar(&days, "days", days, "how many days")
	command.Flags().StringVar(&from, "from", "", "the first `day`, as 2026-12-24; today without it")
	return command
}

func unknownSchedule(name string, known []string) error {
	if near := source.Nearest(name, known); near != "" {
		return usagef("there is no schedule %q; did you mean %q?", name, near)
	}
	if len(known) == 0 {
		return usagef("there is no schedule %q; the file has none", name)
	}
	return usagef("there is no schedule %q; there are: %s", name, strings.Join(known, ", "))
}

func showSpans(s streams, file *app.File, names []string, from string, days int) error {
	if days < 1 || days > daysMax {
		return usagef("--days %d: from 1 to %d", days, daysMax)
	}
	for _, name := range names {
		one := file.Schedules[name]
		begin := time.Now().In(one.Zone())
		if from != "" {
			var err error
			if begin, err = time.ParseInLocation(time.DateOnly, from, one.Zone()); err != nil {
				return usagef("--from %q: write a day as 2026-12-24", from)
			}
		}
		fmt.Fprintf(s.out, "%s (%s)\n", name, one.Zone())
		for _, span := range one.Spans(begin, days) {
			state := "closed"
			if span.Open {
				state = "open"
			}
			to := span.To.Format("Mon 15:04")
			if span.To.After(span.From.AddDate(0, 0, 6)) { // the weekday alone would not tell which
				to = span.To.Format("Mon 2006-01-02 15:04")
			}
			fmt.Fprintf(s.out, "  %s – %s  %-7s %s\n", span.From.Format("Mon 2006-01-02 15:04"), to, state, span.Rule)
		}
	}
	return nil
}

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/internal/control"
	"github.com/ariapp/ariapp/internal/versions/canary"
)

func canaryCommand(s streams) *cobra.Command {
	command := &cobra.Command{
		Use:   "canary",
		Short: "Tries a version with a share of the callers",
		Long: "Has the running daemon try another version of ivr.yaml with a share of the callers. The same caller is\n" +
			"always on the same side. When the calls of the canary fail more often than the others, or are hung up\n" +
			"early more often, it is sent back by itself.",
		Example: "  ariapp canary start new.yaml --share 10%\n" +
			"  ariapp canary status\n" +
			"  ariapp canary promote\n" +
			"  ariapp canary stop",
	}
	file := command.PersistentFlags().StringP("config", "c", defaultFile, "the `file` that the daemon serves")
	command.AddCommand(startCanary(s, file), canaryStatus(s, file),
		aboutCanary(file, "stop", "Has all new calls on the stable version", (*control.Client).StopCanary),
		aboutCanary(file, "promote", "Has all new calls on the canary, until the file changes",
			func(daemon *control.Client, ctx context.Context) error {
				taken, err := daemon.PromoteCanary(ctx)
				if err == nil {
					printTaken(s, taken)
				}
				return err
			}))
	return command
}

func startCanary(s streams, file *string) *cobra.Command {
	share := "10%"
	command := &cobra.Command{
		Use: "start FILE", Short: "Begins to try a file",
		Long: "Begins to try a file with a share of the callers. It lies in the folder of the file that is served, or\n" +
			"below. The canary stays what it is when its file changes; begin it again then.",
		Example: "  ariapp canary start new.yaml --share 5%",
		Args:    cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			percent, err := canary.ParseShare(share)
			if err != nil {
				return usagef("--share %v", err)
			}
			path, err := filepath.Abs(args[0])
			if err != nil {
				return fmt.Errorf("finding %s: %w", args[0], err)
			}
			return withDaemon(*file, func(daemon *control.Client) error {
				begun, err := daemon.StartCanary(command.Context(), path, percent)
				if err == nil {
					printBegun(s, begun)
				}
				return err
			})
		},
	}
	command.Flags().StringVar(&share, "share", share, "how many `percent` of the callers, 0.1% to 50%")
	return command
}

// printBegun says what is tried now, and what is not any more.
func printBegun(s streams, begun control.Begun) {
	fmt.Fprintf(s.out, "%s: for %g%% of the callers\n", nameTried(begun.Tried), begun.Share)
	if before := begun.Replaced; before != nil {
		fmt.Fprintf(s.out, "it replaces %s, which had %g%%\n", nameTried(*before), before.Share)
	}
}

// nameTried is a file with its version.
func nameTried(one control.Tried) string {
	if one.Number == 0 {
		return fmt.Sprintf("%s (%s, which is not kept)", one.Path, one.Version)
	}
	return fmt.Sprintf("%s, version %d (%s)", one.Path, one.Number, one.Version)
}

// aboutCanary is a command without arguments.
func aboutCanary(file *string, name, short string, do func(*control.Client, context.Context) error) *cobra.Command {
	return &cobra.Command{
		Use: name, Short: short, Example: "  ariapp canary " + name, Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return withDaemon(*file, func(daemon *control.Client) error { return do(daemon, command.Context()) })
		},
	}
}

func canaryStatus(s streams, file *string) *cobra.Command {
	return &cobra.Command{
		Use: "status", Short: "Shows how the canary does, or why there is none any more",
		Example: "  ariapp canary status", Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return withDaemon(*file, func(daemon *control.Client) error {
				text, err := daemon.Status(command.Context())
				if err != nil {
					return err
				}
				var status trialStatus
				if err := json.Unmarshal(text, &status); err != nil {
					return fmt.Errorf("reading the daemon's answer: %w", err)
				}
				status.print(s)
				return nil
			})
		},
	}
}

// trialStatus is what the daemon says of its canary.
type trialStatus struct {
	Canary *struct {
		Path           string        `json:"path"`
		Number         int           `json:"number"`
		Version        string        `json:"version"`
		Share          float64       `json:"share"`
		Since          time.Time     `json:"since"`
		Canary, Stable canary.Counts // by their names
	} `json:"canary"`
	Returned *struct {
		At      time.Time `json:"at"`
		Number  int       `json:"number"`
		Version string    `json:"version"`
		Why     string    `json:"why"`
	} `json:"returned"`
}

func (t trialStatus) print(s streams) {
	switch {
	case t.Canary != nil:
		c := t.Canary
		fmt.Fprintf(s.out, "%s, version %d (%s), for %g%% of the callers since %s\n", c.Path, c.Number, c.Version, c.Share,
			c.Since.Local().Format(time.DateTime))
		for _, one := range []struct {
			name   string
			counts canary.Counts
		}{{"canary", c.Canary}, {"stable", c.Stable}} {
			fmt.Fprintf(s.out, "%s  %d calls, %d failed, %d hung up early\n", one.name, one.counts.Calls, one.counts.Failed,
				one.counts.Early)
		}
	case t.Returned != nil:
		r := t.Returned
		fmt.Fprintf(s.out, "no canary; version %d (%s) was sent back at %s: %s\n", r.Number, r.Version,
			r.At.Local().Format(time.DateTime), r.Why)
	default:
		fmt.Fprintln(s.out, "no canary")
	}
}

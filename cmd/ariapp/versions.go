package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/app"
	"github.com/ariapp/ariapp/internal/control"
	"github.com/ariapp/ariapp/internal/versions"
)

func versionsCommand(s streams) *cobra.Command {
	file, format := "", "text"
	command := &cobra.Command{
		Use:   "versions [file]",
		Short: "Shows which versions of ivr.yaml were in use",
		Long: "Shows the versions of ivr.yaml that the daemon has had in use, with what they included: number, content,\n" +
			"when and why each was used last, which one is live, and which is a canary. It asks the daemon; when\n" +
			"none runs it looks into the data folder.",
		Example: "  ariapp versions\n  ariapp versions -c /etc/ariapp/ivr.yaml --format json",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			if format != "text" && format != "json" {
				return usagef("--format %q: use text or json", format)
			}
			path := append(args, file)[0]
			if len(args) > 0 && command.Flags().Changed("config") {
				return usagef("there are two files: %s and --config %s; name one", path, file)
			}
			var list []versions.Listed
			err := withDaemon(path, func(daemon *control.Client) error {
				kept, warnings, err := daemon.Versions(command.Context())
				for _, warning := range warnings {
					fmt.Fprintf(s.err, "warning: %s\n", warning)
				}
				list = kept
				return err
			})
			if errors.Is(err, control.ErrAway) || errors.Is(err, control.ErrNoAddress) {
				list, err = keptVersions(s, path)
			}
			if err != nil {
				return err
			}
			return printVersions(s, list, format)
		},
	}
	command.Flags().StringVarP(&file, "config", "c", defaultFile, "the `file` that the daemon serves")
	command.Flags().StringVar(&format, "format", format, "text or json")
	return command
}

// keptVersions are those of the folder, for when no daemon answers.
func keptVersions(s streams, path string) ([]versions.Listed, error) {
	folder, err := app.VersionsFolder(path)
	if err != nil {
		return nil, err
	}
	list, err := versions.List(folder)
	if err == nil && len(list) == 0 {
		fmt.Fprintf(s.err, "no daemon answers, and %s has no versions\n", folder)
	}
	return list, err
}

func printVersions(s streams, list []versions.Listed, format string) error {
	if format == "json" {
		if list == nil {
			list = []versions.Listed{} // a list for those who count on one
		}
		encoder := json.NewEncoder(s.out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(list)
	}
	table := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, one := range list {
		fmt.Fprintf(table, "%d\t%s\t%s\t%s", one.Number, one.Hash, one.Used.At.Local().Format(time.DateTime), one.Used.Note)
		if now := whatItIs(one); now != "" {
			fmt.Fprintf(table, "\t%s", now)
		}
		fmt.Fprintln(table)
	}
	return table.Flush()
}

// whatItIs says what a version is now, "" for nothing.
func whatItIs(one versions.Listed) string {
	switch {
	case one.Pinned:
		return "live, until the file changes"
	case one.Live:
		return "live"
	case one.Share > 0:
		return fmt.Sprintf("canary for %g%%", one.Share)
	case one.Returned != nil:
		return "sent back: " + one.Returned.Why
	case one.Outside:
		return "cannot be taken again: an include is an absolute path"
	}
	return ""
}

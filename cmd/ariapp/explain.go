package main

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/app"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/explain"
	"github.com/ariapp/ariapp/internal/hours"
)

func explainCommand(s streams) *cobra.Command {
	call, at, zone, format := explain.Call{}, "", "", ""
	command := &cobra.Command{
		Use:   "explain [file]",
		Short: "Tells what would happen to a call",
		Long: "Tells what would happen to a call, as a tree: the number that takes it, the schedules at that time with\n" +
			"the rule that decides, and every way that the caller can go.\n\n" +
			"Conditions are decided where the file and the beginning of the call decide them; the others depend on\n" +
			"the call, and both ways are told. Without --from the caller is anybody. Nothing is run: no web service\n" +
			"is asked, and what was set by hand in the daemon is not known.",
		Example: "  ariapp explain --to 200\n" +
			"  ariapp explain --to 200 --at 2026-12-24T18:00 --zone Europe/London\n" +
			"  ariapp explain other.yaml --to 201 --from +4930123 --format json",
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: completeYAML,
		RunE: func(command *cobra.Command, files []string) error {
			if call.To == "" {
				return usagef("--to is missing: the number that is dialled")
			}
			if format != "text" && format != "json" {
				return usagef("--format %q: use text or json", format)
			}
			var err error
			if call.At, err = timeIn(at, zone, time.Now()); err != nil {
				return err
			}
			path := append(files, defaultFile)[0]
			loaded, err := usableFile(s, path)
			if err != nil {
				return err
			}
			doc, err := documentOf(path, loaded)
			if err != nil {
				return err
			}
			root, err := explain.Explain(command.Context(), explain.Options{Program: loaded.Program, Document: doc,
				Schedules: hours.New(loaded.Schedules, nil), Call: call})
			if err != nil {
				return err
			}
			return printExplained(s, root, format)
		},
	}
	flags := command.Flags()
	flags.StringVar(&call.To, "to", "", "the `number` that is dialled")
	flags.StringVar(&call.From, "from", "", "the caller's `number`; anybody's without it")
	flags.StringVar(&call.Language, "language", "", "the channel's `language`, where the number has none")
	flags.StringVar(&at, "at", "", "the `time` at which the call comes in, as 2026-12-24T18:00; now without it")
	flags.StringVar(&zone, "zone", "", "the `zone` of --at, as Europe/London; this machine's without it")
	flags.StringVar(&format, "format", "text", "how it is printed: `text or json`")
	return command
}

func printExplained(s streams, root *explain.Node, format string) error {
	if format == "text" {
		fmt.Fprint(s.out, root.Format())
		return nil
	}
	encoder := json.NewEncoder(s.out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(root); err != nil {
		return fmt.Errorf("writing the explanation: %w", err)
	}
	return nil
}

// timeIn is the time of a call in a zone.
func timeIn(at, zone string, now time.Time) (time.Time, error) {
	if zone != "" {
		place, err := time.LoadLocation(zone)
		if err != nil {
			return time.Time{}, usagef("--zone %q: write a zone as Europe/London", zone)
		}
		now = now.In(place)
	}
	t, err := startTime(at, now)
	if err == nil && t.IsZero() {
		t = now
	}
	return t, err
}

// documentOf is the text of a file that has been loaded.
func documentOf(path string, loaded *app.File) (*source.Document, error) {
	doc, _, err := source.Load(path)
	if err != nil {
		return nil, unreadableError{err}
	}
	if doc.Version() != loaded.Version() {
		return nil, fmt.Errorf("reading %s: it changes while it is read", path)
	}
	return doc, nil
}

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/app"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/explain"
	"github.com/ariapp/ariapp/internal/hours"
)

// withheldCaller stands for the number of a caller who shows none.
const withheldCaller = "withheld"

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
			"  ariapp explain --text --from 100\n" +
			"  ariapp explain other.yaml --to 201 --from +4930123 --format json",
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: completeYAML,
		RunE: func(command *cobra.Command, files []string) error {
			if call.To == "" && !call.Text {
				return usagef("--to is missing: the number that is dialled")
			}
			if format != "text" && format != "json" {
				return usagef("--format %q: use text or json", format)
			}
			var err error
			if call.At, err = timeIn(at, zone, time.Now()); err != nil {
				return err
			}
			if call.From == withheldCaller {
				call.From, call.Withheld = "", true
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
			if errors.Is(err, explain.ErrNoTexts) {
				return usageError{err}
			}
			if err != nil {
				return err
			}
			return printExplained(s, root, format)
		},
	}
	flags := command.Flags()
	flags.StringVar(&call.To, "to", "", "the `number` that is dialled")
	flags.StringVar(&call.From, "from", "", "the caller's `number`, or withheld; anybody's without it")
	flags.BoolVar(&call.Text, "text", false, "explain a text that is written to the flow of messages, in place of a call")
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
	if err != nil || t.IsZero() {
		return now, err
	}
	if _, err := time.Parse(time.RFC3339, at); err == nil {
		return t, nil
	}
	return t, isOneTime(at, t)
}

// isOneTime tells whether the clock of a zone shows a time once: not where it is
// put forward over it, nor where it is put back to before it.
func isOneTime(at string, t time.Time) error {
	const clock = "2006-01-02T15:04:05"
	wall, err := startTime(at, time.Time{}) // as UTC has all times once
	if err != nil {
		return err
	}
	if t.Format(clock) != wall.Format(clock) {
		return usagef("--at %q: there is no such time in %s, where the clock is put forward over it", at, t.Location())
	}
	for _, by := range []time.Duration{30 * time.Minute, time.Hour, 2 * time.Hour} { // what clocks are put back by
		for _, other := range []time.Time{t.Add(-by), t.Add(by)} {
			if other.Format(clock) != t.Format(clock) {
				continue
			}
			first, second := t, other
			if other.Before(t) {
				first, second = other, t
			}
			return usagef("--at %q: there are two such times in %s, where the clock is put back; use %s or %s", at,
				t.Location(), first.Format(time.RFC3339), second.Format(time.RFC3339))
		}
	}
	return nil
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

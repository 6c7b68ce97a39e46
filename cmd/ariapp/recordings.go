package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/internal/hand"
)

func recordingsCommand(s streams) *cobra.Command {
	b := &byHand{streams: s}
	return b.group(&cobra.Command{
		Use: "recordings", Short: "Fetches, copies and deletes what Asterisk has recorded",
		Example: "  ariapp recordings list\n  ariapp recordings get complaint-7",
	}, b.listRecordings(), b.getRecording(), b.copyRecording(), b.deleteRecording())
}

// recordingNames are the recordings that there are, for a shell.
func recordingNames(ctx context.Context, h hand.Hand) ([]string, error) {
	recordings, err := hand.Recordings().Do(ctx, h, hand.RecordingsOrder{})
	var words []string
	for _, r := range recordings {
		words = append(words, offered(r.Name, r.Format))
	}
	return words, err
}

func (b *byHand) listRecordings() *cobra.Command {
	return &cobra.Command{
		Use: "list [TEXT]", Short: "Lists the recordings", Args: cobra.MaximumNArgs(1),
		Long:    "Lists the recordings of an Asterisk: all, or those with a text in their names.",
		Example: "  ariapp recordings list\n  ariapp recordings list complaint",
		RunE: func(command *cobra.Command, args []string) error {
			return b.do(func(h hand.Hand) error {
				recordings, err := hand.Recordings().Do(command.Context(), h, hand.RecordingsOrder{Match: append(args, "")[0]})
				if err != nil {
					return err
				}
				return b.show(listed(recordings), hand.RecordingTable(recordings))
			})
		},
	}
}

func (b *byHand) getRecording() *cobra.Command {
	to, force := "", false
	command := &cobra.Command{
		Use: "get NAME", Short: "Fetches a recording into a file", Args: cobra.ExactArgs(1),
		Long: "Fetches a recording into a file: one of its name in this folder, or where --to says; '-' is standard\n" +
			"output. A file that is there is not overwritten without --force.",
		Example:           "  ariapp recordings get complaint-7\n  ariapp recordings get complaint-7 --to x.wav",
		ValidArgsFunction: b.completer(0, recordingNames),
		RunE: func(command *cobra.Command, args []string) error {
			return b.do(func(h hand.Hand) error {
				order := hand.RecordingOrder{Name: args[0]}
				about, err := hand.Recording().Do(command.Context(), h, order)
				if err != nil {
					return err
				}
				file, err := hand.RecordingFile().Do(command.Context(), h, order)
				if err != nil {
					return err
				}
				if to == "-" {
					_, err := b.out.Write(file)
					return err
				}
				place := to
				if place == "" {
					place = path.Base(about.Name) + "." + about.Format
				}
				if err := keep(place, file, force); err != nil {
					return err
				}
				return b.done(map[string]any{"file": place, "bytes": len(file)}, "%s, %d bytes", place, len(file))
			})
		},
	}
	command.Flags().StringVar(&to, "to", "", "the `file` to write, - for standard output")
	command.Flags().BoolVar(&force, "force", false, "overwrite a file that is there")
	return command
}

// keep writes a file that is new, or replaces one if that is wanted.
func keep(place string, content []byte, force bool) error {
	if _, err := os.Lstat(place); !force && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("writing %s: it is there already; --force overwrites it", place)
	}
	if err := os.WriteFile(place, bytes.Clone(content), 0o600); err != nil {
		return fmt.Errorf("writing the recording: %w", err)
	}
	return nil
}

func (b *byHand) copyRecording() *cobra.Command {
	return &cobra.Command{
		Use: "copy NAME TO", Short: "Copies a recording, inside of Asterisk", Args: cobra.ExactArgs(2),
		Example:           "  ariapp recordings copy complaint-7 kept/complaint-7",
		ValidArgsFunction: b.completer(0, recordingNames),
		RunE: func(command *cobra.Command, args []string) error {
			return b.do(func(h hand.Hand) error {
				copied, err := hand.CopyRecording().Do(command.Context(), h, hand.CopyOrder{Name: args[0], To: args[1]})
				if err != nil {
					return err
				}
				return b.done(copied, "%s is %s too", args[0], args[1])
			})
		},
	}
}

func (b *byHand) deleteRecording() *cobra.Command {
	return &cobra.Command{
		Use: "delete NAME...", Short: "Deletes recordings", Args: cobra.MinimumNArgs(1),
		Example:           "  ariapp recordings delete complaint-7",
		ValidArgsFunction: b.completer(everywhere, recordingNames),
		RunE: func(command *cobra.Command, args []string) error {
			return b.do(func(h hand.Hand) error {
				for _, name := range args {
					answer, err := hand.DeleteRecording().Do(command.Context(), h, hand.RecordingOrder{Name: name})
					if err != nil {
						return err
					}
					if err := b.done(answer, "%s is deleted", name); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
}

package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/app"
	"github.com/ariapp/ariapp/internal/audio"
	"github.com/ariapp/ariapp/internal/prompts"
)

func promptsCommand(s streams) *cobra.Command {
	command := &cobra.Command{
		Use:   "prompts",
		Short: "Lists, imports and converts prompts of your own",
		Long: "Works on the prompts of prompts.folder in ivr.yaml: sounds of your own, by language, that the daemon\n" +
			"serves to Asterisk.",
		Example: "  ariapp prompts list\n" +
			"  ariapp prompts import --language fr recordings/*.mp3\n" +
			"  ariapp prompts convert welcome.mp3 welcome.wav\n" +
			"  ariapp prompts missing\n" +
			"  ariapp prompts play welcome --endpoint PJSIP/100",
	}
	file := command.PersistentFlags().StringP("config", "c", defaultFile, "the `file` whose prompts they are")
	command.AddCommand(listPrompts(s, file), importPrompts(s, file), convertPrompt(s), missingPrompts(s, file),
		playPrompt(s, file))
	return command
}

// promptsOf reads the prompts of a file's folder, and prints what is wrong with them.
func promptsOf(ctx context.Context, s streams, path string) (*app.File, *prompts.Catalogue, error) {
	loaded, err := usableFile(s, path)
	if err != nil {
		return nil, nil, err
	}
	if loaded.Config.Prompts.Folder == "" {
		return nil, nil, fmt.Errorf("%s has no prompts.folder, so there are no prompts of your own", path)
	}
	beside, findings, err := openBeside(ctx, loaded)
	if err := firstOf(err, printFindings(streams{out: s.err, err: s.err}, findings, "text")); err != nil {
		return nil, nil, err
	}
	return loaded, beside.Prompts, beside.Close()
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func listPrompts(s streams, file *string) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "Lists the prompts of your own",
		Long:    "Lists the prompts: name, language, length, level and the file that each was read of.",
		Example: "  ariapp prompts list", Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			_, catalogue, err := promptsOf(command.Context(), s, *file)
			if err != nil {
				return err
			}
			for _, p := range catalogue.List() {
				language := p.Language
				if language == "" {
					language = "all"
				}
				fmt.Fprintf(s.out, "%-30s %-6s %8v %6.1f dB  %s\n", p.Name, language,
					p.Analysis.Length.Round(10*time.Millisecond), p.Analysis.Level, p.Source)
			}
			return nil
		},
	}
}

func importPrompts(s streams, file *string) *cobra.Command {
	opts := prompts.ImportOptions{}
	command := &cobra.Command{
		Use: "import FILE...", Short: "Converts sounds and puts them into the folder",
		Long: "Converts sound files into what telephones hear (WAV, 8 kHz, mono) and puts each under its own name into\n" +
			"prompts.folder. WAV of any rate, µ-law, A-law and sln are read; MP3 and its like where ffmpeg is installed.",
		Example: "  ariapp prompts import --language fr recordings/*.mp3\n" +
			"  ariapp prompts import --under menu --force welcome.wav", Args: cobra.MinimumNArgs(1),
		RunE: func(command *cobra.Command, files []string) error {
			loaded, err := usableFile(s, *file)
			if err != nil {
				return err
			}
			if loaded.Config.Prompts.Folder == "" {
				return fmt.Errorf("%s has no prompts.folder to put them into", *file)
			}
			opts.Folder, opts.FFmpeg = loaded.Within(loaded.Config.Prompts.Folder), prompts.FFmpeg()
			done, err := prompts.Import(command.Context(), files, opts)
			for _, one := range done {
				fmt.Fprintf(s.out, "%s: %v, %.1f dB, from %s\n", one.Path, one.Analysis.Length.Round(10*time.Millisecond),
					one.Analysis.Level, one.Source)
			}
			return err
		},
	}
	command.Flags().StringVar(&opts.Language, "language", "", "the `language` that they are for; for all without it")
	command.Flags().StringVar(&opts.Under, "under", "", "a `folder` of names to put them under")
	command.Flags().BoolVar(&opts.Force, "force", false, "replace those that are there")
	return command
}

func convertPrompt(s streams) *cobra.Command {
	force := false
	command := &cobra.Command{
		Use: "convert FROM TO", Short: "Converts one sound file",
		Long: "Converts a sound file into another, whose name's ending tells the format: " +
			strings.Join(audio.Encodings(), ", ") + ".",
		Example: "  ariapp prompts convert welcome.mp3 welcome.wav\n  ariapp prompts convert welcome.wav welcome.ulaw",
		Args:    cobra.ExactArgs(2),
		RunE: func(command *cobra.Command, args []string) error {
			if _, err := os.Stat(args[0]); err != nil {
				return unreadableError{err}
			}
			analysis, err := prompts.Convert(command.Context(), args[0], args[1], prompts.FFmpeg(), force)
			if err == nil {
				fmt.Fprintf(s.out, "%s: %v, %.1f dB\n", args[1], analysis.Length.Round(10*time.Millisecond), analysis.Level)
			}
			return err
		},
	}
	command.Flags().BoolVar(&force, "force", false, "replace the file if it is there")
	return command
}

func missingPrompts(s streams, file *string) *cobra.Command {
	return &cobra.Command{
		Use: "missing", Short: "Tells which prompts neither you nor Asterisk have",
		Long: "Asks the Asterisks of the file for the sounds of the flows, as check --asterisk does, and prints those\n" +
			"that neither they nor prompts.folder have.",
		Example: "  ariapp prompts missing", Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			loaded, err := usableFile(s, *file)
			if err != nil {
				return err
			}
			beside, findings, err := openBeside(command.Context(), loaded)
			if err := firstOf(err, printFindings(streams{out: s.err, err: s.err}, findings, "text")); err != nil {
				return err
			}
			missing, err := askForSounds(command.Context(), loaded, beside.Resolver())
			for _, one := range missing {
				fmt.Fprintln(s.out, one.String())
			}
			if err := firstOf(err, beside.Close()); err != nil {
				return err
			}
			if len(missing) > 0 {
				return errFindings
			}
			return nil
		},
	}
}

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/app"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/doctor"
	"github.com/ariapp/ariapp/internal/media"
	"github.com/ariapp/ariapp/internal/soundcheck"
	"github.com/ariapp/ariapp/internal/world"
)

// checkFlags are the flags of check.
type checkFlags struct {
	format          string
	ask, stdin, fix bool
}

func checkCommand(s streams) *cobra.Command {
	var flags checkFlags
	command := &cobra.Command{
		Use:   "check [file]...",
		Short: "Finds what is wrong with ivr.yaml",
		Long: "Finds what is wrong with ivr.yaml, all of it in one pass, without starting anything.\n\n" +
			"Each finding has its place, the rule's name, and what would have been accepted. A file that is\n" +
			"right gives no output and exit code 0; errors give 1, warnings alone 0. Tables and prompts that the\n" +
			"file names are read too. With --asterisk every Asterisk of the file is asked for the sounds that the\n" +
			"flows play: what it does not have is passed over in a call, or heard in another language.\n\n" +
			"A comment `# ariapp:ignore RULE reason` silences a rule on its line, or on the line below it. --fix\n" +
			"mends what has one certain remedy, in the files. With --stdin the text comes from the standard input,\n" +
			"as editors have it; the argument is the name of its file, in whose folder it finds others.",
		Example: "  ariapp check\n" +
			"  ariapp check ivr.yaml other.yaml\n" +
			"  ariapp check --asterisk\n" +
			"  ariapp check --fix\n" +
			"  ariapp check --format json | jq '.[].message'\n" +
			"  ariapp check --format json --stdin flows/ivr.yaml < unsaved.yaml",
		ValidArgsFunction: completeYAML,
		RunE: func(command *cobra.Command, files []string) error {
			if len(files) == 0 {
				files = []string{defaultFile}
			}
			if err := flags.refuse(files); err != nil {
				return err
			}
			findings, unread := flags.run(command.Context(), s, files)
			return errors.Join(printFindings(s, findings, flags.format), unread)
		},
	}
	command.Flags().StringVar(&flags.format, "format", "text", "how findings are printed: `text or json`")
	command.Flags().BoolVar(&flags.ask, "asterisk", false, "ask the file's Asterisks for the sounds, too")
	command.Flags().BoolVar(&flags.stdin, "stdin", false, "check the standard input instead of the file")
	command.Flags().BoolVar(&flags.fix, "fix", false, "mend in the files what has one certain remedy")
	return command
}

// refuse refuses flags that do not go together.
func (f checkFlags) refuse(files []string) error {
	switch {
	case f.format != "text" && f.format != "json":
		return usagef("--format %q: use text or json", f.format)
	case f.stdin && f.fix:
		return usagef("--fix changes files, and --stdin is none; use one of them")
	case f.stdin && len(files) > 1:
		return usagef("--stdin is one text; name one file that it stands for")
	}
	return nil
}

func (f checkFlags) run(ctx context.Context, s streams, files []string) (source.Findings, error) {
	if f.stdin {
		text, err := readText(s.in)
		if err != nil {
			return source.Findings{}, err
		}
		return checkLoaded(ctx, files, f.ask, func(path string) (*app.File, source.Findings, error) {
			return app.LoadText(path, text)
		})
	}
	findings, unread := check(ctx, files, f.ask)
	if f.fix {
		return mendAll(ctx, s, files, findings, unread, f.ask)
	}
	return findings, unread
}

// mendAll mends files until nothing is left that can be mended, and finds what is wrong with them then.
func mendAll(ctx context.Context, s streams, files []string, findings source.Findings, unread error, ask bool) (
	source.Findings, error) {
	m := mender{told: s.err, files: files}
	for range fixRounds { // what is mended may bring more to light
		mended, err := m.mend(ctx, findings)
		if err != nil || !mended {
			unread = errors.Join(unread, err)
			break
		}
		findings, unread = check(ctx, files, ask)
	}
	for _, why := range m.left {
		fmt.Fprintln(s.err, why)
	}
	return findings, unread
}

// readText reads the standard input, as much as a file may hold.
func readText(from io.Reader) (string, error) {
	text, err := io.ReadAll(io.LimitReader(from, source.MaxBytes+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("reading the standard input: %w", err)
	case len(text) > source.MaxBytes:
		return "", unreadableError{fmt.Errorf("reading the standard input: it has more than %d bytes", source.MaxBytes)}
	}
	return string(text), nil
}

// check finds what is wrong with files, each of them an ivr.yaml of its own.
// One that cannot be read does not keep the others from being checked.
func check(ctx context.Context, files []string, ask bool) (source.Findings, error) {
	return checkLoaded(ctx, files, ask, loadFile)
}

// checkLoaded is check of files as load has them.
func checkLoaded(ctx context.Context, files []string, ask bool,
	load func(path string) (*app.File, source.Findings, error)) (source.Findings, error) {
	all, unread := source.Findings{}, []error(nil)
	for _, file := range files {
		loaded, findings, err := load(file)
		all, unread = append(all, findings...), append(unread, err)
		if loaded == nil {
			continue
		}
		beside, more, err := openBeside(ctx, loaded)
		all, unread = append(all, loaded.Heed(more)...), append(unread, err)
		if err != nil || more.HasErrors() {
			continue
		}
		if ask {
			more, err = askForSounds(ctx, loaded, beside.Resolver())
			all, unread = append(all, loaded.Heed(more)...), append(unread, err)
		}
		unread = append(unread, beside.Close())
	}
	return keepTested(all, files), errors.Join(unread...)
}

// openBeside reads what a file names beside itself: tables, and prompts in its
// folder. Texts are not spoken for it.
func openBeside(ctx context.Context, file *app.File) (*world.World, source.Findings, error) {
	beside, findings, err := file.World(nil, true, nil)
	if err != nil || findings.HasErrors() {
		return nil, findings, err
	}
	more, err := beside.ReadPrompts(ctx)
	if err != nil || more.HasErrors() {
		return nil, append(findings, more...), errors.Join(err, beside.Close())
	}
	return beside, append(findings, more...), nil
}

// askForSounds asks every Asterisk of a file for the sounds of its flows.
func askForSounds(ctx context.Context, file *app.File, resolver media.Resolver) (source.Findings, error) {
	var all source.Findings
	for _, server := range file.Config.Asterisk {
		client, err := clientOf(server)
		if err != nil {
			return all, err
		}
		index, err := doctor.Sounds(ctx, client)
		client.Close()
		if err != nil {
			return all, fmt.Errorf("asking asterisk %s for its sounds: %w", server.Name, err)
		}
		all = append(all, soundcheck.Check(soundcheck.Options{Program: file.Program, Resolver: resolver,
			Languages: languagesOf(file), Has: index.Has, Asterisk: server.Name})...)
	}
	return all, nil
}

// languagesOf are the languages of a file's calls.
func languagesOf(file *app.File) []string {
	languages := file.Program.Languages()
	if !slices.Contains(languages, file.Config.Prompts.Language) {
		languages = append(languages, file.Config.Prompts.Language)
	}
	return languages
}

// printFindings prints findings and their number; the error tells that there are errors among them.
func printFindings(s streams, findings source.Findings, format string) error {
	if format == "json" {
		encoder := json.NewEncoder(s.out)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(findings); err != nil {
			return fmt.Errorf("writing findings: %w", err)
		}
	} else {
		for _, finding := range findings {
			fmt.Fprintln(s.out, finding.Format())
		}
	}
	errorCount := 0
	for _, finding := range findings {
		if finding.Severity == source.Error {
			errorCount++
		}
	}
	if len(findings) > 0 {
		fmt.Fprintf(s.err, "%s, %s\n", counted(errorCount, "error"), counted(len(findings)-errorCount, "warning"))
	}
	if errorCount > 0 {
		return errFindings
	}
	return nil
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// completeYAML lets a shell offer YAML files.
func completeYAML(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return []string{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt
}

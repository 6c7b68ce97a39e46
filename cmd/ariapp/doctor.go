package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/app"
	"github.com/ariapp/ariapp/ari"
	"github.com/ariapp/ariapp/internal/config"
	"github.com/ariapp/ariapp/internal/doctor"
	"github.com/ariapp/ariapp/internal/media"
)

// asteriskDir is where Asterisk's files usually are.
const asteriskDir = "/etc/asterisk"

func doctorCommand(s streams) *cobra.Command {
	file, format, dir := "", "", ""
	command := &cobra.Command{
		Use:   "doctor",
		Short: "Finds what is wrong with Asterisk",
		Long: "Looks at the Asterisks of ivr.yaml and says what is wrong, and what to write into which file.\n\n" +
			"It asks Asterisk, and reads its *.conf files: those of --config-dir, else those of " + asteriskDir + "\n" +
			"for an Asterisk on this machine. It changes nothing and calls nobody. What it cannot see is said\n" +
			"to be unknown. A check that fails gives exit code 20, warnings alone 0.",
		Example: "  ariapp doctor\n" +
			"  ariapp doctor -c /etc/ariapp/ivr.yaml --config-dir /etc/asterisk\n" +
			"  ariapp doctor --format json | jq '.[] | select(.result != \"ok\")'",
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if format != "text" && format != "json" {
				return usagef("--format %q: use text or json", format)
			}
			loaded, err := usableFile(s, file)
			if err != nil {
				return err
			}
			if len(loaded.Config.Asterisk) == 0 {
				return errors.New("the file names no asterisk to look at")
			}
			verdicts, err := examine(command.Context(), loaded, file, dir)
			return errors.Join(err, printVerdicts(s, verdicts, format))
		},
	}
	flags := command.Flags()
	flags.StringVarP(&file, "config", "c", defaultFile, "the `file` that names the Asterisks")
	flags.StringVar(&format, "format", "text", "how verdicts are printed: `text or json`")
	flags.StringVar(&dir, "config-dir", "", "the `folder` of Asterisk's *.conf files")
	return command
}

// examine looks at every Asterisk of a file. dir is the folder of their files, "" for the usual one.
func examine(ctx context.Context, loaded *app.File, file, dir string) ([]doctor.Verdict, error) {
	if dir != "" {
		if _, err := os.ReadDir(dir); err != nil {
			return nil, unreadableError{fmt.Errorf("reading the folder of Asterisk's files: %w", err)}
		}
	}
	resolver, err := resolverOf(ctx, loaded)
	if err != nil {
		return nil, err
	}
	all := []doctor.Verdict{}
	for _, server := range loaded.Config.Asterisk {
		target, err := doctorTarget(loaded, server)
		target.Sounds = soundsOf(loaded, resolver)
		if err != nil {
			return all, fmt.Errorf("asterisk %s: %w", server.Name, err)
		}
		target.File = file
		target.Conf, target.ConfDir = confOf(server, dir)
		all = append(all, doctor.Examine(ctx, target)...)
		target.Client.Close()
	}
	return all, nil
}

// doctorTarget is what the file wants of one Asterisk.
func doctorTarget(loaded *app.File, server config.Asterisk) (doctor.Target, error) {
	user, password := server.Username, server.Password
	options := ari.Options{URL: server.URL, CAFile: server.CAFile}
	if server.APIKey != "" {
		options.APIKey = ari.Secret(server.APIKey)
		before, after, _ := strings.Cut(string(server.APIKey), ":")
		user, password = before, config.Secret(after)
	} else {
		options.Username, options.Password = user, ari.Secret(password)
	}
	client, err := ari.New(options)
	if err != nil {
		return doctor.Target{}, err
	}
	return doctor.Target{Name: server.Name, URL: server.URL, Client: client, Username: user,
		Password: ari.Secret(password), Transport: server.Transport, App: loaded.Config.App.Name,
		Languages: loaded.Program.Languages()}, nil
}

// resolverOf finds the media of a file's prompts. Prompts of its own that are not
// right are check's to tell: what is looked for here is Asterisk's.
func resolverOf(ctx context.Context, file *app.File) (media.Resolver, error) {
	beside, _, err := openBeside(ctx, file)
	if beside == nil {
		return media.Resolver{Prefix: file.Config.Prompts.Prefix}, err
	}
	return beside.Resolver(), beside.Close()
}

// soundsOf are the sounds that a file plays, as far as it writes them out, in a
// language: those of values that are spelled, of prompts and of the apology.
func soundsOf(file *app.File, resolver media.Resolver) func(language string) []string {
	return func(language string) []string {
		prompts := slices.Clone(file.Config.App.Apology)
		for _, use := range file.Program.Prompts() {
			if use.Language == "" || use.Language == language {
				prompts = append(prompts, use.Text)
			}
		}
		names := media.Sounds(language)
		for _, prompt := range prompts {
			pieces, _ := resolver.Resolve(language, []string{prompt}) // what cannot be said is check's to find
			for _, piece := range pieces {
				name, isSound := strings.CutPrefix(piece, "sound:")
				if isSound && !strings.Contains(name, ":") {
					names = append(names, name)
				}
			}
		}
		slices.Sort(names)
		return slices.Compact(names)
	}
}

// confOf finds the files of an Asterisk. Those of this machine are taken only
// for an Asterisk of this machine.
func confOf(server config.Asterisk, dir string) (fs.FS, string) {
	if dir == "" && config.OnThisMachine(server.URL) {
		if _, err := os.ReadDir(asteriskDir); err == nil {
			dir = asteriskDir
		}
	}
	if dir == "" {
		return nil, ""
	}
	return os.DirFS(dir), dir
}

// printVerdicts prints verdicts and their numbers; the error tells that a check failed.
func printVerdicts(s streams, verdicts []doctor.Verdict, format string) error {
	if len(verdicts) == 0 {
		return nil
	}
	if format == "json" {
		encoder := json.NewEncoder(s.out)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(verdicts); err != nil {
			return fmt.Errorf("writing verdicts: %w", err)
		}
	} else if err := doctor.Write(s.out, verdicts); err != nil {
		return err
	}
	count := map[doctor.Result]int{}
	for _, v := range verdicts {
		count[v.Result]++
	}
	fmt.Fprintf(s.err, "%s, %s, %d unknown\n", counted(count[doctor.Fail], "failure"),
		counted(count[doctor.Warn], "warning"), count[doctor.Unknown])
	if doctor.Failed(verdicts) {
		return errSick
	}
	return nil
}

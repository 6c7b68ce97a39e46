package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/flows/source"
)

func checkCommand(s streams) *cobra.Command {
	format := ""
	command := &cobra.Command{
		Use:   "check [file]...",
		Short: "Finds what is wrong with ivr.yaml",
		Long: "Finds what is wrong with ivr.yaml, all of it in one pass, without starting anything.\n\n" +
			"Each finding has its place, the rule's name, and what would have been accepted. A file that is\n" +
			"right gives no output and exit code 0; errors give 1, warnings alone 0.",
		Example: "  ariapp check\n" +
			"  ariapp check ivr.yaml other.yaml\n" +
			"  ariapp check --format json | jq '.[].message'",
		ValidArgsFunction: completeYAML,
		RunE: func(_ *cobra.Command, files []string) error {
			if format != "text" && format != "json" {
				return usagef("--format %q: use text or json", format)
			}
			if len(files) == 0 {
				files = []string{defaultFile}
			}
			findings, unread := check(files)
			return errors.Join(printFindings(s, findings, format), unread)
		},
	}
	command.Flags().StringVar(&format, "format", "text", "how findings are printed: `text or json`")
	return command
}

// check finds what is wrong with files, each of them an ivr.yaml of its own.
// One that cannot be read does not keep the others from being checked.
func check(files []string) (source.Findings, error) {
	all, unread := source.Findings{}, []error(nil)
	for _, file := range files {
		_, findings, err := loadFile(file)
		all, unread = append(all, findings...), append(unread, err)
	}
	return all, errors.Join(unread...)
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

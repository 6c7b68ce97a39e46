package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/internal/flowdiff"
)

// errDiffer says that two files differ, as was told.
var errDiffer = errors.New("")

func diffCommand(s streams) *cobra.Command {
	format := ""
	command := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Tells how two versions of ivr.yaml differ, in words",
		Long: "Tells how two versions of ivr.yaml differ: flows, steps, numbers and settings that were added,\n" +
			"removed, moved or changed, each with its place in both files.\n\n" +
			"What is only written differently is no difference: comments, the order of keys, short forms, a\n" +
			"default that is written out. Values that may be secret are told to have changed, and not shown.\n" +
			"The exit code is 0 where the files say the same, and 1 where they differ.",
		Example: "  ariapp diff ivr.yaml new.yaml\n" +
			"  git show HEAD:ivr.yaml > old.yaml; ariapp diff old.yaml ivr.yaml\n" +
			"  ariapp diff old.yaml ivr.yaml --format json | jq '.[].name'",
		Args:              twoFiles,
		ValidArgsFunction: completeYAML,
		RunE: func(_ *cobra.Command, files []string) error {
			if format != "text" && format != "json" {
				return usagef("--format %q: use text or json", format)
			}
			var sides [2]flowdiff.Side
			for i, path := range files {
				side, findings, err := readFlows(path)
				if err != nil {
					return err
				}
				if findings.HasErrors() {
					_ = printFindings(streams{out: s.err, err: s.err}, findings, "text") // the error below says more
					return unreadableError{fmt.Errorf("comparing: the flows of %s have errors", path)}
				}
				sides[i] = flowdiff.Side{Document: side.doc, Program: side.program}
			}
			return printChanges(s, flowdiff.Compare(sides[0], sides[1]), format)
		},
	}
	command.Flags().StringVar(&format, "format", "text", "how changes are printed: `text or json`")
	return command
}

// twoFiles wants the two files that are compared.
func twoFiles(_ *cobra.Command, files []string) error {
	switch len(files) {
	case 0:
		return usagef("OLD and NEW are missing: the two files to compare")
	case 1:
		return usagef("NEW is missing: the file to compare %s with", files[0])
	case 2:
		return nil
	}
	return usagef("%d files: use two, OLD and NEW", len(files))
}

// printChanges prints changes and how many there are of each sort.
func printChanges(s streams, changes []flowdiff.Change, format string) error {
	if format == "json" {
		encoder := json.NewEncoder(s.out)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(append([]flowdiff.Change{}, changes...)); err != nil {
			return fmt.Errorf("writing changes: %w", err)
		}
	} else {
		fmt.Fprint(s.out, flowdiff.Text(changes))
	}
	if len(changes) == 0 {
		return nil
	}
	fmt.Fprintln(s.err, countedChanges(changes))
	return errDiffer
}

// countedChanges says how many changes there are of each sort.
func countedChanges(changes []flowdiff.Change) string {
	counts := map[flowdiff.Sort]int{}
	for _, change := range changes {
		counts[change.Sort]++
	}
	var texts []string
	for _, sort := range []flowdiff.Sort{flowdiff.Added, flowdiff.Removed, flowdiff.Changed, flowdiff.Moved,
		flowdiff.Renamed} {
		if counts[sort] > 0 {
			texts = append(texts, fmt.Sprintf("%d %s", counts[sort], sort))
		}
	}
	return strings.Join(texts, ", ")
}

package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
	"github.com/ariapp/ariapp/internal/docgen"
)

func stepsCommand(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "steps [kind]",
		Short: "Lists the steps of flows, or documents one",
		Example: "  ariapp steps\n" +
			"  ariapp steps menu",
		Args: cobra.MaximumNArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return kinds(steps.All()), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			specs := steps.All()
			if len(args) == 0 {
				listSteps(s, specs)
				return nil
			}
			i := slices.Index(kinds(specs), args[0])
			if i < 0 {
				return unknownStep(args[0], kinds(specs))
			}
			fmt.Fprint(s.out, docgen.Page(specs[i]))
			return nil
		},
	}
}

func listSteps(s streams, specs []*flows.Spec) {
	width := 0
	for _, kind := range kinds(specs) {
		width = max(width, len(kind))
	}
	for _, spec := range specs {
		fmt.Fprintf(s.out, "%-*s  %s\n", width, spec.Kind, spec.Summary)
	}
}

func unknownStep(name string, known []string) error {
	if near := source.Nearest(name, known); near != "" {
		return usagef("unknown step %q; did you mean %q?", name, near)
	}
	return usagef("unknown step %q; known are %s", name, strings.Join(known, ", "))
}

func kinds(specs []*flows.Spec) []string {
	names := make([]string, len(specs))
	for i, spec := range specs {
		names[i] = spec.Kind
	}
	return names
}

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
	"github.com/ariapp/ariapp/internal/graph"
)

// graphForms are the forms of a picture, the first one without --format.
func graphForms() []string { return []string{"svg", "mermaid", "dot"} }

func graphCommand(s streams) *cobra.Command {
	flow, format, to := "", "", ""
	command := &cobra.Command{
		Use:   "graph [file]",
		Short: "Draws the flows",
		Long: "Draws the flows of ivr.yaml: as a picture that a browser opens, with nothing from the network, or as\n" +
			"text for Mermaid and Graphviz.\n\n" +
			"The picture has a map of numbers and flows, and a panel for each flow with its steps, choices and\n" +
			"handlers. Steps with findings are marked, as far as the file can be drawn with them. Secrets are not\n" +
			"in it.",
		Example: "  ariapp graph -o ivr.svg\n" +
			"  ariapp graph --flow support > support.svg\n" +
			"  ariapp graph --format mermaid other.yaml\n" +
			"  ariapp graph --format dot | dot -Tpdf > ivr.pdf",
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: completeYAML,
		RunE: func(command *cobra.Command, files []string) error {
			if !slices.Contains(graphForms(), format) {
				return usagef("--format %q: use %s", format, strings.Join(graphForms(), ", "))
			}
			path := append(files, defaultFile)[0]
			findings, err := check(command.Context(), []string{path}, false)
			if err != nil {
				return err
			}
			side, more, err := readFlows(path)
			if err != nil {
				return err
			}
			if side.program == nil {
				return printFindings(streams{out: s.err, err: s.err}, more, "text")
			}
			if flow != "" && side.program.Flow(flow) == nil {
				return unknownFlow(flow, side.program)
			}
			if err := isNoSource(to, side.doc.Files); err != nil {
				return err
			}
			picture := graph.Options{Program: side.program, Document: side.doc, Findings: findings, Flow: flow,
				Title: filepath.Base(path)}
			if err := graph.Fits(picture); err != nil {
				return usagef("drawing %s: %v", path, err)
			}
			return writeGraph(s, to, drawn(format, picture))
		},
	}
	flags := command.Flags()
	flags.StringVar(&flow, "flow", "", "draw this `flow` alone")
	flags.StringVar(&format, "format", graphForms()[0], "what is written: `svg, mermaid or dot`")
	flags.StringVarP(&to, "output", "o", "", "the `file` to write; standard output without it")
	return command
}

// isNoSource refuses to write the picture over a file that it is drawn from.
func isNoSource(to string, files []string) error {
	if to == "" {
		return nil
	}
	target, err := os.Stat(to)
	if err != nil {
		return nil // what is not there is overwritten by nobody; what is wrong with it, writing tells
	}
	for _, file := range files {
		if read, err := os.Stat(file); err == nil && os.SameFile(read, target) {
			return usagef("--output %s: the picture is drawn from this file, and would be written over it", to)
		}
	}
	return nil
}

func drawn(format string, o graph.Options) string {
	switch format {
	case "mermaid":
		return graph.Mermaid(o)
	case "dot":
		return graph.DOT(o)
	}
	return graph.SVG(o)
}

func writeGraph(s streams, to, text string) error {
	if to == "" {
		fmt.Fprint(s.out, text)
		return nil
	}
	if err := os.WriteFile(to, []byte(text), 0o644); err != nil {
		return fmt.Errorf("writing the picture: %w", err)
	}
	return nil
}

func unknownFlow(name string, program *flows.Program) error {
	var known []string
	for _, flow := range program.Flows() {
		known = append(known, flow.Name)
	}
	if near := source.Nearest(name, known); near != "" {
		return usagef("there is no flow %q; did you mean %q?", name, near)
	}
	return usagef("there is no flow %q; there are: %s", name, strings.Join(known, ", "))
}

// flowsOnly are the flows of a file, whatever is wrong with the rest of it.
type flowsOnly struct {
	doc     *source.Document
	program *flows.Program
}

// readFlows reads the flows of a file by themselves: names of schedules, tables
// and the like are taken as they stand. With errors in the flows there is no program.
func readFlows(path string) (flowsOnly, source.Findings, error) {
	doc, findings, err := source.Load(path)
	if err != nil {
		return flowsOnly{}, nil, unreadableError{err}
	}
	registry, err := flows.NewRegistry(steps.All()...)
	if err != nil {
		return flowsOnly{}, nil, fmt.Errorf("registering steps: %w", err)
	}
	outside := flows.Outside{Secrets: map[string]flows.Secret{}}
	for name := range doc.Root.Get("secrets").All() {
		outside.Secrets[name.Value] = flows.NewSecret("")
	}
	program, more := flows.Compile(doc, registry.Within(outside))
	return flowsOnly{doc, program}, append(findings, more...).Sorted(), nil
}

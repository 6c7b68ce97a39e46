package app

import (
	"fmt"
	"os"
	"slices"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
	"github.com/ariapp/ariapp/internal/config"
)

// File is a loaded ivr.yaml: its outer part and its program.
type File struct {
	Config  config.Config
	Program *flows.Program
}

// Load reads an ivr.yaml with all that it includes. extra are step kinds beside
// the built-in ones. The findings are all that is wrong with its text; with an
// error among them File is nil. The error tells why it could not be read at all.
func Load(path string, extra ...*flows.Spec) (*File, source.Findings, error) {
	doc, findings, err := source.Load(path)
	if err != nil {
		return nil, nil, err
	}
	return build(doc, findings, extra)
}

// Parse is Load of a text; name stands for its file in findings.
func Parse(name, text string, extra ...*flows.Spec) (*File, source.Findings, error) {
	doc, findings := source.Parse(name, text)
	return build(doc, findings, extra)
}

func build(doc *source.Document, findings source.Findings, extra []*flows.Spec) (*File, source.Findings, error) {
	registry, err := flows.NewRegistry(append(steps.All(), extra...)...)
	if err != nil {
		return nil, nil, fmt.Errorf("registering steps: %w", err)
	}
	if len(doc.Root.Pairs) == 0 && findings.HasErrors() {
		return nil, findings, nil // nothing was read; all that is missing need not be said too
	}
	outer, more := config.Read(doc, os.LookupEnv)
	findings = append(findings, more...)
	program, more := flows.Compile(doc, registry)
	findings = append(findings, more...)
	findings = append(findings, unknownKeys(doc)...).Sorted()
	if findings.HasErrors() {
		return nil, findings, nil
	}
	return &File{Config: outer, Program: program}, findings, nil
}

// unknownKeys reports top keys that no part of the file has.
func unknownKeys(doc *source.Document) source.Findings {
	accepted := append(append(config.Keys(), flows.Keys()...), "include")
	slices.Sort(accepted)
	report := source.NewReport(doc)
	for key := range doc.Root.All() {
		if !slices.Contains(accepted, key.Value) {
			report.Unknown(key, "unknown-key", "key", accepted)
		}
	}
	return report.Findings()
}

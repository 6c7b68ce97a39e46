package suite

import (
	"encoding/json"
	"io"

	"github.com/ariapp/ariapp/flows/source"
)

// JSON tells of a run as one document.
type JSON struct {
	To   io.Writer
	Seed uint64
	// Coverage adds what of the flows was taken, and what never was.
	Coverage bool
	// Err is why the document could not be written.
	Err error

	document document
}

// document is what JSON writes; docs/testing.md has its fields.
type document struct {
	Seed     uint64          `json:"seed"`
	Findings source.Findings `json:"findings"`
	Tests    []testRecord    `json:"tests"`
	Summary  summaryRecord   `json:"summary"`
	Coverage []Covered       `json:"coverage,omitempty"`
}

// testRecord is one test.
type testRecord struct {
	File   string     `json:"file"`
	Name   string     `json:"name"`
	Row    string     `json:"row,omitempty"`
	Tags   []string   `json:"tags,omitempty"`
	At     source.Pos `json:"at"`
	Passed bool       `json:"passed"`
	// Seconds are those of the call, in its own time.
	Seconds  float64         `json:"seconds"`
	Failures []failureRecord `json:"failures,omitempty"`
	// Trace is what happened, where something failed.
	Trace string `json:"trace,omitempty"`
}

// failureRecord is one failure.
type failureRecord struct {
	At      source.Pos `json:"at"`
	Flow    source.Pos `json:"flow,omitzero"`
	Message string     `json:"message"`
	Detail  string     `json:"detail,omitempty"`
}

// summaryRecord is the summary.
type summaryRecord struct {
	Passed  int      `json:"passed"`
	Failed  int      `json:"failed"`
	NotRun  int      `json:"not_run"`
	Files   int      `json:"files"`
	Refused int      `json:"refused"`
	Written []string `json:"written,omitempty"`
	Removed []string `json:"removed,omitempty"`
}

// Findings takes the findings.
func (j *JSON) Findings(all source.Findings) {
	j.document = document{Seed: j.Seed, Findings: append(source.Findings{}, all...), Tests: []testRecord{}}
}

// Test takes one test.
func (j *JSON) Test(d *Done) {
	c := d.Result.Case
	record := testRecord{File: d.File.Path, Name: c.Name, Row: c.Row, Tags: c.Tags, At: c.Pos, Passed: d.Passed(),
		Seconds: d.Result.Elapsed.Seconds()}
	for _, f := range d.Failures {
		record.Failures = append(record.Failures, failureRecord{f.Pos, f.Flow, f.Message, f.Detail})
	}
	if !d.Passed() {
		record.Trace = d.trace()
	}
	j.document.Tests = append(j.document.Tests, record)
}

// End writes the document.
func (j *JSON) End(sum *Summary) {
	j.document.Summary = summaryRecord{sum.Passed, sum.Failed, sum.NotRun, sum.Files, sum.Refused, sum.Written,
		sum.Removed}
	if j.Coverage {
		j.document.Coverage = sum.Coverage
	}
	encoder := json.NewEncoder(j.To)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	j.Err = encoder.Encode(j.document)
}

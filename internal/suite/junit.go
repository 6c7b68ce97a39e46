package suite

import (
	"encoding/xml"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/ariapp/ariapp/flows/source"
)

// JUnit tells of a run in the XML that servers of continuous integration read: a
// suite a file, and what is wrong with the files as errors in one more. Times are
// those of the calls, in their own time.
type JUnit struct {
	To io.Writer
	// Err is why it could not be written.
	Err error

	root junitSuites
}

type junitSuites struct {
	XMLName  xml.Name      `xml:"testsuites"`
	Name     string        `xml:"name,attr"`
	Tests    int           `xml:"tests,attr"`
	Failures int           `xml:"failures,attr"`
	Errors   int           `xml:"errors,attr"`
	Skipped  int           `xml:"skipped,attr"`
	Time     string        `xml:"time,attr"`
	Suites   []*junitSuite `xml:"testsuite"`

	seconds float64
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Time     string      `xml:"time,attr"`
	File     string      `xml:"file,attr,omitempty"`
	Cases    []junitCase `xml:"testcase"`

	seconds float64
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	Time    string        `xml:"time,attr"`
	File    string        `xml:"file,attr"`
	Line    int           `xml:"line,attr"`
	Failure *junitProblem `xml:"failure"`
	Error   *junitProblem `xml:"error"`
	Output  string        `xml:"system-out,omitempty"`
}

type junitProblem struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

// Findings takes the errors among the findings.
func (j *JUnit) Findings(all source.Findings) {
	for _, f := range all {
		if f.Severity != source.Error {
			continue
		}
		suite := j.suite("findings", "")
		suite.Cases = append(suite.Cases, junitCase{Name: f.Pos.String(), Class: "findings", Time: "0.000", File: f.File,
			Line: f.Line, Error: &junitProblem{Message: f.Message, Type: f.Rule, Text: f.Format()}})
		suite.Tests, suite.Errors = suite.Tests+1, suite.Errors+1
	}
}

// suite is the last suite if it has that name, else a new one.
func (j *JUnit) suite(name, file string) *junitSuite {
	if n := len(j.root.Suites); n > 0 && j.root.Suites[n-1].Name == name {
		return j.root.Suites[n-1]
	}
	one := &junitSuite{Name: name, File: file}
	j.root.Suites = append(j.root.Suites, one)
	return one
}

// Test takes one test.
func (j *JUnit) Test(d *Done) {
	name := filepath.ToSlash(d.File.Path)
	suite := j.suite(name, name)
	c := d.Result.Case
	class := strings.TrimSuffix(name, filepath.Ext(name))
	seconds := d.Result.Elapsed.Seconds()
	one := junitCase{Name: c.Title(), Class: class, Time: junitTime(seconds), File: name, Line: c.Pos.Line}
	if !d.Passed() {
		var text strings.Builder
		for _, f := range d.Failures {
			text.WriteString(d.told(f) + "\n")
		}
		one.Failure = &junitProblem{Message: d.Failures[0].Message, Type: "failure", Text: text.String()}
		one.Output = d.trace()
		suite.Failures++
	}
	suite.Tests, suite.seconds = suite.Tests+1, suite.seconds+seconds
	suite.Cases = append(suite.Cases, one)
}

func junitTime(seconds float64) string { return fmt.Sprintf("%.3f", seconds) }

// End writes the file.
func (j *JUnit) End(*Summary) {
	j.root.Name = "ariapp test"
	for _, one := range j.root.Suites {
		one.Time = junitTime(one.seconds)
		j.root.Tests += one.Tests
		j.root.Failures += one.Failures
		j.root.Errors += one.Errors
		j.root.seconds += one.seconds
	}
	j.root.Time = junitTime(j.root.seconds)
	if _, j.Err = io.WriteString(j.To, xml.Header); j.Err != nil {
		return
	}
	encoder := xml.NewEncoder(j.To)
	encoder.Indent("", "  ")
	if j.Err = encoder.Encode(&j.root); j.Err == nil {
		_, j.Err = io.WriteString(j.To, "\n")
	}
}

package doctor

import "slices"

// Result is how one check went.
type Result string

// The results, from good to bad.
const (
	OK      Result = "ok"
	Unknown Result = "unknown" // cannot be seen from here
	Warn    Result = "warn"    // works, but will not always
	Fail    Result = "fail"    // calls cannot be served, or not as ivr.yaml says
)

// Verdict is what one check found at one Asterisk.
type Verdict struct {
	// Asterisk is its name in ivr.yaml.
	Asterisk string `json:"asterisk"`
	// Check is the name of what was looked at.
	Check string `json:"check"`
	// Result is how it went.
	Result Result `json:"result"`
	// Seen is what was found, a sentence.
	Seen string `json:"seen"`
	// Remedies are what to do, in order.
	Remedies []Remedy `json:"remedies,omitempty"`
}

// Remedy is one thing to do: lines to write into a file, a command to run, or both in this order.
type Remedy struct {
	// File is where Lines belong: a path, with a line's number if there is one to change.
	File string `json:"file,omitempty"`
	// Lines are to be written; a first line in brackets is the section they belong to.
	Lines []string `json:"lines,omitempty"`
	// Note is what to do when it is not lines to write.
	Note string `json:"note,omitempty"`
	// Run is a command: it makes Asterisk read the file, or shows what the doctor cannot see.
	Run string `json:"run,omitempty"`
}

// Failed tells whether a verdict is [Fail].
func Failed(verdicts []Verdict) bool {
	return slices.ContainsFunc(verdicts, func(v Verdict) bool { return v.Result == Fail })
}

func ok(seen string) Verdict { return Verdict{Result: OK, Seen: seen} }

func warn(seen string, remedies ...Remedy) Verdict {
	return Verdict{Result: Warn, Seen: seen, Remedies: remedies}
}

func fail(seen string, remedies ...Remedy) Verdict {
	return Verdict{Result: Fail, Seen: seen, Remedies: remedies}
}

func unknown(seen string, remedies ...Remedy) Verdict {
	return Verdict{Result: Unknown, Seen: seen, Remedies: remedies}
}

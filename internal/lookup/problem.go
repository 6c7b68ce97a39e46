package lookup

import "fmt"

// Problem is something wrong with a table's options or file.
type Problem struct {
	Table string
	// Field is the option that is wrong, "" when it is what stands in the file.
	Field string
	// File and Line are where it stands in a file; Line is 0 when it is all of it.
	File    string
	Line    int
	Message string
}

// String is the problem in one line.
func (p Problem) String() string {
	if p.File == "" {
		return fmt.Sprintf("table %s: %s: %s", p.Table, p.Field, p.Message)
	}
	return fmt.Sprintf("table %s: %s", p.Table, p.inFile())
}

// inFile is the problem with its place in the file.
func (p Problem) inFile() string {
	if p.Line == 0 {
		return fmt.Sprintf("%s: %s", p.File, p.Message)
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message)
}

// faults gathers what is wrong with the text of one file.
type faults []Problem

func (f *faults) add(line int, format string, values ...any) {
	*f = append(*f, Problem{Line: line, Message: fmt.Sprintf(format, values...)})
}

// enough tells that no more will be told.
func (f *faults) enough() bool { return len(*f) >= problemsMax }

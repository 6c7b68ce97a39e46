package lookup

import "strings"

// lastLine is an error of several lines that shows its last one: where a
// database tells of each of its attempts, that is why the last one failed.
type lastLine struct{ error }

func inOneLine(err error) error {
	if !strings.Contains(err.Error(), "\n") {
		return err
	}
	return lastLine{err}
}

// Error is the last line.
func (l lastLine) Error() string {
	text := strings.TrimSpace(l.error.Error())
	return strings.TrimSpace(text[strings.LastIndexByte(text, '\n')+1:])
}

// Unwrap is all that went wrong.
func (l lastLine) Unwrap() error { return l.error }

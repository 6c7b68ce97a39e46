package doctor

import (
	"fmt"
	"io"
	"strings"
)

// Write prints verdicts for people: a line a check, and below it what to do.
func Write(to io.Writer, verdicts []Verdict) error {
	var text strings.Builder
	name := ""
	for i, v := range verdicts {
		if v.Asterisk != name || i == 0 {
			name = v.Asterisk
			fmt.Fprintf(&text, "%s:\n", name)
		}
		fmt.Fprintf(&text, "  %-7s  %-16s  %s\n", v.Result, v.Check, v.Seen)
		for _, remedy := range v.Remedies {
			remedy.write(&text)
		}
	}
	if _, err := io.WriteString(to, text.String()); err != nil {
		return fmt.Errorf("writing the doctor's verdicts: %w", err)
	}
	return nil
}

const indent = "           "

func (r Remedy) write(text *strings.Builder) {
	switch {
	case len(r.Lines) > 0:
		fmt.Fprintf(text, "%sin %s write\n", indent, r.File)
		for _, line := range r.Lines {
			fmt.Fprintf(text, "%s    %s\n", indent, line)
		}
		if r.Note != "" {
			fmt.Fprintf(text, "%s(%s)\n", indent, r.Note)
		}
	case r.File != "":
		fmt.Fprintf(text, "%sin %s: %s\n", indent, r.File, r.Note)
	case r.Note != "":
		fmt.Fprintf(text, "%s%s\n", indent, r.Note)
	}
	if r.Run != "" {
		fmt.Fprintf(text, "%srun: %s\n", indent, r.Run)
	}
}

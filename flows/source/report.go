package source

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Report collects the findings of one pass over a document.
type Report struct {
	findings Findings
	dropped  int
	// lost tells that an error is among the dropped.
	lost  bool
	lines map[string][]string
}

// NewReport is an empty report on doc; a nil doc gives findings without the lines they stand in.
func NewReport(doc *Document) *Report {
	if doc == nil {
		return &Report{}
	}
	return &Report{lines: doc.lines}
}

// Findings are those so far, ordered by place. Where [MaxFindings] was passed,
// a last one says how many more there were.
func (r *Report) Findings() Findings {
	sorted := r.findings.Sorted()
	if r.dropped > 0 {
		severity := Warning
		if r.lost {
			severity = Error
		}
		sorted = append(sorted, Finding{Pos: sorted[len(sorted)-1].Pos, Rule: "too-many", Severity: severity,
			Message: fmt.Sprintf("%d more findings are not shown", r.dropped)})
	}
	return sorted
}

// HasErrors tells whether a finding so far refuses the document.
func (r *Report) HasErrors() bool { return r.findings.HasErrors() }

// Errorf adds an error about the node n.
func (r *Report) Errorf(n *Node, rule, format string, args ...any) {
	r.Add(Finding{Pos: n.Pos, Width: n.width(), Rule: rule, Severity: Error, Message: fmt.Sprintf(format, args...)})
}

// Warnf adds a warning about the node n.
func (r *Report) Warnf(n *Node, rule, format string, args ...any) {
	r.Add(Finding{Pos: n.Pos, Width: n.width(), Rule: rule, Severity: Warning, Message: fmt.Sprintf(format, args...)})
}

// Unknown adds an error about a name that is none of the accepted ones: what
// is its sort ("key", "step", "flow"), and the nearest accepted name is offered.
func (r *Report) Unknown(n *Node, rule, what string, accepted []string) {
	r.Add(Finding{Pos: n.Pos, Width: n.width(), Rule: rule, Severity: Error,
		Message:  fmt.Sprintf("unknown %s %q", what, n.Value),
		Accepted: accepted, Nearest: Nearest(n.Value, accepted)})
}

// WrongType adds an error about a node that is not what wanted says.
func (r *Report) WrongType(n *Node, what, wanted string) {
	found := n.Kind.String()
	if n.Kind == Scalar {
		found = fmt.Sprintf("%q", clip(n.Value))
	}
	r.Errorf(n, "wrong-type", "%s must be %s, found %s", what, wanted, found)
}

// Add adds a finding as it is, with its line where the document is known.
func (r *Report) Add(f Finding) {
	if len(r.findings) >= MaxFindings {
		r.dropped++
		r.lost = r.lost || f.Severity == Error
		return
	}
	if lines := r.lines[f.File]; f.Line > 0 && f.Line <= len(lines) {
		f.Text = printed(lines[f.Line-1])
	}
	r.findings = append(r.findings, f)
}

// secretValue is what stands behind a key that holds a secret.
var secretValue = regexp.MustCompile(`(?i)((?:password|api_key|secret|token|dsn|nats)["']?\s*:\s*)` +
	`("[^"]*"|'[^']*'|\$\{[^}]*\}|[^,}\s]+)`)

// userPassword is the password of a user in a URL.
var userPassword = regexp.MustCompile(`(://[^\s/@:]*:)([^\s/@]+)@`)

// printed is a line as findings show it: what may be a password is stars, sign
// for sign, and a line that no screen holds is left out.
func printed(line string) string {
	if utf8.RuneCountInString(line) > LineMax {
		return ""
	}
	line = userPassword.ReplaceAllStringFunc(line, func(match string) string {
		parts := userPassword.FindStringSubmatch(match)
		return parts[1] + strings.Repeat("*", utf8.RuneCountInString(parts[2])) + "@"
	})
	return secretValue.ReplaceAllStringFunc(line, func(match string) string {
		parts := secretValue.FindStringSubmatch(match)
		if strings.HasPrefix(strings.TrimLeft(parts[2], `"'`), "${") {
			return match // a name of the environment is no secret
		}
		return parts[1] + strings.Repeat("*", utf8.RuneCountInString(parts[2]))
	})
}

func clip(s string) string {
	if len(s) > 60 {
		return s[:57] + "…"
	}
	return s
}

package source

import (
	"fmt"
	"strings"
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
		found = fmt.Sprintf("%q", clip(unsecret(n.Value)))
		if secretKey.MatchString(what[strings.LastIndexAny(what, " .")+1:]) {
			found = fmt.Sprintf("%q", stars(n.Value))
		}
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
	f.Message = unsecret(f.Message)
	if lines := r.lines[f.File]; f.Line > 0 && f.Line <= len(lines) {
		f.Text = printed(lines[f.Line-1])
	}
	r.findings = append(r.findings, f)
}

func clip(s string) string {
	if len(s) > 60 {
		return s[:57] + "…"
	}
	return s
}

package config

import (
	"slices"
	"strings"

	"github.com/ariapp/ariapp/flows/source"
)

// Supervise says what may be done to the talks of agents.
type Supervise struct {
	// Allow are listen, whisper and barge; none where nobody may.
	Allow []string
	// Announce is heard by those who are listened to before, none for nothing.
	Announce []string
}

// SuperviseWays are what may be allowed.
func SuperviseWays() []string { return []string{"listen", "whisper", "barge"} }

func (r *reader) supervise(s *Supervise, n *source.Node) {
	r.mapping("supervise", n, map[string]func(*source.Node){
		"announce": r.media(&s.Announce),
		"allow": func(n *source.Node) {
			if n.Kind == source.Scalar && n.Value == "none" {
				s.Allow = nil
				return
			}
			for _, item := range n.Elements() {
				text, ok := r.scalar(item, "one of "+strings.Join(SuperviseWays(), ", "))
				switch {
				case ok && !slices.Contains(SuperviseWays(), text):
					r.report.Unknown(item, "unknown-value", "value", append(SuperviseWays(), "none"))
				case ok && !slices.Contains(s.Allow, text):
					s.Allow = append(s.Allow, text)
				}
			}
		}})
}

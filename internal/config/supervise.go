package config

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows/source"
)

// Supervise says what may be done to the talks of agents.
type Supervise struct {
	// Allow are listen, whisper and barge; none where nobody may.
	Allow []string
	// Announce is heard by those who are listened to before, none for nothing.
	Announce []string
	// BeepEvery is how often they hear a beep as long as somebody listens, 0 for never.
	BeepEvery time.Duration
}

// SuperviseAgent says what may be done to the talks of one agent.
type SuperviseAgent struct {
	// Allow are those of [SuperviseWays] that may, beside what the queue allows.
	Allow []string
	// Groups are whose supervisors may: those of a token that is in one of them. Everybody's where there are none.
	Groups []string
}

// SuperviseWays are what may be allowed.
func SuperviseWays() []string { return []string{"listen", "whisper", "barge"} }

// SuperviseGroupForm is what names of groups look like.
const SuperviseGroupForm = `^[A-Za-z][A-Za-z0-9_-]{0,59}$`

var superviseGroup = regexp.MustCompile(SuperviseGroupForm)

func (r *reader) supervise(s *Supervise, n *source.Node) {
	r.mapping("supervise", n, map[string]func(*source.Node){
		"announce": r.media(&s.Announce), "allow": r.superviseWays(&s.Allow),
		"beep_every": r.span(&s.BeepEvery, 0, queueSpanMost)})
	if s.BeepEvery > 0 && s.BeepEvery < beepLeast {
		r.report.Errorf(n.Get("beep_every"), "wrong-type", "a beep more often than every %s leaves no talk; 0s is for none",
			spanText(beepLeast))
	}
}

// queueSupervise reads what a queue says otherwise than the file does for all.
func (r *reader) queueSupervise(into **Supervise, all Supervise) func(*source.Node) {
	return func(n *source.Node) {
		own := all
		r.supervise(&own, n)
		*into = &own
	}
}

func (r *reader) agentSupervise(into **SuperviseAgent) func(*source.Node) {
	return func(n *source.Node) {
		own := &SuperviseAgent{Allow: SuperviseWays()}
		r.mapping("supervise of an agent", n, map[string]func(*source.Node){
			"allow": r.superviseWays(&own.Allow), "groups": r.superviseGroups(&own.Groups)})
		*into = own
	}
}

func (r *reader) superviseWays(into *[]string) func(*source.Node) {
	return func(n *source.Node) {
		*into = nil
		if n.Kind == source.Scalar && n.Value == "none" {
			return
		}
		for _, item := range n.Elements() {
			text, ok := r.scalar(item, "one of "+strings.Join(SuperviseWays(), ", "))
			switch {
			case ok && !slices.Contains(SuperviseWays(), text):
				r.report.Unknown(item, "unknown-value", "value", append(SuperviseWays(), "none"))
			case ok && !slices.Contains(*into, text):
				*into = append(*into, text)
			}
		}
	}
}

// superviseGroups reads names of groups, at least one: none would be everybody's.
func (r *reader) superviseGroups(into *[]string) func(*source.Node) {
	return func(n *source.Node) {
		const wanted = "letters, digits, _ and -, beginning with a letter"
		for _, item := range n.Elements() {
			text, ok := r.scalar(item, wanted)
			if ok && !superviseGroup.MatchString(text) {
				r.report.WrongType(item, "a group", wanted)
				continue
			}
			if ok && !slices.Contains(*into, text) {
				*into = append(*into, text)
			}
		}
		if len(n.Elements()) == 0 {
			r.report.Errorf(n, "missing-field", "groups lists none; leave it out for all")
		}
	}
}

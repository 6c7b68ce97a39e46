package scenario

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ariapp/ariapp/flows/digits"
)

// AgentLine is how [ParseAgent] wants an agent to be written.
const AgentLine = "an agent and what they do, as '1001 answers after 4s, presses 1 after 2s, talks 30s', " +
	"'1002 busy' or '* rejects after 3s'; the words are answers, busy, rejects, unavailable and nobody"

// ParseAgent reads what an agent does who is offered a caller, in one line; see [AgentLine]. * is for all agents whom
// no other line names.
func ParseAgent(line string) (Dialled, error) {
	words := &lineOf{words: strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == '\t' || r == ',' })}
	one := Dialled{Endpoint: words.next()}
	if one.Endpoint == "" {
		return Dialled{}, fmt.Errorf("an agent is missing; write %s", AgentLine)
	}
	as := asAgent()
	what := words.next()
	if one.Answers = what == as.answers; !one.Answers {
		if one.Status = as.status(what); one.Status == "" {
			return Dialled{}, fmt.Errorf("%q is nothing that an agent does; write %s", what, AgentLine)
		}
	}
	one.After = words.span("after")
	if one.Answers {
		if one.Keys = words.behind("presses"); one.Keys != "" {
			one.PressAfter = words.span("after")
			words.fails(checkKeys(one.Keys))
		}
		if words.is("talks") {
			talks := words.span("talks")
			one.HangUp = &talks
		}
	}
	if left := words.next(); words.err == nil && left != "" {
		words.fails(fmt.Errorf("%q means nothing here; write %s", left, AgentLine))
	}
	if words.err != nil {
		return Dialled{}, words.err
	}
	return one, nil
}

// ParseAgents reads lines of which no two are about the same agent.
func ParseAgents(lines []string) ([]Dialled, error) {
	var all []Dialled
	for _, line := range lines {
		one, err := ParseAgent(line)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(all, func(other Dialled) bool { return other.Endpoint == one.Endpoint }) {
			return nil, fmt.Errorf("the agent %s is there twice; write one line for each agent", one.Endpoint)
		}
		all = append(all, one)
	}
	return all, nil
}

// checkKeys tells whether these are keys that somebody may press.
func checkKeys(text string) error {
	keys, err := digits.ParseKeys(text)
	if err != nil || len(keys) == 0 || len(keys) > keysMax {
		return fmt.Errorf("%q: write keys of 0-9, *, # and A-D, at most %d", text, keysMax)
	}
	return nil
}

// lineOf are the words of a line, and the first that is wrong with them.
type lineOf struct {
	words []string
	err   error
}

// is tells whether a word comes next.
func (l *lineOf) is(word string) bool { return len(l.words) > 0 && l.words[0] == word }

// next takes the next word, "" for none.
func (l *lineOf) next() string {
	if len(l.words) == 0 {
		return ""
	}
	word := l.words[0]
	l.words = l.words[1:]
	return word
}

// behind takes what stands behind a word, "" where that word does not come.
func (l *lineOf) behind(word string) string {
	if !l.is(word) {
		return ""
	}
	l.next()
	what := l.next()
	if what == "" {
		l.fails(fmt.Errorf("nothing stands behind %s; write %s", word, AgentLine))
	}
	return what
}

// span takes the time that stands behind a word, 0 where that word does not come.
func (l *lineOf) span(word string) time.Duration {
	text := l.behind(word)
	if text == "" {
		return 0
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 || d > timeMax {
		l.fails(fmt.Errorf("%s %q: write a duration such as 4s, 0s to %s", word, text, timeMax))
	}
	return d
}

// fails notes the first error.
func (l *lineOf) fails(err error) {
	if l.err == nil {
		l.err = err
	}
}

package config

import (
	"strconv"

	"github.com/ariapp/ariapp/flows/source"
)

func (r *reader) announce(a *QueueAnnounce, n *source.Node) {
	round := "0"
	r.mappingOr("announce", n, map[string]func(*source.Node){
		"position": r.yesOr(&a.Position, "yes", "no", "limit", "more"), "limit": r.within(&a.Limit, 1, queueLenMost),
		"hold_time": r.yesOr(&a.HoldTime, "yes", "no", "once"), "frequency": r.span(&a.Frequency, 0, queueSpanMost),
		"min_gap": r.span(&a.MinGap, 0, queueSpanMost), "only_improved": r.truth(&a.OnlyImproved),
		"first_in_line": r.truth(&a.FirstInLine), "round_seconds": r.oneOf(&round, "0", "5", "10", "15", "20", "30"),
		"thanks": r.media(&a.Thanks)}, func(theirs string) string {
		if theirs == "holdtime" {
			return "hold_time"
		}
		return ""
	})
	a.RoundSeconds, _ = strconv.Atoi(round) // one of those words
}

// yesOr reads one of some words, of which yes and no may be written as true and false.
func (r *reader) yesOr(into *string, words ...string) func(*source.Node) {
	return func(n *source.Node) {
		switch n.Value {
		case "true":
			*into = "yes"
		case "false":
			*into = "no"
		default:
			r.oneOf(into, words...)(n)
		}
	}
}

// media reads prompts, or none for silence.
func (r *reader) media(into *[]string) func(*source.Node) {
	return func(n *source.Node) {
		if r.words(into)(n); len(*into) == 1 && (*into)[0] == "none" {
			*into = nil
		}
	}
}

func (r *reader) periodic(p *Periodic, n *source.Node) {
	r.mapping("periodic", n, map[string]func(*source.Node){
		"media": r.words(&p.Media), "every": r.span(&p.Every, ringLeast, queueSpanMost), "relative": r.truth(&p.Relative),
		"random": r.truth(&p.Random), "start_delay": r.span(&p.StartDelay, 0, queueSpanMost)})
	if n == nil || n.Kind != source.Map {
		return
	}
	switch at := n.Get("media"); {
	case at == nil:
		r.report.Errorf(n, "missing-field", "periodic needs media: a prompt, or a list of at most %d", periodicMost)
	case len(p.Media) > periodicMost:
		r.report.Errorf(at, "wrong-type", "periodic has at most %d prompts, found %d", periodicMost, len(p.Media))
	}
}

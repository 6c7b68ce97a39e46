package config

import (
	"regexp"

	"github.com/ariapp/ariapp/flows/source"
)

// Messages say what becomes of the texts that telephones send.
type Messages struct {
	// Flow is walked for each text, "" where texts are not taken.
	Flow string
	// Technologies are those of Asterisk whose texts are taken.
	Technologies []string
	// AtOnce is how many texts may be under way; further ones are dropped.
	AtOnce int
}

func defaultMessages() Messages { return Messages{Technologies: []string{"PJSIP"}, AtOnce: 100} }

var technologyName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]{0,19}$`)

func (r *reader) messages(m *Messages, n *source.Node) {
	r.mapping("messages", n, map[string]func(*source.Node){
		"flow": func(n *source.Node) {
			if r.text(&m.Flow)(n); m.Flow == "none" {
				m.Flow = ""
			}
		},
		"technologies": func(n *source.Node) { r.technologies(&m.Technologies, n) },
		"at_once":      r.within(&m.AtOnce, 1, textsMost)})
}

func (r *reader) technologies(into *[]string, n *source.Node) {
	const wanted = "technologies of Asterisk, such as PJSIP"
	var all []string
	for _, item := range n.Elements() {
		text, ok := r.scalar(item, wanted)
		if ok && !technologyName.MatchString(text) {
			r.report.WrongType(item, "a technology", "a name of letters and digits, such as PJSIP")
		}
		all = append(all, text)
	}
	if len(all) == 0 || len(all) > technologiesMost {
		r.report.WrongType(n, "technologies", wanted)
		return
	}
	*into = all
}

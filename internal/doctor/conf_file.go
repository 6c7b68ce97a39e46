package doctor

import (
	"fmt"
	"slices"
	"strings"
)

// place is a line of a file, as people are told of it.
type place struct {
	file string // below the folder of Asterisk's files
	line int
}

// setting is one `key = value` or `key => value`.
type setting struct {
	key, value string
	at         place
}

// section is one `[name]` with what it inherits and what stands below it.
type section struct {
	name     string
	template bool // [name](!)
	settings []setting
	at       place
}

// confFile is a file with all that it includes.
type confFile struct {
	name     string
	sections []*section
	// unread are places whose include could not be followed.
	unread []place
	// files are the names of all files that were read.
	files []string
}

// all returns what the sections of a name have: several of one name are one.
func (f *confFile) all(name string) []setting {
	var list []setting
	for _, s := range f.sections {
		if strings.EqualFold(s.name, name) {
			list = append(list, s.settings...)
		}
	}
	return list
}

// open begins a section: a new one with what it inherits, or with (+) the one
// that is there.
func (f *confFile) open(head line, at place) *section {
	if head.append {
		if there := f.find(head.name); there != nil {
			return there
		}
	}
	s := &section{name: head.name, template: head.template, at: at}
	for _, name := range head.inherits {
		if parent := f.find(name); parent != nil && len(s.settings)+len(parent.settings) <= confSettingsMax {
			s.settings = append(s.settings, parent.settings...)
		}
	}
	f.sections = append(f.sections, s)
	return s
}

// find returns the last section of exactly this name, nil if there is none.
func (f *confFile) find(name string) *section {
	for _, s := range slices.Backward(f.sections) {
		if s.name == name {
			return s
		}
	}
	return nil
}

// last returns the setting that counts: the last of its name.
func (f *confFile) last(sectionName, key string) (setting, bool) {
	return lastOf(f.all(sectionName), key)
}

func lastOf(list []setting, key string) (found setting, ok bool) {
	for _, one := range list {
		if strings.EqualFold(one.key, key) {
			found, ok = one, true
		}
	}
	return found, ok
}

// typed returns the sections with `type = kind` that are no templates.
func (f *confFile) typed(kind string) []*section {
	var list []*section
	for _, s := range f.sections {
		if one, ok := lastOf(s.settings, "type"); ok && !s.template && strings.EqualFold(one.value, kind) {
			list = append(list, s)
		}
	}
	return list
}

// isTrue reads a yes as Asterisk does.
func isTrue(value string) bool {
	switch strings.ToLower(value) {
	case "yes", "true", "y", "t", "1", "on":
		return true
	}
	return false
}

func (p place) in(dir string) string { return fmt.Sprintf("%s/%s:%d", dir, p.file, p.line) }

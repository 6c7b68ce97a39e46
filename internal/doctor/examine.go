package doctor

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"strings"

	"github.com/ariapp/ariapp/ari"
)

// check is one row of the table.
type check struct {
	name string
	// asks tells that there is no verdict without Asterisk's answer.
	asks bool
	look func(*examination) Verdict
}

// checks is the table, in the order in which one mends.
func checks() []check {
	return []check{
		{"reachable", false, lookReachable},
		{"user", false, lookUser},
		{"version", true, lookVersion},
		{"modules", true, lookModules},
		{"own-prompts", true, lookOwnPrompts},
		{"session-limit", false, lookSessionLimit},
		{"write-timeout", false, lookWriteTimeout},
		{"overload-trigger", false, lookOverload},
		{"stasis", false, lookStasis},
		{"sounds", true, lookSounds},
		{"reloaded", true, lookReloaded},
	}
}

// Checks are the names of what [Examine] looks at, in order.
func Checks() []string {
	var names []string
	for _, one := range checks() {
		names = append(names, one.name)
	}
	return names
}

// Examine looks at one Asterisk. It returns a verdict a check, in the order of [Checks].
func Examine(ctx context.Context, target Target) []Verdict {
	x := newExamination(ctx, target)
	var verdicts []Verdict
	for _, one := range checks() {
		var v Verdict
		if one.asks && x.blocked != "" {
			v = unknown("not asked: " + x.blocked)
		} else {
			v = one.look(x)
		}
		v.Asterisk, v.Check = target.Name, one.name
		verdicts = append(verdicts, v)
	}
	return verdicts
}

// examination is what is known so far.
type examination struct {
	ctx    context.Context
	target Target
	conf   *confFolder // nil when the files are not at hand
	// infoErr is why info is not there.
	info    *ari.AsteriskInfo
	infoErr error
	// blocked says why Asterisk cannot be asked any further.
	blocked string
	modules []ari.Module
	// modulesErr is why the modules are not known.
	modulesErr error
	files      map[string]*confFile
}

func newExamination(ctx context.Context, target Target) *examination {
	if target.File == "" {
		target.File = "ivr.yaml"
	}
	x := &examination{ctx: ctx, target: target, files: map[string]*confFile{}}
	if target.Conf != nil {
		x.conf = newConfFolder(target.Conf, target.ConfDir)
	}
	return x
}

// errNoConf says that Asterisk's files are not at hand.
var errNoConf = errors.New("the files of Asterisk are not at hand")

// file returns one of Asterisk's files. One that does not exist is empty, as it
// is for Asterisk.
func (x *examination) file(name string) (*confFile, error) {
	if x.conf == nil {
		return nil, errNoConf
	}
	if known := x.files[name]; known != nil {
		return known, nil
	}
	file, err := x.conf.read(name)
	if errors.Is(err, fs.ErrNotExist) {
		file, err = &confFile{name: name}, nil
	}
	if err != nil {
		return nil, err
	}
	x.files[name] = file
	return file, nil
}

// path is a file's path for people.
func (x *examination) path(name string) string {
	if x.conf == nil {
		return path.Join(etcDir, name)
	}
	return x.conf.shown + "/" + name
}

// where is a place for people.
func (x *examination) where(at place) string { return at.in(x.conf.shown) }

const lookThere = "look on Asterisk's machine, or run the doctor there"

// unseen is the verdict on a setting whose file cannot be read, and how to look at it.
func (x *examination) unseen(name, key string, err error) Verdict {
	look := Remedy{Note: lookThere, Run: "grep -n " + key + " " + x.path(name)}
	if errors.Is(err, errNoConf) {
		return unknown("Asterisk does not tell what "+name+" says; "+err.Error(), look)
	}
	look.Note = "run the doctor as a user who may read it"
	return unknown(err.Error(), look)
}

// incomplete says that a file has parts that were not read, "" for none.
func (x *examination) incomplete(file *confFile) string {
	if len(file.unread) == 0 {
		return ""
	}
	var places []string
	for _, at := range file.unread {
		places = append(places, x.where(at))
	}
	return "; what is included here was not read: " + listed(places)
}

// listed is a list of names in a sentence, not too long.
func listed(names []string) string {
	if len(names) > namesShownMax {
		return strings.Join(names[:namesShownMax], ", ") + " …"
	}
	return strings.Join(names, ", ")
}

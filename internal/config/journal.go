package config

import (
	"fmt"
	"path/filepath"
	"strconv"

	"github.com/ariapp/ariapp/flows/source"
)

// Journal says where is written down what happens in calls, and how much of it.
type Journal struct {
	// Off tells that nothing is written down.
	Off bool
	// Folder is where, "" for the folder "journal" in the data folder; see [Config.JournalFolder].
	Folder string
	// MaxFile is how many bytes a file may have before the next one is begun.
	MaxFile int
	// Keep is how many full files are kept, beside the one that is written.
	Keep int
	// Answers tells whether what services, tables and the store answered is written too.
	Answers bool
}

func defaultJournal() Journal { return Journal{MaxFile: 64 << 20, Keep: 16, Answers: true} }

// JournalFolder is the folder of the journal, for a file in that folder; "" when none is written.
func (c Config) JournalFolder(folder string, env func(string) (string, bool)) string {
	switch at := c.Journal.Folder; {
	case c.Journal.Off:
		return ""
	case at == "":
		return filepath.Join(c.App.DataFolder(folder, env), "journal")
	case filepath.IsAbs(at):
		return at
	default:
		return filepath.Join(folder, at)
	}
}

func (r *reader) journal(j *Journal, n *source.Node) {
	r.mapping("journal", n, map[string]func(*source.Node){
		"folder": func(n *source.Node) {
			if r.folder(&j.Folder, "none")(n); j.Folder == "none" {
				j.Off, j.Folder = true, ""
			}
		},
		"max_file": r.within(&j.MaxFile, journalFileLeast, journalFileMost),
		"keep":     r.within(&j.Keep, 1, journalKeepMost), "answers": r.truth(&j.Answers)})
}

// within reads a whole number between two bounds.
func (r *reader) within(into *int, least, most int) func(*source.Node) {
	wanted := fmt.Sprintf("a whole number from %d to %d", least, most)
	return func(n *source.Node) {
		text, ok := r.scalar(n, wanted)
		if !ok {
			return
		}
		i, err := strconv.Atoi(text)
		if err != nil || i < least || i > most {
			r.report.WrongType(n, "the value", wanted)
			return
		}
		*into = i
	}
}

// truth reads true or false.
func (r *reader) truth(into *bool) func(*source.Node) {
	return func(n *source.Node) {
		switch text, ok := r.scalar(n, "true or false"); {
		case !ok:
		case text == "true" || text == "false":
			*into = text == "true"
		default:
			r.report.WrongType(n, "the value", "true or false")
		}
	}
}

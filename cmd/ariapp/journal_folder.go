package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/config"
)

// errNoJournal tells that a file wants none.
var errNoJournal = errors.New("the file wants no journal (journal.folder is none); name one with --journal")

// journalOf is where a journal is: what was named, else the folder that the
// file says. What else is wrong with the file does not matter.
func journalOf(file, named string) (string, error) {
	folder := named
	if folder == "" {
		doc, _, err := source.Load(file)
		if err != nil {
			return "", unreadableError{err}
		}
		outer, _ := config.Read(doc, os.LookupEnv)
		if folder = outer.JournalFolder(filepath.Dir(file), os.LookupEnv); folder == "" {
			return "", errNoJournal
		}
	}
	if _, err := os.Stat(folder); err != nil {
		return "", unreadableError{fmt.Errorf("finding the journal, which --journal can name: %w", err)}
	}
	return folder, nil
}

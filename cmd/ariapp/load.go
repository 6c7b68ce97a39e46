package main

import (
	"github.com/ariapp/ariapp/app"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/world"
)

// defaultFile is the file that commands read when none is named.
const defaultFile = "ivr.yaml"

// loadFile loads an ivr.yaml; with errors among the findings there is none.
func loadFile(path string) (*app.File, source.Findings, error) {
	file, findings, err := app.Load(path)
	if err != nil {
		return nil, nil, unreadableError{err}
	}
	return file, findings, nil
}

// besideFile opens what a file's flows reach, without web services, and reads its
// text once more, for what looks at the words in it.
func besideFile(s streams, loaded *app.File, path string) (*world.World, *source.Document, error) {
	doc, _, err := source.Load(path)
	if err != nil {
		return nil, nil, unreadableError{err}
	}
	beside, findings, err := loaded.World(nil, true, nil)
	if err := firstOf(err, printFindings(streams{err: s.err, out: s.err}, findings, "text")); err != nil {
		return nil, nil, err
	}
	return beside, doc, nil
}

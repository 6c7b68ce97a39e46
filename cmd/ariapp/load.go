package main

import (
	"github.com/ariapp/ariapp/app"
	"github.com/ariapp/ariapp/flows/source"
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

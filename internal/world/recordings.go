package world

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/internal/config"
	"github.com/ariapp/ariapp/internal/recordings"
)

// RecordingsTarget is where a file has its recordings taken, nil for nowhere. folder is that of the file.
func RecordingsTarget(settings config.Recordings, folder string) (recordings.Target, error) {
	if !settings.IsSet() {
		return nil, nil
	}
	name, err := recordings.ParseName(settings.Name)
	if err != nil {
		return nil, fmt.Errorf("recordings.name: %w", err)
	}
	if settings.Folder != "" {
		return recordings.Folder{Path: within(folder, settings.Folder), Name: name, Keep: settings.Keep}, nil
	}
	if !name.TellsApart() {
		return nil, errNotApart
	}
	header := map[string]string{}
	for field, value := range settings.Headers {
		header[field] = string(value)
	}
	// A redirection is a refusal: the recording would go where nobody has said.
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return recordings.Upload{URL: settings.URL, Name: name, Method: settings.Method, Header: header, Client: client}, nil
}

var errNotApart = errors.New("recordings.name: with url it needs {name} or {id}: a web server may replace a " +
	"recording by another one of the same name")

// checkRecordings reports what is wrong with where recordings are put.
func checkRecordings(report *source.Report, at *source.Node, settings config.Recordings) {
	name, err := recordings.ParseName(settings.Name)
	node := at
	if n := at.Get("name"); n != nil {
		node = n
	}
	switch {
	case err != nil:
		report.Errorf(node, "recording-name", "%q is no place for recordings: %v", settings.Name, err)
	case settings.URL != "" && !name.TellsApart():
		report.Errorf(node, "recording-name", "%v", errNotApart)
	}
	if len(settings.Headers) > 0 && settings.URL == "" {
		report.Warnf(at.Get("headers"), "missing-field", "headers go with url")
	}
}

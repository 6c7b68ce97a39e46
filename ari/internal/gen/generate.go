package main

import (
	"fmt"
	"strings"
)

const (
	modulePull = "github.com/ariapp/ariapp/ari/internal/jsonpull"
	fileEnding = "_gen.go"
)

// generator holds the description and the enums declared so far.
type generator struct {
	*description
	enums map[string]string // service, parameter and values to the Go type
}

// generate returns the files by name.
func generate(d *description) (map[string][]byte, error) {
	g := &generator{description: d, enums: map[string]string{}}
	if err := g.checkHeader(); err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	add := func(name string, c *code, err error) error {
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		content, err := c.file()
		files[name+fileEnding] = content
		return err
	}
	for _, res := range d.resources {
		name := strings.ToLower(strings.Join(words(res.name), "_"))
		operations, err := g.operationsFile(res)
		if err := add(name, operations, err); err != nil {
			return nil, err
		}
		if len(res.Models) == 0 {
			continue
		}
		models, err := g.modelsFile(res)
		if err := add(name+"_objects", models, err); err != nil {
			return nil, err
		}
	}
	if err := add("services", g.servicesFile(), nil); err != nil {
		return nil, err
	}
	if err := add("event_types", g.eventTypesFile(), nil); err != nil {
		return nil, err
	}
	return files, add("description", g.tablesFile(), nil)
}

// headerFields are what the hand-written EventHeader decodes.
var headerFields = map[string]bool{"type": true, "application": true, "timestamp": true, "asterisk_id": true}

// checkHeader makes a field that all events got in a later Asterisk an error here, not a loss there.
func (g *generator) checkHeader() error {
	for name, m := range g.models {
		for _, property := range m.names {
			if m.isHeader() && !headerFields[property] {
				return fmt.Errorf("%s.%s: EventHeader does not have it", name, property)
			}
		}
	}
	return nil
}

// Package ariapp carries the shipped ivr.yaml, the commented reference of the
// configuration, for programs that show or run it. The daemon is package app.
package ariapp

import _ "embed"

// Reference is the text of the shipped ivr.yaml.
//
//go:embed ivr.yaml
var Reference string

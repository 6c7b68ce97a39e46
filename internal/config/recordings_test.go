package config

import (
	"strings"
	"testing"
	"time"

	"github.com/ariapp/ariapp/flows/source"
)

// Law: recordings stay in Asterisk unless the file names a folder or a web server, and what is wrong with that is found.
func TestRecordings(t *testing.T) {
	for text, want := range map[string]string{
		"":                            "",
		"recordings:":                 "",
		"recordings: {folder: calls}": "",
		"recordings: {folder: a, url: 'http://b/c'}":   "folder and url exclude each other",
		"recordings: {url: 'ftp://b/c'}":               "url must be like https://",
		"recordings: {url: 'http://u:p@b/c'}":          "url must be like https://",
		"recordings: {url: 'http://b/c?token=x'}":      "url must be like https://",
		"recordings: {url: 'http://b', method: PATCH}": `unknown value "PATCH"`,
		"recordings: {folder: a, format: ../x}":        "format must be 1 to 12 letters and digits",
		"recordings: {folder: a, keep: 10}":            "keep must be days such as 90d",
		"recordings: {foldr: a}":                       "unknown key of recordings",
	} {
		doc, findings := source.Parse("ivr.yaml", text+"\nasterisk: {password: x}\n")
		if len(findings) > 0 {
			t.Fatal(findings)
		}
		c, findings := Read(doc, func(string) (string, bool) { return "", false })
		got := ""
		if len(findings) > 0 {
			got = findings[0].Message
		}
		if (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%s: found %q, want %q", text, got, want)
		}
		if set := strings.Contains(text, "folder") || strings.Contains(text, "url"); want == "" && c.Recordings.IsSet() != set {
			t.Errorf("%s: is set %v", text, c.Recordings.IsSet())
		}
		if want == "" && (c.Recordings.Keep != 90*24*time.Hour || c.Recordings.Method != "PUT" || c.Recordings.Format != "wav") {
			t.Errorf("%s: the defaults are %+v", text, c.Recordings)
		}
	}
}

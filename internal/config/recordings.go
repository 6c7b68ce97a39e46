package config

import (
	"net/url"
	"regexp"
	"time"

	"github.com/ariapp/ariapp/flows/source"
)

// Recordings say where recordings are taken to from Asterisk: a folder, a web server, or nowhere.
type Recordings struct {
	// Folder is one of this machine, URL a web server; both are "" where recordings stay in Asterisk.
	Folder, URL string
	// Method is PUT or POST, Headers go with each request.
	Method  string
	Headers map[string]Secret
	// Name is where a recording is put below that; see internal/recordings.
	Name string
	// Format is that of recordings whose step names none.
	Format string
	// Delete tells whether they are deleted from Asterisk then.
	Delete bool
	// Keep is how long they stay in the folder, 0 for ever.
	Keep time.Duration
}

func defaultRecordings() Recordings {
	return Recordings{Method: "PUT", Name: "{yyyy}/{mm}/{dd}/{name}.{format}", Format: "wav", Keep: 90 * day}
}

// IsSet tells whether recordings are taken anywhere.
func (r Recordings) IsSet() bool { return r.Folder != "" || r.URL != "" }

var recordingFormat = regexp.MustCompile(`^[A-Za-z0-9]{1,12}$`)

func (r *reader) recordings(c *Recordings, n *source.Node) {
	r.mapping("recordings", n, map[string]func(*source.Node){
		"folder": r.folder(&c.Folder), "method": r.oneOf(&c.Method, "PUT", "POST"),
		"headers": r.secrets("headers", &c.Headers), "name": r.text(&c.Name), "delete": r.truth(&c.Delete),
		"keep": r.kept(&c.Keep),
		"format": func(n *source.Node) {
			if r.text(&c.Format)(n); !recordingFormat.MatchString(c.Format) {
				r.report.WrongType(n, "format", "1 to 12 letters and digits, such as wav or gsm")
			}
		},
		"url": func(n *source.Node) {
			r.text(&c.URL)(n)
			u, err := url.Parse(c.URL)
			if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" {
				r.report.WrongType(n, "url", "like https://records.example.com/calls, without user, password and query")
			}
		},
	})
	if c.Folder != "" && c.URL != "" {
		r.report.Errorf(n.Get("url"), "exclusive-fields", "folder and url exclude each other")
	}
}

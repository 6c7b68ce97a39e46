package config

import (
	"time"

	"github.com/ariapp/ariapp/flows/source"
)

// Config is the outer part of ivr.yaml, with defaults filled in.
type Config struct {
	App      App
	Asterisk []Asterisk
	Prompts  Prompts
}

// App is the daemon itself.
type App struct {
	// Name is the Stasis application's: the one in the dialplan's Stasis(NAME).
	Name string
	// MaxCalls is how many calls may be under way; further ones go back to the dialplan.
	MaxCalls int
	// AnswerDelay is the time between answer and first sound.
	AnswerDelay time.Duration
	// DrainTimeout is how long Stop lets calls come to their own end.
	DrainTimeout time.Duration
	// Apology is what callers hear when their flow fails.
	Apology []string
	// LogLevel is debug, info, warn or error.
	LogLevel string
}

// Asterisk is one server.
type Asterisk struct {
	// Name is its name in logs and in call.asterisk.
	Name string
	// URL is that of its REST interface: http://127.0.0.1:8088/ari.
	URL      string
	Username string
	// Password and APIKey print as stars; either user and password or the key is set.
	Password Secret
	APIKey   Secret
	// CAFile is a PEM file of the authorities to trust instead of the system's.
	CAFile string
	// Transport is http or websocket: what carries requests.
	Transport string
	// Orphans says what becomes of channels that nobody serves after a lost connection: adopt, continue or hangup.
	Orphans string
}

// Prompts say where sounds are.
type Prompts struct {
	// Prefix is put before bare names of prompts.
	Prefix string
}

// Secret prints as stars.
type Secret string

// String is stars, or nothing for an empty secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "***"
}

// GoString is stars.
func (s Secret) GoString() string { return `"` + s.String() + `"` }

// MarshalText is stars.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Default is the configuration of an empty file.
func Default() Config {
	return Config{
		App: App{Name: "ivr", MaxCalls: 10_000, AnswerDelay: 500 * time.Millisecond, DrainTimeout: 30 * time.Second,
			Apology: []string{"sorry-youre-having-problems"}, LogLevel: "info"},
	}
}

func defaultAsterisk() Asterisk {
	return Asterisk{Name: "asterisk", URL: "http://127.0.0.1:8088/ari", Username: "ariapp", Transport: "http",
		Orphans: "adopt"}
}

// Keys are the top keys that Read knows.
func Keys() []string { return []string{"app", "asterisk", "prompts"} }

// Read reads the outer part of a document. env is [os.LookupEnv]. The findings
// are all that is wrong with it; the configuration is usable when none is an error.
func Read(doc *source.Document, env func(string) (string, bool)) (Config, source.Findings) {
	r := &reader{report: source.NewReport(doc), env: env}
	c := Default()
	r.app(&c.App, doc.Root.Get("app"))
	c.Asterisk = r.asterisks(doc.Root)
	r.mapping("prompts", doc.Root.Get("prompts"), map[string]func(*source.Node){
		"prefix": r.text(&c.Prompts.Prefix)})
	return c, r.report.Findings()
}

package doctor

import (
	"io/fs"

	"github.com/ariapp/ariapp/ari"
)

// Target is one Asterisk, and what an ivr.yaml wants of it.
type Target struct {
	// Name is Asterisk's name in ivr.yaml, File that file.
	Name, File string
	// URL is that of the interface, Client talks to it.
	URL    string
	Client *ari.Client
	// Username and Password are those that Client shows; they are compared with ari.conf.
	Username string
	Password ari.Secret
	// Transport is http or websocket, as in ivr.yaml.
	Transport string
	// App is the Stasis application.
	App string
	// Conf holds Asterisk's *.conf files; nil when they are not at hand. ConfDir is how people call
	// the folder; "" is /etc/asterisk.
	Conf    fs.FS
	ConfDir string
	// Sounds are the names of sounds, without sound:, that are played in a language; nil is none. They are
	// asked for in each of Languages; without those, in Asterisk's default language.
	Sounds    func(language string) []string
	Languages []string
	// OwnPrompts tells that prompts are fetched over HTTP, for which Asterisk needs further modules.
	OwnPrompts bool
}

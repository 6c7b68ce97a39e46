package doctor

import (
	"strings"

	"github.com/ariapp/ariapp/internal/asteriskconf"
)

// passwordOf stands for a password, which no verdict holds.
const passwordOf = "<the password of ivr.yaml>"

// shipped returns a section of the files that `ariapp asterisk config` prints,
// without comments: the rig's tests run on the very same text. Without such
// options, a name that Asterisk's files cannot hold, there are no lines.
func (x *examination) shipped(file, section string) []string {
	options := asteriskconf.DefaultOptions()
	options.App, options.Password = x.target.App, passwordOf
	if x.target.Username != "" {
		options.User = x.target.Username
	}
	text, err := asteriskconf.Render(file, options)
	if err != nil {
		return nil
	}
	var lines []string
	within := false
	for raw := range strings.Lines(text) {
		raw = strings.TrimRight(raw, "\n")
		if strings.HasPrefix(raw, "[") {
			within = raw == "["+section+"]"
		}
		if within && raw != "" && !strings.HasPrefix(raw, ";") {
			lines = append(lines, raw)
		}
	}
	return lines
}

// callersContext is the context in which calls arrive in the files that ariapp prints.
func callersContext() string { return asteriskconf.DefaultOptions().Context }

// write is a remedy: a setting of a file's [general].
func (x *examination) write(name, key, value, run string) Remedy {
	return Remedy{File: x.path(name), Lines: []string{"[general]", key + " = " + value}, Run: run}
}

// change is a remedy: a line that is there already.
func (x *examination) change(one setting, key, value, run string) Remedy {
	return Remedy{File: x.where(one.at), Lines: []string{key + " = " + value}, Run: run}
}

// What makes Asterisk read its files.
const (
	reloadHTTP     = "asterisk -rx 'module reload http'"
	reloadARI      = "asterisk -rx 'module reload res_ari.so'"
	reloadDialplan = "asterisk -rx 'dialplan reload'"
	reloadPJSIP    = "asterisk -rx 'module reload res_pjsip.so'"
	reloadAll      = "asterisk -rx 'core reload'"
)

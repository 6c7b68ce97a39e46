//go:build linux

package rig

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/ariapp/ariapp/internal/asteriskconf"
)

//go:embed etc
var etc embed.FS

// silent are the files that Asterisk complains about when they are missing,
// and that may be empty.
func silent() []string {
	return []string{
		"acl.conf", "amd.conf", "ccss.conf", "cli.conf", "cli_permissions.conf", "codecs.conf",
		"confbridge.conf", "dnsmgr.conf", "dsp.conf", "features.conf", "geolocation.conf",
		"pjproject.conf", "queuerules.conf", "queues.conf", "res_curl.conf",
		"res_http_media_cache.conf", "sorcery.conf", "stasis.conf", "udptl.conf",
		"chan_websocket.conf", "websocket_client.conf",
	}
}

// configuration returns the whole of /etc/asterisk, by file name: what users
// get, with the tests' extras behind it.
func (o Options) configuration() (map[string]string, error) {
	files := map[string]string{}
	for _, name := range silent() {
		files[name] = ""
	}
	entries, err := fs.ReadDir(etc, "etc")
	if err != nil {
		return nil, fmt.Errorf("reading the rig's configuration: %w", err)
	}
	for _, entry := range entries {
		if entry.IsDir() {
			continue
		}
		text, err := fs.ReadFile(etc, path.Join("etc", entry.Name()))
		if err != nil {
			return nil, fmt.Errorf("reading the rig's configuration: %w", err)
		}
		files[entry.Name()] = string(text)
	}
	for _, name := range asteriskconf.Files() {
		text, err := asteriskconf.Render(name, o.conf())
		if err != nil {
			return nil, fmt.Errorf("rendering the configuration: %w", err)
		}
		extra, err := fs.ReadFile(etc, path.Join("etc", "extra", name))
		if err == nil {
			text += "\n" + string(extra)
		}
		files[name] = text
	}
	files["modules.conf"] = loadModules(files["modules.conf"])
	return files, nil
}

// loadModules turns our list, a module a line, into what modules.conf wants.
func loadModules(list string) string {
	text := "[modules]\nautoload = no\n"
	for line := range strings.Lines(list) {
		name, _, _ := strings.Cut(line, ";")
		for _, module := range strings.Fields(name) {
			text += "load = " + module + ".so\n"
		}
	}
	return text
}

// digest tells one configuration from another.
func digest(files map[string]string) string {
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(sum, "%s %d\n%s", name, len(files[name]), files[name])
	}
	return hex.EncodeToString(sum.Sum(nil))
}

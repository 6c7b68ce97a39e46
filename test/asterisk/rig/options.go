//go:build linux

package rig

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"

	"github.com/ariapp/ariapp/internal/asteriskconf"
)

// DirVariable is the environment variable that names the rig's folder.
const DirVariable = "ARIAPP_ASTERISK_DIR"

// trunkPort is where the rig's Asterisk sends calls that leave by the trunk.
const trunkPort = 5070

// Options say where the rig lives and where its Asterisk listens. A zero value
// but for Dir means: as the last time in this folder, else the default.
type Options struct {
	// Dir holds everything the rig makes; it takes about 600 MB.
	Dir string
	// HTTP and SIP are where Asterisk listens; both must be on loopback. The
	// defaults are 127.0.0.1:8088 and 127.0.0.1:5060.
	HTTP, SIP netip.AddrPort
	// App is the Stasis application of the dialplan; the default is ivr.
	App string
	// User and Password are those of ARI. The default is ariapp and a password
	// that is made up.
	User     string
	Password asteriskconf.Password
	// Log hears what is being done, a line at a time; nil is silence.
	Log func(line string)
}

// DefaultDir returns the folder of [DirVariable], else one in the user's cache
// folder.
func DefaultDir() (string, error) {
	if dir := os.Getenv(DirVariable); dir != "" {
		return dir, nil
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("finding a folder for the rig (set %s to choose one): %w", DirVariable, err)
	}
	return filepath.Join(cache, cacheName, "asterisk"), nil
}

// cacheName is the name of our folder in the user's cache folder.
const cacheName = "ariapp"

func (o Options) validate() error {
	if !filepath.IsAbs(o.Dir) || filepath.Clean(o.Dir) == "/" {
		return fmt.Errorf("checking the rig's folder %q: give an absolute path below /", o.Dir)
	}
	for _, bind := range []netip.AddrPort{o.HTTP, o.SIP} {
		if bind.IsValid() && !bind.Addr().IsLoopback() {
			return fmt.Errorf("checking the address %v: the rig listens on loopback only", bind)
		}
	}
	return nil
}

// settle fills what is open from the last time's state, then from the
// defaults, and writes the outcome into the state.
func (o Options) settle(s *state) (Options, error) {
	defaults := asteriskconf.DefaultOptions()
	o.HTTP = cmp.Or(o.HTTP, s.HTTP, defaults.HTTPBind)
	o.SIP = cmp.Or(o.SIP, s.SIP, netip.MustParseAddrPort("127.0.0.1:5060"))
	o.App = cmp.Or(o.App, s.Access.App, defaults.App)
	o.User = cmp.Or(o.User, s.Access.User, defaults.User)
	o.Password = cmp.Or(o.Password, s.Access.Password, asteriskconf.Password(rand.Text()))
	if err := o.validate(); err != nil {
		return o, err
	}
	s.HTTP, s.SIP = o.HTTP, o.SIP
	s.Access = Access{
		ARIURL:   "http://" + o.HTTP.String() + "/ari",
		User:     o.User,
		Password: o.Password,
		App:      o.App,
		SIP:      o.SIP.String(),
	}
	return o, nil
}

// conf turns the options into those of the configuration files. Calls from
// loopback are taken for the provider's.
func (o Options) conf() asteriskconf.Options {
	conf := asteriskconf.DefaultOptions()
	conf.App, conf.User, conf.Password = o.App, o.User, o.Password
	conf.HTTPBind, conf.SIPBind = o.HTTP, o.SIP
	conf.TrunkHost, conf.TrunkPort = o.SIP.Addr().String(), trunkPort
	return conf
}

package asteriskconf

import (
	"fmt"
	"net/netip"
	"regexp"
	"strings"
)

// Options are the values that differ from one installation to the next.
type Options struct {
	// App is the Stasis application that answers the calls.
	App string
	// User and Password are what the program shows to ARI.
	User     string
	Password Password
	// HTTPBind is the address and port of Asterisk's HTTP server, ARI's too.
	HTTPBind netip.AddrPort
	// SIPBind is the address and port where Asterisk listens for SIP over UDP.
	SIPBind netip.AddrPort
	// Context is the dialplan context in which calls from outside arrive.
	Context string
	// TrunkHost is the host name or address of the SIP provider.
	TrunkHost string
	// TrunkPort is the provider's SIP port.
	TrunkPort uint16
}

// DefaultOptions returns what fits an Asterisk on the same machine. The
// password and the trunk's host are placeholders to be replaced.
func DefaultOptions() Options {
	return Options{
		App:       "ivr",
		User:      "ariapp",
		Password:  "change-me",
		HTTPBind:  netip.MustParseAddrPort("127.0.0.1:8088"),
		SIPBind:   netip.MustParseAddrPort("0.0.0.0:5060"),
		Context:   "callers",
		TrunkHost: "sip.provider.example",
		TrunkPort: 5060,
	}
}

var (
	namePattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)
	hostPattern = regexp.MustCompile(`^[A-Za-z0-9.:-]+$`)
)

// Validate reports the first value that cannot stand in a configuration file;
// the error is an [ErrInvalidOption].
func (o Options) Validate() error {
	for _, named := range []struct{ option, value string }{
		{"application", o.App}, {"user", o.User}, {"context", o.Context},
	} {
		if !namePattern.MatchString(named.value) {
			return fmt.Errorf("%w: %s %q: use letters, digits, dots, dashes, underscores; begin with a letter or digit",
				ErrInvalidOption, named.option, named.value)
		}
	}
	if !hostPattern.MatchString(o.TrunkHost) {
		return fmt.Errorf("%w: trunk host %q: use a host name or an address", ErrInvalidOption, o.TrunkHost)
	}
	if o.TrunkPort == 0 {
		return fmt.Errorf("%w: trunk port 0: use 1 to 65535", ErrInvalidOption)
	}
	if !o.HTTPBind.IsValid() || o.HTTPBind.Port() == 0 {
		return fmt.Errorf("%w: HTTP bind %q: use address:port", ErrInvalidOption, o.HTTPBind)
	}
	if !o.SIPBind.IsValid() || o.SIPBind.Port() == 0 {
		return fmt.Errorf("%w: SIP bind %q: use address:port", ErrInvalidOption, o.SIPBind)
	}
	return o.Password.validate()
}

// Password is ARI's password. It prints as stars; only the rendered ari.conf
// holds it in clear.
type Password string

const stars = "********"

// String returns stars.
func (Password) String() string { return stars }

// GoString returns stars.
func (Password) GoString() string { return stars }

// MarshalText returns stars, so that logs and JSON hold no password.
func (Password) MarshalText() ([]byte, error) { return []byte(stars), nil }

// Plain returns the password itself.
func (p Password) Plain() string { return string(p) }

// validate refuses what Asterisk would read as something else: a semicolon
// begins a comment, a backslash escapes, blanks at the ends are cut off.
func (p Password) validate() error {
	plain := string(p)
	if plain == "" || strings.TrimSpace(plain) != plain {
		return fmt.Errorf("%w: password: it must not be empty or begin or end with a blank", ErrInvalidOption)
	}
	for _, r := range plain {
		if r < ' ' || r == 0x7f || r == ';' || r == '\\' {
			return fmt.Errorf("%w: password: it must not hold a semicolon, a backslash or a control character",
				ErrInvalidOption)
		}
	}
	if strings.HasPrefix(plain, ">") {
		return fmt.Errorf("%w: password: it must not begin with >", ErrInvalidOption)
	}
	return nil
}

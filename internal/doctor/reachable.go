package doctor

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"syscall"

	"github.com/ariapp/ariapp/ari"
)

// lookReachable asks Asterisk who it is. Whoever answers that we may not know is reachable.
func lookReachable(x *examination) Verdict {
	x.info, x.infoErr = x.target.Client.Asterisk.GetInfo(x.ctx, ari.AsteriskGetInfoParams{})
	err := x.infoErr
	switch {
	case err == nil && x.info.System == nil:
		x.blocked = "there is no Asterisk at " + x.target.URL
		return fail("something answers at "+x.target.URL+" that does not say who it is", x.checkURL())
	case err == nil:
		return ok("Asterisk " + x.info.System.Version + " answers at " + x.target.URL)
	case errors.Is(err, ari.ErrUnauthorized), errors.Is(err, ari.ErrForbidden):
		x.blocked = "Asterisk does not let us in"
		return ok("ARI answers at " + x.target.URL)
	case errors.Is(err, ari.ErrNotFound):
		return x.notFound()
	}
	x.blocked = "Asterisk cannot be reached"
	v := x.noAnswer(err)
	v.Seen = x.target.URL + ": " + v.Seen
	return v
}

// noAnswer is the verdict on a request that got no answer of ARI's.
func (x *examination) noAnswer(err error) Verdict {
	why := cause(err)
	switch {
	case errors.Is(err, ari.ErrUnknownHost):
		return fail("the host has no address ("+why+")", x.checkURL())
	case errors.Is(err, syscall.ECONNREFUSED):
		return fail("nobody listens there ("+why+")", x.webServer()...)
	case errors.Is(err, ari.ErrTLS):
		return fail("no trust, or no TLS ("+why+")", Remedy{File: x.target.File, Note: "name the certificate's authority " +
			"as asterisk.ca_file if it is your own; write http:// in asterisk.url if the port has no TLS"})
	case errors.Is(err, ari.ErrTimeout):
		return fail("no answer in time ("+why+")",
			Remedy{Note: "see that no firewall stands between, and that Asterisk is not overloaded"}, x.checkURL())
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET):
		remedies := []Remedy{{File: x.path("http.conf"), Lines: x.shipped("http.conf", "general"), Run: reloadHTTP}}
		if scheme, _, _ := strings.Cut(x.target.URL, ":"); scheme == "http" {
			remedies = append(remedies, Remedy{File: x.target.File, Note: "write https:// in asterisk.url if the port has TLS"})
		}
		return fail("the connection is closed without an answer: sessionlimit of http.conf is used up, "+
			"or the port speaks TLS", remedies...)
	case errors.Is(err, ari.ErrServer):
		return fail("Asterisk is still starting, or its ari.conf is broken ("+why+")",
			Remedy{Note: "look at Asterisk's log", Run: "asterisk -rx 'core waitfullybooted'"})
	case errors.Is(err, ari.ErrResponse):
		return fail("what answers is no Asterisk ("+why+")", x.checkURL())
	}
	return fail(why, x.checkURL())
}

// cause is an error of the client without the operation's name.
func cause(err error) string {
	var refused *ari.Error
	if !errors.As(err, &refused) {
		return err.Error()
	}
	switch {
	case refused.Err != nil:
		return refused.Err.Error()
	case refused.Message != "":
		return fmt.Sprintf("status %d: %s", refused.Status, refused.Message)
	}
	return fmt.Sprintf("status %d", refused.Status)
}

func (x *examination) checkURL() Remedy {
	return Remedy{File: x.target.File, Note: "see that asterisk.url names Asterisk's web server: http://HOST:8088/ari"}
}

// notFound tells ARI without a module from a web server without ARI.
func (x *examination) notFound() Verdict {
	if _, err := x.target.Client.Applications.List(x.ctx); !errors.Is(err, ari.ErrNotFound) {
		x.blocked = "res_ari_asterisk.so is not loaded"
		return fail("ARI answers at "+x.target.URL+", but does not know /asterisk/info",
			x.loadModules([]string{"res_ari_asterisk.so"})...)
	}
	x.blocked = "there is no ARI at " + x.target.URL
	seen := "a web server answers at " + x.target.URL + ", but there is no ARI"
	if !strings.HasSuffix(strings.TrimRight(x.target.URL, "/"), "/ari") {
		return fail(seen, x.checkURL())
	}
	remedy := x.write("ari.conf", "enabled", "yes", reloadARI)
	if file, err := x.file("ari.conf"); err == nil {
		enabled, found := file.last("general", "enabled")
		switch {
		case found && !isTrue(enabled.value):
			return fail(seen+": "+x.where(enabled.at)+" has enabled = "+enabled.value,
				x.change(enabled, "enabled", "yes", reloadARI))
		case len(file.sections) > 0:
			return fail(seen, append(x.webServer(), x.loadModules([]string{"res_ari.so"})...)...)
		}
	}
	return fail(seen, remedy, Remedy{Note: "see that res_ari.so is loaded",
		Run: "asterisk -rx 'module show like res_ari'"}, x.checkURL())
}

// webServer compares http.conf with the URL: what to write so that somebody listens there.
func (x *examination) webServer() []Remedy {
	running := Remedy{Note: "see that Asterisk runs", Run: "asterisk -rx 'core show uptime'"}
	whole := Remedy{File: x.path("http.conf"), Lines: x.shipped("http.conf", "general"), Run: reloadHTTP}
	at, err := url.Parse(x.target.URL)
	file, unread := x.file("http.conf")
	if err != nil || unread != nil {
		return []Remedy{running, whole}
	}
	enabled, isSet := file.last("general", "enabled")
	if !isSet {
		return []Remedy{whole}
	}
	if !isTrue(enabled.value) {
		return []Remedy{x.change(enabled, "enabled", "yes", reloadHTTP)}
	}
	port := httpPort
	if at.Scheme == "https" {
		return []Remedy{running, {File: x.path("http.conf"), Note: "see that tlsenable, tlsbindaddr, tlscertfile and " +
			"tlsprivatekey are set; the usual port is " + httpsPort}}
	}
	one, hasPort := file.last("general", "bindport")
	if hasPort {
		port = one.value
	}
	prefix, hasPrefix := file.last("general", "prefix")
	switch {
	case at.Port() != port && hasPort:
		return []Remedy{{File: x.target.File, Note: "write port " + port + " in asterisk.url: " + x.where(one.at) +
			" has bindport = " + port}}
	case at.Port() != port:
		return []Remedy{{File: x.target.File, Note: "write port " + port + " in asterisk.url: " + x.path("http.conf") +
			" names no other"}}
	case hasPrefix && !strings.HasPrefix(at.Path, "/"+strings.Trim(prefix.value, "/")+"/"):
		return []Remedy{{File: x.target.File, Note: "write /" + strings.Trim(prefix.value, "/") + "/ari in asterisk.url: " +
			x.where(prefix.at) + " has prefix = " + prefix.value}}
	}
	return []Remedy{running}
}

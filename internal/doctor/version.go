package doctor

import (
	"fmt"
	"regexp"
	"strconv"
)

// release is a version of Asterisk.
type release struct{ major, minor, patch int }

func (r release) before(other release) bool {
	switch {
	case r.major != other.major:
		return r.major < other.major
	case r.minor != other.minor:
		return r.minor < other.minor
	}
	return r.patch < other.patch
}

func (r release) String() string { return fmt.Sprintf("%d.%d.%d", r.major, r.minor, r.patch) }

// The releases that matter.
var (
	oldestRelease    = release{20, 0, 0}
	testedSeries     = release{22, 0, 0}
	requestsOnSocket = release{22, 4, 0}
	progressRelease  = release{22, 6, 0}
	testedRelease    = release{22, 10, 1}
)

var releasePattern = regexp.MustCompile(`^(?:certified[-/])?(\d{1,3})\.(\d{1,3})(?:\.(\d{1,3}))?`)

// parseRelease reads what Asterisk says of itself: 22.10.1+dfsg, certified-20.7-cert2.
func parseRelease(text string) (release, bool) {
	found := releasePattern.FindStringSubmatch(text)
	if found == nil {
		return release{}, false
	}
	var r release
	for i, part := range []*int{&r.major, &r.minor, &r.patch} {
		*part, _ = strconv.Atoi(found[i+1]) // a missing patch is 0
	}
	return r, true
}

func lookVersion(x *examination) Verdict {
	text := x.info.System.Version
	r, known := parseRelease(text)
	upgrade := Remedy{Note: "install Asterisk " + testedRelease.String() + " or newer"}
	switch {
	case !known:
		return unknown("Asterisk calls itself "+text+", which is no release", Remedy{Run: "asterisk -V"})
	case r.before(oldestRelease):
		return fail("Asterisk "+text+" is too old: it needs 20, and 22 is wanted", upgrade)
	case r.before(testedSeries):
		return warn("Asterisk "+text+" is older than 22, on which all is tested", upgrade)
	case r.before(requestsOnSocket) && x.target.Transport == "websocket":
		return fail("Asterisk "+text+" takes no requests over a WebSocket: "+requestsOnSocket.String()+" does",
			Remedy{File: x.target.File, Lines: []string{"transport: http"}}, upgrade)
	case r.before(progressRelease):
		return warn("Asterisk "+text+" cannot be asked for early media: "+progressRelease.String()+" can", upgrade)
	case r.before(testedRelease):
		return ok("Asterisk " + text + "; " + testedRelease.String() + " closes holes in its rights of users")
	}
	return ok("Asterisk " + text)
}

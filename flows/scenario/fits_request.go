package scenario

import (
	"fmt"
	"net/url"
	"strings"
)

// anyMethod stands for every method of a request.
const anyMethod = "ANY"

// fitsRequest tells whether a request fits what a test writes for it: the
// method, or ANY, and an address in which * stands for anything but / and ** for
// anything. A query counts only where the test has one.
func fitsRequest(pattern, request string) bool { return misfit(pattern, request) == fits }

// fit is how near a request comes to what a test writes for it.
type fit int

// From the farthest to the nearest.
const (
	otherAddress fit = iota
	otherPath
	otherQuery
	otherMethod
	fits
)

// misfit is what a request has otherwise.
func misfit(pattern, request string) fit {
	wantMethod, wantURL, _ := strings.Cut(pattern, " ")
	method, address, _ := strings.Cut(request, " ")
	wantURL, wantQuery, hasQuery := strings.Cut(wantURL, "?")
	address, query, _ := strings.Cut(address, "?")
	wantURL, address = plainAddress(wantURL), plainAddress(address)
	switch {
	case !fitsText(wantURL, address) && !fitsText(hostOf(wantURL), hostOf(address)):
		return otherAddress
	case !fitsText(wantURL, address):
		return otherPath
	case hasQuery && !fitsQuery(wantQuery, query):
		return otherQuery
	case wantMethod != method && wantMethod != anyMethod:
		return otherMethod
	}
	return fits
}

// hostOf is an address without its path.
func hostOf(address string) string {
	scheme, rest, _ := strings.Cut(address, "://")
	host, _, _ := strings.Cut(rest, "/")
	return scheme + "://" + host
}

// plainAddress writes an address as all do that mean it: the scheme and the host in small letters, without the port
// that the scheme has anyway, and / for no path.
func plainAddress(address string) string {
	scheme, rest, found := strings.Cut(address, "://")
	if !found {
		return address
	}
	scheme = strings.ToLower(scheme)
	host, path, hasPath := strings.Cut(rest, "/")
	at := strings.LastIndexByte(host, '@') + 1
	user, host := host[:at], strings.ToLower(host[at:])
	host = strings.TrimSuffix(host, map[string]string{"http": ":80", "https": ":443"}[scheme])
	if hasPath || !strings.Contains(host, "*") {
		path = "/" + path
	}
	return scheme + "://" + user + host + path
}

// fitsQuery compares queries whatever the order of their names; * stands in values as it does in addresses.
func fitsQuery(pattern, query string) bool {
	if pattern == "*" || pattern == "**" {
		return true
	}
	wanted, errWanted := url.ParseQuery(pattern)
	got, errGot := url.ParseQuery(query)
	if errWanted != nil || errGot != nil || len(wanted) != len(got) {
		return false
	}
	for name, values := range wanted {
		if len(got[name]) != len(values) {
			return false
		}
		for i, value := range values {
			if !fitsText(value, got[name][i]) {
				return false
			}
		}
	}
	return true
}

// nearest says which stub comes nearest to a request that none answers, and what keeps it from answering; "" where
// none is near.
func (w *web) nearest(request string) string {
	r, best, near := w.run.result, -1, otherAddress
	for i := range r.Case.Given.HTTP {
		if how := misfit(r.Case.Given.HTTP[i].Request, request); how > near {
			best, near = i, how
		}
	}
	if best < 0 {
		return ""
	}
	stub := &r.Case.Given.HTTP[best]
	differs := map[fit]string{otherPath: "has another path", otherQuery: "has another query",
		otherMethod: "has another method"}[near]
	if near == fits {
		differs = fmt.Sprintf("answers %s and no more", times(stub.Times))
		if stub.Times == 0 {
			differs = "never answers"
		}
	}
	return "; the nearest is " + shown(stub.Request) + ", which " + differs
}

package fakeari

import (
	"crypto/subtle"
	"net/http"
	"strings"
)

// admit checks who asks, in Asterisk's order: first the person, then what the
// person may do, then the shape of the URL. A reply without status lets them in.
func (s *Server) admit(a *ask, r *http.Request) reply {
	user, password, given := r.BasicAuth()
	if !given {
		user, password, given = strings.Cut(a.params.query["api_key"], ":")
	}
	if s.options.User != "" && (!given || !s.knows(user, password)) {
		return failed(http.StatusUnauthorized, "Authentication required")
	}
	reads := a.method == http.MethodGet || a.method == http.MethodOptions
	if s.options.ReadOnlyUser != "" && user == s.options.ReadOnlyUser && !reads {
		return failed(http.StatusForbidden, "Write access denied")
	}
	if path, slash := strings.CutSuffix(a.path, "/"); slash {
		return failed(http.StatusNotFound, "ARI URLs do not end with a slash. Try /ari/%s", path)
	}
	return reply{}
}

func (s *Server) knows(user, password string) bool {
	named := same(user, s.options.User) || s.options.ReadOnlyUser != "" && same(user, s.options.ReadOnlyUser)
	return named && same(password, s.options.Password)
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

package monitor

import "net/http"

// Opens tells whether a header Authorization has the token; no token opens
// nothing. How long that takes says nothing of how much of it was right.
func (t Token) Opens(authorization string) bool { return t.opens(authorization) }

// Local tells whether a program of this machine asks, for this machine: no web
// page through a browser, no proxy for somebody else.
func Local(r *http.Request) bool { return local(r) }

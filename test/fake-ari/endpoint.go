package fakeari

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Endpoint is somebody who can be dialled. Make it with Server.Endpoint; its
// methods may be called from any goroutine.
type Endpoint struct {
	server *Server
	name   string
	script []Step
	legs   []*Leg
	taken  int // legs that AwaitCall has given out
	state  string
}

// Endpoint lets somebody be dialled by a name, "PJSIP/100" or "Local/s@sales"; one
// that ends in a star stands for all that begin so. Every call to it goes through
// the script, which may be empty: then the test drives each leg by hand. Of a name
// that is known already a script takes the place of the old one, and none leaves
// it. Endpoints outlive a restart.
func (s *Server) Endpoint(name string, script ...Step) *Endpoint {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.phones[name]
	if e == nil {
		e = &Endpoint{server: s, name: name, state: "online"}
		s.phones[name] = e
	}
	if len(script) > 0 {
		e.script = slices.Clone(script)
	}
	return e
}

// Name is what the endpoint was made with.
func (e *Endpoint) Name() string { return e.name }

// Calls are the legs that were dialled to it so far, oldest first.
func (e *Endpoint) Calls() []*Leg {
	e.server.mu.Lock()
	defer e.server.mu.Unlock()
	return slices.Clone(e.legs)
}

// AwaitCall waits until the endpoint is dialled once more and gives that leg. It
// goes forward: each leg is given once.
func (e *Endpoint) AwaitCall(ctx context.Context) (*Leg, error) {
	var leg *Leg
	err := e.server.await(ctx, func() bool {
		if e.taken == len(e.legs) {
			return false
		}
		leg = e.legs[e.taken]
		e.taken++
		return true
	})
	if err != nil {
		return nil, fmt.Errorf("awaiting a call to %s: %w", e.name, err)
	}
	return leg, nil
}

// phone finds who is dialled, the one with the longest star before the others.
func (s *Server) phone(dialled string) *Endpoint {
	bare, _ := strings.CutSuffix(dialled, "/n")
	if e := s.phones[bare]; e != nil {
		return e
	}
	var found *Endpoint
	for name, e := range s.phones {
		begin, star := strings.CutSuffix(name, "*")
		if star && strings.HasPrefix(bare, begin) && (found == nil || len(name) > len(found.name)) {
			found = e
		}
	}
	return found
}

// address is a dial string in its parts.
type address struct {
	whole      string // "PJSIP/100@trunk"
	technology string
	dialled    string // what comes after the technology
	endpoint   string // technology and resource, "PJSIP/trunk"
	exten      string // of a Local address
	context    string
}

func (a address) local() bool { return a.technology == "Local" }

// parseAddress takes a dial string apart; without a technology it is none.
func parseAddress(text string) (address, bool) {
	technology, dialled, slash := strings.Cut(text, "/")
	if !slash {
		return address{}, false
	}
	a := address{whole: text, technology: technology, dialled: dialled, context: "default", exten: "s"}
	if a.local() {
		bare, _, _ := strings.Cut(dialled, "/")
		exten, in, at := strings.Cut(bare, "@")
		a.exten = exten
		if at {
			a.context = in
		}
		a.endpoint = technology + "/" + bare
		return a, true
	}
	resource, _, _ := strings.Cut(dialled, "/")
	if _, host, at := strings.Cut(resource, "@"); at {
		resource = host
	}
	a.endpoint = technology + "/" + resource
	return a, true
}

package flows

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/ariapp/ariapp/flows/source"
)

const phraseEndpoint = "an endpoint such as PJSIP/100 or PJSIP/${call.to}@trunk, whose technology is written out"

// Endpoint is what Asterisk dials: Value[string]. Its technology is the file's;
// what expressions give must be plain ([EndpointPiece]), so that a caller's
// digits lead to no other technology, trunk or second telephone.
var Endpoint = Type{Name: "endpoint", Accepts: phraseEndpoint, parse: (*compiler).parseEndpoint}

var (
	// endpointPiece is what a value within an endpoint may be made of: nothing that parts endpoints or their parts.
	endpointPiece = regexp.MustCompile(`^[A-Za-z0-9*#+_.-]{1,80}$`)
	// endpointStart is a technology and something behind it.
	endpointStart = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*/`)
)

// EndpointPiece tells why a value may not stand within an endpoint, nil when it may.
func EndpointPiece(value string) error {
	if endpointPiece.MatchString(value) {
		return nil
	}
	if value == "" {
		return fmt.Errorf("%w: it is empty, as call.from is where the caller withholds the number", ErrNotPermitted)
	}
	if len(value) > 80 {
		value = value[:80]
	}
	return fmt.Errorf("%w: %q must be 1 to 80 letters, digits and * # + _ . -", ErrNotPermitted, value)
}

func (c *compiler) parseEndpoint(what string, n *source.Node) any {
	t, fixed := c.begun(what, n, phraseEndpoint)
	if t == nil {
		return nil
	}
	constant, whole := t.constant()
	if !endpointStart.MatchString(fixed) || strings.ContainsAny(constant, "&, \t\n") ||
		whole && strings.HasSuffix(constant, "/") {
		c.report.WrongType(n, what, phraseEndpoint)
		return nil
	}
	if whole {
		return Value[string]{constant: constant}
	}
	t.check = EndpointPiece
	return Value[string]{text: t, convert: toText}
}

package flows_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
)

// FuzzEndpointPiece: what may stand within an endpoint parts no endpoints, technologies, trunks, options or headers.
func FuzzEndpointPiece(f *testing.F) {
	for _, seed := range []string{"100", "+49*#", "a&b", "a@b", "a/b", "sip:1", "", "1\n", "1,2", "ä", strings.Repeat("1", 81)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		err := flows.EndpointPiece(value)
		bad := value == "" || len(value) > 80 || strings.ContainsAny(value, "&/@:,;()[]{}<>\"'\\ \t\r\n\x00|=?$~^%")
		if err == nil && bad {
			t.Errorf("%q passes", value)
		}
		if err != nil && !errors.Is(err, flows.ErrNotPermitted) {
			t.Errorf("%q: %v", value, err)
		}
	})
}

package endpoint

import (
	"fmt"
	"regexp"
	"strings"
)

// Endpoint is something that can be dialled: a technology and an address.
type Endpoint struct {
	// Text is the whole as it was written.
	Text string
	// Tech is the technology, such as PJSIP.
	Tech string
	// Address is what stands behind its /.
	Address string
}

var (
	technology = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)
	address    = regexp.MustCompile(`^[A-Za-z0-9@:._+*#~;=/-]+$`)
	number     = regexp.MustCompile(`^[A-Za-z0-9*#+_-]+$`)
)

// Parse reads an endpoint. The error says what is wrong with it.
func Parse(text string) (Endpoint, error) {
	tech, rest, found := strings.Cut(text, "/")
	switch {
	case text == "":
		return Endpoint{}, fmt.Errorf("there is nobody to call")
	case len(text) > textMax:
		return Endpoint{}, fmt.Errorf("an endpoint has at most %d characters", textMax)
	case strings.Contains(text, "&"):
		return Endpoint{}, fmt.Errorf("%q has an &, which would call several at once", text)
	case !found || rest == "" || !technology.MatchString(tech):
		return Endpoint{}, fmt.Errorf("%q is no technology with an address behind it", text)
	case !address.MatchString(rest):
		return Endpoint{}, fmt.Errorf("%q has characters that no address has", text)
	case strings.Count(rest, "@") > 1:
		return Endpoint{}, fmt.Errorf("%q has more than one @", text)
	}
	return Endpoint{Text: text, Tech: tech, Address: rest}, nil
}

// Trunk is what the call goes out by: what stands behind the @, or before the
// next / where there is none, as in DAHDI/g1/0123.
func (e Endpoint) Trunk() string {
	trunk := e.Address
	if _, behind, found := strings.Cut(e.Address, "@"); found {
		trunk = behind
	}
	if end := strings.IndexAny(trunk, "/;"); end >= 0 {
		trunk = trunk[:end]
	}
	return trunk
}

// unadorned takes out of a number what is not dialled: signs between the digits, and pauses.
var unadorned = strings.NewReplacer("-", "", ".", "", "~", "", "_", "", "w", "", "W", "", "p", "", "P", "")

// Numbers are the telephone numbers in what is dialled, each in all the ways in
// which lists write it: 0044… is +44… too.
func (e Endpoint) Numbers() []string {
	user, _, _ := strings.Cut(e.Address, "@")
	var numbers []string
	for _, piece := range strings.FieldsFunc(user, func(r rune) bool { return strings.ContainsRune("/:;=", r) }) {
		plain := unadorned.Replace(piece)
		if len(plain) < numberLeast || !strings.ContainsRune("+0123456789*#", rune(plain[0])) {
			continue
		}
		numbers = append(numbers, plain)
		for _, prefix := range []string{"00", "011"} {
			if rest, found := strings.CutPrefix(plain, prefix); found && rest != "" {
				numbers = append(numbers, "+"+rest)
			}
		}
	}
	return numbers
}

package prompts

import (
	"fmt"
	"regexp"
	"strings"
)

// nameParts is what each part of a name may hold; it stands in addresses as it is.
var nameParts = regexp.MustCompile(`^[A-Za-z0-9_+][A-Za-z0-9_+.-]*$`)

// CheckName tells what is wrong with a prompt's name.
func CheckName(name string) error {
	if name == "" || len(name) > NameMax {
		return fmt.Errorf("a name has 1 to %d characters", NameMax)
	}
	for part := range strings.SplitSeq(name, "/") {
		if !nameParts.MatchString(part) {
			return fmt.Errorf("%q is no name; accepted: letters a-z, digits, and . _ + - inside, folders parted by /", name)
		}
	}
	return nil
}

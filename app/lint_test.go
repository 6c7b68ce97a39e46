package app

import (
	"strings"
	"testing"
)

// Law: an error of a rule refuses a file as an error of the compiler does; a comment
// with a reason takes it back.
func TestRulesRefuseFiles(t *testing.T) {
	const endless = "asterisk: {password: x}\nnumbers: {_.: main}\nflows:\n  main:\n" +
		"    - play: {id: again, media: hello-world} #\n    - goto: again\n"
	for reason, taken := range map[string]bool{"": false, " ariapp:ignore no-ending": false,
		" ariapp:ignore no-ending the trunk ends it after a minute": true} {
		file, findings, err := Parse("ivr.yaml", strings.Replace(endless, " #", " #"+reason, 1))
		if err != nil || (file != nil) != taken || findings.HasErrors() == taken {
			t.Errorf("%q: taken %v, %v, %v", reason, file != nil, findings, err)
		}
	}
}

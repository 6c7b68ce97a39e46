package source

import (
	"strings"
	"testing"
)

// What findings show of a line may end in a log: a password beside a typo must not.
func TestFindingsShowNoPasswords(t *testing.T) {
	for line, want := range map[string]string{
		`asterisk: {password: geheim, usrname: x}`: `asterisk: {password: ******, usrname: x}`,
		`  api_key: "u:p w"`:                       `  api_key: *******`,
		`  password: '${env.PW:-x}'`:               `  password: '${env.PW:-x}'`,
		`  - collect: {secret: true, lenght: 4}`:   `  - collect: {secret: ****, lenght: 4}`,
		`  nats: http://u:pw@h`:                    `  nats: *************`,
		`  url: [tls://u:pw@h, tls://v:pw@h]`:      `  url: [tls://u:**@h, tls://v:**@h]`,
		`  prompt: welcome`:                        `  prompt: welcome`,
	} {
		if got := printed(line); got != want {
			t.Errorf("%q is shown as %q, want %q", line, got, want)
		}
	}
	if got := printed(strings.Repeat("x", LineMax+1)); got != "" {
		t.Errorf("a line of %d characters is shown", len(got))
	}
}

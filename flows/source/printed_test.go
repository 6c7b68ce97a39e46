package source

import (
	"strings"
	"testing"
)

// What findings show of a line may end in a log: a password beside a typo must not.
func TestFindingsShowNoPasswords(t *testing.T) {
	for line, want := range map[string]string{
		`asterisk: {password: geheim, usrname: x}`:  `asterisk: {password: ******, usrname: x}`,
		`  api_key: "u:p w"`:                        `  api_key: *******`,
		`  password: '${env.PW:-x}'`:                `  password: '${env.PW:-x}'`,
		`  - collect: {secret: true, lenght: 4}`:    `  - collect: {secret: ****, lenght: 4}`,
		`  nats: http://u:pw@h`:                     `  nats: *************`,
		`  url: [tls://u:pw@h, tls://v:pw@h]`:       `  url: [tls://u:**@h, tls://v:**@h]`,
		`  prompt: welcome`:                         `  prompt: welcome`,
		`  pin: 9753 4`:                             `  pin: ******`,
		`  - set: {my_pin: "9753", pw: a, x: 1}`:    `  - set: {my_pin: ******, pw: *, x: 1}`,
		`  passwd: a,b}c`:                           `  passwd: *****`,
		`  headers: {Authorization: "Bearer hush"}`: `  headers: {Authorization: *************}`,
		`  X-Api-Key: hush`:                         `  X-Api-Key: ****`,
		`  X-Api-Key: "a${secrets.k}"`:              `  X-Api-Key: "*${secrets.k}"`,
		`  url: "https://h/?a=1&pin=99&token=t"`:    `  url: "https://h/?a=1&pin=**&token=*"`,
		`  url: "https://h/?pin=${steps.p.value}"`:  `  url: "https://h/?pin=${steps.p.value}"`,
		`  when: 'same(steps.p.value, "9753")'`:     `  when: 'same(steps.p.value, ******)'`,
		`  when: steps.pin.value == "9753"`:         `  when: steps.pin.value == ******`,
		`  pin: [{collect: {length: 4}}]`:           `  pin: [{collect: {length: 4}}]`,
		`  spin: fast, mapping: x`:                  `  spin: fast, mapping: x`,
	} {
		if got := printed(line); got != want {
			t.Errorf("%q is shown as %q, want %q", line, got, want)
		}
	}
	if got := printed(strings.Repeat("x", LineMax+1)); got != "" {
		t.Errorf("a line of %d characters is shown", len(got))
	}
}

// Law: a finding's words show no password either, whatever the value is that they quote.
func TestMessagesShowNoPasswords(t *testing.T) {
	value := func(text string) *Node { return &Node{Kind: Scalar, Value: text} }
	r := NewReport(nil)
	r.WrongType(value("https://bob:URLPW@crm.example.com/a?token=QTOKEN&pin=99&a=1"), "url", "a URL")
	r.WrongType(value("https://bob:URLPW@"+strings.Repeat("long.", 20)+"?pin=99"), "url", "a URL")
	r.WrongType(value("geheim"), "asterisk.password", "a mapping")
	r.Errorf(value(""), "x", "bad header %q", "Bearer hush")
	want := []string{`url must be a URL, found "https://bob:*****@crm.example.com/a?token=******&pin=**&a=1"`,
		`found "https://bob:*****@long.`, `asterisk.password must be a mapping, found "******"`, `bad header "Bearer ****"`}
	for i, f := range r.Findings() {
		if !strings.Contains(f.Message, want[i]) {
			t.Errorf("finding %d is %q, want %q", i, f.Message, want[i])
		}
	}
}

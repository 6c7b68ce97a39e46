package suite

import (
	"strings"
	"testing"
)

// Law: tests run where calls run: they know the file's secrets, its rows and its
// apology, and hear prompts as they are spelled.
func TestSetting(t *testing.T) {
	const text = `asterisk: {password: secret}
app: {apology: so-sorry}
numbers: {200: {flow: main, answer_delay: 0s}}
secrets: {token: s3cr3t}
tables: {people: {rows: {"1": {name: Ann}}}}
vars: {who: ""}
flows:
  main:
    - http: {url: https://example.com/, headers: {X-Token: "${secrets.token}"}, on_error: {play: sorry}}
    - lookup: {table: people, key: 1, result: {who: name}, on_error: {play: sorry}}
    - play: "digits:12"
    - log: "it is ${vars.who}"
    - log: "${int(vars.who)}"
`
	folder := site(t, map[string]string{"ivr.yaml": text, "ivr_test.yaml": `given: {to: "200", http: [GET https://example.com/: 200]}
tests:
  - name: well
    acts: [expect: {sounds: [digits/1, digits/2]}, expect: {log: it is Ann}, expect: so-sorry]
    end: {status: failed, never: {secret: token, unless: sent}, quiet: 1s}
  - name: badly
    end: {status: failed, never: {secret: token}}
`})
	said, sum := told(t, opened(t, folder), Options{}, Text{})
	const want = "wanted the secret token never to be told, instead it can be read in the header X-Token of a request after 0s, at main/1"
	if sum.Passed != 1 || sum.Failed != 1 || !strings.Contains(said, want) || !strings.Contains(said, "ivr.yaml:9:7: here the call was") {
		t.Errorf("%+v\n%s", sum, short(folder, said))
	}
	if strings.Contains(said, "s3cr3t") {
		t.Errorf("the secret is told:\n%s", said)
	}
}

package config

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ariapp/ariapp/flows/source"
)

func read(t *testing.T, text string) (Config, source.Findings) {
	t.Helper()
	doc, findings := source.Parse("f", text)
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	env := map[string]string{"PW": "geheim"}
	return Read(doc, func(name string) (string, bool) { v, ok := env[name]; return v, ok })
}

func TestDefaultsAndEnvironment(t *testing.T) {
	c, findings := read(t, "asterisk: {password: '${env.PW}', url: 'http://${env.HOST:-pbx}:8088/ari'}\n"+
		"app: {answer_delay: 1s}\n")
	if len(findings) != 0 {
		t.Fatal(findings)
	}
	want := Default()
	want.App.AnswerDelay = time.Second
	a := defaultAsterisk()
	a.Password, a.URL = "geheim", "http://pbx:8088/ari"
	want.Asterisk = []Asterisk{a}
	if diff := cmp.Diff(want, c); diff != "" {
		t.Error(diff)
	}
}

func TestSeveralAsterisksHaveNames(t *testing.T) {
	c, findings := read(t, "asterisk: [{password: a}, {api_key: 'u:p', url: 'https://b/ari'}]\n")
	if len(findings) != 0 || len(c.Asterisk) != 2 || c.Asterisk[1].Name != "asterisk-2" || c.Asterisk[1].Username != "" {
		t.Errorf("got %+v, %v", c.Asterisk, findings)
	}
}

func TestFaults(t *testing.T) {
	const fine = "asterisk: {password: x}\n"
	for text, want := range map[string]string{
		"app: {}\n":                                                  "f:1:1: warning: the file names no asterisk",
		"asterisk: {password: '${env.NOPE}'}\n":                      "f:1:22: warning: the environment has no NOPE",
		"asterisk: {password: x, url: 'ftp://a'}\n":                  "f:1:30: url must be like http://",
		"asterisk: {password: x, url: 'http://u:p@h/'}\n":            "without user and password",
		"asterisk: {}\n":                                             `the asterisk "asterisk" needs a password`,
		"asterisk: {password: x, api_key: 'a:b'}\n":                  "api_key excludes username and password",
		"asterisk: {pasword: x}\n":                                   `unknown key of asterisk "pasword"; did you mean "password"?`,
		fine + "app: {zone: Nowhere/Land}\n":                         "f:2:13: zone must be a zone such as Europe/Berlin",
		fine + "app: {zone: Local}\n":                                "f:2:13: zone must be a zone such as Europe/Berlin",
		"asterisk: x\n":                                              "f:1:11: asterisk must be a mapping",
		"asterisk: [{password: x}, {name: asterisk, password: y}]\n": `two asterisks are called "asterisk"`,
		fine + "app: {name: 'a b'}\n":                                "the application's name must be",
		fine + "app: {max_calls: 0}\n":                               "a whole number from 1",
		fine + "app: {drain_timeout: soon}\n":                        "a duration such as 5s",
		fine + "app: {log_level: loud}\n":                            "accepted: debug, info, warn, error",
		fine + "app: {nam: x}\n":                                     `did you mean "name"?`,
		fine + "prompts: {prefix: '${call.from}'}\n":                 "only ${env.NAME}",
		fine + "journal: {max_file: 1}\n":                            "the value must be a whole number from 65536 to 1073741824",
		fine + "journal: {keep: none}\n":                             "the value must be a whole number from 1 to 10000",
		fine + "journal: {answers: maybe}\n":                         "the value must be true or false",
		fine + "journal: {foldr: x}\n":                               `unknown key of journal "foldr"; did you mean "folder"?`,
		"asterisk: []\n":                                             "f:1:11: warning: the file names no asterisk",
		fine + "http: {allow: []}\n":                                 "f:2:15: allow lists no host; leave it out for every",
		fine + "http: {allow: }\n":                                   "allow lists no host",
		fine + "cluster: {nats: 'http://a'}\n":                       "f:2:17: nats must be a URL that begins with nats://",
		fine + "cluster: {nats: 'nats://a,10.0.0.5:4222'}\n":         "f:2:17: nats must be a URL that begins with nats://",
		fine + "cluster: {nats: 'nats://'}\n":                        "nats must be a URL",
		fine + "prompts: [a]\n":                                      "prompts must be a mapping",
	} {
		_, findings := read(t, text)
		if len(findings) != 1 || !strings.Contains(findings[0].String(), want) {
			t.Errorf("%q gave %v, want %q", text, findings, want)
		}
	}
}

// Law: the URLs of a cluster, and none for the server inside, are taken as they are.
func TestAddressesOfNATS(t *testing.T) {
	for _, text := range []string{"", "nats://u:p@a:4222", "tls://a", "ws://a:80/x", "nats://a:1, nats://b:2"} {
		c, findings := read(t, "asterisk: {password: x}\ncluster: {nats: '"+text+"'}\n")
		if len(findings) > 0 || string(c.Cluster.NATS) != text {
			t.Errorf("%q: %v", text, findings)
		}
	}
}

// Law: the journal is in the data folder unless the file says where, from the file's folder on, or that there is none.
func TestFolderOfTheJournal(t *testing.T) {
	env := func(string) (string, bool) { return "", false }
	for text, want := range map[string]string{
		"":                                     "at/data/journal",
		"app: {data: x}":                       "at/x/journal",
		"journal: {folder: calls}":             "at/calls",
		"journal: {folder: /var/calls}":        "/var/calls",
		"journal: {folder: none}":              "",
		"journal: {answers: false}":            "at/data/journal",
		"journal:\napp: {data: /var/lib/data}": "/var/lib/data/journal",
	} {
		c, findings := read(t, "asterisk: {password: x}\n"+text+"\n")
		if got := filepath.ToSlash(c.JournalFolder("at", env)); len(findings) > 0 || got != want {
			t.Errorf("%q: %q, want %q (%v)", text, got, want, findings)
		}
		if c.Journal.Answers != (text != "journal: {answers: false}") {
			t.Errorf("%q: answers is %v", text, c.Journal.Answers)
		}
	}
}

func TestSecretsPrintAsStars(t *testing.T) {
	c, _ := read(t, "asterisk: {password: geheim}\n")
	data, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, printed := range []string{fmt.Sprintf("%v", c), fmt.Sprintf("%+v", c), fmt.Sprintf("%#v", c), string(data)} {
		if strings.Contains(printed, "geheim") || !strings.Contains(printed, "***") {
			t.Errorf("printed %s", printed)
		}
	}
}

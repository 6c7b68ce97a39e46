package soundcheck

import (
	"strings"
	"testing"

	"github.com/ariapp/ariapp/flows"
	"github.com/ariapp/ariapp/flows/source"
	"github.com/ariapp/ariapp/flows/steps"
	"github.com/ariapp/ariapp/internal/media"
)

// check checks a flow of one step, in English and German, against an Asterisk
// that has all English sounds but those that begin with "no", and a German hello.
func check(t *testing.T, step string) string {
	t.Helper()
	doc, findings := source.Parse("f", "numbers: {_.: main}\nflows:\n  main:\n    - "+step+"\n")
	registry, err := flows.NewRegistry(steps.All()...)
	if err != nil {
		t.Fatal(err)
	}
	program, faults := flows.Compile(doc, registry)
	if findings = append(findings, faults...); findings.HasErrors() {
		t.Fatal(findings)
	}
	own := func(language, name string) (string, bool) {
		return "http://h/prompts/" + name + ".wav", name == "mine" && language == "de"
	}
	var lines []string
	for _, f := range Check(Options{Program: program, Resolver: media.Resolver{Own: own}, Languages: []string{"en", "de"}, Asterisk: "pbx",
		Has: func(language, sound string) bool {
			return language == "en" && !strings.HasPrefix(sound, "no") || sound == "hello"
		}}) {
		if f.Severity != source.Warning || f.Rule != "missing-sound" {
			t.Errorf("%+v", f)
		}
		lines = append(lines, f.Pos.String()+" "+strings.TrimPrefix(f.Message, `the Asterisk "pbx" has no `))
	}
	return strings.Join(lines, "\n")
}

// Law: a prompt that neither Asterisk nor the house has is a warning at its
// place, once for each language; what the house has, what is no sound, and what
// cannot be told is none.
func TestCheck(t *testing.T) {
	for step, want := range map[string]string{
		"play: hello":                       "",
		"play: nosuch":                      "f:4:13 nosuch in en\nf:4:13 nosuch in de",
		"play: [hello, welcome]":            "f:4:21 welcome in de",
		"play: mine":                        "",
		"play: 'sound:nosuch'":              "f:4:13 nosuch in en\nf:4:13 nosuch in de",
		"play: 'sound:http://x/nosuch.wav'": "",
		"play: 'recording:nosuch'":          "",
		"play: 'tone:ring'":                 "",
		"play: 'text:nosuch'":               "",
		"play: 'number:11'":                 "f:4:13 digits/11 in de",
		"play: 'digits:11'":                 "f:4:13 digits/1 in de",
		"play: '${call.from}'":              "",
		"play: 'nosuch-${call.from}'":       "",
		"play: 'silence:${1 + 1}'":          "",
	} {
		if got := check(t, step); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", step, got, want)
		}
	}
}

// Law: a value that is computed may need every sound of its language, which is said
// once, and in few words.
func TestComputed(t *testing.T) {
	got := check(t, "play: ['number:${call.from}', 'digits:${call.from}']")
	if !strings.HasPrefix(got, "f:4:14 ") || strings.Count(got, "\n") != 0 || strings.Count(got, ",") != listedMax-1 ||
		!strings.HasSuffix(got, " more in de") {
		t.Error(got)
	}
}
